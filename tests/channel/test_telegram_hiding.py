"""Hide never claims more than it did."""

from __future__ import annotations

from collections.abc import Callable
from unittest.mock import AsyncMock

import pytest
from telegram import CallbackQuery, Chat, InaccessibleMessage, MaybeInaccessibleMessage, Message, User
from telegram.error import Forbidden, TelegramError, TimedOut

from bot.channel.telegram.sending import Sender
from bot.channel.telegram.updates import Arrival
from bot.content.catalog import Catalog
from bot.dialogue import compose
from bot.dialogue.events import Pressed
from bot.dialogue.replies import Delivery
from tests.conftest import NOON

CHAT = Chat(7, "private")
CARD = Message(2, NOON, CHAT, reply_to_message=Message(1, NOON, CHAT))


@pytest.fixture
def press_hide(catalog: Catalog) -> Callable[..., object]:
    reply = compose.say(catalog, "de", "hidden", delivery=Delivery.HIDE, note_if_failed="failed")

    async def press(message: MaybeInaccessibleMessage, fault: TelegramError | None = None) -> tuple[list[int], str]:
        """(messages that were to be deleted, note)"""
        bot = AsyncMock()
        bot.delete_message.side_effect = fault
        query = CallbackQuery("q", User(7, "x", False), "c", message=message, data="hide")
        query.set_bot(bot)
        await Sender(bot).send(reply, Arrival(7, Pressed("hide"), None, message.message_id, query))
        deleted = [call.args[1] for call in bot.delete_message.await_args_list]
        return deleted, bot.answer_callback_query.await_args.kwargs["text"]

    return press


async def test_card_and_question_are_deleted(press_hide: Callable[..., AsyncMock]) -> None:
    assert await press_hide(CARD) == ([2, 1], "hidden")


async def test_an_old_card_whose_question_is_unknown_is_not_called_hidden(
    press_hide: Callable[..., AsyncMock],
) -> None:
    assert await press_hide(InaccessibleMessage(CHAT, 2)) == ([2], "failed")


@pytest.mark.parametrize("fault", [Forbidden("blocked"), TimedOut()])
async def test_any_refusal_is_told(press_hide: Callable[..., AsyncMock], fault: TelegramError) -> None:
    assert (await press_hide(CARD, fault))[1] == "failed"
