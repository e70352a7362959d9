"""The double of the Bot API server does what the real one does, seen through the real Telegram library."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    ReplyParameters,
    Update,
)
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes
from telegram.request import HTTPXRequest

from tests.end_to_end.bot_api_chats import KINDS
from tests.end_to_end.bot_api_double import BotApiDouble

TOKEN = "1234:test"
CHAT = 42


class Clock:
    """A clock that tests turn by hand."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(autouse=True)
def _waiting_times_are_timedeltas(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the library warns whenever it reads ``retry_after``."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


def bot_of(telegram: BotApiDouble, token: str = TOKEN) -> Bot:
    """A bot without certificates: reading them takes longer than a test."""
    requests = [HTTPXRequest(httpx_kwargs={"verify": False}) for _ in range(2)]
    return Bot(token, base_url=f"{telegram.url}/bot", request=requests[0], get_updates_request=requests[1])


@pytest.fixture
async def telegram(clock: Clock) -> AsyncIterator[BotApiDouble]:
    async with BotApiDouble(token=TOKEN, clock=clock) as double:
        yield double


@pytest.fixture
async def bot(telegram: BotApiDouble) -> AsyncIterator[Bot]:
    async with bot_of(telegram) as bot:
        yield bot


def keyboard(*data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(item, callback_data=item)] for item in data])


async def test_a_conversation_of_a_real_application_over_polling(telegram: BotApiDouble) -> None:
    """Command, keyboard, press, edit: the round trip of a bot on python-telegram-bot."""

    async def start(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.effective_message
        assert update.effective_user
        await update.effective_message.reply_html(
            f"<b>Вітаю</b> {update.effective_user.language_code}", reply_markup=keyboard("housing")
        )

    async def press(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.callback_query
        await update.callback_query.answer("one moment")
        await update.callback_query.edit_message_text(f"You chose {update.callback_query.data}")

    application = Application.builder().bot(bot_of(telegram)).build()
    application.add_handlers([CommandHandler("start", start), CallbackQueryHandler(press)])
    async with application:
        assert application.updater
        await application.start()
        await application.updater.start_polling()
        telegram.send_text(chat_id=CHAT, text="/start", language_code="uk")
        greeting = await telegram.next_message(chat_id=CHAT)
        telegram.press(chat_id=CHAT, message_id=greeting.message_id, data="housing")
        edited = await telegram.next_message(chat_id=CHAT)
        await application.updater.stop()
        await application.stop()

    assert (greeting.text, greeting.html) == ("Вітаю uk", "<b>Вітаю</b> uk")
    assert [(button.text, button.data) for button in greeting.buttons] == [("housing", "housing")]
    assert (edited.method, edited.message_id) == ("editMessageText", greeting.message_id)
    assert (edited.text, edited.buttons) == ("You chose housing", ())
    assert [alert.text for alert in telegram.alerts] == ["one moment"]
    assert telegram.pending_update_count == 0


async def test_updates_come_again_until_an_offset_acknowledges_them(telegram: BotApiDouble, bot: Bot) -> None:
    sent = [telegram.send_text(chat_id=CHAT, text=text).update_id or 0 for text in ("one", "two", "three")]

    assert [update.update_id for update in await bot.get_updates()] == sent
    assert [update.update_id for update in await bot.get_updates(limit=2)] == sent[:2]
    assert [update.update_id for update in await bot.get_updates(offset=sent[1])] == sent[1:]
    assert [update.update_id for update in await bot.get_updates()] == sent[1:]
    assert [update.update_id for update in await bot.get_updates(offset=-1)] == sent[2:]
    assert [update.update_id for update in await bot.get_updates(offset=sent[2] + 100)] == sent[2:]
    assert await bot.get_updates(offset=sent[2] + 1) == ()
    assert telegram.pending_update_count == 0


async def test_a_long_poll_is_woken_by_the_update_it_waits_for(telegram: BotApiDouble, bot: Bot) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await telegram.wait_for_request("getUpdates")
    started_at = asyncio.get_running_loop().time()

    telegram.send_text(chat_id=CHAT, text="hello")
    (update,) = await poll

    assert update.message
    assert update.message.text == "hello"
    assert asyncio.get_running_loop().time() - started_at < 0.5


async def test_a_second_poller_ends_the_first(telegram: BotApiDouble, bot: Bot) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=30))
    await telegram.wait_for_request("getUpdates")
    async with bot_of(telegram) as other:
        second = asyncio.create_task(other.get_updates(timeout=30))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await first
        telegram.send_text(chat_id=CHAT, text="hello")
        assert len(await second) == 1


