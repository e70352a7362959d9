"""Floors under the measured understanding: what falls below them is not shipped."""

from __future__ import annotations

import pytest

from benchmarks import understanding
from bot import app

FLOOR_ACCURACY = 0.80
FLOOR_HELPED = 0.90
CEILING_WRONG = 0.08
FLOOR_OUT_OF_SCOPE = 0.75
FLOOR_LANGUAGE = 0.90


@pytest.fixture(scope="module")
def figures() -> dict[str, understanding.Figures]:
    import asyncio

    if not app.MODEL.exists():
        pytest.skip("no model here; run: make train")
    return asyncio.run(understanding.measured())


def test_every_language_is_understood(figures: dict[str, understanding.Figures]) -> None:
    for language, its in figures.items():
        assert its.accuracy >= FLOOR_ACCURACY, language
        assert its.helped >= FLOOR_HELPED, language
        assert its.wrong <= CEILING_WRONG, language


def test_what_no_topic_covers_is_mostly_not_answered(figures: dict[str, understanding.Figures]) -> None:
    for language, its in figures.items():
        assert its.out_of_scope_kept >= FLOOR_OUT_OF_SCOPE, language


def test_languages_are_told_apart(figures: dict[str, understanding.Figures]) -> None:
    for language, its in figures.items():
        assert its.language >= FLOOR_LANGUAGE, language
