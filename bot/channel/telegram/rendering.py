"""Replies as Telegram shows them: HTML with every text escaped, and inline keyboards."""

from __future__ import annotations

from html import escape

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import MessageLimit

from bot.dialogue.replies import Button, Paragraph, Reply, Span, Style

_TAGS = {Style.PLAIN: ("", ""), Style.BOLD: ("<b>", "</b>"), Style.ITALIC: ("<i>", "</i>")}


def html(reply: Reply) -> str:
    """The reply as Telegram HTML, whole paragraphs left off at the end if it would be too long."""
    paragraphs = list(reply.paragraphs)
    while len(paragraphs) > 1 and _visible(paragraphs) > MessageLimit.MAX_TEXT_LENGTH:
        paragraphs.pop()
    return "\n\n".join(_paragraph(paragraph) for paragraph in paragraphs)


def keyboard(reply: Reply) -> InlineKeyboardMarkup | None:
    """The reply's buttons, or None if it has none."""
    if not reply.buttons:
        return None
    return InlineKeyboardMarkup([[_button(button) for button in row] for row in reply.buttons])


def _button(button: Button) -> InlineKeyboardButton:
    if button.url:
        return InlineKeyboardButton(button.text, url=button.url)
    return InlineKeyboardButton(button.text, callback_data=button.press)


def _paragraph(paragraph: Paragraph) -> str:
    return "\n".join("".join(_span(span) for span in line) for line in paragraph.lines)


def _span(span: Span) -> str:
    before, after = _TAGS[span.style]
    text = f"{before}{escape(span.text)}{after}"
    return f'<a href="{escape(span.url)}">{text}</a>' if span.url else text


def _visible(paragraphs: list[Paragraph]) -> int:
    """Characters that Telegram counts: UTF-16 units after the tags are read."""
    text = "\n\n".join(
        "\n".join("".join(span.text for span in line) for line in paragraph.lines) for paragraph in paragraphs
    )
    return len(text.encode("utf-16-le")) // 2
