"""How complete each language is: a matrix of topics and languages for editors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum

from bot.content.catalog import SOURCE_LANGUAGE, Catalog
from bot.content.translations import source_digests, translated_keys


class State(StrEnum):
    """State of one text in one language, with the sign that the matrix shows."""

    SOURCE = "●"
    REVIEWED = "✓"
    MACHINE = "m"
    OUTDATED = "!"
    MISSING = "–"


def state(catalog: Catalog, language: str, key: str, sources: dict[str, str]) -> State:
    """The state of the text with the lock key ``key``."""
    texts = catalog.texts[language]
    if language == SOURCE_LANGUAGE:
        return State.SOURCE
    if key not in translated_keys(texts):
        return State.MISSING
    entry = texts.locks.get(key)
    if entry is None or entry.source != sources.get(key, entry.source):
        return State.OUTDATED
    return State.REVIEWED if entry.state == "reviewed" else State.MACHINE


def report(catalog: Catalog) -> Iterator[str]:
    """The matrix, a line a topic, then the sums over all texts of each language."""
    sources = source_digests(catalog)
    codes = list(catalog.languages)
    yield " " * 28 + " ".join(f"{code:>4}" for code in codes)
    for topic in catalog.topics:
        signs = " ".join(f"{state(catalog, code, topic, sources):>4}" for code in codes)
        yield f"{topic:<28}{signs}"
    yield ""
    for code in codes:
        counted = Counter(state(catalog, code, key, sources) for key in sources)
        topics = sum(state(catalog, code, topic, sources) is not State.MISSING for topic in catalog.topics)
        questions = sum(len(text.questions) for text in catalog.texts[code].topics.values())
        words = ", ".join(f"{counted[one]} {one.name.lower()}" for one in State if counted[one])
        yield f"{code}: {topics} of {len(catalog.topics)} topics, {questions} questions; all texts: {words}"
    yield "● source   ✓ reviewed by a person   m translated by machine   ! made from older German   – missing"
