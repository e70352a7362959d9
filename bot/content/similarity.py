"""Questions that differ too little to teach the model anything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.understanding.normalize import fold

LIMIT = 0.8
_N = 3


def ngrams(text: str) -> frozenset[str]:
    """Character trigrams of the folded text, its ends marked by blanks."""
    padded = f" {fold(text)} "
    return frozenset(padded[start : start + _N] for start in range(max(1, len(padded) - _N + 1)))


def share(first: frozenset[str], second: frozenset[str]) -> float:
    """How much of all their n-grams two texts share, from 0 to 1 (Dice's coefficient)."""
    total = len(first) + len(second)
    return 2 * len(first & second) / total if total else 0.0


def too_alike(questions: Sequence[str]) -> Iterator[tuple[int, int, float]]:
    """Pairs (earlier index, later index, share) of questions that share more than ``LIMIT``."""
    grams = [ngrams(question) for question in questions]
    for later in range(len(grams)):
        for earlier in range(later):
            shared = share(grams[earlier], grams[later])
            if shared > LIMIT:
                yield earlier, later, shared
                break
