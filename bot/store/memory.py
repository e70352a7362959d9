"""Sessions in memory: for the terminal and for tests; gone with the process."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from bot.dialogue.session import Session
from bot.dialogue.turns import Outcome
from bot.store.interface import COUNTS_FOR, Count, Store, count_row, week


class MemoryStore(Store):
    """A dictionary."""

    def __init__(self) -> None:
        self._sessions: dict[str, tuple[Session, int, datetime]] = {}
        self._counts: Counter[tuple[str, str, str, str]] = Counter()

    async def load(self, person: str, now: datetime) -> tuple[Session, int]:
        session, version, expires = self._sessions.get(person, (Session(), 0, now))
        return (session, version) if expires > now else (Session(), 0)

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
        _, current = await self.load(person, now)
        if current != version:
            return False
        self._sessions[person] = (session, version + 1, expires)
        if outcome is not None:
            self._counts[count_row(outcome, now)] += 1
        return True

    async def forget(self, person: str) -> None:
        self._sessions.pop(person, None)

    async def counts(self) -> tuple[Count, ...]:
        return tuple(sorted(Count(*row, number) for row, number in self._counts.items()))

    async def purge(self, now: datetime) -> None:
        self._sessions = {
            person: (session.without_stale(now), version, expires)
            for person, (session, version, expires) in self._sessions.items()
            if expires > now
        }
        oldest = week(now - COUNTS_FOR)
        self._counts = Counter({row: number for row, number in self._counts.items() if row[0] >= oldest})

    async def close(self) -> None:
        return None
