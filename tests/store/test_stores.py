"""One contract, every house."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiosqlite
import pytest

from bot.dialogue.session import Session
from bot.dialogue.turns import Outcome, Result
from bot.errors import StoreError
from bot.store.interface import Count, Store
from bot.store.memory import MemoryStore
from bot.store.sqlite import SqliteStore
from tests.conftest import NOON

LATER = NOON + timedelta(days=30)
UKRAINIAN = Session(language="uk", pinned=True, greeted=True, last_topic="work", last_topic_at=NOON)


@pytest.fixture(params=["memory", "sqlite"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    opened: Store = MemoryStore() if request.param == "memory" else await SqliteStore.open(tmp_path / "store.db")
    yield opened
    await opened.close()


async def keep(store: Store, session: Session = UKRAINIAN, version: int = 0, outcome: Outcome | None = None) -> bool:
    return await store.save("person", session, version, expires=LATER, outcome=outcome, now=NOON)


def all_bytes(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


async def test_a_session_comes_back_as_it_was(store: Store) -> None:
    assert await store.load("person", NOON) == (Session(), 0)
    assert await keep(store)
    assert await store.load("person", NOON) == (UKRAINIAN, 1)


async def test_a_forgotten_person_leaves_nothing_behind(store: Store) -> None:
    """The right to erasure: after forget() the store has never met this person."""
    await keep(store)
    await store.forget("person")
    assert await store.load("person", NOON) == (Session(), 0)
    assert await keep(store, version=0)


async def test_the_slower_of_two_turns_is_told_and_overwrites_nothing(store: Store) -> None:
    await keep(store)
    first, second = Session(language="ar"), Session(language="en")
    assert await keep(store, first, 1)
    assert not await keep(store, second, 1, Outcome(Result.ANSWERED, "work", "en"))
    assert not await keep(store, second, 0)
    assert await store.load("person", NOON) == (first, 2)
    assert await store.counts() == ()


async def test_an_expired_session_is_gone_and_may_begin_anew(store: Store) -> None:
    await keep(store)
    assert await store.load("person", LATER) == (Session(), 0)
    assert await store.save(
        "person", Session(), 0, expires=LATER + timedelta(days=1), outcome=None, now=LATER + timedelta(seconds=1)
    )


async def test_outcomes_are_counted_by_week_and_the_sensitive_ones_in_one_row(store: Store) -> None:
    for version, outcome in enumerate(
        [
            Outcome(Result.ANSWERED, "work", "uk"),
            Outcome(Result.ANSWERED, "work", "uk"),
            Outcome(Result.ANSWERED),
            Outcome(Result.DANGER),
            Outcome(Result.REFUSED, None, "uk"),
        ]
    ):
        await keep(store, version=version, outcome=outcome)
    assert await store.counts() == (
        Count("2026-W48", "", "uk", "refused", 1),
        Count("2026-W48", "sensitive", "", "answered", 1),
        Count("2026-W48", "sensitive", "", "danger", 1),
        Count("2026-W48", "work", "uk", "answered", 2),
    )


async def test_purge_erases_what_is_too_old(store: Store) -> None:
    await keep(store, outcome=Outcome(Result.ANSWERED, "work", "uk"))
    await store.purge(NOON)
    assert len(await store.counts()) == 1
    await store.purge(NOON + timedelta(weeks=27))
    assert await store.counts() == ()
    assert await store.load("person", NOON) == (Session(), 0)


async def test_purge_erases_the_last_topic_after_half_an_hour(store: Store) -> None:
    await keep(store)
    await store.purge(NOON + timedelta(minutes=29))
    assert (await store.load("person", NOON))[0].last_topic == "work"
    await store.purge(NOON + timedelta(minutes=31))
    session, version = await store.load("person", NOON)
    assert (session.last_topic, session.language, version) == (None, "uk", 1)


async def test_turns_side_by_side_do_not_mix(store: Store) -> None:
    async def turn(number: int) -> bool:
        return await store.save(
            f"person {number}", UKRAINIAN, 0, expires=LATER, outcome=Outcome(Result.ANSWERED, "work", "uk"), now=NOON
        )

    assert all(await asyncio.gather(*(turn(number) for number in range(40))))
    assert [count.number for count in await store.counts()] == [40]


# ------------------------------------------------------------------------------- SQLite alone


async def test_sqlite_survives_a_restart_and_is_private(tmp_path: Path) -> None:
    path = tmp_path / "below" / "store.db"
    first = await SqliteStore.open(path)
    await keep(first)
    await first.close()
    second = await SqliteStore.open(path)
    assert await second.load("person", NOON) == (UKRAINIAN, 1)
    await second.close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_sqlite_forgets_in_the_files_too(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    store = await SqliteStore.open(path)
    await store.save("a-very-telling-key", UKRAINIAN, 0, expires=LATER, outcome=None, now=NOON)
    await store.forget("a-very-telling-key")
    files = all_bytes(tmp_path)
    await store.close()
    assert b"a-very-telling-key" not in files


async def test_a_store_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="newer version of the bot"):
        await SqliteStore.open(path)
    assert path.read_bytes() == before


async def test_a_broken_store_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    path.write_bytes(b"this is no database, but somebody may still need it" * 100)
    before = path.read_bytes()
    with pytest.raises(StoreError, match="nothing was changed"):
        await SqliteStore.open(path)
    assert path.read_bytes() == before


async def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="Set STORE_URL to a writable place"):
        await SqliteStore.open(tmp_path / "file" / "store.db")


async def test_sqlite_starts_anew_where_another_version_wrote_the_session(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    store = await SqliteStore.open(path)
    assert await keep(store)
    with sqlite3.connect(path) as other:
        other.execute('UPDATE sessions SET body = \'{"home": "Herne"}\'')
    other.close()
    session, version = await store.load("person", NOON)
    assert session == Session()
    assert await keep(store, UKRAINIAN, version)
    assert (await store.load("person", NOON))[0] == UKRAINIAN
    await store.close()


async def test_sqlite_goes_on_after_a_commit_that_failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An open transaction would make every later save fail."""
    store = await SqliteStore.open(tmp_path / "store.db")
    execute = store._db.execute
    failures = iter([sqlite3.OperationalError("disk I/O error")])

    async def failing(sql: str, *parameters: object) -> object:
        if sql == "COMMIT":
            for failure in failures:
                raise failure
        return await execute(sql, *parameters)  # type: ignore[arg-type]

    monkeypatch.setattr(store._db, "execute", failing)
    with pytest.raises(StoreError):
        await keep(store)
    assert await keep(store)
    monkeypatch.undo()
    assert await store.load("person", NOON) == (UKRAINIAN, 1)
    await store.close()


async def test_a_store_that_may_only_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Played by SQLite itself: to root, who runs the tests in containers, no file is read-only."""
    path = tmp_path / "store.db"
    connect = aiosqlite.connect

    def connect_read_only(path: Path, **options: Any) -> aiosqlite.Connection:
        return connect(f"file:{path}?mode=ro", uri=True, **options)

    monkeypatch.setattr(aiosqlite, "connect", connect_read_only)
    with pytest.raises(StoreError, match="cannot be written"):
        await SqliteStore.open(path)
