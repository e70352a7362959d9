"""The real content: whole in every language, and fit to be shown."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.content import schema, similarity
from bot.content.catalog import Catalog
from bot.content.checks import MIN_QUESTIONS, references_lead_somewhere
from bot.content.loader import load
from bot.content.models import Risk
from bot.content.reader import Document
from bot.content.translations import flat, write_lock

CONTENT = Path(__file__).parent.parent.parent / "content"
TOPICS = [
    "first_steps",
    "find_office",
    "registration",
    "official_letter",
    "shelter_life",
    "no_shelter_tonight",
    "housing",
    "lost_documents",
    "find_centre",
    "centre_role",
    "find_meeting_point",
    "place_contact",
    "place_hours",
    "place_directions",
    "migration_advice",
    "youth_counselling",
    "interpreter",
    "migrant_organisations",
    "family_tracing",
    "disability_and_care",
    "asylum_procedure",
    "asylum_advice",
    "refusal_and_deportation",
    "residence_permit",
    "family_reunification",
    "naturalisation",
    "return_advice",
    "without_papers",
    "minor_alone",
    "german_course",
    "school_enrolment",
    "childcare",
    "vocational_training",
    "university",
    "recognition_of_qualifications",
    "education_benefits",
    "work",
    "social_benefits",
    "child_benefit",
    "bank_account",
    "debts_and_fines",
    "insurance",
    "broadcasting_fee",
    "food_bank",
    "clothing",
    "doctor",
    "pregnancy",
    "mental_health",
    "addiction",
    "emergency",
    "crisis",
    "domestic_violence",
    "sexual_violence",
    "exploitation",
    "child_helpline",
    "hate_attack",
    "police_role",
    "scams_and_safety",
    "gender_equality",
    "religious_freedom",
    "worship",
    "children_rights",
    "democracy_and_free_speech",
    "lgbtiq_rights",
    "discrimination",
    "quiet_hours",
    "waste_separation",
    "neighbours_and_manners",
    "sports",
    "leisure_and_library",
    "public_transport",
    "driving_licence",
    "phone_and_internet",
    "volunteer",
    "volunteer_funding",
    "volunteer_training",
    "volunteer_limits",
    "greet",
    "goodbye",
    "thanks",
    "help_menu",
    "human_contact",
    "bot_challenge",
    "change_language",
    "change_town",
    "privacy",
    "complaint",
    "out_of_scope",
]
KINDS = [
    "emergency",
    "crisis",
    "violence",
    "child_in_danger",
    "exploitation",
    "deportation_now",
    "no_shelter",
    "threat_to_others",
]


def test_every_topic_is_there(catalog: Catalog) -> None:
    assert sorted(catalog.topics) == sorted(TOPICS)
    assert list(catalog.dangers) == KINDS


def test_a_language_has_every_text(catalog: Catalog, language: str) -> None:
    texts = catalog.texts[language]
    assert set(texts.topics) == set(TOPICS)
    assert set(texts.dangers) == set(KINDS)
    assert [topic for topic, text in texts.topics.items() if len(text.questions) < MIN_QUESTIONS] == []


def test_a_translation_unfolds_where_the_german_does(catalog: Catalog, language: str) -> None:
    german = catalog.texts["de"].topics
    texts = catalog.texts[language].topics
    assert [topic for topic in TOPICS if bool(german[topic].more) != bool(texts[topic].more)] == []


def test_a_danger_card_names_its_number_in_the_first_line(catalog: Catalog, language: str) -> None:
    """One glance: whoever reads only one line must have the number, or know whom to reach."""
    without = [
        kind
        for kind, danger in catalog.texts[language].dangers.items()
        if "{phone." not in danger.card.split("\n\n")[0] and kind not in ("deportation_now", "crisis", "no_shelter")
    ]
    assert without == []


def test_nothing_claims_to_be_checked_or_reviewed(catalog: Catalog) -> None:
    """No office has checked a fact and nobody has reviewed a translation yet; to say otherwise would be a lie."""
    assert [topic for topic, facts in catalog.topics.items() if facts.checked or facts.checked_by] == []
    assert [
        (code, key)
        for code, texts in catalog.texts.items()
        for key, entry in texts.locks.items()
        if entry.state != "machine"
    ] == []


def test_law_and_health_rest_on_sources(catalog: Catalog) -> None:
    risky = [topic for topic, facts in catalog.topics.items() if facts.risk in (Risk.LEGAL, Risk.HEALTH)]
    assert len(risky) > 20
    assert [topic for topic in risky if not catalog.topics[topic].sources] == []


def test_no_text_has_a_flag_or_an_address_of_a_page(catalog: Catalog, language: str) -> None:
    flags = re.compile("[\U0001f1e6-\U0001f1ff]|https?://|www\\.")
    texts = catalog.texts[language]
    shown = [(topic, f"{text.title}\n{text.answer}\n{text.more}") for topic, text in texts.topics.items()]
    shown += list(flat(texts.interface))
    assert [key for key, text in shown if flags.search(text)] == []


def test_voluntary_return_is_never_suggested(catalog: Catalog) -> None:
    topics = dict(catalog.topics)
    topics["housing"] = topics["housing"].model_copy(update={"related": ("return_advice",)})
    changed = replace(catalog, topics=topics)
    documents = {
        **{f"topics/{group}.yml": Document(f"{group}.yml", {}, {}) for group in catalog.groups},
        **{f"{code}/interface.yml": Document("interface.yml", {}, {}) for code in catalog.languages},
        "danger.yml": Document("danger.yml", {}, {}),
        "languages.yml": Document("languages.yml", {}, {}),
    }
    found = [str(problem) for problem in references_lead_somewhere(changed, documents)]
    assert found == ['arriving.yml:1: housing.related.1: "return_advice" is never suggested. Take it out.']


def test_the_schemas_accept_the_content_and_refuse_unknown_keys(tmp_path: Path, catalog: Catalog) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    written = schema.write_schemas(tmp_path)
    texts = json.loads(next(path for path in written if path.name == "texts.schema.json").read_text())
    text = catalog.texts["de"].topics["housing"].model_dump(mode="json")
    jsonschema.validate({"housing": text}, texts)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"housing": {**text, "moer": "x"}}, texts)


def test_the_schemas_in_the_repository_are_those_of_the_models(tmp_path: Path) -> None:
    for path in schema.write_schemas(tmp_path):
        kept = CONTENT.parent / "docs" / "schema" / path.name
        assert kept.read_text(encoding="utf-8") == path.read_text(encoding="utf-8"), "run: make schema"


def test_lock_notes_new_texts_and_keeps_what_a_person_reviewed(edited: Callable[..., Path], small: Catalog) -> None:
    folder = edited({})
    lock = (folder / "en" / "lock.yml").read_text(encoding="utf-8")
    entry = next(line for line in lock.splitlines() if line.startswith("greet:"))
    reviewed = entry.replace("state: machine", 'state: reviewed, by: "translation office, Herne", date: "2026-11"')
    gone = next(line for line in lock.splitlines(keepends=True) if line.startswith("housing:"))
    (folder / "en" / "lock.yml").write_text(lock.replace(entry, reviewed).replace(gone, ""), encoding="utf-8")
    catalog, _ = load(folder, without_locks=True)
    assert write_lock(catalog, "en", folder) == 1
    again, _ = load(folder)
    assert again.is_reviewed("greet", "en")
    assert not again.is_reviewed("housing", "en")
    assert again.texts["en"].locks["housing"] == small.texts["en"].locks["housing"]


def test_questions_that_share_their_ngrams_are_found() -> None:
    assert list(similarity.too_alike(["wo ist die schule", "Wo ist die Schule?", "kita"])) == [(0, 1, 1.0)]
    assert similarity.share(similarity.ngrams("kita"), similarity.ngrams("zahnarzt")) == 0.0
