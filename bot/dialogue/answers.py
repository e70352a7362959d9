"""Answers to a topic that is sure: most are cards, some topics are things to do."""

from __future__ import annotations

from dataclasses import replace

from bot.content.catalog import OUT_OF_SCOPE, Catalog
from bot.dialogue import compose, place_cards, places, presses
from bot.dialogue.place_facts import Wording
from bot.dialogue.presses import CardView
from bot.dialogue.reading import NO_PLACE, PlaceGuess
from bot.dialogue.replies import Button, Reply
from bot.dialogue.session import Session
from bot.dialogue.turns import Outcome, Result, Surroundings, Turn


def answer(
    session: Session,
    topic: str,
    catalog: Catalog,
    around: Surroundings,
    *,
    confidence: float | None = None,
    place: PlaceGuess = NO_PLACE,
) -> Turn:
    """The turn that answers ``topic``; a sensitive one leaves no trace in session and counts."""
    language = session.language or around.language
    if topic in places.TOPICS:
        turn = places.answer(session, topic, catalog, around, place)
        return replace(turn, reply=replace(turn.reply, confidence=confidence))
    if topic == OUT_OF_SCOPE:
        text, _ = catalog.topic_text(topic, language)
        reply = replace(compose.refusal(catalog, language, text.answer), confidence=confidence)
        return Turn(session, reply, Outcome(Result.REFUSED, None, language))
    facts = catalog.topics[topic]
    before = session
    session = places.with_town_of(session, place, topic) if facts.local else session
    reply = replace(_topic_reply(session, topic, language, catalog, around), confidence=confidence)
    reply = _with_question_about_town(reply, topic, place, Wording(catalog, language, around.now))
    if facts.sensitive:
        return Turn(before, reply, Outcome(Result.ANSWERED))
    if catalog.group_of[topic] != "conversation":
        session = replace(session, last_topic=topic, last_topic_at=around.now)
    return Turn(session, reply, Outcome(Result.ANSWERED, topic, language))


def _topic_reply(session: Session, topic: str, language: str, catalog: Catalog, around: Surroundings) -> Reply:
    match topic:
        case "privacy":
            return privacy(session, language, catalog, around)
        case "change_language":
            text = catalog.interface(language).choose_language
            return compose.say(catalog, language, text, compose.language_rows(catalog), topic=topic)
        case "greet" | "help_menu":
            text = catalog.topic_text(topic, language)[0].answer
            return compose.menu(catalog, language, text, topic=topic)
        case _:
            return card(session, topic, catalog, around)


def card(
    session: Session, topic: str, catalog: Catalog, around: Surroundings, view: CardView = compose.FOLDED
) -> Reply:
    """The card of a topic; that of a local one ends with who helps in the person's town."""
    language = session.language or around.language
    facts = catalog.topics[topic]
    town = catalog.atlas.town(session.town) if facts.local else None
    if town is None:
        return compose.topic_card(
            catalog, topic, language, view, asks_town=facts.local and not facts.sensitive and bool(catalog.atlas.areas)
        )
    in_town = place_cards.help_in_town(topic, town, Wording(catalog, language, around.now))
    reply = compose.topic_card(catalog, topic, language, view, in_town=in_town)
    return replace(reply, municipality=town.official, centre=town.area.centre.id)


def _with_question_about_town(reply: Reply, topic: str, place: PlaceGuess, words: Wording) -> Reply:
    """The card of a local topic with what must be said or asked about the town that was named."""
    if not words.catalog.topics[topic].local:
        return reply
    question = places.question_about(topic, place, words)
    if question is None:
        return reply
    towns = tuple(row for row in question.buttons if row[0].press.startswith("town:"))
    return replace(reply, paragraphs=(*reply.paragraphs, *question.paragraphs), buttons=(*towns, *reply.buttons))


def emergency(session: Session, language: str, catalog: Catalog) -> Turn:
    """The numbers at once."""
    return Turn(session, compose.danger_card(catalog, "emergency", language), Outcome(Result.DANGER))


def privacy(session: Session, language: str, catalog: Catalog, around: Surroundings) -> Reply:
    """What is stored about this chat, who is responsible, and the way to erase it."""
    interface = catalog.interface(language)
    if session == Session():
        stored = interface.privacy_nothing
    else:
        topic = session.topic_at(around.now)
        town = catalog.atlas.town(session.town)
        stored = interface.privacy_stored.format(
            language=catalog.languages[language].name,
            town=town.name if town else interface.privacy_no_town,
            topic=catalog.topic_text(topic, language)[0].title if topic else interface.privacy_no_topic,
            expiry=f"{around.expires:%d.%m.%Y}",
        )
    text, _ = catalog.topic_text("privacy", language)
    operator = interface.privacy_operator.format(operator=around.operator, contact=around.privacy_contact)
    parts = (text.answer, stored.strip(), *((text.more,) if text.more else ()), operator)
    rows = (
        (Button(f"🗑 {interface.buttons.forget}", presses.FORGET),),
        (compose.menu_button(catalog, language),),
    )
    return compose.say(catalog, language, "\n\n".join(parts), rows, topic="privacy")


def forget_question(language: str, catalog: Catalog) -> Reply:
    """Erase everything? Asked before it is done."""
    interface = catalog.interface(language)
    row = (
        Button(interface.buttons.forget_yes, presses.FORGET_YES),
        Button(interface.buttons.cancel, presses.MENU),
    )
    return compose.say(catalog, language, interface.forget_question, (row,))