async def test_hasty_pollers_get_one_update_at_a_time() -> None:
    async with BotApiDouble(token=TOKEN, pacing=True) as telegram, bot_of(telegram) as bot:
        for text in ("one", "two"):
            telegram.send_text(chat_id=CHAT, text=text)
        assert [len(await bot.get_updates()) for _ in range(2)] == [2, 1]


async def test_a_wrong_token_is_rejected(telegram: BotApiDouble) -> None:
    with pytest.raises(InvalidToken, match="The token `4711:other` was rejected"):
        async with bot_of(telegram, "4711:other"):
            pass


async def test_old_updates_disappear(telegram: BotApiDouble, bot: Bot, clock: Clock) -> None:
    telegram.send_text(chat_id=CHAT, text="hello")
    message = await bot.send_message(CHAT, "Choose", reply_markup=keyboard("a"))
    telegram.press(chat_id=CHAT, message_id=message.message_id, data="a")

    clock.now += 151
    assert [update.callback_query for update in await bot.get_updates()] == [None]
    clock.now += 24 * 3600
    assert await bot.get_updates() == ()


async def test_allowed_updates_stick_and_count_when_an_update_is_born(telegram: BotApiDouble, bot: Bot) -> None:
    telegram.change_membership(chat_id=CHAT, new="member", old="left")
    await bot.get_updates(allowed_updates=["message", "no_such_kind"])
    assert telegram.change_membership(chat_id=CHAT, new="member", old="left") is None
    telegram.send_text(chat_id=CHAT, text="hello")

    kinds = [update.my_chat_member is None for update in await bot.get_updates()]

    assert kinds == [False, True]
    await bot.get_updates(allowed_updates=[])
    assert telegram.change_membership(chat_id=CHAT, new="member", old="left") is not None


async def test_the_library_understands_everything_a_person_can_send(telegram: BotApiDouble, bot: Bot) -> None:
    kinds = sorted(KINDS)
    for kind in kinds:
        telegram.send(kind, chat_id=-7, chat_type="supergroup", user_id=CHAT, language_code="fa", caption="look")

    messages = [update.message for update in await bot.get_updates()]

    assert [message and bool(message[kind]) for message, kind in zip(messages, kinds, strict=True)] == [True] * len(
        kinds
    )
    assert {(message.chat.type, message.caption) for message in messages if message} == {("supergroup", "look")}
    assert {message.from_user.language_code for message in messages if message and message.from_user} == {"fa"}


async def test_edits_channel_posts_and_replies_arrive_as_such(telegram: BotApiDouble, bot: Bot) -> None:
    first = telegram.send_text(chat_id=CHAT, text="hello 👋 /help@double_bot")
    telegram.edit_text(chat_id=CHAT, message_id=first.message_id, text="bye")
    telegram.send_text(chat_id=-8, text="news", chat_type="channel")
    telegram.send_text(chat_id=CHAT, text="this", reply_to=first.message_id)

    written, edited, post, answer = await bot.get_updates()

    assert written.message
    assert written.message.parse_entities() == {written.message.entities[0]: "/help@double_bot"}
    assert edited.edited_message
    assert edited.edited_message.text == "bye"
    assert post.channel_post
    assert post.channel_post.from_user is None
    assert answer.message
    assert answer.message.reply_to_message
    assert answer.message.reply_to_message.message_id == first.message_id


