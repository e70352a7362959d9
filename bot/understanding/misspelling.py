"""Words with one wrong letter, found by an index of words with one letter left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from rapidfuzz.distance import OSA


class OneErrorIndex:
    """Known words of at least ``shortest`` letters."""

    def __init__(self, words: Iterable[str], shortest: int) -> None:
        self._known: dict[str, set[str]] = defaultdict(set)
        for word in words:
            if len(word) >= shortest:
                for key in _shortened(word):
                    self._known[key].add(word)

    def near(self, word: str) -> set[str]:
        """The known words that differ from ``word`` by at most one letter more, less, other or swapped."""
        candidates = {candidate for key in _shortened(word) for candidate in self._known.get(key, ())}
        return {candidate for candidate in candidates if OSA.distance(word, candidate, score_cutoff=1) <= 1}


def _shortened(word: str) -> set[str]:
    """The word and each way to leave out one of its letters."""
    return {word, *(word[:cut] + word[cut + 1 :] for cut in range(len(word)))}
