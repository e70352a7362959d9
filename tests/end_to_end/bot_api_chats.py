"""Chats as Telegram keeps them: who is in them, what was said, and what people can do there."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from tests.end_to_end.bot_api_html import utf16_length
from tests.end_to_end.bot_api_rules import ApiError, Parameters, bad_request, too_many_requests

ChatType = Literal["private", "group", "supergroup", "channel"]
Membership = Literal["member", "administrator", "left", "kicked"]

_COMMAND = re.compile(r"(?<!\S)/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]+)?(?![\w/])")
_FILE = {"file_id": "file-1", "file_unique_id": "unique-1", "file_size": 1024}
_PICTURE = {**_FILE, "width": 320, "height": 240}
_PLACE = {"latitude": 51.9607, "longitude": 7.6261}
_CONTENT_OF_KIND: dict[str, Any] = {
    "voice": {**_FILE, "duration": 3, "mime_type": "audio/ogg"},
    "audio": {**_FILE, "duration": 30},
    "photo": [_PICTURE],
    "sticker": {**_PICTURE, "type": "regular", "is_animated": False, "is_video": False},
    "document": {**_FILE, "file_name": "paper.pdf", "mime_type": "application/pdf"},
    "video": {**_PICTURE, "duration": 3},
    "video_note": {**_FILE, "length": 240, "duration": 3},
    "animation": {**_PICTURE, "duration": 3},
    "contact": {"phone_number": "+4900000000", "first_name": "Somebody"},
    "location": _PLACE,
    "venue": {"location": _PLACE, "title": "Somewhere", "address": "Some street 1"},
    "poll": {
        "id": "1",
        "question": "Tea?",
        "options": [{"text": text, "voter_count": 0, "persistent_id": text} for text in ("yes", "no")],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
        "allows_revoting": False,
        "members_only": False,
    },
    "dice": {"emoji": "🎲", "value": 4},
}
_ADMINISTRATOR = dict.fromkeys(
    (
        "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
        "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
        "can_edit_stories", "can_delete_stories",
    ),
    False,
)  # fmt: skip
_FIELDS_OF_MEMBERSHIP: dict[str, dict[str, Any]] = {"administrator": _ADMINISTRATOR, "kicked": {"until_date": 0}}
KINDS = frozenset(_CONTENT_OF_KIND)
"""What a person can send besides text."""


class Button(NamedTuple):
    """One button under a message; ``data`` of a callback button, ``url`` of a link, neither of a reply keyboard."""

    text: str
    data: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class Reply:
    """A message that the bot sent, or what it became by an edit.

    ``text`` is what a person sees, ``html`` what the bot wrote, ``message`` the Bot API's Message object,
    ``reply_to`` the id of the message it answers.
    """

    chat_id: int
    message_id: int
    method: str
    text: str
    html: str
    reply_markup: dict[str, Any] | None
    reply_to: int | None
    message: dict[str, Any]

    @property
    def buttons(self) -> tuple[Button, ...]:
        """All buttons, row by row."""
        markup = self.reply_markup or {}
        rows = markup.get("inline_keyboard") or markup.get("keyboard") or []
        return tuple(
            Button(button)
            if isinstance(button, str)
            else Button(button["text"], button.get("callback_data"), button.get("url"))
            for row in rows
            for button in row
        )


class Sent(NamedTuple):
    """What a person did: the update (None when the bot does not want this kind) and the message."""

    update_id: int | None
    message_id: int


class Pressed(NamedTuple):
    """A person's press of a button."""

    update_id: int | None
    callback_query_id: str


