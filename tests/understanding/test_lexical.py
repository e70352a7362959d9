"""Topics without the NLU."""

from __future__ import annotations

from bot.content.catalog import Catalog
from bot.understanding.lexical import BANDS, LexicalMatcher


def test_a_question_of_the_content_finds_its_topic(catalog: Catalog, language: str) -> None:
    matcher = LexicalMatcher(catalog)
    text = catalog.texts[language].topics["housing"]
    assert matcher.rank(text.questions[0])[0].topic == "housing"
    assert matcher.rank(text.questions[0])[0].confidence == 1.0


def test_near_words_are_suggested_and_far_ones_are_not(catalog: Catalog) -> None:
    matcher = LexicalMatcher(catalog)
    near = matcher.rank("wo lerne ich deutsch")
    assert "german_course" in [ranked.topic for ranked in near[:3]]
    assert near[0].confidence >= BANDS.suggest
    assert matcher.rank("xqzw vbnm")[0].confidence < BANDS.suggest


def test_nothing_typed_ranks_nothing_high(catalog: Catalog) -> None:
    ranked = LexicalMatcher(catalog).rank("🙂")
    assert not ranked or ranked[0].confidence < BANDS.suggest
