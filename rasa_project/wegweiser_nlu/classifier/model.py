"""The trained model: a dictionary of n-grams and one matrix, scored with plain numpy."""

import json
import math
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .ngrams import ngrams
from .probabilities import softmax

FACTS_FILE = "topic_model.json"
_GRAMS_FILE = "ngrams.json"
_ARRAYS = ("rarity", "weights", "bias")


@dataclass(frozen=True)
class TopicModel:
    """A model as it is trained, kept on disk and served.

    grams: n-gram -> row of ``weights``.  rarity: inverse class frequency a row.
    weights: n-grams x topics, half precision (costs nothing measurable, half the size).  bias: topics.
    facts: temperature, n-gram lengths, bands and what cross-validation measured.
    """

    grams: dict[str, int]
    rarity: np.ndarray
    weights: np.ndarray
    bias: np.ndarray
    topics: list[str]
    facts: dict[str, Any]

    def rank(self, folded: str, limit: int) -> list[tuple[str, float]]:
        """The best ``limit`` topics with their probabilities; empty when no n-gram of the text is known."""
        seen = Counter(
            self.grams[gram]
            for gram in ngrams(folded, self.facts["shortest"], self.facts["longest"])
            if gram in self.grams
        )
        if not seen:
            return []
        rows = np.fromiter(seen, dtype=np.int64, count=len(seen))
        values = np.array([1 + math.log(count) for count in seen.values()], dtype=np.float32) * self.rarity[rows]
        values /= np.linalg.norm(values)
        probabilities = softmax(values @ self.weights[rows].astype(np.float32) + self.bias, self.facts["temperature"])
        best = np.argsort(-probabilities, kind="stable")[:limit]
        return [(self.topics[number], float(probabilities[number])) for number in best]

    def save(self, folder: Path) -> None:
        """Write the model into ``folder`` as JSON and plain arrays: nothing in it can run code when loaded."""
        for name in _ARRAYS:
            np.save(folder / f"{name}.npy", getattr(self, name), allow_pickle=False)
        _write_json(folder / _GRAMS_FILE, list(self.grams))
        _write_json(folder / FACTS_FILE, {"topics": self.topics, **self.facts})

    @classmethod
    def load(cls, folder: Path) -> "TopicModel":
        """Read what ``save`` wrote."""
        arrays = {name: np.load(folder / f"{name}.npy", allow_pickle=False) for name in _ARRAYS}
        grams = json.loads((folder / _GRAMS_FILE).read_text(encoding="utf-8"))
        facts = json.loads((folder / FACTS_FILE).read_text(encoding="utf-8"))
        return cls(
            grams={gram: row for row, gram in enumerate(grams)}, topics=facts.pop("topics"), facts=facts, **arrays
        )


def _write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
