"""Rasa's HTTP interface, answered by a small server that misbehaves on demand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web

from bot.dialogue.reading import Bands, Ranked
from bot.errors import NluError
from bot.understanding.nlu import Parse, RasaClient
from bot.understanding.normalize import MAX_UTTERANCE_CHARS

GOOD = {
    "intent_ranking": [{"name": "work", "confidence": 0.8}, {"name": "housing", "confidence": 0.1}],
    "bands": {"answer": 0.5, "suggest": 0.2},
    "questions_digest": "abc",
}
Server = Callable[[Callable[[web.Request], Awaitable[web.StreamResponse]]], Awaitable[str]]


@pytest.fixture
async def serve() -> AsyncIterator[Server]:
    runners: list[web.AppRunner] = []

    async def start(handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> str:
        app = web.Application()
        app.router.add_post("/model/parse", handler)
        runner = web.AppRunner(app)
        runners.append(runner)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        return f"http://{host}:{port}"

    yield start
    for runner in runners:
        await runner.cleanup()


async def parsed(url: str, text: str = "arbeit", **options: Any) -> Parse:
    client = RasaClient(url, "secret", **options)
    try:
        return await client.parse(text)
    finally:
        await client.aclose()


async def test_an_answer_becomes_ranked_topics(serve: Server) -> None:
    async def handler(request: web.Request) -> web.Response:
        assert request.query["token"] == "secret"
        assert await request.json() == {"text": "arbeit"}
        return web.json_response(GOOD)

    assert await parsed(await serve(handler)) == Parse(
        (Ranked("work", 0.8), Ranked("housing", 0.1)), Bands(0.5, 0.2), "abc"
    )


@pytest.mark.parametrize(
    ("typed", "sent"),
    [("/emergency", "emergency"), (" //x", "x"), ("/", ""), ("a" * 5000, "a" * MAX_UTTERANCE_CHARS)],
    ids=["command", "two slashes", "a slash", "very long"],
)
async def test_no_command_and_nothing_endless_reaches_rasa(serve: Server, typed: str, sent: str) -> None:
    texts = []

    async def handler(request: web.Request) -> web.Response:
        texts.append((await request.json())["text"])
        return web.json_response(GOOD)

    await parsed(await serve(handler), typed)
    assert texts == [sent]


@pytest.mark.parametrize(
    "body",
    ["no json", "[]", "{}", '{"intent_ranking": 1}', '{"intent_ranking": [], "bands": {}, "questions_digest": ""}'],
)
async def test_another_answer_is_an_error(serve: Server, body: str) -> None:
    async def handler(request: web.Request) -> web.Response:
        return web.Response(text=body)

    with pytest.raises(NluError, match="something else than expected"):
        await parsed(await serve(handler))


async def test_errors_name_neither_token_nor_text(serve: Server) -> None:
    async def broken(request: web.Request) -> web.Response:
        return web.Response(status=500)

    async def slow(request: web.Request) -> web.Response:
        await asyncio.sleep(5)
        return web.Response()

    urls = [await serve(broken), await serve(slow), "http://127.0.0.1:1"]
    for url in urls:
        with pytest.raises(NluError, match="Rasa does not answer") as caught:
            await parsed(url, "my secret words", deadline_s=0.3)
        assert "secret" not in str(caught.value)
