"""Sessions in one SQLite file: the default house, for one bot process."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path

import aiosqlite

from bot.dialogue.session import KEPT_FOR, Session
from bot.dialogue.turns import Outcome
from bot.errors import StoreError
from bot.store.interface import COUNTS_FOR, Count, Store, count_row, dump, parse, text_of, week

# Each entry brings a file from the version before to its own; entries are never changed, only added.
MIGRATIONS = (
    """
    CREATE TABLE sessions (
        person TEXT PRIMARY KEY, version INTEGER NOT NULL, body TEXT NOT NULL, expires TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX sessions_expire ON sessions (expires);
    CREATE TABLE counts (
        week TEXT NOT NULL, topic TEXT NOT NULL, language TEXT NOT NULL, result TEXT NOT NULL,
        number INTEGER NOT NULL, PRIMARY KEY (week, topic, language, result)
    ) STRICT, WITHOUT ROWID;
    """,
)


class SqliteStore(Store):
    """One file, written ahead (WAL), deleted content overwritten. Made by ``open``."""

    def __init__(self, path: Path, connection: aiosqlite.Connection) -> None:
        self._path = path
        self._db = connection
        # One connection, one transaction at a time: turns of different chats run side by side.
        self._writing = asyncio.Lock()

    @classmethod
    async def open(cls, path: Path) -> SqliteStore:
        """The store in the file at ``path``, made (readable by its owner only) or migrated if need be.

        Raises: StoreError: the file is broken, made by a newer version, or cannot be written.
        """
        try:
            await asyncio.to_thread(_make_private, path)
            connection = await aiosqlite.connect(path, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"{path} cannot be opened ({error}). Set STORE_URL to a writable place.") from error
        store = cls(path, connection)
        try:
            await store._prepare()
        except (StoreError, sqlite3.Error) as error:
            await connection.close()
            if isinstance(error, StoreError):
                raise
            if getattr(error, "sqlite_errorname", "").startswith("SQLITE_READONLY"):
                raise StoreError(f"{path} cannot be written. Let this user write it and its folder.") from error
            raise StoreError(
                f"{path} is not a store of ours or is broken ({error}). "
                "Move it away or restore a backup; nothing was changed."
            ) from error
        return store

    async def _prepare(self) -> None:
        async with self._db.execute("PRAGMA user_version") as cursor:
            row = await cursor.fetchone()
        version = int(row[0]) if row else 0
        if version > len(MIGRATIONS):
            raise StoreError(
                f"{self._path} was written by a newer version of the bot. Update the bot; nothing was changed."
            )
        await self._db.execute("PRAGMA journal_mode = WAL")
        await self._db.execute("PRAGMA synchronous = NORMAL")
        await self._db.execute("PRAGMA secure_delete = ON")
        await self._db.execute("PRAGMA busy_timeout = 5000")
        for number, script in enumerate(MIGRATIONS[version:], version + 1):
            await self._db.executescript(f"BEGIN IMMEDIATE; {script} PRAGMA user_version = {number}; COMMIT;")

    async def load(self, person: str, now: datetime) -> tuple[Session, int]:
        query = "SELECT body, version FROM sessions WHERE person = ? AND expires > ?"
        async with self._errors_told(), self._db.execute(query, (person, text_of(now))) as cursor:
            row = await cursor.fetchone()
        if row is None:
            return Session(), 0
        try:
            return parse(row[0]), int(row[1])
        except (ValueError, KeyError, TypeError):
            # Written by another version of the bot: the chat starts anew, and its next save replaces it.
            return Session(), int(row[1])

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
        async with self._errors_told(), self._writing, self._transaction():
            if not await self._write(person, session, version, expires, now):
                return False
            if outcome is not None:
                await self._db.execute(
                    "INSERT INTO counts VALUES (?, ?, ?, ?, 1) "
                    "ON CONFLICT (week, topic, language, result) DO UPDATE SET number = number + 1",
                    count_row(outcome, now),
                )
        return True

    async def _write(self, person: str, session: Session, version: int, expires: datetime, now: datetime) -> bool:
        if version == 0:
            # What is there and expired counts as absent.
            await self._db.execute("DELETE FROM sessions WHERE person = ? AND expires <= ?", (person, text_of(now)))
            cursor = await self._db.execute(
                "INSERT INTO sessions VALUES (?, 1, ?, ?) ON CONFLICT (person) DO NOTHING",
                (person, dump(session), text_of(expires)),
            )
        else:
            cursor = await self._db.execute(
                "UPDATE sessions SET body = ?, version = version + 1, expires = ? WHERE person = ? AND version = ?",
                (dump(session), text_of(expires), person, version),
            )
        return cursor.rowcount == 1

    async def forget(self, person: str) -> None:
        async with self._errors_told(), self._writing:
            await self._db.execute("DELETE FROM sessions WHERE person = ?", (person,))
            # The write-ahead log still holds the row as it was.
            await self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    async def counts(self) -> tuple[Count, ...]:
        query = "SELECT week, topic, language, result, number FROM counts"
        async with self._errors_told(), self._db.execute(query) as cursor:
            return tuple(sorted([Count(*row) async for row in cursor]))

    async def purge(self, now: datetime) -> None:
        async with self._errors_told(), self._writing:
            await self._db.execute("DELETE FROM sessions WHERE expires <= ?", (text_of(now),))
            await self._db.execute(
                "UPDATE sessions SET body = json_set(body, '$.last_topic', NULL, '$.last_topic_at', NULL, "
                "'$.asked_town_for', NULL) WHERE json_extract(body, '$.last_topic_at') < ?",
                (text_of(now - KEPT_FOR),),
            )
            await self._db.execute(
                "UPDATE sessions SET body = json_set(body, '$.last_places', json('[]'), '$.last_places_at', NULL) "
                "WHERE json_extract(body, '$.last_places_at') < ?",
                (text_of(now - KEPT_FOR),),
            )
            await self._db.execute("DELETE FROM counts WHERE week < ?", (week(now - COUNTS_FOR),))
            await self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    async def close(self) -> None:
        await self._db.close()

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[None]:
        await self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            await self._db.execute("COMMIT")
        except BaseException:
            # SQLite may have rolled back by itself.
            with suppress(sqlite3.Error):
                await self._db.execute("ROLLBACK")
            raise

    @asynccontextmanager
    async def _errors_told(self) -> AsyncIterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise StoreError(f"{self._path} cannot be used ({error}).") from error


def _make_private(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
