"""One turn: in which order things happen, and what happens when a part fails."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.conversation import Incoming, Knowledge
from bot.dialogue.events import Command, CommandSent, Pressed, Started, TextSent
from bot.dialogue.replies import Reply
from bot.dialogue.session import Session
from bot.dialogue.turns import Outcome
from bot.errors import StoreError
from bot.store.memory import MemoryStore
from tests.conftest import NOON
from tests.fakes import FakeNlu, conversation_of, say


async def test_danger_is_answered_without_asking_the_nlu(knowledge: Knowledge) -> None:
    nlu = FakeNlu(down=True)
    turn = await say(conversation_of(knowledge, nlu), TextSent("mein mann schlägt mich"))
    assert turn.reply.safety == "violence"
    assert nlu.asked == []


async def test_the_language_of_the_chat_is_remembered(knowledge: Knowledge) -> None:
    chat = conversation_of(knowledge, FakeNlu({"куди викидати скло": "waste_separation", "45131": "housing"}))
    assert (await say(chat, TextSent("куди викидати скло"))).reply.language == "uk"
    assert (await say(chat, TextSent("45131"))).reply.language == "uk"


async def test_two_chats_do_not_mix(knowledge: Knowledge) -> None:
    chat = conversation_of(knowledge, FakeNlu())
    await say(chat, Pressed("lang:ar"), person="a")
    assert (await say(chat, CommandSent(Command.HELP), person="a")).reply.language == "ar"
    assert (await say(chat, CommandSent(Command.HELP), person="b", code="uk-UA")).reply.language == "uk"


async def test_while_the_nlu_is_down_words_are_compared_and_it_comes_back_by_itself(knowledge: Knowledge) -> None:
    nlu = FakeNlu({"wo ist der sportverein": "sports"}, down=True)
    chat = conversation_of(knowledge, nlu)
    less = await say(chat, TextSent("wo lerne ich deutsch"))
    assert knowledge.catalog.interface("de").understands_less in less.reply.text
    assert "german_course" in (less.reply.topic, *less.reply.suggestions)
    nlu.down = False
    assert (await say(chat, TextSent("wo ist der sportverein"))).reply.topic == "sports"


async def test_topics_that_the_content_does_not_have_are_ignored(knowledge: Knowledge) -> None:
    turn = await say(conversation_of(knowledge, FakeNlu({"wo ist was": "removed_topic"})), TextSent("wo ist was"))
    assert turn.reply.topic is None


async def test_a_very_long_message_is_answered_and_says_what_was_read(knowledge: Knowledge) -> None:
    text = "wohnung " * 1000
    turn = await say(conversation_of(knowledge, FakeNlu({text: "housing"})), TextSent(text))
    assert knowledge.catalog.interface("de").too_long in turn.reply.text


async def test_the_reply_is_sent_before_anything_is_noted(knowledge: Knowledge) -> None:
    """A crash in between repeats an answer; the other way round it would lose one."""
    store = MemoryStore()
    chat = conversation_of(knowledge, FakeNlu(), store)

    async def broken(reply: Reply) -> None:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await chat.handle(Incoming("p", Started("uk"), NOON), broken)
    assert await store.load("p", NOON) == (Session(), 0)


async def test_on_a_conflict_the_session_is_decided_again_and_nothing_is_sent_again(knowledge: Knowledge) -> None:
    class Raced(MemoryStore):
        raced = False

        async def save(self, person: str, session: Session, version: int, **rest: object) -> bool:
            if not self.raced:
                self.raced = True
                await super().save(person, Session(language="ar", pinned=True), version, **rest)  # type: ignore[arg-type]
            return await super().save(person, session, version, **rest)  # type: ignore[arg-type]

    store = Raced()
    sent: list[Reply] = []

    async def send(reply: Reply) -> None:
        sent.append(reply)

    chat = conversation_of(knowledge, FakeNlu(), store)
    await chat.handle(Incoming("p", CommandSent(Command.HELP), NOON), send)
    assert len(sent) == 1
    assert (await store.load("p", NOON))[0].language == "ar"


async def test_a_store_that_fails_costs_memory_not_the_answer(
    knowledge: Knowledge, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(MemoryStore):
        async def load(self, person: str, now: datetime) -> tuple[Session, int]:
            raise StoreError("the disk is full")

        async def save(
            self,
            person: str,
            session: Session,
            version: int,
            *,
            expires: datetime,
            outcome: Outcome | None,
            now: datetime,
        ) -> bool:
            raise StoreError("the disk is full")

    chat = conversation_of(knowledge, FakeNlu({"kita wo": "childcare"}), Broken())
    assert (await say(chat, TextSent("kita wo"))).reply.topic == "childcare"
    assert "the disk is full" in caplog.text
    assert "kita wo" not in caplog.text


async def test_forget_erases_the_chat(knowledge: Knowledge) -> None:
    store = MemoryStore()
    chat = conversation_of(knowledge, FakeNlu({"kita wo": "childcare"}), store)
    await say(chat, TextSent("kita wo"))
    assert (await store.load("p", NOON))[0].last_topic == "childcare"
    await say(chat, Pressed("forget!"))
    assert await store.load("p", NOON) == (Session(), 0)


async def test_a_sensitive_question_leaves_no_trace_in_the_store(knowledge: Knowledge) -> None:
    store = MemoryStore()
    chat = conversation_of(knowledge, FakeNlu({"abhängig": "addiction"}), store)
    await say(chat, TextSent("abhängig"))
    session, _ = await store.load("p", NOON)
    assert session.last_topic is None
    assert [count.topic for count in await store.counts()] == ["sensitive"]


async def test_a_chat_with_nothing_to_remember_is_not_kept(knowledge: Knowledge) -> None:
    """/privacy says "nothing is stored", and a look at it must not change that."""
    store = MemoryStore()
    chat = conversation_of(knowledge, FakeNlu(), store)
    await say(chat, CommandSent(Command.PRIVACY))
    await say(chat, Pressed("menu"))
    assert await store.load("p", NOON) == (Session(), 0)
