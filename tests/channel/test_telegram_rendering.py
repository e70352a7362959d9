"""Replies as Telegram shows them."""

from __future__ import annotations

from bot.channel.telegram.rendering import html, keyboard
from bot.content.catalog import Catalog
from bot.dialogue import compose
from bot.dialogue.presses import CardView
from bot.dialogue.replies import Button, Paragraph, Reply, Span, Style, line
from tests.end_to_end.bot_api_html import parse_html


def test_every_text_is_escaped() -> None:
    reply = Reply(
        "de",
        "ltr",
        (
            Paragraph((line("<b>1 & 2</b>", Style.BOLD), (Span('a"b', url='https://example.org/?a=1&b="2"'),))),
            Paragraph((line("<script>", Style.ITALIC),)),
        ),
    )
    assert html(reply) == (
        "<b>&lt;b&gt;1 &amp; 2&lt;/b&gt;</b>\n"
        '<a href="https://example.org/?a=1&amp;b=&quot;2&quot;">a&quot;b</a>\n\n'
        "<i>&lt;script&gt;</i>"
    )


def test_what_is_too_long_loses_whole_paragraphs_at_its_end() -> None:
    paragraphs = tuple(Paragraph((line("😀" * 1000),)) for _ in range(5))
    shown = html(Reply("de", "ltr", paragraphs))
    assert shown == "\n\n".join(["😀" * 1000] * 2)


def test_buttons_carry_data_or_a_page() -> None:
    reply = Reply("de", "ltr", (), ((Button("a", "menu"), Button("b", "", url="https://example.org")),))
    markup = keyboard(reply)
    assert markup is not None
    first, second = markup.inline_keyboard[0]
    assert (first.callback_data, second.url) == ("menu", "https://example.org")
    assert keyboard(Reply("de", "ltr", ())) is None


def test_all_cards_are_html_that_telegram_reads(catalog: Catalog, language: str) -> None:
    for topic in catalog.topics:
        card = compose.topic_card(catalog, topic, language, CardView(more=True))
        text = parse_html(html(card)).text
        assert text.startswith(card.text.split("\n")[0]), topic
