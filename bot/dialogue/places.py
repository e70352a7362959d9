"""Answers that need a town: which one is meant, asking for it, and what is there."""

from __future__ import annotations

from dataclasses import replace

from bot.content.atlas import Town
from bot.content.catalog import Catalog
from bot.dialogue import compose, place_cards, presses
from bot.dialogue.bidi import isolate
from bot.dialogue.place_cards import FOLLOW_UPS, Points
from bot.dialogue.place_facts import Wording
from bot.dialogue.reading import NO_PLACE, PlaceGuess, Surrounding
from bot.dialogue.replies import Button, Line, Paragraph, Reply, Span
from bot.dialogue.session import Session
from bot.dialogue.turns import Outcome, Result, Surroundings, Turn

TOPICS = frozenset({"find_centre", "find_meeting_point", "change_town", *FOLLOW_UPS})
"""Topics that are answered with places instead of a text."""


def takes_town(topic: str, catalog: Catalog) -> bool:
    """Whether an answer to ``topic`` depends on the town."""
    return topic in TOPICS or catalog.topics[topic].local


def is_named(place: PlaceGuess, topic: str) -> bool:
    """Whether ``place`` is a town to be taken for ``topic``: an everyday word only where a place is asked for."""
    return bool(place.towns) and (not place.doubtful or topic in TOPICS)


def with_town_of(session: Session, place: PlaceGuess, topic: str) -> Session:
    """The session that knows the one town that was named."""
    if len(place.towns) == 1 and is_named(place, topic):
        return replace(session, town=place.towns[0].key)
    return session


def answer(session: Session, topic: str, catalog: Catalog, around: Surroundings, place: PlaceGuess = NO_PLACE) -> Turn:
    """The turn that answers one of ``TOPICS``."""
    words = _wording(session, catalog, around)
    question = question_about(topic, place, words)
    if question is not None:
        return _asking(session, topic, question, around)
    session = with_town_of(session, place, topic)
    town = catalog.atlas.town(session.town)
    if topic == "change_town":
        return _change_town(session, town, words, around)
    if topic in FOLLOW_UPS:
        shown = () if is_named(place, topic) else _known_places(session, catalog, around)
        if not shown and town is not None:
            shown = (town.area.centre.id,)
        if shown:
            return _told(session, place_cards.places_reply(topic, shown, words), topic, shown, words)
    elif town is not None:
        return _shown(session, topic, town, words)
    return _ask_for_town(session, topic, words, around)


def _wording(session: Session, catalog: Catalog, around: Surroundings) -> Wording:
    return Wording(catalog, session.language or around.language, around.now)


def _known_places(session: Session, catalog: Catalog, around: Surroundings) -> tuple[str, ...]:
    return tuple(place for place in session.places_at(around.now) if catalog.atlas.has_place(place))


def question_about(topic: str, place: PlaceGuess, words: Wording) -> Reply | None:
    """What must be said or asked before ``topic`` can be answered for ``place``; None if nothing."""
    texts = words.texts
    if len(place.towns) > 1 and is_named(place, topic):
        return which_town(texts.which_town, [town.key for town in place.towns], topic, words)
    if place.outside is not None:
        return elsewhere(texts.outside.format(town=words.name(place.outside)), words)
    if place.unknown_postcode:
        return compose.refusal(words.catalog, words.language, texts.unknown_postcode)
    return None


def which_town(text: str, keys: list[str], topic: str, words: Wording) -> Reply:
    """Towns as buttons under a question."""
    rows = []
    for key in keys:
        town = words.catalog.atlas.town(key)
        if town is not None:
            rows.append((Button(_distinct(town, keys, words.catalog), presses.choose_town(key, topic)),))
    return compose.say(
        words.catalog, words.language, text, (*rows, (compose.menu_button(words.catalog, words.language),))
    )


def _distinct(town: Town, keys: list[str], catalog: Catalog) -> str:
    """Its name and, where another one bears the same, its district."""
    same = [key for key in keys if (other := catalog.atlas.town(key)) is not None and other.name == town.name]
    return f"{town.name} ({town.area.area.name})" if len(same) > 1 else town.name


def elsewhere(text: str, words: Wording) -> Reply:
    """Not in the state: say so, and where advice all over Germany is found."""
    reply = compose.refusal(words.catalog, words.language, text)
    link = words.catalog.atlas.state.elsewhere
    found: Line = (Span("🔗 "), Span(isolate(link.name, words.direction), url=link.url))
    return replace(reply, paragraphs=(*reply.paragraphs, Paragraph((found,))))


def unknown_town(session: Session, topic: str, words: Wording, around: Surroundings) -> Turn:
    """The town that was asked for was not found: ask again."""
    reply = compose.refusal(words.catalog, words.language, words.texts.unknown_town)
    return _asking(session, topic, reply, around)


