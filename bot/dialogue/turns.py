"""What a step of the dialogue takes beside the event, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.dialogue.replies import Reply
from bot.dialogue.session import Session


class Result(StrEnum):
    """How a turn ended, for the weekly counts."""

    ANSWERED = "answered"
    SUGGESTED = "suggested"
    REFUSED = "refused"
    DANGER = "danger"
    HELPFUL = "helpful"
    NOT_HELPFUL = "not_helpful"


@dataclass(frozen=True)
class Outcome:
    """What is counted of a turn; a sensitive topic is one row without language or name."""

    result: Result
    topic: str | None = None
    language: str | None = None


@dataclass(frozen=True)
class Surroundings:
    """What the dialogue cannot know by itself.

    ``language``: to answer in when the event has no words. ``expires``: when the session will be erased.
    """

    now: datetime
    language: str
    expires: datetime
    operator: str
    privacy_contact: str


@dataclass(frozen=True)
class Turn:
    """The session after the event, the reply, what is counted; ``forget``: erase the chat instead of saving."""

    session: Session
    reply: Reply
    outcome: Outcome | None = None
    forget: bool = False
