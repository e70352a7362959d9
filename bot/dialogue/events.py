"""What can happen in a chat, free of any channel."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Messages that carry no words."""

    VOICE = "voice"
    PICTURE = "picture"
    CONTACT = "contact"
    OTHER = "other"


class Command(StrEnum):
    """The commands that people can type or find in Telegram's menu."""

    HELP = "help"
    LANGUAGE = "language"
    EMERGENCY = "emergency"
    PRIVACY = "privacy"
    FORGET = "forget"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Started:
    """``/start``, perhaps with the payload of a link: a language, a topic, or ``<language>-<topic>``."""

    payload: str | None = None


@dataclass(frozen=True)
class TextSent:
    """An utterance, as typed; one that the person edited is a new question."""

    text: str


@dataclass(frozen=True)
class CommandSent:
    """A command other than ``/start``."""

    command: Command


@dataclass(frozen=True)
class Pressed:
    """A button; ``data`` is what the bot put into it, or anything if the button is old or forged."""

    data: str


@dataclass(frozen=True)
class LocationShared:
    """A position in degrees (WGS 84)."""

    latitude: float
    longitude: float


@dataclass(frozen=True)
class OtherSent:
    """A message without words that we can read."""

    kind: Kind


Event = Started | TextSent | CommandSent | Pressed | LocationShared | OtherSent
