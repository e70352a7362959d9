"""Topics by comparing words with titles and questions: what is left while Rasa is down."""

from __future__ import annotations

from rapidfuzz import fuzz, process

from bot.content.catalog import Catalog
from bot.dialogue.reading import Bands, Ranked
from bot.understanding.normalize import fold

# Ratios, found by trying: below this the nearest question has hardly a word in common with the text.
BANDS = Bands(answer=0.9, suggest=0.55)
_NEAREST = 50


class LexicalMatcher:
    """All titles and questions of one catalog, folded."""

    def __init__(self, catalog: Catalog) -> None:
        entries: dict[str, str] = {}
        for (code, topic), questions in catalog.folded_questions.items():
            for sentence in (fold(catalog.texts[code].topics[topic].title), *questions):
                entries.setdefault(sentence, topic)
        entries.pop("", None)
        self._sentences = list(entries)
        self._topics = list(entries.values())

    def rank(self, text: str) -> tuple[Ranked, ...]:
        """Topics by the nearest of their sentences, best first; confidence is the share of characters that fit."""
        hits = process.extract(
            fold(text), self._sentences, scorer=fuzz.token_sort_ratio, processor=None, limit=_NEAREST
        )
        best: dict[str, float] = {}
        for _, score, index in hits:
            best.setdefault(self._topics[index], score / 100)
        return tuple(Ranked(topic, confidence) for topic, confidence in best.items())
