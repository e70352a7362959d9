"""Which language an utterance is in, with what was known before."""

from __future__ import annotations

import pytest

from bot.content.catalog import Catalog
from bot.dialogue.reading import LanguageGuess
from bot.understanding.language import LanguageIdentifier


@pytest.fixture(scope="module")
def identifier(catalog: Catalog) -> LanguageIdentifier:
    return LanguageIdentifier(catalog)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Wo ist die Kita-Anmeldung?", "de"),
        ("how do I call an ambulance", "en"),
        ("وين بتعلم الماني ببلاش", "ar"),
        ("куди викидати скло", "uk"),
        ("I need a Wohnung in Dortmund", "en"),
        ("мені потрібна Anmeldung", "uk"),
        ("عندي موعد في Ausländerbehörde بكرا", "ar"),
        ("ich habe einen brief bekommen und verstehe ihn nicht", "de"),
    ],
)
def test_a_first_message_tells_its_language(identifier: LanguageIdentifier, text: str, code: str) -> None:
    assert identifier.identify(text) == LanguageGuess(code)


@pytest.mark.parametrize("text", ["?", "🙂", "45131", "Jobcenter Köln", "ok", "https://example.org", "/", "", "BAMF"])
def test_no_evidence_keeps_the_language(identifier: LanguageIdentifier, text: str) -> None:
    assert identifier.identify(text, current="uk") == LanguageGuess("uk")


def test_no_evidence_at_first_follows_the_app_and_asks(identifier: LanguageIdentifier) -> None:
    assert identifier.identify("Jobcenter", hint="ar") == LanguageGuess("ar", sure=False)
    assert identifier.identify("Jobcenter") == LanguageGuess("de", sure=False)


def test_a_chosen_language_stays(identifier: LanguageIdentifier) -> None:
    assert identifier.identify("where can I learn German", current="uk", pinned=True) == LanguageGuess("uk")


def test_a_whole_sentence_in_another_language_switches(identifier: LanguageIdentifier) -> None:
    guess = identifier.identify("where can I learn German for free", current="de")
    assert guess == LanguageGuess("en", switched=True)


def test_another_script_switches_at_once(identifier: LanguageIdentifier) -> None:
    assert identifier.identify("дякую", current="de") == LanguageGuess("uk", switched=True)


def test_one_word_leans_and_a_second_one_switches(identifier: LanguageIdentifier) -> None:
    first = identifier.identify("anything", current="de")
    assert first == LanguageGuess("de", leaning="en")
    second = identifier.identify("something", current="de", leaning=first.leaning)
    assert second == LanguageGuess("en", switched=True)


def test_a_script_that_is_none_of_ours_keeps_the_language(identifier: LanguageIdentifier) -> None:
    assert identifier.identify("你好吗", current="en") == LanguageGuess("en", foreign=True)
    assert identifier.identify("გამარჯობა", hint="uk") == LanguageGuess("uk", foreign=True)


def test_probabilities_add_up(identifier: LanguageIdentifier) -> None:
    posterior = identifier.posterior(["wohnung", "flat"])
    assert sum(posterior.values()) == pytest.approx(1)
    assert {"de", "en"} <= set(posterior)
    assert not {"ar", "uk"} & set(posterior)


@pytest.mark.parametrize(
    "text",
    [
        "¿Dónde puedo aprender alemán?",
        "gdzie mogę nauczyć się niemieckiego",
        "unde pot învăța germana",
        "我想学德语",
        "Πού μπορώ να μάθω γερμανικά",
    ],
)
def test_a_language_that_is_none_of_ours_is_known_as_such(identifier: LanguageIdentifier, text: str) -> None:
    assert identifier.identify(text, current="uk") == LanguageGuess("uk", foreign=True)


@pytest.mark.parametrize("text", ["gracias", "🙂🙂🙂🙂", "45131 Herne", "ok"])
def test_a_word_or_no_word_is_no_foreign_language(identifier: LanguageIdentifier, text: str) -> None:
    assert not identifier.identify(text, current="uk").foreign
