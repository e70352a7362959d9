"""The test questions are many, cover every topic, and were not trained on."""

from __future__ import annotations

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from benchmarks import test_questions
from bot.content.catalog import OUT_OF_SCOPE, Catalog
from bot.understanding.normalize import fold


def test_every_topic_is_tested(catalog: Catalog, language: str) -> None:
    questions = test_questions.read(language)
    number = dict.fromkeys(catalog.topics, 0)
    for topic, _ in questions.in_scope:
        number[topic] += 1
    del number[OUT_OF_SCOPE]
    assert {topic: count for topic, count in number.items() if count < 4} == {}
    assert len(questions.out_of_scope) >= 80


def test_no_test_question_is_a_training_question(catalog: Catalog, language: str) -> None:
    """Neither the same when folded nor within two edits, of any language's training questions."""
    training = sorted({fold(text) for _, _, text in catalog.questions()})
    questions = test_questions.read(language)
    texts = [text for _, text in questions.in_scope] + list(questions.out_of_scope)
    seen = [
        (text, near[0])
        for text in texts
        if (
            near := process.extractOne(
                fold(text), training, scorer=Levenshtein.distance, processor=None, score_cutoff=2
            )
        )
    ]
    assert seen == []
