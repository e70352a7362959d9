"""What people type with a slash, the same in every channel."""

from __future__ import annotations

from bot.dialogue.events import Command, CommandSent, Event, Started, TextSent

NAMES = tuple(command.value for command in Command if command is not Command.UNKNOWN)


def event_of_text(text: str) -> Event:
    """A typed line as an event: ``/start payload``, a command (perhaps with ``@botname``), or an utterance.

    A slash before words that are no command of ours is a slip, and the words may tell of danger.
    """
    stripped = text.strip()
    if not stripped.startswith("/") or not stripped[1:2].isalpha():
        return TextSent(text)
    word, *rest = stripped[1:].split(maxsplit=1)
    name = word.split("@")[0].lower()
    if name == "start":
        return Started(rest[0] if rest else None)
    if name in NAMES:
        return CommandSent(Command(name))
    return TextSent(text) if rest else CommandSent(Command.UNKNOWN)
