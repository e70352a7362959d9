"""An utterance that was read: danger first, then a sure answer, suggestions, or the menu."""

from __future__ import annotations

from dataclasses import replace

from bot.content.catalog import OUT_OF_SCOPE, RETURN_ADVICE, Catalog
from bot.content.models import Risk
from bot.dialogue import compose, places
from bot.dialogue.answers import answer
from bot.dialogue.place_facts import Wording
from bot.dialogue.reading import LanguageGuess, Ranked, Reading, Source
from bot.dialogue.replies import Reply
from bot.dialogue.session import Session
from bot.dialogue.turns import Outcome, Result, Surroundings, Turn

SUGGESTIONS = 3
NEVER_SUGGESTED = frozenset({OUT_OF_SCOPE, RETURN_ADVICE})
DANGER_TOPICS = frozenset(
    {"emergency", "crisis", "domestic_violence", "sexual_violence", "exploitation", "child_helpline", "hate_attack"}
)


def text(session: Session, reading: Reading, catalog: Catalog, around: Surroundings) -> Turn:
    """The turn that answers an utterance."""
    guess = reading.language
    before, language = session.language, guess.code
    session = replace(session, language=language, leaning=guess.leaning)
    if reading.danger is not None:
        reply = compose.danger_card(catalog, reading.danger, language)
        reply = _with_ways_to_other_languages(reply, guess, before, session, catalog)
        return Turn(session, reply, Outcome(Result.DANGER))
    if guess.foreign:
        return _foreign(session, language, catalog)
    turn = _about_places(session, reading, catalog, around) or _topics(
        replace(session, asked_town_for=None), reading, catalog, around
    )
    reply = turn.reply
    if reading.truncated:
        reply = compose.with_line(reply, catalog.interface(language).too_long)
    if _needs_emergency_button(reading) and turn.reply.topic not in DANGER_TOPICS:
        reply = compose.with_row(reply, (compose.emergency_button(catalog, language),))
    if guess.switched:
        reply = compose.with_line(reply, catalog.interface(language).language_switched, first=True)
    reply = _with_ways_to_other_languages(reply, guess, before, session, catalog)
    if not session.greeted:
        reply = compose.with_line(reply, catalog.interface(language).first_notice)
    return replace(turn, session=replace(turn.session, greeted=True), reply=reply)


def _foreign(session: Session, language: str, catalog: Catalog) -> Turn:
    """A language that is none of ours: the languages to choose from."""
    text = catalog.interface(language).choose_language
    reply = compose.say(catalog, language, text, compose.language_rows(catalog))
    return Turn(session, reply, Outcome(Result.REFUSED, None, language))


def _about_places(session: Session, reading: Reading, catalog: Catalog, around: Surroundings) -> Turn | None:
    """A message that is a town and little else: an answer to "which town?", or "and in Essen?"."""
    place, waiting = reading.place, session.asked_town_for
    session = replace(session, asked_town_for=None)
    last = session.topic_at(around.now)
    topic = waiting or (last if last and places.takes_town(last, catalog) else None)
    names_one = bool(place.towns or place.outside or place.unknown_postcode)
    if names_one and (place.alone or (waiting and not _is_sure(reading, catalog))):
        if topic is None and place.doubtful:
            return None
        topic = "find_centre" if topic in (None, "change_town") else topic
        return answer(session, topic, catalog, around, place=replace(place, doubtful=False))
    if waiting and not names_one and not _is_near(reading):
        words = Wording(catalog, reading.language.code, around.now)
        return places.unknown_town(session, waiting, words, around)
    return None


def _is_sure(reading: Reading, catalog: Catalog) -> bool:
    return bool(reading.ranking) and _sure(reading.ranking[0], reading, catalog)


def _is_near(reading: Reading) -> bool:
    return bool(reading.ranking) and reading.ranking[0].confidence >= reading.bands.suggest


def _with_ways_to_other_languages(
    reply: Reply, guess: LanguageGuess, before: str | None, session: Session, catalog: Catalog
) -> Reply:
    """The way back after a change; all languages after a weak first guess."""
    if guess.switched and before is not None:
        return compose.with_row(reply, (compose.stay_button(catalog, before, reply.topic),))
    if not guess.sure and not session.pinned and reply.topic != "change_language":
        for row in compose.language_rows(catalog, reply.topic):
            reply = compose.with_row(reply, row)
    return reply


def _topics(session: Session, reading: Reading, catalog: Catalog, around: Surroundings) -> Turn:
    language = reading.language.code
    interface = catalog.interface(language)
    lexical = reading.source is Source.LEXICAL
    best = reading.ranking[0] if reading.ranking else None
    if best is not None and _sure(best, reading, catalog):
        turn = answer(session, best.topic, catalog, around, confidence=best.confidence, place=reading.place)
        if lexical:
            reply = compose.with_line(turn.reply, interface.understands_less)
            turn = replace(turn, reply=reply)
        return turn
    if best is not None and best.confidence >= reading.bands.suggest:
        nearest = tuple(ranked.topic for ranked in reading.ranking if ranked.topic not in NEVER_SUGGESTED)
        if nearest:
            question = interface.understands_less if lexical else interface.did_you_mean
            reply = compose.suggestions(catalog, language, question, nearest[:SUGGESTIONS])
            reply = replace(reply, confidence=best.confidence)
            session = places.with_town_of(session, reading.place, nearest[0])
            return Turn(session, reply, Outcome(Result.SUGGESTED, None, language))
    if reading.place.towns and not reading.place.doubtful:
        # Nothing else was understood, but the town was: its centre knows who helps.
        confidence = best.confidence if best else None
        return answer(session, "find_centre", catalog, around, confidence=confidence, place=reading.place)
    sentences = [interface.understands_less] if lexical else []
    reply = compose.refusal(catalog, language, "\n\n".join([*sentences, interface.not_understood]))
    confidence = best.confidence if best else None
    return Turn(session, replace(reply, confidence=confidence), Outcome(Result.REFUSED, None, language))


def _sure(best: Ranked, reading: Reading, catalog: Catalog) -> bool:
    if best.confidence < reading.bands.answer:
        return False
    # Where only words are compared, law, health and protection are offered, never answered unasked.
    facts = catalog.topics[best.topic]
    harmless = facts.risk not in (Risk.LEGAL, Risk.HEALTH, Risk.SAFETY) and not facts.sensitive
    return reading.source is Source.NLU or (harmless and catalog.group_of[best.topic] != "protection")


def _needs_emergency_button(reading: Reading) -> bool:
    return any(
        ranked.topic in DANGER_TOPICS and ranked.confidence >= reading.bands.suggest
        for ranked in reading.ranking[:SUGGESTIONS]
    )
