"""``chat --json``: one object in, one object out."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.channel.json_lines import JsonLines
from bot.conversation import Knowledge
from bot.store.memory import MemoryStore
from tests.conftest import NOON
from tests.fakes import FakeNlu, conversation_of

KEYS = ["chat", "language", "topic", "confidence", "safety", "municipality", "centre"]
KEYS += ["suggestions", "text", "buttons", "venue"]


@pytest.fixture
def json_lines(knowledge: Knowledge) -> JsonLines:
    chat = conversation_of(knowledge, FakeNlu({"deutschkurs": "german_course"}), MemoryStore())
    return JsonLines(chat, lambda name: name, lambda: NOON, io.StringIO())


async def answer(json_lines: JsonLines, **fields: Any) -> dict[str, Any]:
    return await json_lines.answer(json.dumps({"chat": "a", **fields}).encode())


async def test_an_answer_has_all_keys_in_order(json_lines: JsonLines) -> None:
    given = await answer(json_lines, text="deutschkurs")
    assert list(given) == KEYS
    assert (given["chat"], given["language"], given["topic"], given["confidence"]) == ("a", "de", "german_course", 0.9)
    assert (given["safety"], given["municipality"], given["centre"], given["venue"]) == (None, None, None, None)
    assert given["suggestions"] == []
    assert {"text": "Mehr", "press": "v:german_course:m"} in given["buttons"]


async def test_the_danger_kind_is_named(json_lines: JsonLines) -> None:
    given = await answer(json_lines, text="my husband hits me")
    assert (given["safety"], given["topic"]) == ("violence", "domestic_violence")


@pytest.mark.parametrize(
    ("fields", "topic"),
    [
        ({"press": "t:housing"}, "housing"),
        ({"start": "uk-housing"}, "housing"),
        ({"start": ""}, None),
        ({"location": {"latitude": 51.5, "longitude": 7.2}}, "find_meeting_point"),
        ({"kind": "voice"}, None),
        ({"kind": "something new"}, None),
        ({"text": "/help"}, "help_menu"),
        ({"text": "/nonsense"}, None),
        ({"text": "/hilfe mein mann schlägt mich"}, "domestic_violence"),
        ({"text": "/start\nuk-housing"}, "housing"),
        ({"text": "", "press": "t:work"}, "work"),
        ({"text": "deutschkurs", "language_code": "ar", "at": "2026-11-25T03:00"}, "german_course"),
        ({"text": "deutschkurs \ud800"}, None),
    ],
    ids=str,
)
async def test_every_kind_of_event(json_lines: JsonLines, fields: dict[str, Any], topic: str | None) -> None:
    given = await answer(json_lines, **fields)
    assert list(given) == KEYS
    assert given["topic"] == topic
    json.dumps(given, ensure_ascii=False).encode("utf-8")


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"no json",
        b"[]",
        b"{}",
        b'{"chat": 1, "text": "x"}',
        b'{"chat": ""}',
        b'{"chat": "a"}',
        b'{"chat": "a", "text": 5}',
        b'{"chat": "a", "text": "x", "language_code": 5}',
        b'{"chat": "a", "location": {"latitude": "x", "longitude": 1}}',
        b'{"chat": "a", "location": {"latitude": 91, "longitude": 1}}',
        b'{"chat": "a", "location": {"latitude": ' + b"9" * 400 + b', "longitude": 1}}',
        b'{"chat": "a", "text": "x", "at": "yesterday"}',
        b'{"chat": "a", "text": "x", "at": "9999-12-31T23:59"}',
        b'{"chat": "a", "text": "x", "at": "0001-01-01T00:00"}',
        b"[" * 200_000,
        b"\xff\xfe",
        b'{"chat": "a", "text": ',
    ],
)
async def test_another_line_gets_an_error_and_the_next_is_read(json_lines: JsonLines, line: bytes) -> None:
    assert list(await json_lines.answer(line)) == ["error"]
    assert (await answer(json_lines, text="deutschkurs"))["topic"] == "german_course"


async def test_one_line_out_for_each_line_in_flushed_before_the_next(knowledge: Knowledge) -> None:
    out = io.StringIO()
    chat = conversation_of(knowledge, FakeNlu(), MemoryStore())
    seen: list[int] = []

    async def lines() -> AsyncIterator[bytes]:
        for number in range(5):
            seen.append(out.getvalue().count("\n"))
            yield f'{{"chat": "{number % 2}", "text": "hallo {number}"}}\n'.encode()

    await JsonLines(chat, lambda name: name, lambda: NOON, out).run(lines())
    assert seen == [0, 1, 2, 3, 4]
    assert [json.loads(line)["chat"] for line in out.getvalue().splitlines()] == ["0", "1", "0", "1", "0"]
