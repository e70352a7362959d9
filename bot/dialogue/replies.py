"""What the bot says, free of any channel: styled lines, buttons, and facts for scripts and tests."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Style(StrEnum):
    """How a piece of text looks."""

    PLAIN = "plain"
    BOLD = "bold"
    ITALIC = "italic"


@dataclass(frozen=True)
class Span:
    """A piece of a line; with ``url`` it is a link."""

    text: str
    style: Style = Style.PLAIN
    url: str | None = None


Line = tuple[Span, ...]


@dataclass(frozen=True)
class Paragraph:
    """Lines that stand together; a blank line follows."""

    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Button:
    """A label and what a press sends back (at most 64 bytes, ASCII), or the page it opens."""

    text: str
    press: str
    url: str | None = None


@dataclass(frozen=True)
class Venue:
    """A place with a building's own position, in degrees (WGS 84)."""

    title: str
    address: str
    latitude: float
    longitude: float


class Delivery(StrEnum):
    """How the reply reaches the chat."""

    NEW = "new"
    IN_PLACE = "in_place"
    """Instead of the message whose button was pressed."""
    AS_REPLY = "as_reply"
    """Tied to the person's message, so that Hide can delete both."""
    ALERT = "alert"
    """A short note over the chat; no message."""
    VENUE = "venue"
    """A pin on the map: the reply's ``venue``."""
    HIDE = "hide"
    """Delete the pressed message and the one it replies to; then the note."""


@dataclass(frozen=True)
class Reply:
    """One answer, one message.

    ``topic``: the topic whose answer stands in the message. ``safety``: the danger kind shown.
    ``note_if_failed``: said instead of the note when hiding did not work.
    """

    language: str
    direction: str
    paragraphs: tuple[Paragraph, ...]
    buttons: tuple[tuple[Button, ...], ...] = ()
    delivery: Delivery = Delivery.NEW
    topic: str | None = None
    confidence: float | None = None
    safety: str | None = None
    municipality: str | None = None
    centre: str | None = None
    suggestions: tuple[str, ...] = ()
    venue: Venue | None = None
    note_if_failed: str | None = None

    @property
    def text(self) -> str:
        """Plain text, isolates kept."""
        return "\n\n".join(
            "\n".join("".join(_plain(span) for span in line) for line in paragraph.lines)
            for paragraph in self.paragraphs
        )


def _plain(span: Span) -> str:
    return f"{span.text}: {span.url}" if span.url else span.text


def line(text: str, style: Style = Style.PLAIN) -> Line:
    """A line of one piece."""
    return (Span(text, style),)


def paragraphs_of(text: str, style: Style = Style.PLAIN) -> tuple[Paragraph, ...]:
    """``text`` as it stands in content files: blank lines part paragraphs."""
    return tuple(
        Paragraph(tuple(line(row, style) for row in block.splitlines()))
        for block in text.strip().split("\n\n")
        if block.strip()
    )
