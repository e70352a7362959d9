"""Telegram and people as they should not be: nobody is left without an answer, nothing gets into the log."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import pytest

from bot.channel.telegram.bot import TelegramBot
from bot.conversation import Knowledge
from bot.dialogue.reading import Bands, Ranked
from bot.dialogue.session import Session
from bot.errors import StoreError, WegweiserError
from bot.store.memory import MemoryStore
from bot.understanding.nlu import Parse
from tests.conftest import NOON
from tests.end_to_end.bot_api_double import BotApiDouble
from tests.end_to_end.conftest import TOKEN
from tests.fakes import FakeNlu, conversation_of

OKSANA = 42
GROUP = -100


def telegram_bot(
    telegram: BotApiDouble, knowledge: Knowledge, nlu: FakeNlu | None = None, store: MemoryStore | None = None
) -> TelegramBot:
    store = store or MemoryStore()
    return TelegramBot(
        conversation_of(knowledge, nlu or FakeNlu(), store),
        lambda: knowledge.catalog,
        str,
        lambda: NOON,
        token=TOKEN,
        api_url=telegram.url,
        username="",
        forget=store.forget,
    )


@asynccontextmanager
async def answering(
    knowledge: Knowledge, nlu: FakeNlu | None = None, store: MemoryStore | None = None
) -> AsyncIterator[BotApiDouble]:
    async with BotApiDouble(token=TOKEN) as telegram:
        stop = asyncio.Event()
        running = asyncio.create_task(telegram_bot(telegram, knowledge, nlu, store).run(stop))
        try:
            await telegram.wait_for_request("getUpdates")
            yield telegram
        finally:
            stop.set()
            await running


async def test_an_update_that_cannot_be_read_stops_nobody_and_is_not_logged(
    knowledge: Knowledge, caplog: pytest.LogCaptureFixture
) -> None:
    async with answering(knowledge) as telegram:
        broken = {"message_id": 1, "text": "my secret", "from": {"id": OKSANA}}
        telegram._queue.add("message", broken, lane="chat 42")
        telegram.send_text(chat_id=OKSANA, text="/help", language_code="en")
        assert (await telegram.next_message(OKSANA)).buttons
    assert "cannot be read" in caplog.text
    assert "secret" not in caplog.text


async def test_a_token_that_is_taken_back_ends_the_bot_with_a_sentence(knowledge: Knowledge) -> None:
    async with BotApiDouble(token=TOKEN) as telegram:
        telegram.fail_next("getUpdates", status=401)
        async with asyncio.timeout(10):
            with pytest.raises(WegweiserError, match="does not know TELEGRAM_BOT_TOKEN"):
                await telegram_bot(telegram, knowledge).run(asyncio.Event())


async def test_a_bot_stops_while_telegram_fails_at_the_start_of_polling(knowledge: Knowledge) -> None:
    async with BotApiDouble(token=TOKEN) as telegram:
        telegram.fail_next("deleteWebhook", status=502, times=100)
        stop = asyncio.Event()
        running = asyncio.create_task(telegram_bot(telegram, knowledge).run(stop))
        await telegram.wait_for_request("deleteWebhook")
        stop.set()
        async with asyncio.timeout(5):
            await running


async def test_many_messages_of_one_chat_keep_nobody_else_waiting(knowledge: Knowledge) -> None:
    held = asyncio.Event()

    class Slow(FakeNlu):
        async def parse(self, text: str) -> Parse:
            if text.startswith("flood"):
                await held.wait()
            return await super().parse(text)

    async with answering(knowledge, Slow()) as telegram:
        for number in range(20):
            telegram.send_text(chat_id=OKSANA, text=f"flood {number}", language_code="de")
        telegram.send_text(chat_id=43, text="/help", language_code="de")
        try:
            assert (await telegram.next_message(43, timeout_s=5)).buttons
        finally:
            held.set()


async def test_erased_is_said_only_of_what_is_erased(knowledge: Knowledge) -> None:
    class Broken(MemoryStore):
        async def forget(self, person: str) -> None:
            raise StoreError("the disk is gone")

    async with answering(knowledge, store=Broken()) as telegram:
        telegram.send_text(chat_id=OKSANA, text="/forget", language_code="de")
        asked = await telegram.next_message(OKSANA)
        telegram.press(chat_id=OKSANA, message_id=asked.message_id, data="forget!")
        said = await telegram.next_message(OKSANA)
        assert said.text != knowledge.catalog.interface("de").forgotten


async def test_a_session_in_a_language_that_the_content_lost_is_answered(knowledge: Knowledge) -> None:
    class Older(MemoryStore):
        async def load(self, person: str, now: datetime) -> tuple[Session, int]:
            session, version = await super().load(person, now)
            return (
                (session, version)
                if version
                else (Session("xx", pinned=True, last_topic="gone", last_topic_at=NOON), 0)
            )

    async with answering(knowledge, store=Older()) as telegram:
        for text in ("/privacy", "hallo"):
            telegram.send_text(chat_id=OKSANA, text=text, language_code="de")
            reply = await telegram.next_message(OKSANA)
            assert knowledge.catalog.interface("de").try_other_words not in reply.text


async def test_hide_also_deletes_the_question_that_was_answered_by_suggestions(knowledge: Knowledge) -> None:
    """Sensitive topics can be taken off the screen: the question too, whichever way the answer came."""

    class Unsure(FakeNlu):
        async def parse(self, text: str) -> Parse:
            return Parse((Ranked("pregnancy", 0.3), Ranked("doctor", 0.2)), Bands(0.5, 0.1), "digest")

    async with answering(knowledge, Unsure()) as telegram:
        asked = telegram.send_text(chat_id=OKSANA, text="ich weiß nicht was mit mir ist", language_code="de")
        offered = await telegram.next_message(OKSANA)
        telegram.press(chat_id=OKSANA, message_id=offered.message_id, data="t:pregnancy")
        card = await telegram.next_message(OKSANA)
        assert card.message_id == offered.message_id
        telegram.press(chat_id=OKSANA, message_id=card.message_id, data="hide")
        async with asyncio.timeout(5):
            while len(telegram.deleted) < 2:
                await asyncio.sleep(0.02)
        assert {message for _, message in telegram.deleted} == {asked.message_id, card.message_id}


async def test_in_a_group_a_command_for_another_bot_is_not_ours_and_no_button_shows_a_card(
    knowledge: Knowledge,
) -> None:
    async with answering(knowledge) as telegram:
        telegram.send_text(chat_id=GROUP, user_id=OKSANA, text="/help@another_bot", chat_type="supergroup")
        asked = telegram.send_text(chat_id=GROUP, user_id=OKSANA, text="@Double_Bot hallo", chat_type="supergroup")
        reply = await telegram.next_message(GROUP)
        assert reply.reply_to == asked.message_id
        assert reply.text == knowledge.catalog.interface("de").in_group
        telegram.press(
            chat_id=GROUP, message_id=reply.message_id, data="t:domestic_violence", user_id=OKSANA, stale=True
        )
        assert (await telegram.next_message(GROUP)).text == knowledge.catalog.interface("de").in_group


@pytest.mark.parametrize(
    "data", ["", ":", "t:", "lang:xx", "v:housing:mgx", "h:pregnancy:y", "ф:ы", "forget:!", "t:\u202e"]
)
async def test_forged_presses_on_messages_that_are_gone_are_answered(knowledge: Knowledge, data: str) -> None:
    async with answering(knowledge) as telegram:
        telegram.press(chat_id=OKSANA, message_id=999, data=data, stale=True)
        assert (await telegram.next_message(OKSANA)).buttons
