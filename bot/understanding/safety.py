"""Danger in words: fixed phrases per language, matched before and without the NLU.

A phrase matches where its folded words stand next to each other. Lookalikes are taken out of the text
first, so "dead battery" hides its "dead" but not another sentence beside it. All languages are matched
at once: somebody in need may not write in the language of the chat.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.content.catalog import Catalog
from bot.understanding.normalize import fold

_Node = dict[str, "_Node | str"]
_END = ""

# Telegram carries 4096 characters a message; more comes only from scripts.
MAX_CHARS = 20_000


class DangerMatcher:
    """The danger phrases of one catalog, ready to match."""

    def __init__(self, catalog: Catalog) -> None:
        self._order = {kind: index for index, kind in enumerate(catalog.dangers)}
        self._phrases: _Node = {}
        self._lookalikes: _Node = {}
        for texts in catalog.texts.values():
            for kind, danger in texts.dangers.items():
                for phrase in danger.phrases:
                    _add(self._phrases, phrase, kind)
                for lookalike in danger.lookalikes:
                    _add(self._lookalikes, lookalike, kind)

    def match(self, text: str) -> str | None:
        """The danger kind that ``text`` speaks of, or None; of several, the longest phrase's."""
        words = self._without_lookalikes(_words(text))
        found: list[tuple[int, int, str]] = []
        for start in range(len(words)):
            for length, kind in _longest(self._phrases, words, start):
                found.append((-length, self._order[kind], kind))
        return min(found)[2] if found else None

    def _without_lookalikes(self, words: Sequence[str]) -> list[str]:
        kept, start = list(words), 0
        while start < len(words):
            lengths = [length for length, _ in _longest(self._lookalikes, words, start)]
            if lengths:
                kept[start : start + max(lengths)] = [_END] * max(lengths)
            start += max(lengths, default=1)
        return kept


def _words(text: str) -> list[str]:
    """The folded words of a message, also those that ``fold`` would cut off: danger may stand at the end."""
    return [word for piece in text[:MAX_CHARS].split() for word in fold(piece).split()]


def _add(root: _Node, phrase: str, kind: str) -> None:
    node = root
    for word in fold(phrase).split():
        child = node.setdefault(word, {})
        assert isinstance(child, dict)
        node = child
    node.setdefault(_END, kind)


def _longest(root: _Node, words: Sequence[str], start: int) -> list[tuple[int, str]]:
    """(length in words, kind) of each phrase that begins at ``start``."""
    found: list[tuple[int, str]] = []
    node = root
    for position in range(start, len(words)):
        child = node.get(words[position]) if words[position] else None
        if not isinstance(child, dict):
            break
        node = child
        kind = node.get(_END)
        if isinstance(kind, str):
            found.append((position - start + 1, kind))
    return found
