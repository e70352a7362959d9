"""What a person sees on Telegram, from the first message to the last."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.channel.telegram.bot import TelegramBot
from bot.conversation import Knowledge
from bot.errors import WegweiserError
from tests.conftest import NOON
from tests.end_to_end.bot_api_chats import Reply
from tests.end_to_end.bot_api_double import BotApiDouble
from tests.end_to_end.conftest import TOKEN, Running, SharedRasa, running_bot
from tests.fakes import FakeNlu, conversation_of

OKSANA, AHMAD = 42, 43


def press(running: Running, reply: Reply, data: str, chat: int = OKSANA) -> None:
    assert data in [button.data for button in reply.buttons]
    running.telegram.press(chat_id=chat, message_id=reply.message_id, data=data)


async def eventually(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not holds():
            await asyncio.sleep(0.02)


async def test_a_first_evening_with_the_bot(bot: Running, caplog: pytest.LogCaptureFixture) -> None:
    """One chat through everything a person meets; one start of the bot, since that takes seconds."""
    telegram = bot.telegram
    catalog = bot.app.content().catalog

    telegram.send_text(chat_id=OKSANA, text="/start", language_code="uk")
    welcome = await telegram.next_message(OKSANA)
    assert "Town of Example" in welcome.text
    assert "lang:ar" in [button.data for button in welcome.buttons]

    telegram.send_text(chat_id=OKSANA, text="куди викидати скло", language_code="uk")
    answer = await telegram.next_message(OKSANA)
    assert catalog.texts["uk"].topics["waste_separation"].title in answer.text

    press(bot, answer, "v:waste_separation:g")
    german = await telegram.next_message(OKSANA)
    assert (german.method, german.message_id) == ("editMessageText", answer.message_id)
    assert catalog.texts["de"].topics["waste_separation"].title in german.text

    telegram.send_text(chat_id=AHMAD, text="وين بتعلم الماني ببلاش", language_code="ar")
    arabic = await telegram.next_message(AHMAD)
    assert catalog.texts["ar"].topics["german_course"].title in arabic.text

    telegram.send_text(chat_id=OKSANA, text="мене б'є чоловік", language_code="uk")
    danger = await telegram.next_message(OKSANA)
    assert "110" in danger.text.split("\n\n")[0]
    assert danger.reply_to is not None

    press(bot, danger, "hide")
    await eventually(lambda: len(telegram.deleted) == 2)
    assert {message for _, message in telegram.deleted} == {danger.message_id, danger.reply_to}

    telegram.send_text(chat_id=OKSANA, text="/privacy", language_code="uk")
    privacy = await telegram.next_message(OKSANA)
    assert "privacy@example.org" in privacy.text
    telegram.send_text(chat_id=OKSANA, text="/forget", language_code="uk")
    asked = await telegram.next_message(OKSANA)
    press(bot, asked, "forget!")
    forgotten = await telegram.next_message(OKSANA)
    assert forgotten.text == catalog.interface("uk").forgotten

    for kind in ("voice", "photo", "sticker", "document", "contact", "location", "poll", "dice"):
        telegram.send(kind=kind, chat_id=OKSANA, language_code="uk")
        reply = await telegram.next_message(OKSANA)
        assert reply.buttons, kind

    sent = telegram.send_text(chat_id=OKSANA, text="щось", language_code="uk")
    await telegram.next_message(OKSANA)
    telegram.edit_text(chat_id=OKSANA, message_id=sent.message_id, text="де зареєструвати адресу Anmeldung")
    edited = await telegram.next_message(OKSANA)
    assert catalog.texts["uk"].topics["registration"].title in edited.text

    assert {code for code, scope in telegram.commands} >= {"", "de", "en", "ar", "uk"}
    for secret in (TOKEN, "куди викидати", "чоловік", str(OKSANA)):
        assert secret not in caplog.text


async def test_a_group_is_shown_the_way_to_a_private_chat_and_nothing_else(bot: Running) -> None:
    telegram = bot.telegram
    telegram.send_text(chat_id=-100, user_id=OKSANA, text="/start", language_code="de", chat_type="supergroup")
    reply = await telegram.next_message(-100)
    assert reply.text == bot.app.content().catalog.interface("de").in_group
    telegram.send_text(chat_id=-100, user_id=OKSANA, text="mein mann schlägt mich", chat_type="supergroup")
    telegram.send_text(chat_id=OKSANA, text="hallo", language_code="de")
    await telegram.next_message(OKSANA)
    assert [sent["chat_id"] for sent in telegram.requests_of("sendMessage")].count(-100) == 1


async def test_killing_rasa_costs_quality_not_answers_and_it_comes_back(bot_with_own_rasa: Running) -> None:
    """The next question is still answered, saying less, and normal service returns by itself."""
    bot = bot_with_own_rasa
    telegram, rasa = bot.telegram, bot.app.rasa
    catalog = bot.app.content().catalog
    less = catalog.interface("de").understands_less
    assert rasa is not None
    assert rasa.pid is not None
    os.kill(rasa.pid, signal.SIGKILL)
    telegram.send_text(chat_id=OKSANA, text="wo kann ich deutsch lernen", language_code="de")
    lexical = await telegram.next_message(OKSANA)
    assert less in lexical.text
    async with asyncio.timeout(60):
        while True:
            telegram.send_text(chat_id=OKSANA, text="wo kann ich deutsch lernen", language_code="de")
            reply = await telegram.next_message(OKSANA)
            if less not in reply.text:
                break
            await asyncio.sleep(1)
    assert catalog.texts["de"].topics["german_course"].title in reply.text


async def test_sessions_outlive_the_bot(shared_rasa: SharedRasa, tmp_path: Path) -> None:
    """A restart forgets nothing, and the store holds no chat id."""
    store = f"sqlite:///{tmp_path}/store.db"
    async with BotApiDouble(token=TOKEN) as telegram:
        async with running_bot(telegram, STORE_URL=store, **shared_rasa.settings) as first:
            telegram.send_text(chat_id=987654321, text="/start uk", language_code="de")
            await first.telegram.next_message(987654321)
        async with running_bot(telegram, STORE_URL=store, **shared_rasa.settings):
            telegram.send_text(chat_id=987654321, text="/help", language_code="de")
            reply = await telegram.next_message(987654321)
            catalog = first.app.content().catalog
            assert catalog.texts["uk"].topics["help_menu"].answer[:30] in reply.text
    kept = (tmp_path / "store.db").read_bytes()
    assert b"987654321" not in kept


async def test_blocking_the_bot_erases_the_chat(bot: Running) -> None:
    telegram = bot.telegram
    telegram.send_text(chat_id=OKSANA, text="/start uk", language_code="de")
    await telegram.next_message(OKSANA)
    telegram.change_membership(chat_id=OKSANA, new="kicked")
    telegram.change_membership(chat_id=OKSANA, new="member")
    telegram.send_text(chat_id=OKSANA, text="/help", language_code="de")
    reply = await telegram.next_message(OKSANA)
    assert bot.app.content().catalog.texts["de"].topics["help_menu"].answer[:30] in reply.text


async def test_a_bot_that_cannot_reach_telegram_stops_when_told(knowledge: Knowledge) -> None:
    bot = TelegramBot(
        conversation_of(knowledge, FakeNlu()),
        lambda: knowledge.catalog,
        str,
        lambda: NOON,
        token=TOKEN,
        api_url="http://127.0.0.1:1",
        username="",
        forget=str,
    )
    stop = asyncio.Event()
    running = asyncio.create_task(bot.run(stop))
    await asyncio.sleep(0.3)
    assert not running.done()
    stop.set()
    async with asyncio.timeout(5):
        await running


async def test_a_wrong_token_is_told_in_a_sentence(knowledge: Knowledge) -> None:
    async with BotApiDouble(token=TOKEN) as telegram:
        bot = TelegramBot(
            conversation_of(knowledge, FakeNlu()),
            lambda: knowledge.catalog,
            str,
            lambda: NOON,
            token="7654321:another",
            api_url=telegram.url,
            username="",
            forget=str,
        )
        with pytest.raises(WegweiserError, match="does not know TELEGRAM_BOT_TOKEN"):
            await bot.run(asyncio.Event())
