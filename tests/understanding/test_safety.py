"""Danger phrases: what must hit, what must not."""

from __future__ import annotations

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


def test_every_phrase_hits_its_own_kind_or_a_graver_one(
    matcher: DangerMatcher, catalog: Catalog, language: str
) -> None:
    missed = [
        (kind, phrase)
        for kind, danger in catalog.texts[language].dangers.items()
        for phrase in danger.phrases
        if matcher.match(f"bitte {phrase} 🙏") is None
    ]
    assert missed == []


def test_no_lookalike_raises_an_alarm(matcher: DangerMatcher, catalog: Catalog, language: str) -> None:
    alarms = [
        (kind, lookalike, matcher.match(lookalike))
        for kind, danger in catalog.texts[language].dangers.items()
        for lookalike in danger.lookalikes
        if matcher.match(lookalike) is not None
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
