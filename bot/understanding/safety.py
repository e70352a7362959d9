"""Danger in words: patterns per language, matched before and without the NLU.

A pattern is a few folded words in a row. ``…`` between two of them lets up to five other words stand there,
``word*`` stands for all words that begin so, ``*word*`` for all that hold it, ``(one|other)`` for either. In a
pattern of several words, a word of five or more letters that nobody asks ordinary questions with may have one
wrong letter. Lookalikes are taken out of the text first, so "dead battery" hides its "dead" but not another
sentence beside it. All languages are matched at once: somebody in need may not write in the language of the chat.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.content.catalog import Catalog
from bot.understanding.misspelling import OneErrorIndex
from bot.understanding.normalize import fold

# Telegram carries 4096 characters a message; more comes only from scripts.
MAX_CHARS = 20_000
GAP = 5
FUZZY_FROM = 5

_GAP_SIGN = re.compile(r"\s*(?:…|\.\.\.)\s*")


@dataclass(frozen=True)
class _Pattern:
    """Words by their number, and before which of them other words may stand."""

    words: tuple[int, ...]
    gap_before: tuple[bool, ...]
    kind: str


class DangerMatcher:
    """The danger patterns of one catalog, ready to match."""

    def __init__(self, catalog: Catalog) -> None:
        self._order = {kind: index for index, kind in enumerate(catalog.dangers)}
        vocabulary = {
            word
            for questions in catalog.folded_questions.values()
            for question in questions
            for word in question.split()
        }
        self._phrases = _PatternSet(vocabulary)
        self._lookalikes = _PatternSet(vocabulary)
        for texts in catalog.texts.values():
            for kind, danger in texts.dangers.items():
                for phrase in danger.phrases:
                    self._phrases.add(phrase, kind)
                for lookalike in danger.lookalikes:
                    self._lookalikes.add(lookalike, kind)
        self._phrases.seal()
        self._lookalikes.seal()

    def match(self, text: str) -> str | None:
        """The danger kind that ``text`` speaks of, or None; of several, the longest pattern's."""
        words = _words(text)
        for _, positions in list(self._lookalikes.found(words)):
            for position in positions:
                words[position] = ""
        found = [
            (-len(pattern.words), self._order[pattern.kind], pattern.kind) for pattern, _ in self._phrases.found(words)
        ]
        return min(found)[2] if found else None


class _PatternSet:
    """Patterns that are found by their rarest word."""

    def __init__(self, vocabulary: set[str]) -> None:
        self._vocabulary = vocabulary
        self._numbers: dict[str, int] = {}
        self._exact: dict[str, list[int]] = defaultdict(list)
        self._starting: dict[str, list[int]] = defaultdict(list)
        self._ending: dict[str, list[int]] = defaultdict(list)
        self._holding: dict[int, list[tuple[str, int]]] = defaultdict(list)
        self._patterns: list[_Pattern] = []
        self._anchored: dict[int, list[_Pattern]] = defaultdict(list)
        self._one_error = OneErrorIndex((), FUZZY_FROM)

    def add(self, phrase: str, kind: str) -> None:
        """Take ``phrase`` up; it counts after ``seal``."""
        numbers: list[int] = []
        gaps: list[bool] = []
        for part in _GAP_SIGN.split(phrase.strip()):
            first = True
            for written in part.split():
                for word in _marked(written):
                    numbers.append(self._number(word))
                    gaps.append(first and bool(gaps))
                    first = False
        if numbers:
            self._patterns.append(_Pattern(tuple(numbers), tuple(gaps), kind))

    def _number(self, words: str) -> int:
        """The number of a word, or of several that stand for one another."""
        number = self._numbers.get(words)
        if number is not None:
            return number
        number = self._numbers[words] = len(self._numbers)
        for word in words.split("|"):
            bare = word.strip("*")
            if word.startswith("*") and word.endswith("*"):
                self._holding[_script(bare)].append((bare, number))
            elif word.startswith("*"):
                self._ending[bare].append(number)
            elif word.endswith("*"):
                self._starting[bare].append(number)
            else:
                self._exact[bare].append(number)
        return number

    def seal(self) -> None:
        """Index everything that was added."""
        often = Counter(number for pattern in self._patterns for number in set(pattern.words))
        for pattern in self._patterns:
            self._anchored[min(pattern.words, key=lambda number: often[number])].append(pattern)
        self._one_error = OneErrorIndex(self._exact, FUZZY_FROM)

    def found(self, words: Sequence[str]) -> Iterator[tuple[_Pattern, tuple[int, ...]]]:
        """Each pattern that ``words`` hold, and where its words stand."""
        positions: dict[int, list[int]] = defaultdict(list)
        as_written: set[int] = set()
        known: dict[str, set[int]] = {}
        for position, word in enumerate(words):
            if word:
                numbers = known.get(word)
                if numbers is None:
                    written = set(self._numbers_of(word))
                    as_written |= written
                    numbers = known[word] = written | self._misspelt(word)
                for number in numbers:
                    positions[number].append(position)
        for number in list(positions):
            for pattern in self._anchored.get(number, ()):
                is_meant = len(pattern.words) > 1 or number in as_written
                if is_meant and all(other in positions for other in pattern.words):
                    where = _placed(pattern, positions)
                    if where is not None:
                        yield pattern, where

    def _numbers_of(self, word: str) -> Iterator[int]:
        """The pattern words that ``word`` is one of."""
        yield from self._exact.get(word, ())
        for cut in range(2, len(word) + 1):
            yield from self._starting.get(word[:cut], ())
            yield from self._ending.get(word[-cut:], ())
        for bare, number in self._holding.get(_script(word), ()):
            if bare in word:
                yield number

    def _misspelt(self, word: str) -> set[int]:
        """The pattern words that ``word`` may be with one wrong letter; none if it is a word by itself."""
        if len(word) < FUZZY_FROM or word in self._vocabulary or word in self._exact:
            return set()
        return {number for near in self._one_error.near(word) for number in self._exact[near]}


def _placed(pattern: _Pattern, positions: dict[int, list[int]]) -> tuple[int, ...] | None:
    """Where the words of ``pattern`` stand in order, as near as it asks for; None if nowhere."""

    def place(index: int, after: int) -> tuple[int, ...] | None:
        if index == len(pattern.words):
            return ()
        reach = GAP + 1 if pattern.gap_before[index] else 1
        for position in positions[pattern.words[index]]:
            if index == 0 or after < position <= after + reach:
                rest = place(index + 1, position)
                if rest is not None:
                    return (position, *rest)
        return None

    return place(0, -1)


def _marked(written: str) -> Iterable[str]:
    """The folded words of one written word, its stars kept; alternatives stay together, parted by ``|``."""
    if written.startswith("(") and written.endswith(")"):
        return ("|".join(sorted(word for one in written[1:-1].split("|") for word in _marked(one))),)
    folded = fold(written.strip("*")).split()
    if not folded:
        return ()
    folded[0] = ("*" if written.startswith("*") else "") + folded[0]
    folded[-1] += "*" if written.endswith("*") else ""
    return folded


def _script(word: str) -> int:
    """A number for the block of a word's letters: patterns of another script need not be looked at."""
    return ord(word[0]) >> 9 if word else 0


def _words(text: str) -> list[str]:
    """The folded words of a message, also those that ``fold`` would cut off: danger may stand at the end."""
    return [word for piece in text[:MAX_CHARS].split() for word in fold(piece).split()]
