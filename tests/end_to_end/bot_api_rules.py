"""What the Bot API server accepts in a request, and what it says when it refuses.

The texts are the real server's, except where a function says otherwise.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from tests.end_to_end.bot_api_html import FormattedText, HtmlError, is_blank, is_link, parse_html, tidy

MAX_TEXT = 4096
MAX_CALLBACK_DATA_BYTES = 64
CHAT_ACTIONS = frozenset(
    (
        "cancel", "typing", "record_video", "upload_video", "record_audio", "record_voice", "upload_audio",
        "upload_voice", "upload_photo", "upload_document", "choose_sticker", "pick_up_location",
        "find_location", "record_video_note", "upload_video_note",
    )
)  # fmt: skip
COMMAND_SCOPES = frozenset(
    (
        "default", "all_private_chats", "all_group_chats", "all_chat_administrators", "chat",
        "chat_administrators", "chat_member",
    )
)  # fmt: skip
_BUTTON_ACTIONS = (
    "url", "callback_data", "callback_game", "pay", "switch_inline_query", "switch_inline_query_chosen_chat",
    "switch_inline_query_current_chat", "login_url", "web_app", "copy_text",
)  # fmt: skip
_INTEGERS = frozenset(
    (
        "chat_id", "message_id", "user_id", "offset", "limit", "timeout", "max_connections", "cache_time",
    )
)  # fmt: skip


class ApiError(Exception):
    """An answer with ``ok: false``; ``retry_after_s`` goes out as ``parameters.retry_after`` and as a header."""

    def __init__(self, status: int, description: str, *, retry_after_s: int | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.retry_after_s = retry_after_s


def bad_request(text: str) -> ApiError:
    return ApiError(400, f"Bad Request: {text}")


def too_many_requests(retry_after_s: int) -> ApiError:
    return ApiError(429, f"Too Many Requests: retry after {retry_after_s}", retry_after_s=retry_after_s)


class Parameters:
    """The parameters of one request, whether they came as JSON, as a form or in the address."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = {name: value for name, value in values.items() if value is not None}

    def __contains__(self, name: str) -> bool:
        return self.text(name) != ""

    def text(self, name: str) -> str:
        """The value as written in a form; empty when it is missing."""
        value = self._values.get(name, "")
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    def integer(self, name: str, default: int = 0, *, low: int | None = None, high: int | None = None) -> int:
        """A number, pulled into its bounds; 0 when it is none."""
        if name not in self:
            return default
        found = re.match(r"\s*(-?\d+)", self.text(name))
        number = int(found[1]) if found else 0
        number = number if low is None else max(low, number)
        return number if high is None else min(high, number)

    def flag(self, name: str) -> bool:
        return self.text(name).strip().lower() in ("true", "yes", "1")

    def decoded(self, name: str, complaint: str) -> Any:
        """A value that is JSON inside the form; None when it is missing. Raises: ApiError(``complaint``)."""
        value = self._values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise bad_request(complaint) from None

    def number(self, name: str) -> float:
        """A required decimal number, as in places on the map."""
        if name not in self:
            raise bad_request(f"{name} is empty")
        try:
            return float(self.text(name))
        except ValueError:
            raise bad_request("wrong location specified") from None

    def required(self, name: str) -> str:
        if name not in self:
            raise bad_request(f'parameter "{name}" is required')
        return self.text(name)

    def to_dict(self) -> dict[str, Any]:
        """For tests: JSON in a form is decoded, numbers are numbers."""
        return {name: _readable(name, value) for name, value in self._values.items()}


