"""Dialogues that editors can read and write: tests/conversations/<lang>/*.yml, played with real Rasa.

Each step is something a person does (``say``, ``press`` or ``start``) and what must come of it (``topic``, ``safety``,
``language``); what is not named is not looked at.
"""

from __future__ import annotations

import io
import json
from contextlib import aclosing
from pathlib import Path

import pytest
import yaml

from bot.channel.json_lines import JsonLines
from bot.conversation import Conversation, Knowledge
from bot.store.memory import MemoryStore
from bot.understanding.nlu import RasaClient
from tests.conftest import NOON
from tests.end_to_end.conftest import SharedRasa
from tests.fakes import HOUSE

DIALOGUES = sorted((Path(__file__).parent.parent / "conversations").glob("*/*.yml"))
DOES = {"say": "text", "press": "press", "start": "start"}


@pytest.mark.parametrize("path", DIALOGUES, ids=lambda path: f"{path.parent.name}/{path.stem}")
async def test_a_dialogue(path: Path, knowledge: Knowledge, shared_rasa: SharedRasa) -> None:
    async with aclosing(RasaClient(shared_rasa.url, shared_rasa.token)) as nlu:
        conversation = Conversation(lambda: knowledge, nlu, MemoryStore(), HOUSE)
        await play(path, JsonLines(conversation, lambda name: name, lambda: NOON, io.StringIO()))


async def play(path: Path, chat: JsonLines) -> None:
    for number, step in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")), 1):
        (does,) = DOES.keys() & step.keys()
        line = {"chat": "a", DOES[does]: str(step.pop(does))}
        answer = await chat.answer(json.dumps(line).encode())
        assert {key: answer[key] for key in step} == step, f"step {number}: {line}"