async def test_the_longest_text_and_data_pass(telegram: BotApiDouble, bot: Bot) -> None:
    """The length is counted after parsing, the data in bytes; a missing message may be answered if the bot says so."""
    telegram.send_text(chat_id=CHAT, text="hello")
    await bot.send_message(
        CHAT,
        f"<b>{'&amp;' * 4096}</b>",
        parse_mode="HTML",
        reply_markup=keyboard("ї" * 32),
        reply_parameters=ReplyParameters(4711, allow_sending_without_reply=True),
    )
    reply = await telegram.next_message(chat_id=CHAT)
    assert (reply.text, reply.reply_to) == ("&" * 4096, None)


async def test_editing_and_deleting(telegram: BotApiDouble, bot: Bot, clock: Clock) -> None:
    theirs = telegram.send_text(chat_id=CHAT, text="hello").message_id
    mine = (await bot.send_message(CHAT, "<b>a</b>", parse_mode="HTML", reply_markup=keyboard("x"))).message_id
    old = (await bot.send_message(CHAT, "old")).message_id

    with pytest.raises(BadRequest, match=r"^Message is not modified: specified new message content"):
        await bot.edit_message_text("<i></i><b>a</b>", CHAT, mine, parse_mode="HTML", reply_markup=keyboard("x"))
    with pytest.raises(BadRequest, match=r"^Message to edit not found$"):
        await bot.edit_message_text("b", CHAT, 4711)
    with pytest.raises(BadRequest, match=r"^Message can't be edited$"):
        await bot.edit_message_text("b", CHAT, theirs)
    with pytest.raises(BadRequest, match=r"^Message_too_long$"):
        await bot.edit_message_text("b" * 4097, CHAT, mine)
    await bot.edit_message_text("a", CHAT, mine, reply_markup=keyboard("x"))
    await bot.edit_message_reply_markup(CHAT, mine)
    with pytest.raises(BadRequest, match=r"^Message is not modified"):
        await bot.edit_message_reply_markup(CHAT, mine)
    assert await bot.delete_message(CHAT, mine)
    with pytest.raises(BadRequest, match=r"^Message to delete not found$"):
        await bot.delete_message(CHAT, mine)
    assert await bot.delete_messages(CHAT, [mine, theirs])
    clock.now += 48 * 3600 + 1
    with pytest.raises(BadRequest, match=r"^Message can't be deleted for everyone$"):
        await bot.delete_message(CHAT, old)

    assert telegram.deleted == [(CHAT, mine), (CHAT, theirs)]
    assert [(reply.method, reply.text) for reply in telegram.replies] == [
        ("sendMessage", "a"),
        ("sendMessage", "old"),
        ("editMessageText", "a"),
        ("editMessageReplyMarkup", "a"),
    ]


async def test_places_replies_and_typing(telegram: BotApiDouble, bot: Bot) -> None:
    theirs = telegram.send_text(chat_id=CHAT, text="where?").message_id
    await bot.send_chat_action(CHAT, "typing")
    await bot.send_venue(CHAT, 51.96, 7.63, "Town hall", "Markt 1", reply_parameters=ReplyParameters(theirs))
    await bot.send_location(CHAT, 51.96, 7.63)

    venue = await telegram.next_message(chat_id=CHAT)
    location = await telegram.next_message(chat_id=CHAT)

    assert (venue.message["venue"]["title"], venue.reply_to) == ("Town hall", theirs)
    assert location.message["location"] == {"latitude": 51.96, "longitude": 7.63}
    assert telegram.requests_of("sendChatAction") == [{"chat_id": CHAT, "action": "typing"}]
    with pytest.raises(TimeoutError, match=r"No message to chat 42 in 0.01 s"):
        await telegram.next_message(chat_id=CHAT, timeout_s=0.01)


