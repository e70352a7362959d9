"""A double of Telegram's Bot API server: the wire is real, the other end plays the people.

    async with BotApiDouble(token="1234:test") as telegram:
        bot = Bot("1234:test", base_url=f"{telegram.url}/bot")
        telegram.send_text(chat_id=42, text="/start", language_code="uk")
        reply = await telegram.next_message(chat_id=42)
        telegram.press(chat_id=42, message_id=reply.message_id, data=reply.buttons[0].data)

It keeps updates until the bot acknowledges them, refuses what the real server refuses, with its words, and can be
told to fail. Where it is stricter or simpler than the real server, the function concerned says so.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Literal, NamedTuple, Self

from aiohttp import web

from tests.end_to_end.bot_api_chats import (
    Chats,
    ChatType,
    Membership,
    Pressed,
    Reply,
    Sent,
    other_content,
    text_content,
)
from tests.end_to_end.bot_api_methods import Alert, CallbackQuery, Methods
from tests.end_to_end.bot_api_rules import ApiError, Parameters, bad_request, too_many_requests
from tests.end_to_end.bot_api_updates import UpdateQueue

_WORDS = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden: bot was blocked by the user", 409: "Conflict"}


class Request(NamedTuple):
    """One request of the bot; JSON inside a form is decoded in ``parameters``."""

    method: str
    parameters: dict[str, Any]


@dataclass(frozen=True)
class _Fault:
    method: str
    error: ApiError | None
    drop: Literal["before", "after"] | None


class BotApiDouble:
    """One bot, its chats and the server between them; an async context manager.

    Args:
        token: the only token it knows.
        clock: seconds since 1970, for dates, the age of updates and the flood limit; tests may turn it.
        retry_scale: pauses between deliveries to a failing webhook are multiplied by this.
        pacing: slow hasty pollers down as the real server does (up to 3 s).
    """

    def __init__(
        self,
        token: str = "1234:test",
        *,
        clock: Callable[[], float] = time.time,
        retry_scale: float = 0.01,
        pacing: bool = False,
    ) -> None:
        self.token = token
        self.url = ""
        self.requests: list[Request] = []
        self.replies: list[Reply] = []
        self._clock = clock
        self._queue = UpdateQueue(clock)
        bot = {"id": int(token.partition(":")[0]), "is_bot": True, "first_name": "Double", "username": "double_bot"}
        self._chats = Chats(bot, clock)
        self._methods = Methods(
            self._chats,
            self._queue,
            on_reply=self._deliver,
            execute_answer=self._execute_answer,
            retry_scale=retry_scale,
            pacing=pacing,
        )
        self._outbox: defaultdict[int, asyncio.Queue[Reply]] = defaultdict(asyncio.Queue)
        self._request_came = asyncio.Event()
        self._faults: list[_Fault] = []
        self._last_query_id = 5_000_000_000
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        self._runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._methods.close()
        if self._runner:
            await self._runner.cleanup()

    # What the bot did

    @property
    def commands(self) -> dict[tuple[str, str], list[dict[str, str]]]:
        """The bot's menus by language ("" for all) and scope ("default", "chat:42" …)."""
        return self._methods.commands

    @property
    def deleted(self) -> list[tuple[int, int]]:
        """Chat and message ids of what the bot deleted."""
        return self._methods.deleted

    @property
    def alerts(self) -> list[Alert]:
        """The bot's answers to presses."""
        return self._methods.alerts

    @property
    def pending_update_count(self) -> int:
        """Updates that the bot has not acknowledged."""
        return len(self._queue)

    def requests_of(self, method: str) -> list[dict[str, Any]]:
        """The parameters of all requests of one method, in order."""
        return [request.parameters for request in self.requests if request.method == method]

    def shown(self, chat_id: int, message_id: int) -> dict[str, Any] | None:
        """A message as the chat shows it now, a Message object; None when it was deleted."""
        return self._chats.find(chat_id, message_id)

    async def wait_for_request(self, method: str, timeout_s: float = 10) -> dict[str, Any]:
        """The parameters of the first request of a method, now or when it comes. Raises: TimeoutError."""
        async with asyncio.timeout(timeout_s):
            while not (found := self.requests_of(method)):
                self._request_came.clear()
                await self._request_came.wait()
        return found[0]

    async def next_message(self, chat_id: int, timeout_s: float = 10) -> Reply:
        """The next message the bot sent to a chat or edited there, in order; each is given once.

        Raises: TimeoutError: none came in time.
        """
        try:
            async with asyncio.timeout(timeout_s):
                return await self._outbox[chat_id].get()
        except TimeoutError:
            methods = ", ".join(request.method for request in self.requests[-10:]) or "nothing at all"
            raise TimeoutError(
                f"No message to chat {chat_id} in {timeout_s} s. The bot asked last: {methods}."
            ) from None

    # What people do

    def send_text(
        self,
        *,
        chat_id: int,
        text: str,
        user_id: int | None = None,
        language_code: str | None = None,
        chat_type: ChatType = "private",
        reply_to: int | None = None,
    ) -> Sent:
        """Somebody writes; in a private chat the person has the chat's id. ``reply_to`` is a message's id."""
        return self._say(text_content(text), chat_id, user_id, language_code, chat_type, reply_to)

    def send(
        self,
        kind: str,
        *,
        chat_id: int,
        user_id: int | None = None,
        language_code: str | None = None,
        chat_type: ChatType = "private",
        **details: Any,
    ) -> Sent:
        """Somebody sends something else than text, one of bot_api_chats.KINDS; ``details`` join its sample content."""
        return self._say(other_content(kind, details), chat_id, user_id, language_code, chat_type, None)

    def edit_text(self, *, chat_id: int, message_id: int, text: str) -> Sent:
        """Somebody edits an own message."""
        message = self._chats.find(chat_id, message_id)
        if message is None:
            raise ValueError(f"There is no message {message_id} in chat {chat_id}.")
        changed = self._chats.change(message, {"entities": None, **text_content(text)})
        kind = "edited_channel_post" if changed["chat"]["type"] == "channel" else "edited_message"
        return Sent(self._queue.add(kind, changed, lane=f"chat {chat_id}"), message_id)

    def press(
        self,
        *,
        chat_id: int,
        message_id: int,
        data: str,
        user_id: int | None = None,
        language_code: str | None = None,
        stale: bool = False,
    ) -> Pressed:
        """Somebody presses a callback button; ``stale``: one that the message no longer has, or of a deleted message.

        Raises: ValueError: there is no such button.
        """
        message = self._chats.find(chat_id, message_id)
        rows = (message or {}).get("reply_markup", {}).get("inline_keyboard", [])
        known = [button.get("callback_data") for row in rows for button in row]
        if data not in known and not stale:
            raise ValueError(f"Message {message_id} has no button with the data {data!r}, only {known}.")
        chat = self._chats.add_chat(chat_id)
        person = self._chats.person(user_id or abs(chat_id), language_code)
        self._last_query_id += 1
        query_id = str(self._last_query_id)
        self._methods.callback_queries[query_id] = CallbackQuery(chat_id, person["id"], self._clock())
        content = {
            "id": query_id,
            "from": person,
            "message": message or {"chat": chat, "message_id": message_id, "date": 0},
            "chat_instance": str(chat_id),
            "data": data,
        }
        return Pressed(self._queue.add("callback_query", content, lane=f"presses {person['id']}"), query_id)

    def change_membership(
        self,
        *,
        chat_id: int,
        new: Membership,
        old: Membership = "member",
        user_id: int | None = None,
        language_code: str | None = None,
        chat_type: ChatType = "private",
    ) -> int | None:
        """Somebody lets the bot in or throws it out; the update's id.

        In a private chat "kicked" means that the person blocked the bot. It cannot write where it is not let in.
        """
        chat = self._chats.add_chat(chat_id, chat_type)
        self._chats.let_in(chat, new in ("member", "administrator"))
        content = {
            "chat": chat,
            "from": self._chats.person(user_id or abs(chat_id), language_code),
            "date": int(self._clock()),
            "old_chat_member": self._chats.bot_membership(old),
            "new_chat_member": self._chats.bot_membership(new),
        }
        return self._queue.add("my_chat_member", content, lane=f"membership {chat_id}")

    def _say(
        self,
        content: dict[str, Any],
        chat_id: int,
        user_id: int | None,
        language_code: str | None,
        chat_type: ChatType,
        reply_to: int | None,
    ) -> Sent:
        chat = self._chats.add_chat(chat_id, chat_type)
        in_channel = chat["type"] == "channel"
        author = (
            {"sender_chat": chat}
            if in_channel
            else {"from": self._chats.person(user_id or abs(chat_id), language_code)}
        )
        replied = self._chats.find(chat_id, reply_to) if reply_to else None
        message = self._chats.add_message(chat, author | content | {"reply_to_message": replied})
        kind = "channel_post" if in_channel else "message"
        return Sent(self._queue.add(kind, message, lane=f"chat {chat_id}"), message["message_id"])

    # Trouble

    def fail_next(
        self,
        method: str,
        *,
        status: int | None = None,
        retry_after: int | None = None,
        description: str | None = None,
        drop: Literal["before", "after"] | None = None,
        times: int = 1,
    ) -> None:
        """The next requests of ``method`` fail, without being executed unless the connection drops "after" that.

        From 500 on the body is a proxy's HTML page. Raises: ValueError: neither a status nor a drop,
        or a method that nobody knows.
        """
        if self._methods.documented_name(method) != method:
            raise ValueError(f"There is no method {method!r}.")
        if (status is None) == (drop is None):
            raise ValueError("Give either a status or a drop.")
        error = None
        if status == 429:
            error = too_many_requests(retry_after or 1)
        elif status is not None:
            error = ApiError(status, description or _WORDS.get(status, "Error"))
        self._faults += [_Fault(method, error, drop)] * times

    def limit_floods(self, least_interval_s: float | None = 1) -> None:
        """From now on two messages to a chat need this distance, else 429; None lifts the limit."""
        self._chats.least_interval_s = least_interval_s

    def _next_fault(self, method: str) -> _Fault | None:
        fault = next((fault for fault in self._faults if fault.method == method), None)
        if fault:
            self._faults.remove(fault)
        return fault

    # HTTP

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        try:
            method = self._method(request.match_info["token"], request.match_info["method"])
            parameters = await _parameters(request)
            self._record(method, parameters)
            fault = self._next_fault(method)
            if fault and fault.error:
                raise fault.error
            if fault and fault.drop == "before":
                return _dropped(request)
            result = await self._methods.call(method, parameters)
            return _dropped(request) if fault else web.json_response({"ok": True, "result": result})
        except ApiError as error:
            return _refusal(error)

    def _method(self, token: str, method: str) -> str:
        if token != self.token:
            raise ApiError(401, "Unauthorized") if re.fullmatch(r"\d+:[\w-]+", token) else ApiError(404, "Not Found")
        name = self._methods.documented_name(method)
        if name is None:
            raise ApiError(404, "Not Found: method not found")
        return name

    async def _execute_answer(self, method: str, values: dict[str, Any]) -> None:
        """A method that came as an answer to a webhook; its errors are seen by nobody."""
        parameters = Parameters(values)
        name = self._methods.documented_name(method)
        self._record(name or method, parameters)
        if name:
            try:
                await self._methods.call(name, parameters)
            except ApiError:
                return

    def _record(self, method: str, parameters: Parameters) -> None:
        self.requests.append(Request(method, parameters.to_dict()))
        self._request_came.set()

    def _deliver(self, reply: Reply) -> None:
        self.replies.append(reply)
        self._outbox[reply.chat_id].put_nowait(reply)


async def _parameters(request: web.Request) -> Parameters:
    values: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.read() or b"{}")
        except ValueError:
            raise bad_request("can't parse JSON object") from None
        if not isinstance(body, dict):
            raise bad_request("object expected as parameters")
        return Parameters(values | body)
    form = await request.post()
    return Parameters(values | {name: value for name, value in form.items() if isinstance(value, str)})


def _refusal(error: ApiError) -> web.Response:
    if error.status >= 500 and error.status != 501:
        return web.Response(status=error.status, text="<html><h1>Error</h1></html>", content_type="text/html")
    answer: dict[str, Any] = {"ok": False, "error_code": error.status, "description": error.description}
    headers = {}
    if error.retry_after_s is not None:
        answer["parameters"] = {"retry_after": error.retry_after_s}
        headers["Retry-After"] = str(error.retry_after_s)
    return web.json_response(answer, status=error.status, headers=headers)


def _dropped(request: web.Request) -> web.StreamResponse:
    """The connection closes without an answer."""
    if request.transport:
        request.transport.close()
    return web.Response()
