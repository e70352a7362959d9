"""Floors under what danger phrases catch; docs/safety.md says how far they are from the aim."""

from __future__ import annotations

import pytest

from benchmarks import safety
from bot.content.catalog import Catalog

FLOOR_RECALL = 0.15
FLOOR_RECALL_OF_CORES = 0.50
CEILING_FALSE_ALARMS = 0.08
# Languages whose phrases have been written as cores with gaps.
CORES = ("de", "en", "tr")


@pytest.fixture(scope="module")
def measured(catalog: Catalog) -> dict[str, safety.Alarms]:
    return safety.measure(catalog)


def test_danger_is_seen_in_sentences_that_nobody_tuned_to(measured: dict[str, safety.Alarms]) -> None:
    assert {code: its.recall for code, its in measured.items() if its.recall < FLOOR_RECALL} == {}
    assert {code: measured[code].recall for code in CORES if measured[code].recall < FLOOR_RECALL_OF_CORES} == {}


def test_harmless_sentences_raise_few_alarms(measured: dict[str, safety.Alarms]) -> None:
    shares = {code: its.false_alarms / its.harmless for code, its in measured.items()}
    assert {code: share for code, share in shares.items() if share > CEILING_FALSE_ALARMS} == {}


def test_sentences_are_enough_and_of_all_kinds(catalog: Catalog, language: str) -> None:
    import yaml

    kinds = yaml.safe_load((safety.SENTENCES / f"{language}.yml").read_text(encoding="utf-8"))
    assert set(kinds) == {*catalog.dangers, safety.HARMLESS}
    assert min(len(sentences) for kind, sentences in kinds.items() if kind != safety.HARMLESS) >= 6
    assert len(kinds[safety.HARMLESS]) >= 100
