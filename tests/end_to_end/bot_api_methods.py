"""The methods of the Bot API, without HTTP: parameters in, result out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from tests.end_to_end import bot_api_rules as rules
from tests.end_to_end.bot_api_chats import Chats, Reply
from tests.end_to_end.bot_api_html import FormattedText
from tests.end_to_end.bot_api_rules import ApiError, Parameters, bad_request
from tests.end_to_end.bot_api_updates import CALLBACK_QUERY_LIFETIME_S, Poll, UpdateQueue, Webhook, WebhookDelivery

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
_WEBHOOK_IS_SET = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
_DELETABLE_S = 48 * 3600
_ABOUT_THE_BOT = {
    "Name": ("name", 64),
    "Description": ("description", 512),
    "ShortDescription": ("short_description", 120),
}
_ABILITIES = {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}
_NO_GIFTS = dict.fromkeys(
    ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
)


@dataclass(frozen=True)
class Alert:
    """What a person sees after pressing a button: a note at the top, or with ``show_alert`` a window."""

    chat_id: int
    user_id: int
    callback_query_id: str
    text: str
    show_alert: bool
    url: str


@dataclass(frozen=True)
class CallbackQuery:
    """A button press that the bot has not answered."""

    chat_id: int
    user_id: int
    pressed_at: float


class Methods:
    """Executes requests of the bot.

    Args:
        on_reply: hears of every message that the bot sends or edits.
        execute_answer: runs a method that the bot wrote into its answer to a webhook.
        retry_scale: see WebhookDelivery.
        pacing: see Poll.
    """

    def __init__(
        self,
        chats: Chats,
        queue: UpdateQueue,
        *,
        on_reply: Callable[[Reply], None],
        execute_answer: Callable[[str, dict[str, Any]], Awaitable[None]],
        retry_scale: float,
        pacing: bool,
    ) -> None:
        self._chats = chats
        self._queue = queue
        self._on_reply = on_reply
        self._execute_answer = execute_answer
        self._retry_scale = retry_scale
        self._poll = Poll(queue, pacing=pacing)
        self._delivery: WebhookDelivery | None = None
        self._about: dict[tuple[str, str], str] = {}
        self.commands: dict[tuple[str, str], list[dict[str, str]]] = {}
        self.deleted: list[tuple[int, int]] = []
        self.alerts: list[Alert] = []
        self.callback_queries: dict[str, CallbackQuery] = {}
        queue.on_growth(self._wake_webhook)
        self._handlers: dict[str, Callable[[Parameters], Any]] = {
            "getMe": lambda _: chats.bot | _ABILITIES,
            "getUpdates": self._get_updates,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": self._get_webhook_info,
            "sendMessage": self._send_message,
            "sendVenue": self._send_venue,
            "sendLocation": self._send_location,
            "sendChatAction": self._send_chat_action,
            "editMessageText": self._edit_message_text,
            "editMessageReplyMarkup": self._edit_message_reply_markup,
            "deleteMessage": self._delete_message,
            "deleteMessages": self._delete_messages,
            "answerCallbackQuery": self._answer_callback_query,
            "setMyCommands": self._set_my_commands,
            "getMyCommands": self._get_my_commands,
            "deleteMyCommands": self._delete_my_commands,
            "getChat": self._get_chat,
            **dict.fromkeys(("setChatMenuButton", "close", "logOut"), lambda _: True),
        }
        for name, (field, longest) in _ABOUT_THE_BOT.items():
            self._handlers[f"setMy{name}"] = partial(self._set_about, field, longest)
            self._handlers[f"getMy{name}"] = partial(self._get_about, field)
        self._documented_names = {name.lower(): name for name in self._handlers}

    def documented_name(self, method: str) -> str | None:
        """How the documentation writes a method, the server does not mind capitals; None when there is none."""
        return self._documented_names.get(method.lower())

    async def call(self, method: str, parameters: Parameters) -> Any:
        """The result of ``method``, by its documented name. Raises: ApiError."""
        result = self._handlers[method](parameters)
        return await result if isinstance(result, Awaitable) else result

    async def close(self) -> None:
        """Lets a waiting poll go and stops the webhook."""
        self._poll.wake()
        await self._drop_webhook()

    def _wake_webhook(self) -> None:
        if self._delivery:
            self._delivery.wake()

    async def _drop_webhook(self) -> None:
        if self._delivery:
            delivery, self._delivery = self._delivery, None
            await delivery.close()

    # The bot itself

    def _set_about(self, field: str, longest: int, parameters: Parameters) -> bool:
        """The limit is the documented one; how the server words its refusal is a guess."""
        language, text = rules.language_code(parameters), parameters.text(field)
        if len(text) > longest:
            raise bad_request(f"{field} is too long")
        self._about[field, language] = text
        return True

    def _get_about(self, field: str, parameters: Parameters) -> dict[str, str]:
        language = rules.language_code(parameters)
        return {field: self._about.get((field, language)) or self._about.get((field, ""), "")}

    def _set_my_commands(self, parameters: Parameters) -> bool:
        self.commands[self._menu(parameters)] = rules.commands(parameters)
        return True

    def _get_my_commands(self, parameters: Parameters) -> list[dict[str, str]]:
        return self.commands.get(self._menu(parameters), [])

    def _delete_my_commands(self, parameters: Parameters) -> bool:
        self.commands.pop(self._menu(parameters), None)
        return True

    def _menu(self, parameters: Parameters) -> tuple[str, str]:
        scope = rules.command_scope(parameters)
        if ":" in scope:
            self._chats.chat(Parameters({"chat_id": scope.split(":")[1]}))
        return rules.language_code(parameters), scope

    # Updates

    async def _get_updates(self, parameters: Parameters) -> list[dict[str, Any]]:
        if self._delivery:
            raise await self._poll.conflict(ApiError(409, _WEBHOOK_IS_SET))
        self._update_allowed_kinds(parameters)
        return await self._poll.updates(
            parameters.integer("offset"),
            parameters.integer("limit", 100, low=1, high=100),
            parameters.integer("timeout", 0, low=0, high=50),
        )

    def _update_allowed_kinds(self, parameters: Parameters) -> None:
        kinds = parameters.decoded("allowed_updates", "can't parse allowed_updates JSON object")
        if isinstance(kinds, list):
            self._queue.allow(kind for kind in kinds if isinstance(kind, str))

    async def _set_webhook(self, parameters: Parameters) -> bool:
        url, secret = rules.webhook_address(parameters)
        if not url:
            return await self._delete_webhook(parameters)
        self._update_allowed_kinds(parameters)
        webhook = Webhook(url, secret, parameters.integer("max_connections", 40, low=1, high=100))
        if parameters.flag("drop_pending_updates"):
            self._queue.clear()
        elif self._delivery and self._delivery.webhook == webhook:
            return True
        self._poll.terminate("setWebhook request")
        await self._drop_webhook()
        self._delivery = WebhookDelivery(
            self._queue, webhook, self._execute_answer, clock=self._chats.clock, retry_scale=self._retry_scale
        )
        self._delivery.wake()
        return True

    async def _delete_webhook(self, parameters: Parameters) -> bool:
        await self._drop_webhook()
        if parameters.flag("drop_pending_updates"):
            self._queue.clear()
        return True

    def _get_webhook_info(self, _: Parameters) -> dict[str, Any]:
        info: dict[str, Any] = {
            "url": "",
            "has_custom_certificate": False,
            "pending_update_count": len(self._queue),
            "allowed_updates": sorted(self._queue.allowed_kinds),
        }
        if self._delivery:
            webhook, error = self._delivery.webhook, self._delivery.last_error
            info |= {"url": webhook.url, "max_connections": webhook.max_connections}
            info |= {"last_error_date": error[0], "last_error_message": error[1]} if error else {}
        return info

    # Messages

    def _send_message(self, parameters: Parameters) -> dict[str, Any]:
        formatted = rules.message_text(parameters)
        return self._send("sendMessage", parameters, _text_fields(formatted))

    def _send_location(self, parameters: Parameters) -> dict[str, Any]:
        return self._send("sendLocation", parameters, {"location": _location(parameters)})

    def _send_venue(self, parameters: Parameters) -> dict[str, Any]:
        location = _location(parameters)
        venue = {
            "location": location,
            "title": parameters.required("title"),
            "address": parameters.required("address"),
        }
        return self._send("sendVenue", parameters, {"venue": venue, "location": location})

    def _send(self, method: str, parameters: Parameters, content: dict[str, Any]) -> dict[str, Any]:
        markup = rules.reply_markup(parameters)
        chat = self._chats.chat(parameters)
        replied = self._replied_message(chat["id"], parameters)
        self._chats.writable_chat(parameters)
        self._chats.check_flood(chat["id"])
        fields = {"from": self._chats.bot, **content, **_inline(markup)}
        message = self._chats.add_message(chat, fields | ({"reply_to_message": replied} if replied else {}))
        self._tell(method, message, parameters, markup)
        return message

    def _tell(
        self, method: str, message: dict[str, Any], parameters: Parameters, markup: dict[str, Any] | None
    ) -> None:
        replied = message.get("reply_to_message")
        self._on_reply(
            Reply(
                chat_id=message["chat"]["id"],
                message_id=message["message_id"],
                method=method,
                text=message.get("text", ""),
                html=parameters.text("text"),
                reply_markup=markup,
                reply_to=replied["message_id"] if replied else None,
                message=message,
            )
        )

    def _replied_message(self, chat_id: int, parameters: Parameters) -> dict[str, Any] | None:
        reply = parameters.decoded("reply_parameters", "can't parse reply parameters JSON object")
        if reply is None:
            if "reply_to_message_id" not in parameters:
                return None
            reply = {
                "message_id": parameters.integer("reply_to_message_id"),
                "allow_sending_without_reply": parameters.flag("allow_sending_without_reply"),
            }
        if not isinstance(reply, dict):
            raise bad_request("object expected as reply parameters")
        if not isinstance(reply.get("message_id"), int):
            raise bad_request('can\'t find field "message_id"')
        replied = self._chats.find(int(reply.get("chat_id", chat_id)), reply["message_id"])
        if replied is None and not reply.get("allow_sending_without_reply"):
            raise bad_request("message to be replied not found")
        return {name: value for name, value in replied.items() if name != "reply_to_message"} if replied else None

    def _send_chat_action(self, parameters: Parameters) -> bool:
        if parameters.text("action").lower() not in rules.CHAT_ACTIONS:
            raise bad_request("wrong parameter action in request")
        self._chats.writable_chat(parameters)
        return True

    def _edit_message_text(self, parameters: Parameters) -> dict[str, Any]:
        formatted = rules.message_text(parameters, editing=True)
        markup = rules.reply_markup(parameters)
        message = self._own_message(parameters)
        if "text" not in message:
            raise bad_request("there is no text in the message to edit")
        return self._edit("editMessageText", message, _text_fields(formatted), markup, parameters)

    def _edit_message_reply_markup(self, parameters: Parameters) -> dict[str, Any]:
        markup = rules.reply_markup(parameters)
        return self._edit("editMessageReplyMarkup", self._own_message(parameters), {}, markup, parameters)

    def _edit(
        self,
        method: str,
        message: dict[str, Any],
        content: dict[str, Any],
        markup: dict[str, Any] | None,
        parameters: Parameters,
    ) -> dict[str, Any]:
        fields = {"reply_markup": None, **content, **_inline(markup)}
        if all(message.get(name) == value for name, value in fields.items()):
            raise bad_request(_NOT_MODIFIED)
        changed = self._chats.change(message, fields)
        self._tell(method, changed, parameters, markup)
        return changed

    def _own_message(self, parameters: Parameters) -> dict[str, Any]:
        """The message of the bot that a request wants to change."""
        if "chat_id" not in parameters and "message_id" not in parameters:
            raise bad_request("message identifier is not specified")
        chat = self._chats.chat(parameters)
        message = self._chats.find(chat["id"], parameters.integer("message_id"))
        if message is None:
            raise bad_request("message to edit not found")
        if message.get("from") != self._chats.bot:
            raise bad_request("message can't be edited")
        return message

    def _delete_message(self, parameters: Parameters) -> bool:
        if "message_id" not in parameters:
            raise bad_request("message identifier is not specified")
        chat_id, message_id = self._chats.chat(parameters)["id"], parameters.integer("message_id")
        message = self._chats.find(chat_id, message_id)
        if message is None:
            raise bad_request("message to delete not found")
        if self._chats.clock() - message["date"] > _DELETABLE_S:
            raise bad_request("message can't be deleted for everyone")
        self._forget(chat_id, message_id)
        return True

    def _delete_messages(self, parameters: Parameters) -> bool:
        """Those that are there; nobody hears of the others."""
        message_ids = parameters.decoded("message_ids", "can't parse message identifiers JSON object")
        if not message_ids:
            raise bad_request("message identifiers are not specified")
        if len(message_ids) > 100:
            raise bad_request("too many message identifiers specified")
        chat_id = self._chats.chat(parameters)["id"]
        for message_id in message_ids:
            if self._chats.find(chat_id, int(message_id)):
                self._forget(chat_id, int(message_id))
        return True

    def _forget(self, chat_id: int, message_id: int) -> None:
        self._chats.remove(chat_id, message_id)
        self.deleted.append((chat_id, message_id))

    def _answer_callback_query(self, parameters: Parameters) -> bool:
        query_id, text = parameters.text("callback_query_id"), parameters.text("text")
        query = self.callback_queries.get(query_id)
        if query is None or self._chats.clock() - query.pressed_at > CALLBACK_QUERY_LIFETIME_S:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        if len(text) > 200:
            raise bad_request("MESSAGE_TOO_LONG")
        del self.callback_queries[query_id]
        self.alerts.append(
            Alert(query.chat_id, query.user_id, query_id, text, parameters.flag("show_alert"), parameters.text("url"))
        )
        return True

    def _get_chat(self, parameters: Parameters) -> dict[str, Any]:
        full = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _NO_GIFTS}
        return self._chats.chat(parameters) | full


def _text_fields(formatted: FormattedText) -> dict[str, Any]:
    """Text and entities of a Message; an edit to a text without formats takes the old ones away."""
    entities = [entity.to_json(formatted.text) for entity in formatted.entities]
    return {"text": formatted.text, "entities": entities or None}


def _inline(markup: dict[str, Any] | None) -> dict[str, Any]:
    """A Message shows inline keyboards only."""
    return {"reply_markup": markup} if markup and "inline_keyboard" in markup else {}


def _location(parameters: Parameters) -> dict[str, float]:
    latitude, longitude = parameters.number("latitude"), parameters.number("longitude")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise bad_request("wrong location specified")
    return {"latitude": latitude, "longitude": longitude}