class Chats:
    """The state of the chats of one bot.

    Args:
        clock: seconds since 1970, for the dates of messages.
    """

    def __init__(self, bot: dict[str, Any], clock: Callable[[], float]) -> None:
        self.bot = bot
        self.clock = clock
        self.least_interval_s: float | None = None
        """Flood limit: the least time between two messages to a chat; None for no limit."""
        self._chats: dict[int, dict[str, Any]] = {}
        self._thrown_out: dict[int, str] = {}
        self._messages: dict[tuple[int, int], dict[str, Any]] = {}
        self._last_message_id = 0
        self._last_sent_at: dict[int, float] = {}

    def add_chat(self, chat_id: int, chat_type: ChatType = "private") -> dict[str, Any]:
        """The chat; it is opened when the bot does not know it yet."""
        name = {"first_name": f"Person {chat_id}"} if chat_type == "private" else {"title": f"Chat {chat_id}"}
        return self._chats.setdefault(chat_id, {"id": chat_id, "type": chat_type, **name})

    def person(self, user_id: int, language_code: str | None) -> dict[str, Any]:
        """A Telegram User; the language is that of the person's app."""
        user = {"id": user_id, "is_bot": False, "first_name": f"Person {user_id}"}
        return user | ({"language_code": language_code} if language_code else {})

    def let_in(self, chat: dict[str, Any], welcome: bool) -> None:
        """Whether the bot may write to a chat from now on."""
        if welcome:
            self._thrown_out.pop(chat["id"], None)
        else:
            private = chat["type"] == "private"
            how = "blocked by the user" if private else f"kicked from the {chat['type']} chat"
            self._thrown_out[chat["id"]] = f"bot was {how}"

    def bot_membership(self, status: Membership) -> dict[str, Any]:
        """The bot as a ChatMember."""
        return {"user": self.bot, "status": status, **_FIELDS_OF_MEMBERSHIP.get(status, {})}

    def add_message(self, chat: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
        """A new Message object with the next id; fields with the value None are left out."""
        self._last_message_id += 1
        message = {"message_id": self._last_message_id, "date": int(self.clock()), "chat": chat, **_present(content)}
        self._messages[chat["id"], self._last_message_id] = message
        return message

    def change(self, message: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
        """``message`` with other content, a value of None takes a field away; an edit."""
        changed = _present(message | content | {"edit_date": int(self.clock())})
        self._messages[message["chat"]["id"], message["message_id"]] = changed
        return changed

    def find(self, chat_id: int, message_id: int) -> dict[str, Any] | None:
        return self._messages.get((chat_id, message_id))

    def remove(self, chat_id: int, message_id: int) -> None:
        self._messages.pop((chat_id, message_id), None)

    def chat(self, parameters: Parameters) -> dict[str, Any]:
        """The chat that a request speaks of. Raises: ApiError: nobody there ever wrote to the bot."""
        if "chat_id" not in parameters:
            raise bad_request("chat_id is empty")
        chat = self._chats.get(parameters.integer("chat_id"))
        if chat is None:
            raise bad_request("chat not found")
        return chat

    def writable_chat(self, parameters: Parameters) -> dict[str, Any]:
        """As ``chat``, and the bot may write there. Raises: ApiError: it may not (403)."""
        chat = self.chat(parameters)
        if trouble := self._thrown_out.get(chat["id"]):
            raise ApiError(403, f"Forbidden: {trouble}")
        return chat

    def check_flood(self, chat_id: int) -> None:
        """Counts a message to a chat. Raises: ApiError: it comes too soon (429)."""
        now, interval_s = self.clock(), self.least_interval_s
        if interval_s is not None and now - self._last_sent_at.get(chat_id, float("-inf")) < interval_s:
            raise too_many_requests(max(1, round(interval_s)))
        self._last_sent_at[chat_id] = now


def _present(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def text_content(text: str) -> dict[str, Any]:
    """What a written text adds to a Message: Telegram marks commands itself."""
    if not text:
        raise ValueError("Nobody can send an empty text.")
    entities = [
        {
            "type": "bot_command",
            "offset": utf16_length(text[: found.start()]),
            "length": utf16_length(found[0]),
        }
        for found in _COMMAND.finditer(text)
    ]
    return {"text": text} | ({"entities": entities} if entities else {})


def other_content(kind: str, details: dict[str, Any]) -> dict[str, Any]:
    """What a voice message, photo, place … adds to a Message; ``details`` join its sample content.

    A caption belongs to the message itself. Raises: ValueError: no such kind.
    """
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is no kind of message; these are: {', '.join(sorted(KINDS))}.")
    caption = {name: value for name, value in details.items() if name.startswith("caption")}
    if kind == "photo":
        return {"photo": _CONTENT_OF_KIND["photo"], **caption}
    content = _CONTENT_OF_KIND[kind] | {name: value for name, value in details.items() if name not in caption}
    place = {"location": content["location"]} if kind == "venue" else {}
    return {kind: content, **place, **caption}
