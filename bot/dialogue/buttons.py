"""Pressed buttons: each kind of button data and what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.content.catalog import Catalog
from bot.dialogue import compose, presses
from bot.dialogue.answers import answer, emergency, forget_question
from bot.dialogue.presses import CardView
from bot.dialogue.replies import Delivery
from bot.dialogue.session import Session
from bot.dialogue.turns import Outcome, Result, Surroundings, Turn


def pressed(session: Session, data: str, catalog: Catalog, around: Surroundings) -> Turn:
    """The turn that follows a press; data we do not know gets the menu."""
    language = session.language or around.language
    words = presses.parse(data)
    handler = _PRESSES.get((words[0], len(words)))
    turn = handler(session, words, language, catalog, around) if handler else None
    if turn is None:
        return Turn(session, compose.menu(catalog, language, catalog.interface(language).old_button))
    return turn


def _press_menu(
    session: Session, words: tuple[str, ...], language: str, catalog: Catalog, around: Surroundings
) -> Turn | None:
    return Turn(session, compose.menu(catalog, language, delivery=Delivery.IN_PLACE))


def _press_languages(
    session: Session, words: tuple[str, ...], language: str, catalog: Catalog, around: Surroundings
) -> Turn | None:
    text = catalog.interface(language).choose_language
    rows = (*compose.language_rows(catalog), (compose.menu_button(catalog, language),))
    return Turn(session, compose.say(catalog, language, text, rows, delivery=Delivery.IN_PLACE))


def _press_language(
    session: Session, words: tuple[str, ...], language: str, catalog: Catalog, around: Surroundings
) -> Turn | None:
    code, topic = words[1], words[2] if len(words) > 2 else None
    if code not in catalog.languages:
        return None
    session = replace(session, language=code, pinned=True, leaning=None)
    if topic is not None and topic in catalog.topics:
        turn = answer(session, topic, catalog, around)
        return replace(turn, reply=replace(turn.reply, delivery=Delivery.IN_PLACE), outcome=None)
    return Turn(session, compose.menu(catalog, code, catalog.interface(code).language_set))


def _press_group(
    session: Session, words: tuple[str, ...], language: str, catalog: Catalog, around: Surroundings
) -> Turn | None:
    if words[1] not in catalog.groups:
        return None
    return Turn(session, compose.group(catalog, language, words[1]))


def _press_topic(
    session: Session, words: tuple[str, ...], language: str, catalog: Catalog, around: Surroundings
) -> Turn | None:
    topic = words[1]
    if topic not in catalog.topics:
        return None
    turn = answer(session, topic, catalog, around)
    if catalog.topics[topic].sensitive:
        # In place of the suggestions, which are tied to the question: Hide then deletes both.
        turn = replace(turn, reply=replace(turn.reply, delivery=Delivery.IN_PLACE))
    return turn


def _press_view(
    session: Session, words: tuple[str, ...], language: str, catalog: Catalog, around: Surroundings
) -> Turn | None:
    if words[1] not in catalog.topics:
        return None
    reply = compose.topic_card(catalog, words[1], language, CardView.parse(words[2]))
    return Turn(session, replace(reply, delivery=Delivery.IN_PLACE))


def _press_danger(
    session: Session, words: tuple[str, ...], language: str, catalog: Catalog, around: Surroundings
) -> Turn | None:
    if words[1] not in catalog.dangers:
        return None
    reply = compose.danger_card(catalog, words[1], language, CardView.parse(words[2]))
    return Turn(session, replace(reply, delivery=Delivery.IN_PLACE))


def _press_emergency(
    session: Session, words: tuple[str, ...], language: str, catalog: Catalog, around: Surroundings
) -> Turn | None:
    return emergency(session, language, catalog)


def _press_helpful(
    session: Session, words: tuple[str, ...], language: str, catalog: Catalog, around: Surroundings
) -> Turn | None:
    topic, yes = words[1], words[2] == "y"
    if topic not in catalog.topics or catalog.topics[topic].sensitive:
        return None
    interface = catalog.interface(language)
    text = interface.helpful_thanks if yes else interface.not_helpful_thanks
    reply = compose.say(catalog, language, text, delivery=Delivery.ALERT)
    return Turn(session, reply, Outcome(Result.HELPFUL if yes else Result.NOT_HELPFUL, topic, language))


def _press_hide(
    session: Session, words: tuple[str, ...], language: str, catalog: Catalog, around: Surroundings
) -> Turn | None:
    interface = catalog.interface(language)
    reply = compose.say(
        catalog, language, interface.hidden, delivery=Delivery.HIDE, note_if_failed=interface.hide_failed
    )
    return Turn(session, reply)


def _press_forget(
    session: Session, words: tuple[str, ...], language: str, catalog: Catalog, around: Surroundings
) -> Turn | None:
    return Turn(session, replace(forget_question(language, catalog), delivery=Delivery.IN_PLACE))


def _press_forget_yes(
    session: Session, words: tuple[str, ...], language: str, catalog: Catalog, around: Surroundings
) -> Turn | None:
    reply = compose.say(catalog, language, catalog.interface(language).forgotten, delivery=Delivery.IN_PLACE)
    return Turn(Session(), reply, forget=True)


_Press = Callable[[Session, tuple[str, ...], str, Catalog, Surroundings], Turn | None]

# The first word of button data and how many words it has.
_PRESSES: dict[tuple[str, int], _Press] = {
    (presses.MENU, 1): _press_menu,
    (presses.LANGUAGES, 1): _press_languages,
    ("lang", 2): _press_language,
    ("lang", 3): _press_language,
    ("g", 2): _press_group,
    ("t", 2): _press_topic,
    ("v", 3): _press_view,
    ("d", 3): _press_danger,
    (presses.EMERGENCY, 1): _press_emergency,
    ("h", 3): _press_helpful,
    (presses.HIDE, 1): _press_hide,
    (presses.FORGET, 1): _press_forget,
    (presses.FORGET_YES, 1): _press_forget_yes,
}
