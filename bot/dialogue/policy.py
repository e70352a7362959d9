"""What to do: one event, what was understood of it, and the session, turned into a reply."""

from __future__ import annotations

from dataclasses import replace

from bot.content.catalog import OUT_OF_SCOPE, Catalog
from bot.dialogue import compose, places
from bot.dialogue.answers import answer, emergency, forget_question, privacy
from bot.dialogue.buttons import pressed
from bot.dialogue.events import (
    Command,
    CommandSent,
    Event,
    Kind,
    LocationShared,
    OtherSent,
    Pressed,
    Started,
    TextSent,
)
from bot.dialogue.reading import Reading, Surrounding
from bot.dialogue.session import Session
from bot.dialogue.turns import Surroundings, Turn
from bot.dialogue.words import text


def decide(
    session: Session, event: Event, reading: Reading | Surrounding | None, catalog: Catalog, around: Surroundings
) -> Turn:
    """One step of the dialogue. Same arguments, same Turn.

    Args:
        reading: what was understood: a Reading of TextSent, a Surrounding of LocationShared, else None.
    """
    session = session.without_stale(around.now)
    match event:
        case TextSent() if isinstance(reading, Reading):
            return text(session, reading, catalog, around)
        case LocationShared() if isinstance(reading, Surrounding):
            return _location(session, reading, catalog, around)
        case Started(payload):
            return _start(session, payload, catalog, around)
        case CommandSent(command):
            return _command(session, command, catalog, around)
        case Pressed(data):
            return pressed(session, data, catalog, around)
        case OtherSent(kind):
            return _other(session, kind, catalog, around)
        case _:
            raise ValueError(f"{type(event).__name__} needs to be read first")


def _start(session: Session, payload: str | None, catalog: Catalog, around: Surroundings) -> Turn:
    words = (payload or "").split("-")
    wanted = words[0] if words[0] in catalog.languages else None
    topic = words[-1] if words[-1] in catalog.topics and words[-1] != OUT_OF_SCOPE else None
    language = wanted or session.language or around.language
    # A language that nobody has named or shown is not remembered: the first words may still tell it.
    session = replace(session, language=wanted or session.language, leaning=None, greeted=True)
    if topic is not None:
        turn = answer(session, topic, catalog, around)
        return replace(turn, reply=compose.with_line(turn.reply, catalog.interface(language).first_notice))
    text = catalog.interface(language).welcome.format(operator=around.operator)
    rows = compose.menu_rows(catalog, language)
    if session.language is None:
        rows = (*compose.language_rows(catalog), *rows)
    return Turn(session, compose.say(catalog, language, text, rows))


def _command(session: Session, command: Command, catalog: Catalog, around: Surroundings) -> Turn:
    language = session.language or around.language
    interface = catalog.interface(language)
    match command:
        case Command.HELP:
            return answer(session, "help_menu", catalog, around)
        case Command.LANGUAGE:
            return answer(session, "change_language", catalog, around)
        case Command.EMERGENCY:
            return emergency(session, language, catalog)
        case Command.PRIVACY:
            return Turn(session, privacy(session, language, catalog, around))
        case Command.FORGET:
            return Turn(session, forget_question(language, catalog))
        case Command.UNKNOWN:
            return Turn(session, compose.menu(catalog, language, interface.unknown_command))


def _location(session: Session, found: Surrounding, catalog: Catalog, around: Surroundings) -> Turn:
    waiting = session.asked_town_for
    turn = places.location(replace(session, asked_town_for=None), found, catalog, around)
    if turn.session.town is None or waiting is None or waiting in places.TOPICS or len(found.towns) != 1:
        return turn
    return answer(turn.session, waiting, catalog, around)


def _other(session: Session, kind: Kind, catalog: Catalog, around: Surroundings) -> Turn:
    language = session.language or around.language
    interface = catalog.interface(language)
    text = {
        Kind.VOICE: interface.voice,
        Kind.PICTURE: interface.picture,
        Kind.CONTACT: interface.contact,
        Kind.OTHER: interface.other_kind,
    }[kind]
    return Turn(session, compose.menu(catalog, language, text))
