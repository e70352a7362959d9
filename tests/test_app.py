"""Wiring: content that changes under a running bot, the pseudonymous key, the store's place."""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import app, settings
from bot.app import LiveContent
from bot.errors import ContentError, SettingsError
from bot.store.memory import MemoryStore
from bot.store.sqlite import SqliteStore

NO_FILE = Path("/nonexistent/.env")


def touch(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns + 1_000_000))


async def test_changed_content_is_taken_over(edited: Callable[..., Path]) -> None:
    folder = edited({})
    content = LiveContent(folder)
    assert not await content.reload_if_changed()
    german = folder / "de" / "conversation.yml"
    touch(german, german.read_text(encoding="utf-8").replace("Guten Tag!", "Hallo zusammen!"))
    assert await content.reload_if_changed()
    assert content().catalog.texts["de"].topics["greet"].answer == "Hallo zusammen!"


async def test_broken_content_is_told_and_the_old_stays(
    edited: Callable[..., Path], caplog: pytest.LogCaptureFixture
) -> None:
    folder = edited({})
    content = LiveContent(folder)
    before = content()
    good = (folder / "de" / "conversation.yml").read_text(encoding="utf-8")
    touch(folder / "de" / "conversation.yml", "greet:\n\ttitle: x\n")
    assert not await content.reload_if_changed()
    assert content() is before
    assert "de/conversation.yml:2: has a tab." in caplog.text
    touch(folder / "de" / "conversation.yml", good)
    assert await content.reload_if_changed()


async def test_watching_goes_on_after_a_failure_of_any_kind(
    edited: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    content = LiveContent(edited({}))
    looks = 0

    async def look() -> bool:
        nonlocal looks
        looks += 1
        raise PermissionError

    monkeypatch.setattr(app, "RELOAD_S", 0)
    monkeypatch.setattr(content, "reload_if_changed", look)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await content.watch()
    assert looks > 1
    assert "content not taken over (PermissionError)" in caplog.text


def test_a_bot_does_not_start_on_broken_content(edited: Callable[..., Path]) -> None:
    with pytest.raises(ContentError):
        LiveContent(edited({"phones.yml": "police: {}\n"}))


def test_the_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    configured = settings.read({}, NO_FILE)
    url = f"sqlite:///{tmp_path}/store.db"
    first = app.pseudonym_key(configured, url)
    assert app.pseudonym_key(configured, url) == first
    assert stat.S_IMODE((tmp_path / "pseudonym.key").stat().st_mode) == 0o600
    assert app.pseudonym_key(configured, "memory:") != app.pseudonym_key(configured, "memory:")


def test_a_key_file_that_is_empty_is_told(tmp_path: Path) -> None:
    (tmp_path / "pseudonym.key").write_text("")
    with pytest.raises(SettingsError, match="holds no key"):
        app.pseudonym_key(settings.read({}, NO_FILE), f"sqlite:///{tmp_path}/store.db")


def test_a_pseudonym_hides_the_chat_and_stays_the_same() -> None:
    assert app.pseudonym(b"k" * 32, "telegram:42") == app.pseudonym(b"k" * 32, "telegram:42")
    assert app.pseudonym(b"k" * 32, "telegram:42") != app.pseudonym(b"l" * 32, "telegram:42")


async def test_the_address_names_the_store(tmp_path: Path) -> None:
    assert isinstance(await app.open_store("memory:"), MemoryStore)
    store = await app.open_store(f"sqlite:///{tmp_path}/a/store.db")
    assert isinstance(store, SqliteStore)
    await store.close()
