"""The grammar of button data: ``<verb>`` or ``<verb>:<word>[:<word>]``, ASCII, at most 64 bytes."""

from __future__ import annotations

from dataclasses import dataclass

MAX_BYTES = 64

MENU = "menu"
LANGUAGES = "langs"
EMERGENCY = "sos"
HIDE = "hide"
FORGET = "forget"
FORGET_YES = "forget!"
FORGET_TOWN = "town!"


def show_language(code: str, topic: str | None = None) -> str:
    """Choose a language; with ``topic``, see that topic's answer in it."""
    return f"lang:{code}:{topic}" if topic else f"lang:{code}"


def show_group(group: str) -> str:
    return f"g:{group}"


def show_topic(topic: str) -> str:
    return f"t:{topic}"


@dataclass(frozen=True)
class CardView:
    """How a topic's or a danger's card is shown: unfolded or not, with the German text or not."""

    more: bool = False
    german: bool = False

    @property
    def flags(self) -> str:
        return ("m" if self.more else "") + ("g" if self.german else "") or "-"

    @classmethod
    def parse(cls, flags: str) -> CardView:
        return cls(more="m" in flags, german="g" in flags)


def view_topic(topic: str, view: CardView) -> str:
    return f"v:{topic}:{view.flags}"


def view_danger(kind: str, view: CardView) -> str:
    return f"d:{kind}:{view.flags}"


def helpful(topic: str, yes: bool) -> str:
    return f"h:{topic}:{'y' if yes else 'n'}"


def show_place(place: str) -> str:
    return f"p:{place}"


def show_pin(place: str) -> str:
    return f"pin:{place}"


def show_points(town: str, offset: int = 0) -> str:
    """Meeting points of a town, from the ``offset``-th on."""
    return f"m:{town}:{offset}"


def choose_town(town: str, topic: str) -> str:
    """The person lives in ``town``; then see ``topic`` there."""
    return f"town:{town}:{topic}"


def ask_town(topic: str) -> str:
    """Be asked for the town, then see ``topic`` there."""
    return f"ask:{topic}"


def parse(data: str) -> tuple[str, ...]:
    """The words of button data; whatever is too long or odd comes back as one unknown word."""
    if not data.isascii() or len(data) > MAX_BYTES:
        return ("?",)
    return tuple(data.split(":"))
