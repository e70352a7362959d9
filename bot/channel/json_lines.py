"""The conversation as JSON lines: the interface for tests, editors and scripts (``chat --json``)."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TextIO, TypeGuard
from zoneinfo import ZoneInfo

from bot.channel.commands import event_of_text
from bot.conversation import Conversation, Incoming
from bot.dialogue.events import Event, Kind, LocationShared, OtherSent, Pressed, Started
from bot.dialogue.replies import Reply

BERLIN = ZoneInfo("Europe/Berlin")
_KINDS = {
    "voice": Kind.VOICE,
    "audio": Kind.VOICE,
    "video_note": Kind.VOICE,
    "photo": Kind.PICTURE,
    "document": Kind.PICTURE,
    "video": Kind.PICTURE,
    "animation": Kind.PICTURE,
    "contact": Kind.CONTACT,
}


class LineError(ValueError):
    """A line that is not what the interface takes."""


@dataclass(frozen=True)
class Line:
    """One line read: a chat's name, the event, and what the channel would know beside it."""

    chat: str
    event: Event
    language_code: str | None
    at: datetime | None


def parse_line(line: bytes) -> Line:
    """The line as an event.

    Raises: LineError: it is no such object; the text says what is wrong.
    """
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:  # UnicodeDecodeError is a ValueError too
        raise LineError("not JSON: write one object a line") from error
    if not isinstance(value, dict):
        raise LineError('not an object: write {"chat": "a", "text": "…"}')
    chat = value.get("chat")
    if not isinstance(chat, str) or not chat:
        raise LineError('"chat" is missing: name the chat with a text')
    language_code = _text(value, "language_code")
    return Line(_clean(chat), _event(value), language_code, _moment(value.get("at")))


def _event(value: dict[str, Any]) -> Event:
    if "start" in value and value["start"] is not None:
        return Started(_text(value, "start") or None)
    if (press := _text(value, "press")) is not None:
        return Pressed(press)
    if (location := value.get("location")) is not None:
        return _location(location)
    if (kind := _text(value, "kind")) is not None:
        return OtherSent(_KINDS.get(kind, Kind.OTHER))
    if (text := _text(value, "text")) is not None:
        return event_of_text(text)
    raise LineError('nothing to answer: give "text", "press", "start", "location" or "kind"')


def _location(value: object) -> LocationShared:
    if isinstance(value, dict):
        latitude, longitude = value.get("latitude"), value.get("longitude")
        if _within(latitude, 90) and _within(longitude, 180):
            return LocationShared(float(latitude), float(longitude))
    raise LineError('"location" needs latitude (-90 to 90) and longitude (-180 to 180)')


def _within(number: object, limit: int) -> TypeGuard[int | float]:
    return isinstance(number, int | float) and not isinstance(number, bool) and abs(number) <= limit


def _text(value: dict[str, Any], key: str) -> str | None:
    text = value.get(key)
    if text is None or isinstance(text, str):
        return None if text is None else _clean(text)
    raise LineError(f'"{key}" is not a text')


def _clean(text: str) -> str:
    """Without lone surrogates, which JSON can spell and UTF-8 cannot."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _moment(value: object) -> datetime | None:
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    # Sessions last up to a year, and no calendar goes on for ever.
    if moment is None or not 1970 <= moment.year <= 2999:
        raise LineError('"at" is not a time: write it like 2026-11-25T14:30')
    return moment if moment.tzinfo else moment.replace(tzinfo=BERLIN)


def reply_object(chat: str, reply: Reply) -> dict[str, Any]:
    """A reply as the interface writes it; absent things are None."""
    venue = reply.venue
    return {
        "chat": chat,
        "language": reply.language,
        "topic": reply.topic,
        "confidence": None if reply.confidence is None else round(reply.confidence, 4),
        "safety": reply.safety,
        "municipality": reply.municipality,
        "centre": reply.centre,
        "suggestions": list(reply.suggestions),
        "text": reply.text,
        "buttons": [
            {"text": button.text, "press": button.press} for row in reply.buttons for button in row if button.press
        ],
        "venue": None
        if venue is None
        else {
            "title": venue.title,
            "address": venue.address,
            "latitude": venue.latitude,
            "longitude": venue.longitude,
        },
    }


class JsonLines:
    """Any number of chats, one JSON object out for each line in."""

    def __init__(
        self,
        conversation: Conversation,
        pseudonym: Callable[[str], str],
        now: Callable[[], datetime],
        out: TextIO,
    ) -> None:
        self._conversation = conversation
        self._pseudonym = pseudonym
        self._now = now
        self._out = out

    async def run(self, lines: AsyncIterator[bytes]) -> None:
        """Answer every line, in order, each before the next is read."""
        async for line in lines:
            answer = await self.answer(line)
            print(json.dumps(answer, ensure_ascii=False), file=self._out, flush=True)

    async def answer(self, line: bytes) -> dict[str, Any]:
        """The object for one line; ``{"error": …}`` for one that is not as specified."""
        try:
            parsed = parse_line(line)
        except LineError as error:
            return {"error": str(error)}
        replies: list[Reply] = []

        async def keep(reply: Reply) -> None:
            replies.append(reply)

        person = self._pseudonym(parsed.chat)
        incoming = Incoming(person, parsed.event, parsed.at or self._now(), parsed.language_code)
        await self._conversation.handle(incoming, keep)
        return reply_object(parsed.chat, replies[0])
