"""Pressed buttons: each kind of button data and what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.content.catalog import Catalog
from bot.dialogue import compose, place_cards, places, presses
from bot.dialogue.answers import answer, card, emergency, forget_question
from bot.dialogue.place_facts import Wording
from bot.dialogue.presses import CardView
from bot.dialogue.replies import Delivery
from bot.dialogue.session import Session
from bot.dialogue.turns import Outcome, Result, Surroundings, Turn


@dataclass(frozen=True)
class _Press:
    """Button data taken apart, and everything an answer to it needs. ``language``: to answer in."""

    session: Session
    words: tuple[str, ...]
    language: str
    catalog: Catalog
    around: Surroundings

    @property
    def wording(self) -> Wording:
        return Wording(self.catalog, self.language, self.around.now)


def pressed(session: Session, data: str, catalog: Catalog, around: Surroundings) -> Turn:
    """The turn that follows a press; data we do not know gets the menu."""
    language = session.language or around.language
    words = presses.parse(data)
    handler = _PRESSES.get((words[0], len(words)))
    turn = handler(_Press(session, words, language, catalog, around)) if handler else None
    if turn is None:
        return Turn(session, compose.menu(catalog, language, catalog.interface(language).old_button))
    return turn


def _press_menu(press: _Press) -> Turn | None:
    return Turn(press.session, compose.menu(press.catalog, press.language, delivery=Delivery.IN_PLACE))


def _press_languages(press: _Press) -> Turn | None:
    text = press.catalog.interface(press.language).choose_language
    rows = (*compose.language_rows(press.catalog), (compose.menu_button(press.catalog, press.language),))
    return Turn(press.session, compose.say(press.catalog, press.language, text, rows, delivery=Delivery.IN_PLACE))


def _press_language(press: _Press) -> Turn | None:
    code, topic = press.words[1], press.words[2] if len(press.words) > 2 else None
    if code not in press.catalog.languages:
        return None
    session = replace(press.session, language=code, pinned=True, leaning=None)
    if topic is not None and topic in press.catalog.topics:
        turn = answer(session, topic, press.catalog, press.around)
        return replace(turn, reply=replace(turn.reply, delivery=Delivery.IN_PLACE), outcome=None)
    return Turn(session, compose.menu(press.catalog, code, press.catalog.interface(code).language_set))


def _press_group(press: _Press) -> Turn | None:
    if press.words[1] not in press.catalog.groups:
        return None
    return Turn(press.session, compose.group(press.catalog, press.language, press.words[1]))


def _press_topic(press: _Press) -> Turn | None:
    topic = press.words[1]
    if topic not in press.catalog.topics:
        return None
    turn = answer(press.session, topic, press.catalog, press.around)
    if press.catalog.topics[topic].sensitive:
        # In place of the suggestions, which are tied to the question: Hide then deletes both.
        turn = replace(turn, reply=replace(turn.reply, delivery=Delivery.IN_PLACE))
    return turn


def _press_view(press: _Press) -> Turn | None:
    if press.words[1] not in press.catalog.topics:
        return None
    reply = card(press.session, press.words[1], press.catalog, press.around, CardView.parse(press.words[2]))
    return Turn(press.session, replace(reply, delivery=Delivery.IN_PLACE))


def _press_place(press: _Press) -> Turn | None:
    return places.show_place(press.session, press.words[1], press.wording)


def _press_pin(press: _Press) -> Turn | None:
    reply = place_cards.pin(press.words[1], press.wording)
    return Turn(press.session, reply) if reply else None


def _press_points(press: _Press) -> Turn | None:
    town = press.catalog.atlas.town(press.words[1])
    offset = press.words[2]
    if town is None or not offset.isdecimal() or len(offset) > 3:
        return None
    return places.show_points(press.session, town, int(offset), press.wording)


def _press_town(press: _Press) -> Turn | None:
    key, topic = press.words[1], press.words[2]
    if press.catalog.atlas.town(key) is None or topic not in press.catalog.topics:
        return None
    turn = answer(replace(press.session, town=key, asked_town_for=None), topic, press.catalog, press.around)
    if press.catalog.topics[topic].sensitive:
        turn = replace(turn, reply=replace(turn.reply, delivery=Delivery.IN_PLACE))
    return turn


def _press_ask_town(press: _Press) -> Turn | None:
    topic = press.words[1]
    if topic not in press.catalog.topics:
        return None
    return places.asked_for_town(press.session, topic, press.catalog, press.around)


def _press_forget_town(press: _Press) -> Turn | None:
    text = press.wording.texts.town_forgotten
    session = replace(press.session, town=None, asked_town_for=None, last_places=(), last_places_at=None)
    return Turn(session, compose.menu(press.catalog, press.language, text))


def _press_danger(press: _Press) -> Turn | None:
    if press.words[1] not in press.catalog.dangers:
        return None
    reply = compose.danger_card(press.catalog, press.words[1], press.language, CardView.parse(press.words[2]))
    return Turn(press.session, replace(reply, delivery=Delivery.IN_PLACE))


def _press_emergency(press: _Press) -> Turn | None:
    return emergency(press.session, press.language, press.catalog)


def _press_helpful(press: _Press) -> Turn | None:
    topic, yes = press.words[1], press.words[2] == "y"
    if topic not in press.catalog.topics or press.catalog.topics[topic].sensitive:
        return None
    interface = press.catalog.interface(press.language)
    text = interface.helpful_thanks if yes else interface.not_helpful_thanks
    reply = compose.say(press.catalog, press.language, text, delivery=Delivery.ALERT)
    return Turn(press.session, reply, Outcome(Result.HELPFUL if yes else Result.NOT_HELPFUL, topic, press.language))


def _press_hide(press: _Press) -> Turn | None:
    interface = press.catalog.interface(press.language)
    reply = compose.say(
        press.catalog, press.language, interface.hidden, delivery=Delivery.HIDE, note_if_failed=interface.hide_failed
    )
    return Turn(press.session, reply)


def _press_forget(press: _Press) -> Turn | None:
    return Turn(press.session, replace(forget_question(press.language, press.catalog), delivery=Delivery.IN_PLACE))


def _press_forget_yes(press: _Press) -> Turn | None:
    text = press.catalog.interface(press.language).forgotten
    reply = compose.say(press.catalog, press.language, text, delivery=Delivery.IN_PLACE)
    return Turn(Session(), reply, forget=True)


# The first word of button data and how many words it has.
_PRESSES: dict[tuple[str, int], Callable[[_Press], Turn | None]] = {
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
    ("p", 2): _press_place,
    ("pin", 2): _press_pin,
    ("m", 3): _press_points,
    ("town", 3): _press_town,
    ("ask", 2): _press_ask_town,
    (presses.FORGET_TOWN, 1): _press_forget_town,
    (presses.HIDE, 1): _press_hide,
    (presses.FORGET, 1): _press_forget,
    (presses.FORGET_YES, 1): _press_forget_yes,
}
