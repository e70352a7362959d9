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


def states(catalog: Catalog, language: str, sources: dict[str, str]) -> dict[str, State]:
    """The state of every text in ``language``, by its lock key; ``sources``: today's digests of the German."""
    if language == SOURCE_LANGUAGE:
        return dict.fromkeys(sources, State.SOURCE)
    texts = catalog.texts[language]
    there = translated_keys(texts)

    def state(key: str) -> State:
        if key not in there:
            return State.MISSING
        entry = texts.locks.get(key)
        if entry is None or entry.source != sources[key]:
            return State.OUTDATED
        return State.REVIEWED if entry.state == "reviewed" else State.MACHINE

    return {key: state(key) for key in sources}


def report(catalog: Catalog) -> Iterator[str]:
    """The matrix, a line a topic, then the sums over all texts of each language."""
    sources = source_digests(catalog)
    codes = list(catalog.languages)
    known = {code: states(catalog, code, sources) for code in codes}
    yield " " * 28 + " ".join(f"{code:>4}" for code in codes)
    for topic in catalog.topics:
        signs = " ".join(f"{known[code][topic]:>4}" for code in codes)
        yield f"{topic:<28}{signs}"
    yield ""
    for code in codes:
        counted = Counter(known[code].values())
        topics = sum(known[code][topic] is not State.MISSING for topic in catalog.topics)
        questions = sum(len(text.questions) for text in catalog.texts[code].topics.values())
        words = ", ".join(f"{counted[one]} {one.name.lower()}" for one in State if counted[one])
        yield f"{code}: {topics} of {len(catalog.topics)} topics, {questions} questions; all texts: {words}"
    yield "● source   ✓ reviewed by a person   m translated by machine   ! made from older German   – missing"
