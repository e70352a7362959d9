"""The one place that wires all parts: settings and content in, a conversation out."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import os
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.content.loader import load
from bot.conversation import Conversation, House, Knowledge
from bot.errors import ContentError, NluError, SettingsError, StoreError
from bot.settings import ROOT, Settings
from bot.store.interface import Store
from bot.store.memory import MemoryStore
from bot.store.sqlite import SqliteStore
from bot.understanding import lexical
from bot.understanding.language import LanguageIdentifier
from bot.understanding.lexical import LexicalMatcher
from bot.understanding.nlu import RasaClient
from bot.understanding.places import PlaceFinder
from bot.understanding.rasa_server import RasaServer
from bot.understanding.safety import DangerMatcher

log = logging.getLogger(__name__)

BERLIN = ZoneInfo("Europe/Berlin")
RASA_PYTHON = ROOT / "rasa_project" / ".venv" / "bin" / "python"
RASA_SERVE = ROOT / "rasa_project" / "serve.py"
MODEL = ROOT / "rasa_project" / "models" / "wegweiser.tar.gz"
RELOAD_S = 2.0
PURGE_S = 300.0

Progress = Callable[[str], None]


def now() -> datetime:
    """The time in North Rhine-Westphalia."""
    return datetime.now(BERLIN)


def know(content_dir: Path) -> Knowledge:
    """The content and everything that is built from it.

    Raises: ContentError: a file has a fault.
    """
    catalog, _ = load(content_dir)
    return Knowledge(
        catalog=catalog,
        language=LanguageIdentifier(catalog),
        danger=DangerMatcher(catalog),
        places=PlaceFinder(catalog),
        lexical=LexicalMatcher(catalog),
        lexical_bands=lexical.BANDS,
    )


class LiveContent:
    """The content as it is now: reloaded when a file changes, kept as it was when the new one has a fault."""

    def __init__(self, content_dir: Path) -> None:
        self._dir = content_dir
        self._seen = _fingerprint(content_dir)
        self._knowledge = know(content_dir)

    def __call__(self) -> Knowledge:
        return self._knowledge

    async def watch(self) -> None:
        """Look for changes until cancelled."""
        while True:
            await asyncio.sleep(RELOAD_S)
            try:
                await self.reload_if_changed()
            except Exception as error:
                # Files come and go while somebody copies them; the next look counts.
                log.error("content not taken over (%s)", type(error).__name__)

    async def reload_if_changed(self) -> bool:
        """Take over changed files; False if there were none or they have faults (told in the log)."""
        seen = await asyncio.to_thread(_fingerprint, self._dir)
        if seen == self._seen:
            return False
        self._seen = seen
        try:
            self._knowledge = await asyncio.to_thread(know, self._dir)
        except ContentError as error:
            for problem in error.problems:
                log.error("content not taken over: %s", problem)
            return False
        log.info("content reloaded")
        return True


def _fingerprint(content_dir: Path) -> frozenset[tuple[str, int, int]]:
    found = set()
    for path in content_dir.rglob("*.yml"):
        with suppress(FileNotFoundError):
            stat = path.stat()
            found.add((str(path), stat.st_mtime_ns, stat.st_size))
    return frozenset(found)


@dataclass(frozen=True)
class App:
    """Everything a channel needs. ``person`` turns a chat's name into its pseudonymous key."""

    conversation: Conversation
    content: LiveContent
    store: Store
    nlu: RasaClient
    rasa: RasaServer | None
    person: Callable[[str], str]


@asynccontextmanager
async def opened(settings: Settings, *, store_url: str, progress: Progress) -> AsyncIterator[App]:
    """The whole bot, without a channel: content loaded, store open, Rasa ready; closed at the end.

    Args:
        store_url: like STORE_URL; the terminal keeps its sessions in memory.
    Raises: WegweiserError: something is not as it must be, in one sentence.
    """
    async with AsyncExitStack() as stack:
        rasa = None if settings.rasa_url else RasaServer(RASA_PYTHON, RASA_SERVE, MODEL)
        if rasa is not None:
            stack.push_async_callback(rasa.stop)
        store = await open_store(store_url)
        stack.push_async_callback(store.close)
        key = pseudonym_key(settings, store_url)
        content = await _start(rasa, settings.content_dir, progress)
        url, token = (rasa.url, rasa.token) if rasa else (settings.rasa_url, settings.rasa_token)
        nlu = RasaClient(url, token)
        stack.push_async_callback(nlu.aclose)
        await _compare_model(nlu, content)
        for chore in (content.watch(), _purge_regularly(store)):
            stack.push_async_callback(_cancel, asyncio.create_task(chore))
        house = House(
            operator=settings.operator_name or "–",
            privacy_contact=settings.privacy_contact or "–",
            session_for=timedelta(days=settings.session_days),
        )
        conversation = Conversation(content, nlu, store, house)
        yield App(conversation, content, store, nlu, rasa, lambda chat: pseudonym(key, chat))


async def _start(rasa: RasaServer | None, content_dir: Path, progress: Progress) -> LiveContent:
    """Read the content while Rasa loads its model: both take seconds."""
    progress("Reading the content …" if rasa is None else "Reading the content and starting Rasa, some seconds …")
    starting = asyncio.create_task(rasa.start()) if rasa is not None else None
    try:
        content = await asyncio.to_thread(LiveContent, content_dir)
        if starting is not None:
            await starting
    except BaseException:
        if starting is not None:
            await _cancel(starting)
        raise
    return content


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _compare_model(nlu: RasaClient, content: LiveContent) -> None:
    """Say it when the model has not learnt the questions that stand in the content now."""
    try:
        parse = await nlu.parse("ok")
    except NluError as error:
        log.warning("%s Until it does, answers come from comparing words.", error)
        return
    if parse.questions_digest != content().catalog.questions_digest:
        log.warning("the model was trained on other questions than the content has now; run make train")


async def _purge_regularly(store: Store) -> None:
    while True:
        try:
            await store.purge(now())
        except StoreError as error:
            log.error("old sessions not erased: %s", error)
        await asyncio.sleep(PURGE_S)


async def open_store(url: str) -> Store:
    """The store that ``url`` names.

    Raises: StoreError: it cannot be opened.
    """
    if url == "memory:":
        return MemoryStore()
    return await SqliteStore.open(_sqlite_path(url))


def _sqlite_path(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def pseudonym_key(settings: Settings, store_url: str) -> bytes:
    """The key that chats are hidden behind: PSEUDONYM_KEY, or one made once beside the store (mode 0600).

    Raises: SettingsError: the file is there and cannot be used.
    """
    if settings.pseudonym_key:
        return settings.pseudonym_key.encode()
    if store_url == "memory:":
        return secrets.token_bytes(32)
    path = _sqlite_path(store_url).parent / "pseudonym.key"
    try:
        with suppress(FileExistsError):
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(secrets.token_hex(32))
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{path} cannot be used ({error}). Make its folder writable, or set PSEUDONYM_KEY."
        ) from error
    if len(key) < 32:
        raise SettingsError(f"{path} holds no key. Restore it from the backup, or delete it: all sessions start anew.")
    return key.encode()


def pseudonym(key: bytes, chat: str) -> str:
    """The pseudonymous key of a chat: 32 hex digits of HMAC-SHA-256."""
    return hmac.new(key, chat.encode(), hashlib.sha256).hexdigest()[:32]
