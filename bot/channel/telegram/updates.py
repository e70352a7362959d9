"""Telegram's updates as events; what the conversation must not see (names, contacts) stays here."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatMemberStatus, ChatType

from bot.channel.commands import event_of_text
from bot.dialogue.events import Event, Kind, LocationShared, OtherSent, Pressed

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
_GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)


@dataclass(frozen=True)
class Arrival:
    """An event and where to answer it.

    ``question_id``: the person's message, or the bot's own one whose button was pressed.
    """

    chat_id: int
    event: Event
    language_code: str | None
    question_id: int | None
    query: CallbackQuery | None = None


@dataclass(frozen=True)
class GroupCall:
    """Somebody spoke to the bot in a group, where others read along."""

    chat_id: int
    message_id: int
    language_code: str | None


@dataclass(frozen=True)
class Left:
    """The person blocked the bot or deleted the chat."""

    chat_id: int


def read(update: Update, username: str) -> Arrival | GroupCall | Left | None:
    """What ``update`` asks of us; None for what needs no answer (channel posts, service messages, chatter)."""
    if update.my_chat_member is not None:
        gone = update.my_chat_member.new_chat_member.status in (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)
        private = update.my_chat_member.chat.type == ChatType.PRIVATE
        return Left(update.my_chat_member.chat.id) if gone and private else None
    if update.callback_query is not None:
        return _pressed(update.callback_query)
    message = update.message or update.edited_message
    if message is None:
        return None
    if message.chat.type in _GROUPS:
        return _in_group(message, username)
    if message.chat.type != ChatType.PRIVATE:
        return None
    event = _event(message, edited=update.edited_message is not None)
    code = message.from_user.language_code if message.from_user else None
    return None if event is None else Arrival(message.chat.id, event, code, message.message_id)


def _pressed(query: CallbackQuery) -> Arrival | GroupCall:
    if query.message and query.message.chat.type in _GROUPS:
        return GroupCall(query.message.chat.id, query.message.message_id, query.from_user.language_code)
    chat_id = query.message.chat.id if query.message else query.from_user.id
    message_id = query.message.message_id if query.message else None
    return Arrival(chat_id, Pressed(query.data or ""), query.from_user.language_code, message_id, query)


def _event(message: Message, *, edited: bool) -> Event | None:
    if message.text is not None:
        return event_of_text(message.text)
    if edited:
        # A live location moves every few seconds; a photo's new caption is no new question either.
        return None
    if message.caption:
        return event_of_text(message.caption)
    if message.location is not None:
        return LocationShared(message.location.latitude, message.location.longitude)
    if message.voice or message.audio or message.video_note:
        return OtherSent(Kind.VOICE)
    if message.photo or message.document or message.video or message.animation:
        return OtherSent(Kind.PICTURE)
    if message.contact is not None:
        return OtherSent(Kind.CONTACT)
    return None if _is_service(message) else OtherSent(Kind.OTHER)


def _is_service(message: Message) -> bool:
    """Whether Telegram itself wrote the message: a pin, a timer, a boost …"""
    return any(
        (
            message.pinned_message,
            message.message_auto_delete_timer_changed,
            message.chat_background_set,
            message.write_access_allowed,
            message.connected_website,
            message.new_chat_members,
            message.left_chat_member,
        )
    )


def _in_group(message: Message, username: str) -> GroupCall | None:
    text, username = (message.text or message.caption or "").lower(), username.lower()
    command = text.split(maxsplit=1)[0] if text.startswith("/") else ""
    # "/help@another_bot" is for another bot.
    to_us = (command != "" and "@" not in command) or f"@{username}" in text
    answers_us = (
        message.reply_to_message is not None
        and message.reply_to_message.from_user is not None
        and (message.reply_to_message.from_user.username or "").lower() == username
    )
    if not (to_us or answers_us):
        return None
    code = message.from_user.language_code if message.from_user else None
    return GroupCall(message.chat.id, message.message_id, code)
