"""Danger phrases: what must hit, what must not."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.content.catalog import Catalog
from bot.understanding.safety import DangerMatcher


@pytest.fixture(scope="module")
def matcher(catalog: Catalog) -> DangerMatcher:
    return DangerMatcher(catalog)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Hilfe, mein Mann schlägt mich!!", "violence"),
        ("MEIN KIND ATMET NICHT", "emergency"),
        ("ich will nicht mehr leben", "crisis"),
        ("they took my passport and I must work", "exploitation"),
        ("my husband hits me every day", "violence"),
        ("i want to die", "crisis"),
        ("у мене забрали паспорт і змушують працювати", "exploitation"),
        ("я не хочу жити", "crisis"),
        ("زوجي يضربني", "violence"),
        ("بدي موت", "crisis"),
        ("polizei steht vor der tür abschiebung", "deportation_now"),
        ("wo kann ich heute nacht schlafen", "no_shelter"),
    ],
)
def test_danger_is_seen(matcher: DangerMatcher, text: str, kind: str) -> None:
    assert matcher.match(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "Er schlägt vor, dass wir umziehen",
        "was kostet der krankenwagen",
        "where is the emergency exit",
        "I am dying of boredom",
        "Wo ist die Kita-Anmeldung?",
        "телефон помер, де зарядити",
        "",
        "🙂",
    ],
)
def test_what_only_looks_like_danger_is_not(matcher: DangerMatcher, text: str) -> None:
    assert matcher.match(text) is None


def test_a_lookalike_hides_only_itself(matcher: DangerMatcher) -> None:
    assert matcher.match("was kostet der krankenwagen? mein mann schlägt mich") == "violence"


def _written(pattern: str) -> str:
    """One of the texts that ``pattern`` stands for: the first alternatives, nothing in the gaps."""
    first = re.sub(r"\(([^|)]*)[^)]*\)", r"\1", pattern)
    return re.sub(r"\s*(?:…|\.\.\.)\s*", " ", first).replace("*", "")


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("er hat mich schon oft geschlagen", True),
        ("er hat dich geschlagen und mich nicht", False),
        ("schlägt mich", True),
        ("sie schlagen mich", True),
        ("du schlägst mir etwas vor", False),
        ("mein kind hat fieber und atmet kaum", True),
        ("mein baby atmte kaum", True),
        ("mein onkel atmet kaum", False),
        ("unverdroschen", True),
        ("mein kind eins zwei drei vier fünf sechs atmet kaum", False),
    ],
)
def test_patterns_have_gaps_stems_alternatives_and_one_wrong_letter(small: Catalog, text: str, hit: bool) -> None:
    german = small.texts["de"]
    patterns = ("mich … geschlagen", "schlag* mich", "(kind|baby) … atmet kaum", "*drosch*")
    danger = german.dangers["emergency"].model_copy(update={"phrases": patterns, "lookalikes": ()})
    texts = {"de": replace(german, dangers={"emergency": danger})}
    assert (DangerMatcher(replace(small, texts=texts)).match(text) is not None) is hit


def test_a_lone_word_is_not_guessed(small: Catalog) -> None:
    german = small.texts["de"]
    danger = german.dangers["emergency"].model_copy(update={"phrases": ("feuer",), "lookalikes": ()})
    matcher = DangerMatcher(replace(small, texts={"de": replace(german, dangers={"emergency": danger})}))
    assert matcher.match("feuer") == "emergency"
    assert matcher.match("feier") is None


def test_every_phrase_hits_its_own_kind_or_a_graver_one(
    matcher: DangerMatcher, catalog: Catalog, language: str
) -> None:
    missed = [
        (kind, phrase)
        for kind, danger in catalog.texts[language].dangers.items()
        for phrase in danger.phrases
        if matcher.match(f"bitte {_written(phrase)} 🙏") is None
    ]
    assert missed == []


def test_no_lookalike_raises_an_alarm(matcher: DangerMatcher, catalog: Catalog, language: str) -> None:
    alarms = [
        (kind, lookalike, matcher.match(_written(lookalike)))
        for kind, danger in catalog.texts[language].dangers.items()
        for lookalike in danger.lookalikes
        if matcher.match(_written(lookalike)) is not None
    ]
    assert alarms == []


def test_ordinary_questions_raise_no_alarm(matcher: DangerMatcher, catalog: Catalog, language: str) -> None:
    """Danger cards instead of answers would hide the answers; only topics about danger may bring one."""
    near = {danger.topic for danger in catalog.dangers.values()}
    near |= {"sexual_violence", "child_helpline", "hate_attack", "minor_alone", "children_rights", "volunteer_limits"}
    near |= {"shelter_life", "mental_health", "doctor", "pregnancy", "addiction", "housing", "family_tracing"}
    alarms = [
        (topic, question, matcher.match(question))
        for topic, text in catalog.texts[language].topics.items()
        if topic not in near
        for question in text.questions
        if matcher.match(question) is not None
    ]
    assert len(alarms) <= 6, alarms


def test_danger_at_the_end_of_a_long_message_is_seen(matcher: DangerMatcher) -> None:
    assert (
        matcher.match("ich erzähle von der reise hierher " * 100 + "und jetzt schlägt mein mann mich: er schlägt mich")
        == "violence"
    )
