"""The conversation in a terminal."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator

from bot.channel.console import Console
from bot.channel.lines import lines_of
from bot.conversation import Knowledge
from tests.conftest import NOON
from tests.fakes import FakeNlu, conversation_of


async def talk(knowledge: Knowledge, *typed: str) -> str:
    out = io.StringIO()
    chat = conversation_of(knowledge, FakeNlu({"wohnung": "housing"}))

    async def lines() -> AsyncIterator[bytes]:
        for line in typed:
            yield f"{line}\n".encode()

    await Console(chat, "console", lambda: NOON, out).run(lines())
    return out.getvalue()


async def test_it_greets_honestly_and_numbers_the_buttons(knowledge: Knowledge) -> None:
    shown = await talk(knowledge)
    assert "Ich bin ein Programm" in shown
    assert "[1] Deutsch" in shown
    assert "\033" not in shown


async def test_a_number_presses_a_button(knowledge: Knowledge) -> None:
    shown = await talk(knowledge, "wohnung", "1")
    more = knowledge.catalog.texts["de"].topics["housing"].more
    assert more is not None
    assert more.split("\n")[0] in shown


async def test_a_number_without_a_button_is_an_utterance(knowledge: Knowledge) -> None:
    shown = await talk(knowledge, "451")
    assert knowledge.catalog.interface("de").not_understood[:30] in shown


async def test_a_number_longer_than_python_converts_is_an_utterance(knowledge: Knowledge) -> None:
    shown = await talk(knowledge, "1" * 5000)
    assert knowledge.catalog.interface("de").too_long in shown


async def test_a_terminal_without_the_letters_shows_others(knowledge: Knowledge) -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="latin-1")
    await Console(conversation_of(knowledge, FakeNlu()), "console", lambda: NOON, out).run(lines_of(io.BytesIO()))
    out.flush()
    assert b"[1] Deutsch" in raw.getvalue()


async def test_a_stream_that_cannot_be_read_has_ended() -> None:
    class Broken(io.BytesIO):
        def readline(self, size: int | None = -1, /) -> bytes:
            raise OSError("no longer there")

    assert [line async for line in lines_of(Broken())] == []


async def test_lines_end_with_the_stream() -> None:
    assert [line async for line in lines_of(io.BytesIO(b"a\nb"))] == [b"a\n", b"b"]
