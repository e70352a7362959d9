"""Folding: one form for what keyboards write differently."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.normalize import MAX_UTTERANCE_CHARS, fold, questions_digest


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Wo ist die KITA-Anmeldung?", "wo ist die kita anmeldung"),
        ("Größe, MASSE", "grosse masse"),
        ("İSTANBUL ılık", "istanbul ilik"),
        ("أين أتعلّم الألمانية؟", "اين اتعلم الالمانيه"),
        ("می‌خواهم کار", "مي خواهم كار"),
        ("٤٥ ۱۲", "45 12"),
        ("п'ять пʼять п’ять", "пять пять пять"),
        ("Её ёлка", "ее елка"),
        ("ሰላም፡ ኣበይ", "ሰላም ኣበይ"),
        ("  🙂!! ", ""),
    ],
)
def test_one_form(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@given(st.text(max_size=300))
def test_folding_twice_changes_nothing_and_leaves_words_only(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert once == once.strip()
    assert "  " not in once


def test_only_the_beginning_of_a_long_text_counts() -> None:
    assert len(fold("a" * 10_000)) == MAX_UTTERANCE_CHARS


def test_the_digest_knows_content_but_not_order() -> None:
    rows = [("de", "work", "arbeit"), ("en", "work", "job")]
    assert questions_digest(rows) == questions_digest(reversed(rows))
    assert questions_digest(rows) != questions_digest([("de", "work", "arbeit"), ("en", "work", "jobs")])
    assert questions_digest([("a", "b", "cd")]) != questions_digest([("a", "bc", "d")])
