"""Floors under the finding of towns: every written form, misspellings, messages that nobody tuned to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import yaml

from benchmarks import places
from bot.conversation import Knowledge
from bot.understanding.places import PlaceFinder

LANGUAGES = sorted(path.stem for path in places.MESSAGES.glob("*.yml"))
FLOOR_FORMS, FLOOR_FORMS_OF_A_LANGUAGE = 0.98, 0.95
FLOOR_EDITS = 0.95
FLOOR_MESSAGES = 0.90
CEILING_FALSE_FINDS = 0.02


@pytest.fixture(scope="module")
def finder(knowledge: Knowledge) -> PlaceFinder:
    assert isinstance(knowledge.places, PlaceFinder)
    return knowledge.places


def test_every_municipality_is_found_by_every_written_form(knowledge: Knowledge, finder: PlaceFinder) -> None:
    measured = places.forms(knowledge.catalog, finder)
    total = sum(its.forms for its in measured.values())
    assert sum(its.forms * its.first for its in measured.values()) / total >= FLOOR_FORMS
    assert {kind: its.first for kind, its in measured.items() if its.first < FLOOR_FORMS_OF_A_LANGUAGE} == {}
    assert measured["official"].first == measured["without umlauts"].first == 1


def test_one_edit_in_a_long_name_still_finds_it(knowledge: Knowledge, finder: PlaceFinder) -> None:
    assert places.edits(knowledge.catalog, finder).first >= FLOOR_EDITS


def test_towns_are_found_in_messages_of_all_languages(knowledge: Knowledge, finder: PlaceFinder) -> None:
    measured = places.messages(knowledge.catalog, finder)
    assert len(measured) == 12
    assert {language: its.right for language, its in measured.items() if its.right < FLOOR_MESSAGES} == {}
    count = sum(its.messages for its in measured.values())
    assert sum(its.messages * its.false_finds for its in measured.values()) / count <= CEILING_FALSE_FINDS


def _rows(language: str) -> Iterator[dict[str, object]]:
    yield from yaml.load((places.MESSAGES / f"{language}.yml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


@pytest.mark.parametrize("code", LANGUAGES)
def test_messages_are_enough_and_of_all_kinds(code: str, knowledge: Knowledge) -> None:
    rows = list(_rows(code))
    assert len(rows) >= 40
    assert sum("outside" in row or "nothing" in row for row in rows) >= 10
    names = {municipality.name for municipality in knowledge.catalog.atlas.municipalities()}
    assert {row["town"] for row in rows if "town" in row} <= names
