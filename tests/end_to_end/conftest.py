"""The whole bot with real Rasa and real python-telegram-bot; only Telegram's servers are played."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot import app, settings
from bot.channel.telegram.bot import TelegramBot
from bot.understanding.rasa_server import RasaServer
from tests.end_to_end.bot_api_double import BotApiDouble

TOKEN = "1234567:test-token-that-must-not-be-logged"


@pytest.fixture(scope="session")
def trained() -> Path:
    """The model that ``make train`` made."""
    if not app.MODEL.exists() or not app.RASA_PYTHON.exists():
        pytest.skip("no Rasa or no model here; run: make train")
    return app.MODEL


@dataclass(frozen=True)
class SharedRasa:
    """One Rasa for all tests that do not hurt it."""

    url: str
    token: str

    @property
    def settings(self) -> dict[str, str]:
        """The environment of a bot that uses it."""
        return {"RASA_URL": self.url, "RASA_TOKEN": self.token}


@pytest.fixture(scope="session")
def shared_rasa(trained: Path) -> Iterator[SharedRasa]:
    """Started once: that takes seconds."""
    runner = asyncio.Runner()
    server = RasaServer(app.RASA_PYTHON, app.RASA_SERVE, trained)
    runner.run(server.start())
    yield SharedRasa(server.url, server.token)
    runner.run(server.stop())
    runner.close()


@dataclass
class Running:
    """A bot that answers on the double of Telegram."""

    telegram: BotApiDouble
    app: app.App
    stop: asyncio.Event
    task: asyncio.Task[None]


@asynccontextmanager
async def running_bot(telegram: BotApiDouble, **environment: str) -> AsyncIterator[Running]:
    """Run the bot as ``wegweiser run`` does, in this process."""
    configured = settings.read(
        {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": telegram.url,
            "OPERATOR_NAME": "Town of Example",
            "PRIVACY_CONTACT": "privacy@example.org",
            **environment,
        },
        Path("/nonexistent/.env"),
    )
    async with app.opened(configured, store_url=configured.store_url, progress=lambda text: None) as opened:
        bot = TelegramBot(
            opened.conversation,
            lambda: opened.content().catalog,
            opened.person,
            app.now,
            token=TOKEN,
            api_url=configured.telegram_api_url,
            username="",
            forget=opened.store.forget,
        )
        stop = asyncio.Event()
        task = asyncio.create_task(bot.run(stop))
        try:
            await telegram.wait_for_request("getUpdates")
            yield Running(telegram, opened, stop, task)
        finally:
            stop.set()
            await task


@pytest.fixture
async def bot(shared_rasa: SharedRasa, tmp_path: Path) -> AsyncIterator[Running]:
    """The bot with a store in a file."""
    store = f"sqlite:///{tmp_path}/store.db"
    async with (
        BotApiDouble(token=TOKEN) as telegram,
        running_bot(telegram, STORE_URL=store, **shared_rasa.settings) as running,
    ):
        yield running


@pytest.fixture
async def bot_with_own_rasa(trained: Path, tmp_path: Path) -> AsyncIterator[Running]:
    """The bot that starts its own Rasa, as ``make bot`` does."""
    async with (
        BotApiDouble(token=TOKEN) as telegram,
        running_bot(telegram, STORE_URL=f"sqlite:///{tmp_path}/store.db") as running,
    ):
        yield running
