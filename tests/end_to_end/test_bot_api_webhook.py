"""The double brings updates to a webhook as the real server does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import Conflict

from tests.end_to_end.bot_api_double import BotApiDouble

TOKEN = "1234:test"
CHAT = 42


@pytest.fixture
async def telegram() -> AsyncIterator[BotApiDouble]:
    async with BotApiDouble(token=TOKEN) as double:
        yield double


@pytest.fixture
async def bot(telegram: BotApiDouble) -> AsyncIterator[Bot]:
    async with Bot(TOKEN, base_url=f"{telegram.url}/bot") as bot:
        yield bot


@asynccontextmanager
async def webhook(answer: Callable[[dict[str, Any]], web.Response]) -> AsyncIterator[tuple[str, list[web.Request]]]:
    """A bot's webhook: its address and the requests it got."""
    requests: list[web.Request] = []

    async def handle(request: web.Request) -> web.Response:
        requests.append(request)
        return answer(await request.json())

    app = web.Application()
    app.router.add_post("/hook", handle)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook", requests
    await runner.cleanup()


async def test_a_webhook_gets_each_chat_in_order_until_it_says_yes(telegram: BotApiDouble, bot: Bot) -> None:
    """A failing update is repeated and holds up its own chat only; an answer with a method is executed."""
    seen: list[str] = []

    def answer(update: dict[str, Any]) -> web.Response:
        text, chat_id = update["message"]["text"], update["message"]["chat"]["id"]
        seen.append(text)
        if text == "a1" and seen.count("a1") < 4:
            return web.Response(status=500)
        return web.json_response({"method": "sendMessage", "chat_id": chat_id, "text": f"re: {text}"})

    async with webhook(answer) as (url, requests):
        telegram.send_text(chat_id=CHAT, text="a1")
        await bot.set_webhook(url, secret_token="s3cret")
        telegram.send_text(chat_id=CHAT, text="a2")
        telegram.send_text(chat_id=43, text="b1")
        replies = [(await telegram.next_message(chat_id=CHAT)).text for _ in range(2)]
        await telegram.next_message(chat_id=43)
        info = await bot.get_webhook_info()
        with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
            await bot.get_updates()
        await bot.delete_webhook()

    assert replies == ["re: a1", "re: a2"]
    assert [text for text in seen if text != "b1"] == ["a1", "a1", "a1", "a1", "a2"]
    assert seen.index("b1") < seen.index("a2")
    assert {request.headers["X-Telegram-Bot-Api-Secret-Token"] for request in requests} == {"s3cret"}
    assert info.last_error_message == "Wrong response from the webhook: 500 Internal Server Error"
    assert telegram.pending_update_count == 0
    assert await bot.get_updates() == ()


async def test_a_webhook_ends_a_waiting_poll(telegram: BotApiDouble, bot: Bot) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await telegram.wait_for_request("getUpdates")
    async with webhook(lambda _: web.Response()) as (url, _):
        await bot.set_webhook(url)
        with pytest.raises(Conflict, match="terminated by setWebhook request"):
            await poll
