"""The bot on Telegram by long polling."""

from __future__ import annotations

import asyncio
import json
import logging
import time
import traceback
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyParameters,
    Update,
)
from telegram.error import Conflict, InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder, ContextTypes, Defaults, TypeHandler
from telegram.request import HTTPXRequest

from bot.channel.telegram.order import PerChat
from bot.channel.telegram.sending import Sender
from bot.channel.telegram.updates import ALLOWED_UPDATES, Arrival, GroupCall, Left, read
from bot.content.catalog import SOURCE_LANGUAGE, Catalog
from bot.conversation import Conversation, Incoming
from bot.dialogue import compose
from bot.dialogue.replies import Reply
from bot.errors import WegweiserError

log = logging.getLogger(__name__)

POLL_S = 30
READ_TIMEOUT_S = 15.0
_UNKNOWN_TOKEN = "Telegram does not know TELEGRAM_BOT_TOKEN. Paste the token from BotFather into .env."


class PollingRequest(HTTPXRequest):
    """The connection of getUpdates; knows when Telegram last answered (monotonic seconds).

    ``refused`` is set once Telegram takes the token no longer: python-telegram-bot then stops asking, silently.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.answered_at: float | None = None
        self.refused = asyncio.Event()

    async def do_request(self, *arguments: Any, **options: Any) -> tuple[int, bytes]:
        status, body = await super().do_request(*arguments, **options)
        if status == HTTPStatus.OK:
            self.answered_at = time.monotonic()
            body = _readable(body)
        elif status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND):
            self.refused.set()
        return status, body


def _readable(body: bytes) -> bytes:
    """An answer to getUpdates, emptied of updates that python-telegram-bot cannot read.

    It would log them whole, and ask for them again without end.
    """
    with suppress(ValueError, KeyError, TypeError):
        answer = json.loads(body)
        kept = [update if _can_be_read(update) else {"update_id": update["update_id"]} for update in answer["result"]]
        if kept != answer["result"]:
            return json.dumps({**answer, "result": kept}).encode()
    return body


def _can_be_read(update: dict[str, Any]) -> bool:
    try:
        Update.de_json(update, None)
    except Exception as error:
        log.error("an update cannot be read and is left out: %s", _where(error))
        return False
    return True


class TelegramBot:
    """Telegram's updates answered by a conversation."""

    def __init__(
        self,
        conversation: Conversation,
        catalog: Callable[[], Catalog],
        pseudonym: Callable[[str], str],
        now: Callable[[], datetime],
        *,
        token: str,
        api_url: str,
        username: str,
        forget: Callable[[str], Any],
    ) -> None:
        self._conversation = conversation
        self._catalog = catalog
        self._pseudonym = pseudonym
        self._now = now
        self._username = username
        self._forget = forget
        self._polling = PollingRequest(connection_pool_size=1)
        self._app: Application[Any, Any, Any, Any, Any, Any] = (
            ApplicationBuilder()
            .token(token)
            .base_url(f"{api_url}/bot")
            .base_file_url(f"{api_url}/file/bot")
            .request(HTTPXRequest(connection_pool_size=64, read_timeout=READ_TIMEOUT_S))
            .get_updates_request(self._polling)
            .concurrent_updates(PerChat())
            .defaults(Defaults(link_preview_options=LinkPreviewOptions(is_disabled=True)))
            .build()
        )
        self._app.add_handler(TypeHandler(Update, self._on_update))
        self._app.add_error_handler(self._on_error)

    @property
    def last_poll_age_s(self) -> float | None:
        """Seconds since Telegram last answered getUpdates; None before the first time."""
        answered = self._polling.answered_at
        return None if answered is None else time.monotonic() - answered

    async def run(self, stop: asyncio.Event) -> None:
        """Answer until ``stop`` is set; an unreachable Telegram is waited for.

        Raises: WegweiserError: the token is wrong.
        """
        ready = False
        try:
            ready = await _unless(stop, self._initialize())
        finally:
            if not ready:
                # python-telegram-bot closes its connections by itself only after a start that went well.
                await self._app.bot.shutdown()
        if not ready:
            return
        async with self._app:
            await self._app.start()
            updater = self._app.updater
            if updater is None:
                raise WegweiserError("python-telegram-bot was built without polling.")
            polling = updater.start_polling(
                timeout=POLL_S,
                bootstrap_retries=-1,
                allowed_updates=list(ALLOWED_UPDATES),
                error_callback=_on_polling_error,
            )
            try:
                if await _unless(stop, polling):
                    log.info("answering on Telegram")
                    await _unless(stop, self._describe())
                    await _unless(stop, self._polling.refused.wait())
            finally:
                if updater.running:
                    with suppress(TelegramError):
                        await updater.stop()
                await self._app.stop()
        if self._polling.refused.is_set():
            raise WegweiserError(_UNKNOWN_TOKEN)

    async def _initialize(self) -> None:
        wait_s = 1.0
        while True:
            try:
                await self._app.initialize()
                break
            except InvalidToken:
                raise WegweiserError(_UNKNOWN_TOKEN) from None
            except TelegramError as error:
                log.warning("Telegram is not reachable (%s), trying again in %.0f s", type(error).__name__, wait_s)
                await asyncio.sleep(wait_s)
                wait_s = min(wait_s * 2, 60.0)
        self._username = self._username or self._app.bot.username

    async def _describe(self) -> None:
        """Put the commands into Telegram's menu, in each language that it takes; without them the bot works too."""
        catalog = self._catalog()
        for language, facts in catalog.languages.items():
            words = catalog.interface(language).commands.model_dump()
            commands = [BotCommand(name, words[name]) for name in words]
            code = facts.telegram[0] if facts.telegram else None
            with suppress(TelegramError):
                if language == SOURCE_LANGUAGE:
                    await self._app.bot.set_my_commands(commands)
                if code is not None:
                    await self._app.bot.set_my_commands(commands, language_code=code)

    async def _on_update(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        arrival = read(update, self._username)
        match arrival:
            case None:
                return
            case Left(chat_id):
                await self._forget(self._person(chat_id))
            case GroupCall():
                await self._in_group(arrival, context.bot)
            case Arrival():
                await self._answer(arrival, context.bot)

    async def _answer(self, arrival: Arrival, bot: Bot) -> None:
        sender = Sender(bot)

        async def send(reply: Reply) -> None:
            await sender.send(reply, arrival)

        person = self._person(arrival.chat_id)
        incoming = Incoming(person, arrival.event, self._now(), arrival.language_code)
        await self._conversation.handle(incoming, send)

    async def _in_group(self, call: GroupCall, bot: Bot) -> None:
        """In a group others read along: only the way to a private chat."""
        catalog = self._catalog()
        language = compose.language_of_code(catalog, call.language_code) or SOURCE_LANGUAGE
        interface = catalog.interface(language)
        button = InlineKeyboardButton(interface.buttons.private_chat, url=f"https://t.me/{self._username}")
        await bot.send_message(
            call.chat_id,
            interface.in_group,
            reply_markup=InlineKeyboardMarkup([[button]]),
            # Tied to the call, it lands in the same topic of a forum.
            reply_parameters=ReplyParameters(call.message_id, allow_sending_without_reply=True),
        )

    async def _on_error(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A turn failed: note it without its words, and tell the person to try other ones."""
        log.error("a turn failed: %s", _where(context.error))
        arrival = read(update, self._username) if isinstance(update, Update) else None
        if isinstance(arrival, Arrival):
            with suppress(TelegramError):
                await self._apologise(arrival, context.bot)

    async def _apologise(self, arrival: Arrival, bot: Bot) -> None:
        catalog = self._catalog()
        language = compose.language_of_code(catalog, arrival.language_code) or SOURCE_LANGUAGE
        reply = compose.menu(catalog, language, catalog.interface(language).try_other_words)
        await Sender(bot).send(reply, arrival)

    def _person(self, chat_id: int) -> str:
        return self._pseudonym(f"telegram:{chat_id}")


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, Any]) -> bool:
    """Do ``work``, but drop it as soon as ``stop`` is set; whether it was done. Raises: what ``work`` raises."""
    tasks = [asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    if tasks[0].cancelled():
        return False
    tasks[0].result()
    return True


def _where(error: Exception | None) -> str:
    """An error by its type and place; its own words could hold what somebody wrote."""
    frames = traceback.extract_tb(error.__traceback__) if error else []
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"


def _on_polling_error(error: TelegramError) -> None:
    if isinstance(error, Conflict):
        log.error("another process polls with the same token; stop one of them")
    else:
        log.warning("Telegram did not answer getUpdates (%s), trying again", type(error).__name__)
