"""What the bot remembers of one chat, and for how long."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

KEPT_FOR = timedelta(minutes=30)
"""How long the last topic and the last places are kept."""


@dataclass(frozen=True)
class Session:
    """One chat. ``language`` None: nobody has said or shown one yet.

    ``pinned``: the person chose the language, so only the person changes it.
    ``leaning``: another language that the last message seemed to be in, without enough weight to switch.
    ``last_topic``: the last harmless topic and when it was shown; a sensitive one is never kept.
    ``town``: where the person lives, as in the Atlas. ``last_places``: ids of the places shown last, and when.
    ``asked_town_for``: the topic that waits for a town; only until the next message.
    """

    language: str | None = None
    pinned: bool = False
    leaning: str | None = None
    greeted: bool = False
    last_topic: str | None = None
    last_topic_at: datetime | None = None
    town: str | None = None
    last_places: tuple[str, ...] = ()
    last_places_at: datetime | None = None
    asked_town_for: str | None = None

    def topic_at(self, now: datetime) -> str | None:
        """The last harmless topic, unless that was more than half an hour ago."""
        return self.last_topic if _is_fresh(self.last_topic_at, now) else None

    def places_at(self, now: datetime) -> tuple[str, ...]:
        """The places shown last, unless that was more than half an hour ago."""
        return self.last_places if _is_fresh(self.last_places_at, now) else ()

    def without_stale(self, now: datetime) -> Session:
        """The session as it may still be kept at ``now``."""
        session = self
        if session.topic_at(now) is None:
            session = replace(session, last_topic=None, last_topic_at=None, asked_town_for=None)
        if not session.places_at(now):
            session = replace(session, last_places=(), last_places_at=None)
        return session


def _is_fresh(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and now - moment <= KEPT_FOR
