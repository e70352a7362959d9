"""One reply, one message: new, tied to the question, in place of another, as a note, or as a deletion."""

from __future__ import annotations

import logging

from telegram import Bot, InlineKeyboardMarkup, Message, ReplyParameters
from telegram.constants import CallbackQueryLimit, ParseMode
from telegram.error import BadRequest, TelegramError

from bot.channel.telegram.rendering import html, keyboard
from bot.channel.telegram.updates import Arrival
from bot.dialogue.replies import Delivery, Reply, Venue

log = logging.getLogger(__name__)


class Sender:
    """Sends replies to where their event came from."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def send(self, reply: Reply, arrival: Arrival) -> None:
        """Deliver ``reply`` as it asks for.

        Raises: telegram.error.TelegramError: Telegram did not take it.
        """
        match reply.delivery:
            case Delivery.ALERT:
                await self._note(arrival, reply.text)
            case Delivery.HIDE:
                await self._hide(reply, arrival)
            case Delivery.VENUE if reply.venue is not None:
                await self._note(arrival, None)
                await self._pin(reply.venue, arrival.chat_id)
            case Delivery.IN_PLACE if arrival.query and arrival.question_id:
                await self._note(arrival, None)
                await self._replace(reply, arrival.chat_id, arrival.question_id)
            case _:
                await self._note(arrival, None)
                tied = arrival.question_id if reply.delivery is Delivery.AS_REPLY else None
                await self._new(reply, arrival.chat_id, tied)

    async def _new(self, reply: Reply, chat_id: int, tied_to: int | None) -> None:
        parameters = ReplyParameters(tied_to, allow_sending_without_reply=True) if tied_to else None

        async def post(text: str, markup: InlineKeyboardMarkup | None, mode: str | None) -> None:
            await self._bot.send_message(
                chat_id, text, parse_mode=mode, reply_markup=markup, reply_parameters=parameters
            )

        try:
            await post(html(reply), keyboard(reply), ParseMode.HTML)
        except BadRequest as error:
            if "parse entities" not in error.message:
                raise
            log.error("a reply was no HTML that Telegram reads, sent as plain text")
            await post(reply.text[:4000], keyboard(reply), None)

    async def _pin(self, venue: Venue, chat_id: int) -> None:
        await self._bot.send_venue(
            chat_id, latitude=venue.latitude, longitude=venue.longitude, title=venue.title, address=venue.address
        )

    async def _replace(self, reply: Reply, chat_id: int, message_id: int) -> None:
        try:
            await self._bot.edit_message_text(
                html(reply),
                chat_id=chat_id,
                message_id=message_id,
                parse_mode=ParseMode.HTML,
                reply_markup=keyboard(reply),
            )
        except BadRequest as error:
            if "not modified" in error.message:
                return
            # Too old to be edited, or deleted: the person still gets the answer.
            await self._new(reply, chat_id, None)

    async def _hide(self, reply: Reply, arrival: Arrival) -> None:
        query = arrival.query
        message = query.message if query else None
        question = message.reply_to_message if isinstance(message, Message) else None
        # Of an old message Telegram no longer says which question it answers: that one stays.
        hidden = await self._delete(arrival.chat_id, arrival.question_id) and isinstance(message, Message)
        if question is not None:
            hidden = await self._delete(arrival.chat_id, question.message_id) and hidden
        await self._note(arrival, reply.text if hidden else reply.note_if_failed)

    async def _delete(self, chat_id: int, message_id: int | None) -> bool:
        if message_id is None:
            return False
        try:
            return await self._bot.delete_message(chat_id, message_id)
        except TelegramError:
            return False

    async def _note(self, arrival: Arrival, text: str | None) -> None:
        """Answer the press, so that the button stops turning; ``text`` is shown over the chat."""
        if arrival.query is None:
            return
        shown = text[: CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH] if text else None
        try:
            await arrival.query.answer(shown, show_alert=shown is not None)
        except TelegramError:
            # Presses expire after some minutes; the answer itself still goes out.
            log.info("a press could not be acknowledged any more")
