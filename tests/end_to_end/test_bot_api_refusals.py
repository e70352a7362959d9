"""What the double refuses, in the words of the real server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.end_to_end.bot_api_double import BotApiDouble

TOKEN = "1234:test"
CHAT = 42


@pytest.fixture
async def telegram() -> AsyncIterator[BotApiDouble]:
    async with BotApiDouble(token=TOKEN) as double:
        yield double


async def refusal(telegram: BotApiDouble, method: str, **parameters: Any) -> str:
    """What the server says to a request that it does not execute."""
    async with httpx.AsyncClient(verify=False) as client:
        answer = (await client.post(f"{telegram.url}/bot{TOKEN}/{method}", json=parameters)).json()
    assert not answer["ok"], answer
    return str(answer["description"])


ONE_BUTTON = {"text": "a", "callback_data": "a"}
REFUSED_MESSAGES = {
    "message text is empty": {"text": ""},
    "text must be non-empty": {"text": "<b> </b>\u200b\u00a0", "parse_mode": "HTML"},
    "message is too long": {"text": "ї" * 4097},
    'can\'t parse entities: Unsupported start tag "p" at byte offset 0': {"text": "<p>a</p>", "parse_mode": "HTML"},
    "unsupported parse_mode": {"text": "a", "parse_mode": "BBCode"},
    "chat_id is empty": {"text": "a", "chat_id": None},
    "chat not found": {"text": "a", "chat_id": 4711},
    "message to be replied not found": {"text": "a", "reply_parameters": {"message_id": 4711}},
    "BUTTON_DATA_INVALID": {
        "text": "a",
        "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "ї" * 33}]]},
    },
    "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard": {
        "text": "a",
        "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": ""}]]},
    },
    "can't parse inline keyboard button: exactly one action is allowed, found url, callback_data": {
        "text": "a",
        "reply_markup": {"inline_keyboard": [[ONE_BUTTON | {"url": "https://example.org"}]]},
    },
    "can't parse inline keyboard button: Can't find field \"text\"": {
        "text": "a",
        "reply_markup": {"inline_keyboard": [[{"callback_data": "a"}]]},
    },
    "inline keyboard button URL 'not-a-url' is invalid: Wrong HTTP URL": {
        "text": "a",
        "reply_markup": {"inline_keyboard": [[{"text": "a", "url": "not-a-url"}]]},
    },
    'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays': {
        "text": "a",
        "reply_markup": {"inline_keyboard": [ONE_BUTTON]},
    },
    "object expected as reply markup": {"text": "a", "reply_markup": "[]"},
}


@pytest.mark.parametrize(("words", "parameters"), REFUSED_MESSAGES.items(), ids=REFUSED_MESSAGES.keys())
async def test_a_wrong_message_is_refused_in_the_words_of_the_server(
    telegram: BotApiDouble, words: str, parameters: dict[str, Any]
) -> None:
    telegram.send_text(chat_id=CHAT, text="hello")
    assert await refusal(telegram, "sendMessage", **{"chat_id": CHAT, **parameters}) == f"Bad Request: {words}"
    assert telegram.replies == []


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"language_code": "prs"}, "invalid language code specified"),
        ({"commands": [{"command": "Help", "description": "a"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "a" * 33, "description": "a"}]}, "command length must not exceed 32"),
        ({"commands": [{"command": "a", "description": " "}]}, "command description must be non-empty"),
        ({"commands": [{"command": "a"}]}, "can't parse BotCommand: Can't find field \"description\""),
        ({"scope": {"type": "chat", "chat_id": 4711}}, "chat not found"),
    ],
    ids=["three letters", "capitals", "long name", "no description", "missing field", "unknown chat"],
)
async def test_a_wrong_menu_is_refused(telegram: BotApiDouble, parameters: dict[str, Any], words: str) -> None:
    assert await refusal(telegram, "setMyCommands", **parameters) == f"Bad Request: {words}"


async def test_other_wrong_requests_are_refused(telegram: BotApiDouble) -> None:
    telegram.send_text(chat_id=CHAT, text="hello")
    assert await refusal(telegram, "sendChatAction", chat_id=CHAT, action="singing") == (
        "Bad Request: wrong parameter action in request"
    )
    assert await refusal(telegram, "sendVenue", chat_id=CHAT, latitude=1, longitude=2, title="a") == (
        'Bad Request: parameter "address" is required'
    )
    assert await refusal(telegram, "sendLocation", chat_id=CHAT, latitude=91, longitude=2) == (
        "Bad Request: wrong location specified"
    )
    assert await refusal(telegram, "setWebhook", url="http://localhost/hook", secret_token="ü") == (
        "Bad Request: secret token contains unallowed characters"
    )


async def test_wrong_tokens_and_methods(telegram: BotApiDouble) -> None:
    async with httpx.AsyncClient(base_url=telegram.url, verify=False) as client:
        stranger = await client.get("/bot4711:other/getMe")
        nonsense = await client.get("/botnonsense/getMe")
        unknown = await client.post(f"/bot{TOKEN}/sendTelepathy")
        capitals = await client.get(f"/bot{TOKEN}/GETME")

    assert (stranger.status_code, stranger.json()["description"]) == (401, "Unauthorized")
    assert (nonsense.status_code, nonsense.json()["description"]) == (404, "Not Found")
    assert (unknown.status_code, unknown.json()["description"]) == (404, "Not Found: method not found")
    assert capitals.json()["result"]["is_bot"]