def _readable(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if name in _INTEGERS and re.fullmatch(r"-?\d+", value):
        return int(value)
    if value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return {"true": True, "false": False}.get(value, value)


def message_text(parameters: Parameters, *, editing: bool = False) -> FormattedText:
    """The text of a message as people will see it. Raises: ApiError."""
    source = parameters.text("text")
    if not source:
        raise bad_request("message text is empty")
    formatted = tidy(_parsed(source, parameters.text("parse_mode").lower()))
    if is_blank(formatted.text):
        raise bad_request("text must be non-empty")
    if len(formatted.text) > MAX_TEXT:
        raise bad_request("MESSAGE_TOO_LONG" if editing else "message is too long")
    return formatted


def _parsed(source: str, parse_mode: str) -> FormattedText:
    try:
        source.encode()
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    match parse_mode:
        case "" | "none":
            return FormattedText(source)
        case "html":
            try:
                return parse_html(source)
            except HtmlError as error:
                raise bad_request(f"can't parse entities: {error}") from None
        case "markdown" | "markdownv2":
            raise ApiError(501, "This double of the Bot API reads HTML only, not Markdown")
    raise bad_request("unsupported parse_mode")


def reply_markup(parameters: Parameters) -> dict[str, Any] | None:
    """The keyboard of a message, None when there is none. Raises: ApiError."""
    markup = parameters.decoded("reply_markup", "can't parse reply keyboard markup JSON object")
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    for field, owner in (("keyboard", ""), ("inline_keyboard", " of the InlineKeyboardMarkup")):
        rows = markup.get(field, [])
        if not isinstance(rows, list):
            raise bad_request(f'field "{field}" must be of type Array')
        if not all(isinstance(row, list) for row in rows):
            raise bad_request(f'field "{field}"{owner} must be an Array of Arrays')
    for row in markup.get("keyboard", []):
        for button in row:
            _check_reply_button(button)
    for row in markup.get("inline_keyboard", []):
        for button in row:
            _check_inline_button(button)
    shows_something = (
        markup.get("keyboard")
        or markup.get("inline_keyboard")
        or markup.get("remove_keyboard")
        or markup.get("force_reply")
    )
    return markup if shows_something else None


def _check_reply_button(button: Any) -> None:
    if isinstance(button, str):
        return
    if not isinstance(button, dict):
        raise bad_request("can't parse keyboard button: KeyboardButton must be a String or an Object")
    _check_button_text(button, "can't parse keyboard button")


def _check_inline_button(button: Any) -> None:
    """An inline button has exactly one action.

    Stricter than the real server, which silently takes the first of several actions.
    """
    trouble = "can't parse inline keyboard button"
    if not isinstance(button, dict):
        raise bad_request(f"{trouble}: InlineKeyboardButton must be an Object")
    _check_button_text(button, trouble)
    actions = [name for name in _BUTTON_ACTIONS if _is_set(name, button)]
    if not actions:
        raise bad_request(f"{trouble}: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request(f"{trouble}: exactly one action is allowed, found {', '.join(actions)}")
    if len(str(button.get("callback_data", "")).encode()) > MAX_CALLBACK_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    url = button.get("url", "")
    if url and not is_link(url):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def _is_set(action: str, button: dict[str, Any]) -> bool:
    return bool(button.get(action)) if action in ("url", "callback_data") else action in button


def _check_button_text(button: dict[str, Any], trouble: str) -> None:
    if "text" not in button:
        raise bad_request(f'{trouble}: Can\'t find field "text"')
    if not isinstance(button["text"], str):
        raise bad_request(f'{trouble}: Field "text" must be of type String')
    if not button["text"].strip():
        raise bad_request("REPLY_MARKUP_INVALID")


def language_code(parameters: Parameters) -> str:
    """Two small letters or nothing; Telegram knows no longer tags here. Raises: ApiError."""
    code = parameters.text("language_code")
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad_request("invalid language code specified")
    return code


def command_scope(parameters: Parameters) -> str:
    """For whom commands are meant: a scope's type, with its chat and member as in ``chat:42``. Raises: ApiError."""
    scope = parameters.decoded("scope", "can't parse BotCommandScope JSON object")
    if scope is None:
        return "default"
    if not isinstance(scope, dict):
        raise bad_request("can't parse BotCommandScope: BotCommandScope must be an Object")
    if scope.get("type") not in COMMAND_SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    parts = (scope["type"], scope.get("chat_id"), scope.get("user_id"))
    return ":".join(str(part) for part in parts if part is not None)


def commands(parameters: Parameters) -> list[dict[str, str]]:
    """The entries of the bot's menu. Raises: ApiError."""
    entries = parameters.decoded("commands", "can't parse commands JSON object") or []
    if not isinstance(entries, Sequence) or isinstance(entries, str):
        raise bad_request("expected an Array of BotCommand")
    if len(entries) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    return [_command(entry) for entry in entries]


def _command(entry: Any) -> dict[str, str]:
    if not isinstance(entry, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    for field in ("command", "description"):
        if field not in entry:
            raise bad_request(f"can't parse BotCommand: Can't find field \"{field}\"")
    name = str(entry["command"]).strip().removeprefix("/")
    description = tidy(FormattedText(str(entry["description"]))).text
    for what, value, longest in (("command", name, 32), ("command description", description, 256)):
        if not value:
            raise bad_request(f"{what} must be non-empty")
        if len(value) > longest:
            raise bad_request(f"{what} length must not exceed {longest}")
    if not re.fullmatch(r"[a-z0-9_]+", name):
        raise bad_request("BOT_COMMAND_INVALID")
    return {"command": name, "description": description}


def webhook_address(parameters: Parameters) -> tuple[str, str]:
    """Address and secret of a webhook. Plain http is fine, as for a server in local mode. Raises: ApiError."""
    url, secret = parameters.text("url"), parameters.text("secret_token")
    if url and (urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname):
        raise bad_request("invalid webhook URL specified")
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad_request("secret token contains unallowed characters")
    return url, secret
