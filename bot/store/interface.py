"""What every store does. A chat is known only by its pseudonymous key; no text, name or id is stored."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from bot.dialogue.session import Session
from bot.dialogue.turns import Outcome

COUNTS_FOR = timedelta(weeks=26)
SENSITIVE_ROW = "sensitive"


@dataclass(frozen=True, order=True)
class Count:
    """How often something happened in one ISO week (``2026-W48``)."""

    week: str
    topic: str
    language: str
    result: str
    number: int


class Store(ABC):
    """Sessions by pseudonymous key, with a version for compare-and-set, and weekly counts.

    Raises: StoreError, from every method, when the house cannot be read or written.
    """

    @abstractmethod
    async def load(self, person: str, now: datetime) -> tuple[Session, int]:
        """The session and its version; a blank session and 0 if there is none or it has expired."""

    @abstractmethod
    async def save(
        self,
        person: str,
        session: Session,
        version: int,
        *,
        expires: datetime,
        outcome: Outcome | None,
        now: datetime,
    ) -> bool:
        """Keep ``session`` until ``expires`` if its version is still ``version``, and count ``outcome``.

        Returns: False, with nothing written or counted, if another turn was faster.
        """

    @abstractmethod
    async def forget(self, person: str) -> None:
        """Erase everything about one chat."""

    @abstractmethod
    async def counts(self) -> tuple[Count, ...]:
        """The weekly counts, oldest week first."""

    @abstractmethod
    async def purge(self, now: datetime) -> None:
        """Erase expired sessions, last topics and places older than half an hour, and counts older than 26 weeks."""

    @abstractmethod
    async def close(self) -> None:
        """Let go of the house."""


def text_of(moment: datetime) -> str:
    """A moment as text that sorts: UTC, to the second."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def week(moment: datetime) -> str:
    """The ISO week of ``moment``, as it sorts: ``2026-W48``."""
    year, number, _ = moment.isocalendar()
    return f"{year}-W{number:02d}"


def count_row(outcome: Outcome, now: datetime) -> tuple[str, str, str, str]:
    """(week, topic, language, result) that ``outcome`` is counted under."""
    if outcome.topic is None and outcome.language is None:
        return week(now), SENSITIVE_ROW, "", outcome.result.value
    return week(now), outcome.topic or "", outcome.language or "", outcome.result.value


_MOMENTS = ("last_topic_at", "last_places_at")


def dump(session: Session) -> str:
    """A session as JSON."""
    fields = asdict(session)
    for name in _MOMENTS:
        fields[name] = text_of(fields[name]) if fields[name] else None
    return json.dumps(fields)


def parse(body: str) -> Session:
    """The session that ``dump`` wrote; what an older version did not write is as in a blank one.

    Raises: ValueError, KeyError, TypeError: it is something else.
    """
    fields = json.loads(body)
    for name in _MOMENTS:
        moment = fields.get(name)
        fields[name] = datetime.fromisoformat(moment) if moment else None
    return Session(**{**fields, "last_places": tuple(fields.get("last_places", ()))})