async def test_a_press_is_answered_once_and_in_time(telegram: BotApiDouble, bot: Bot, clock: Clock) -> None:
    telegram.send_text(chat_id=CHAT, text="hello")
    message_id = (await bot.send_message(CHAT, "Choose", reply_markup=keyboard("a"))).message_id
    with pytest.raises(ValueError, match="has no button with the data 'b', only"):
        telegram.press(chat_id=CHAT, message_id=message_id, data="b")
    early = telegram.press(chat_id=CHAT, message_id=message_id, data="a").callback_query_id
    late = telegram.press(chat_id=CHAT, message_id=4711, data="gone", stale=True).callback_query_id

    await bot.answer_callback_query(early, "done", show_alert=True)
    clock.now += 151
    for query_id in (early, late, "4711"):
        with pytest.raises(BadRequest, match=r"^Query is too old and response timeout expired or query id is invalid$"):
            await bot.answer_callback_query(query_id)

    assert [(alert.text, alert.show_alert) for alert in telegram.alerts] == [("done", True)]


async def test_menus_are_kept_per_language_and_scope(telegram: BotApiDouble, bot: Bot) -> None:
    telegram.send_text(chat_id=CHAT, text="hello")
    await bot.set_my_commands([BotCommand("help", "Допомога")], language_code="uk")
    await bot.set_my_commands([BotCommand("help", "Hilfe")], scope=BotCommandScopeChat(CHAT))
    await bot.set_my_description("Wegweiser")

    assert telegram.commands == {
        ("uk", "default"): [{"command": "help", "description": "Допомога"}],
        ("", "chat:42"): [{"command": "help", "description": "Hilfe"}],
    }
    assert [command.description for command in await bot.get_my_commands(language_code="uk")] == ["Допомога"]
    assert (await bot.get_my_description("uk")).description == "Wegweiser"
    await bot.delete_my_commands(language_code="uk")
    assert await bot.get_my_commands(language_code="uk") == ()


async def test_the_server_fails_on_demand(telegram: BotApiDouble, bot: Bot) -> None:
    telegram.send_text(chat_id=CHAT, text="hello")
    telegram.fail_next("sendMessage", status=429, retry_after=7)
    telegram.fail_next("sendMessage", status=502)
    telegram.fail_next("sendMessage", drop="before")
    telegram.fail_next("sendMessage", drop="after")
    telegram.fail_next("sendMessage", status=403, description="Forbidden: user is deactivated")

    with pytest.raises(RetryAfter) as flood:
        await bot.send_message(CHAT, "flood")
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await bot.send_message(CHAT, "proxy")
    with pytest.raises(NetworkError):
        await bot.send_message(CHAT, "lost")
    with pytest.raises(NetworkError):
        await bot.send_message(CHAT, "sent all the same")
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(CHAT, "nobody there")
    await bot.send_message(CHAT, "well")

    assert flood.value.retry_after == timedelta(seconds=7)
    assert [reply.text for reply in telegram.replies] == ["sent all the same", "well"]
    assert len(telegram.requests_of("sendMessage")) == 6
    with pytest.raises(ValueError, match="either a status or a drop"):
        telegram.fail_next("sendMessage")


async def test_a_person_can_block_the_bot(telegram: BotApiDouble, bot: Bot) -> None:
    telegram.send_text(chat_id=CHAT, text="hello")
    telegram.change_membership(chat_id=CHAT, new="kicked")
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(CHAT, "hello")
    telegram.change_membership(chat_id=CHAT, old="kicked", new="member")
    await bot.send_message(CHAT, "welcome back")
    changes = [update.my_chat_member for update in await bot.get_updates()]
    statuses = [change.new_chat_member.status for change in changes if change]
    assert statuses == ["kicked", "member"]


async def test_floods_are_limited_per_chat(telegram: BotApiDouble, bot: Bot, clock: Clock) -> None:
    telegram.send_text(chat_id=CHAT, text="hello")
    telegram.send_text(chat_id=43, text="hello")
    telegram.limit_floods()
    await bot.send_message(CHAT, "one")
    await bot.send_message(43, "another chat")
    with pytest.raises(RetryAfter):
        await bot.send_message(CHAT, "too soon")
    clock.now += 1
    await bot.send_message(CHAT, "two")