def _asking(session: Session, topic: str, reply: Reply, around: Surroundings) -> Turn:
    language = session.language or around.language
    return Turn(_waiting(session, topic, around), reply, Outcome(Result.ANSWERED, topic, language))


def _waiting(session: Session, topic: str, around: Surroundings) -> Session:
    """The next message is expected to name the town for ``topic``."""
    return replace(session, asked_town_for=topic, last_topic=topic, last_topic_at=around.now)


def _ask_for_town(session: Session, topic: str, words: Wording, around: Surroundings) -> Turn:
    card = compose.topic_card(words.catalog, topic, words.language)
    return _asking(session, topic, compose.with_line(card, words.texts.ask_town, first=True), around)


def asked_for_town(session: Session, topic: str, catalog: Catalog, around: Surroundings) -> Turn:
    """The person wants to name the town for ``topic``."""
    words = _wording(session, catalog, around)
    menu = compose.menu_button(catalog, words.language)
    reply = compose.say(catalog, words.language, words.texts.ask_town, ((menu,),))
    if catalog.topics[topic].sensitive:
        # The question is harmless; which topic it was asked for is not kept.
        topic = "find_centre"
    return Turn(_waiting(session, topic, around), reply)


def _change_town(session: Session, town: Town | None, words: Wording, around: Surroundings) -> Turn:
    texts, labels = words.texts, words.catalog.interface(words.language).buttons
    sentences = [texts.town_known.format(town=words.name(town.name))] if town else []
    forget = (Button(f"🗑 {labels.forget_town}", presses.FORGET_TOWN),) if town else ()
    rows = tuple(row for row in (forget, (compose.menu_button(words.catalog, words.language),)) if row)
    reply = compose.say(
        words.catalog, words.language, "\n\n".join([*sentences, texts.ask_town]), rows, topic="change_town"
    )
    if town is not None:
        reply = replace(reply, municipality=town.official, centre=town.area.centre.id)
    turn = _asking(session, "find_centre", reply, around)
    return replace(turn, outcome=Outcome(Result.ANSWERED, "change_town", words.language))


def _shown(session: Session, topic: str, town: Town, words: Wording) -> Turn:
    if topic == "find_meeting_point":
        return show_points(session, town, 0, words)
    return _told(session, place_cards.centre_card(town, words), topic, (town.area.centre.id,), words)


def _told(session: Session, reply: Reply, topic: str, places: tuple[str, ...], words: Wording) -> Turn:
    session = replace(session, last_topic=topic, last_topic_at=words.now, last_places=places, last_places_at=words.now)
    return Turn(session, reply, Outcome(Result.ANSWERED, topic, words.language))


def location(session: Session, found: Surrounding, catalog: Catalog, around: Surroundings) -> Turn:
    """A shared position: the nearest meeting points and the centre."""
    words = _wording(session, catalog, around)
    if not found.towns:
        return Turn(session, elsewhere(words.texts.outside_position, words))
    if len(found.towns) > 1 or found.border:
        keys = [town.key for town in found.towns]
        return Turn(session, which_town(words.texts.near_border, keys, "find_meeting_point", words))
    town = catalog.atlas.town(found.towns[0].key)
    assert town is not None  # the finder knows only towns of the atlas
    session = replace(session, town=town.key)
    intro = words.line(words.texts.position_used.format(town=words.name(town.name)))
    # The position is not kept, so there is no next page.
    points = replace(place_cards.points_around(found.position, words), next=None)
    reply = place_cards.points_card(town, points, words, intro=(intro,))
    if points.shown:
        reply = replace(reply, paragraphs=(*reply.paragraphs, place_cards.responsible(town, words)))
    return _told_points(session, reply, town, points, words)


def show_place(session: Session, place: str, words: Wording) -> Turn | None:
    """The card of one place; None if the content does not know it."""
    if not words.catalog.atlas.has_place(place):
        return None
    reply = place_cards.place_card(place, words)
    return _told(session, reply, reply.topic or "find_centre", (place,), words)


def show_points(session: Session, town: Town, offset: int, words: Wording) -> Turn:
    """The meeting points of a town, from ``offset`` on."""
    points = place_cards.points_of(town, words, offset)
    return _told_points(session, place_cards.points_card(town, points, words), town, points, words)


def _told_points(session: Session, reply: Reply, town: Town, points: Points, words: Wording) -> Turn:
    """Meeting points were shown; where there was none, the centre."""
    shown = tuple(near.point.id for near in points.shown) or (town.area.centre.id,)
    return _told(session, reply, "find_meeting_point", shown, words)
