"""What the bot remembers of one chat, and for how long."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

LAST_TOPIC_FOR = timedelta(minutes=30)


@dataclass(frozen=True)
class Session:
    """One chat. ``language`` None: nobody has said or shown one yet.

    ``pinned``: the person chose the language, so only the person changes it.
    ``leaning``: another language that the last message seemed to be in, without enough weight to switch.
    ``last_topic``: the last harmless topic and when it was shown; a sensitive one is never kept.
    """

    language: str | None = None
    pinned: bool = False
    leaning: str | None = None
    greeted: bool = False
    last_topic: str | None = None
    last_topic_at: datetime | None = None

    def topic_at(self, now: datetime) -> str | None:
        """The last harmless topic, unless that was more than half an hour ago."""
        if self.last_topic is None or self.last_topic_at is None or now - self.last_topic_at > LAST_TOPIC_FOR:
            return None
        return self.last_topic

    def without_stale(self, now: datetime) -> Session:
        """The session as it may still be kept at ``now``."""
        return self if self.topic_at(now) else replace(self, last_topic=None, last_topic_at=None)
