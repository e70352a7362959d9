"""Deciding: what an event and a reading lead to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.content.catalog import Catalog
from bot.dialogue.events import Command, CommandSent, Event, Kind, OtherSent, Pressed, Started, TextSent
from bot.dialogue.policy import decide
from bot.dialogue.presses import MAX_BYTES
from bot.dialogue.reading import Bands, LanguageGuess, Ranked, Reading, Source
from bot.dialogue.replies import Delivery, Reply
from bot.dialogue.session import Session
from bot.dialogue.turns import Outcome, Result, Surroundings, Turn
from bot.understanding import lexical
from tests.conftest import NOON

AROUND = Surroundings(
    now=NOON,
    language="de",
    expires=NOON + timedelta(days=30),
    operator="Town of Example",
    privacy_contact="privacy@example.org",
)
KNOWN = Session(language="de", greeted=True)


def reading(*ranked: tuple[str, float], language: str = "de", **fields: Any) -> Reading:
    return Reading(
        LanguageGuess(language),
        ranking=tuple(Ranked(*row) for row in ranked),
        bands=Bands(answer=0.5, suggest=0.2),
        **fields,
    )


def presses(reply: Reply) -> list[str]:
    return [button.press for row in reply.buttons for button in row]


def said(catalog: Catalog, read: Reading, session: Session = KNOWN) -> Turn:
    return decide(session, TextSent("…"), read, catalog, AROUND)


def test_a_sure_topic_is_answered_and_remembered(catalog: Catalog) -> None:
    turn = said(catalog, reading(("housing", 0.9), ("registration", 0.05)))
    assert (turn.reply.topic, turn.reply.confidence, turn.reply.suggestions) == ("housing", 0.9, ())
    assert catalog.texts["de"].topics["housing"].answer.split("\n")[0] in turn.reply.text
    assert turn.session.topic_at(NOON) == "housing"
    assert turn.outcome == Outcome(Result.ANSWERED, "housing", "de")


def test_the_last_topic_is_forgotten_after_half_an_hour(catalog: Catalog) -> None:
    session = said(catalog, reading(("housing", 0.9))).session
    later = replace(AROUND, now=NOON + timedelta(minutes=31))
    turn = decide(session, CommandSent(Command.HELP), None, catalog, later)
    assert (turn.session.last_topic, turn.session.last_topic_at) == (None, None)


def test_an_unsure_reading_offers_the_nearest_three(catalog: Catalog) -> None:
    ranked = (("housing", 0.4), ("return_advice", 0.2), ("out_of_scope", 0.1), ("registration", 0.1), ("work", 0.1))
    turn = said(catalog, reading(*ranked))
    assert turn.reply.topic is None
    assert turn.reply.suggestions == ("housing", "registration", "work")
    assert presses(turn.reply)[:3] == ["t:housing", "t:registration", "t:work"]
    assert turn.outcome == Outcome(Result.SUGGESTED, None, "de")


def test_nothing_near_is_refused_with_the_menu_and_a_person(catalog: Catalog) -> None:
    turn = said(catalog, reading(("housing", 0.1)))
    assert (turn.reply.topic, turn.reply.suggestions) == (None, ())
    assert presses(turn.reply) == ["menu", "t:human_contact"]


def test_out_of_scope_is_refused_without_suggestions(catalog: Catalog) -> None:
    turn = said(catalog, reading(("out_of_scope", 0.9), ("housing", 0.05)))
    assert (turn.reply.topic, turn.reply.suggestions) == (None, ())
    assert turn.outcome is not None
    assert turn.outcome.result is Result.REFUSED


def test_danger_comes_before_every_topic(catalog: Catalog) -> None:
    turn = said(catalog, replace(reading(("housing", 0.99)), danger="violence"))
    assert turn.reply.safety == "violence"
    assert "110" in turn.reply.text.split("\n\n")[0]
    assert turn.reply.delivery is Delivery.AS_REPLY
    assert "hide" in presses(turn.reply)
    assert turn.outcome == Outcome(Result.DANGER)
    assert turn.session.last_topic is None


def test_a_sensitive_answer_leaves_no_trace_and_can_be_hidden(catalog: Catalog) -> None:
    before = replace(KNOWN, last_topic="work", last_topic_at=NOON)
    turn = said(catalog, reading(("addiction", 0.9)), before)
    assert turn.session == before
    assert turn.outcome == Outcome(Result.ANSWERED)
    assert turn.reply.text.startswith(catalog.interface("de").sensitive_first_line)
    assert "hide" in presses(turn.reply)
    assert not any(press.startswith("h:") for press in presses(turn.reply))


def test_a_topic_near_danger_brings_the_emergency_button(catalog: Catalog) -> None:
    near = said(catalog, reading(("mental_health", 0.6), ("crisis", 0.3)))
    far = said(catalog, reading(("mental_health", 0.6), ("crisis", 0.1)))
    assert "sos" in presses(near.reply)
    assert "sos" not in presses(far.reply)


def test_a_change_of_language_is_said_and_can_be_taken_back(catalog: Catalog) -> None:
    guess = LanguageGuess("uk", switched=True)
    turn = said(catalog, replace(reading(("housing", 0.9)), language=guess))
    assert turn.reply.text.startswith(catalog.interface("uk").language_switched)
    assert turn.session.language == "uk"
    back = decide(turn.session, Pressed(presses(turn.reply)[-1]), None, catalog, AROUND)
    assert (back.session.language, back.session.pinned) == ("de", True)
    assert (back.reply.topic, back.reply.language) == ("housing", "de")


def test_a_danger_card_in_another_language_has_the_way_back(catalog: Catalog) -> None:
    guess = LanguageGuess("uk", switched=True)
    turn = said(catalog, replace(reading(danger="emergency"), language=guess))
    assert (turn.reply.language, presses(turn.reply)[-1]) == ("uk", "lang:de:emergency")
    assert "112" in turn.reply.text.split("\n")[0]


def test_a_weak_first_guess_shows_all_languages_beside_the_answer(catalog: Catalog) -> None:
    guess = LanguageGuess("en", sure=False)
    turn = said(catalog, replace(reading(("housing", 0.9)), language=guess), Session())
    assert [press for press in presses(turn.reply) if press.startswith("lang:")] == [
        f"lang:{code}:housing" for code in catalog.languages
    ]


def test_the_first_answer_says_that_this_is_a_program(catalog: Catalog) -> None:
    notice = catalog.interface("de").first_notice
    first = said(catalog, reading(("housing", 0.9)), Session())
    second = said(catalog, reading(("work", 0.9)), first.session)
    assert first.reply.text.endswith(notice)
    assert notice not in second.reply.text


@pytest.mark.parametrize(
    ("topic", "confidence", "answered"),
    [("waste_separation", 0.95, True), ("waste_separation", 0.7, False), ("asylum_procedure", 0.99, False)],
    ids=["harmless and near", "harmless, less near", "law"],
)
def test_while_the_nlu_is_down_only_harmless_near_matches_are_answered(
    catalog: Catalog, topic: str, confidence: float, answered: bool
) -> None:
    turn = said(catalog, replace(reading((topic, confidence), source=Source.LEXICAL), bands=lexical.BANDS))
    assert turn.reply.topic == (topic if answered else None)
    assert catalog.interface("de").understands_less in turn.reply.text


# ---------------------------------------------------------------------------------- commands


@pytest.mark.parametrize(
    ("payload", "code", "topic"),
    [
        (None, "de", None),
        ("uk", "uk", None),
        ("housing", "de", "housing"),
        ("ar-german_course", "ar", "german_course"),
        ("../../etc", "de", None),
        ("uk-nonsense", "uk", None),
        ("out_of_scope", "de", None),
    ],
)
def test_a_link_may_bring_a_language_and_a_topic(
    catalog: Catalog, payload: str | None, code: str, topic: str | None
) -> None:
    turn = decide(Session(), Started(payload), None, catalog, AROUND)
    assert (turn.reply.language, turn.reply.topic) == (code, topic)
    # Without a language in the link none is remembered: the first words may still tell it.
    assert turn.session.language == (code if code != "de" else None)


def test_the_first_message_is_honest(catalog: Catalog, language: str) -> None:
    turn = decide(Session(), Started(), None, catalog, replace(AROUND, language=language))
    assert "Town of Example" in turn.reply.text
    assert "Telegram" in turn.reply.text
    assert "/emergency" in turn.reply.text
    assert presses(turn.reply)[: len(catalog.languages)] == [f"lang:{code}" for code in catalog.languages]


def test_privacy_shows_what_is_stored_and_forget_erases_it(catalog: Catalog) -> None:
    session = said(catalog, reading(("housing", 0.9))).session
    shown = decide(session, CommandSent(Command.PRIVACY), None, catalog, AROUND)
    for fact in ("Deutsch", "Wohn", "25.12.2026", "Town of Example", "privacy@example.org"):
        assert fact in shown.reply.text
    asked = decide(session, CommandSent(Command.FORGET), None, catalog, AROUND)
    assert not asked.forget
    erased = decide(session, Pressed(presses(asked.reply)[0]), None, catalog, AROUND)
    assert (erased.forget, erased.session) == (True, Session())


def test_privacy_of_a_blank_chat_says_that_nothing_is_stored(catalog: Catalog) -> None:
    turn = decide(Session(), CommandSent(Command.PRIVACY), None, catalog, AROUND)
    assert catalog.interface("de").privacy_nothing in turn.reply.text


def test_emergency_shows_the_number_at_once(catalog: Catalog, language: str) -> None:
    turn = decide(Session(language=language), CommandSent(Command.EMERGENCY), None, catalog, AROUND)
    assert turn.reply.safety == "emergency"
    assert "112" in turn.reply.text.split("\n")[0]


# ----------------------------------------------------------------------------- no dead end


@pytest.mark.parametrize(
    "event",
    [
        Started(),
        CommandSent(Command.UNKNOWN),
        *(OtherSent(kind) for kind in Kind),
        Pressed("nonsense"),
        Pressed("t:nonsense"),
        Pressed("v:housing:?"),
        Pressed("lang:xx"),
        Pressed("é" * 10),
        Pressed("t:" + "x" * 100),
    ],
    ids=str,
)
def test_everything_gets_an_answer_with_a_way_on(catalog: Catalog, event: Event, language: str) -> None:
    turn = decide(Session(), event, None, catalog, replace(AROUND, language=language))
    assert turn.reply.language == language
    assert turn.reply.text.strip()
    assert turn.reply.buttons


def test_every_button_leads_somewhere(catalog: Catalog, language: str) -> None:
    """Follow all buttons from the menu and from every danger card: each press is understood and fits Telegram."""
    session = Session(language=language, pinned=True, greeted=True)
    old = catalog.interface(language).old_button
    waiting = ["menu", "sos", "langs", *(f"t:{topic}" for topic in catalog.topics)]
    waiting += [f"d:{kind}:-" for kind in catalog.dangers]
    seen: set[str] = set()
    while waiting:
        press = waiting.pop()
        if press in seen or press.startswith("lang:"):
            continue
        seen.add(press)
        reply = decide(session, Pressed(press), None, catalog, AROUND).reply
        assert not reply.text.startswith(old), press
        waiting += presses(reply)
        assert all(len(button.encode()) <= MAX_BYTES for button in presses(reply))
    assert len(seen) > 3 * len(catalog.topics)
