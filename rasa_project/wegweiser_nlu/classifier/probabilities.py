"""From margins to probabilities."""

from collections.abc import Sequence

import numpy as np

# Margins of an SVM with C = 1 are small; sensible temperatures lie between these.
_TEMPERATURES = np.geomspace(1.0, 20.0, 61)


def softmax(margins: np.ndarray, temperature: float) -> np.ndarray:
    """Probabilities along the last axis; a higher ``temperature`` makes the best topic stand out more."""
    scaled = margins * temperature
    powers = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def best_temperature(
    margins: np.ndarray, labels: np.ndarray, candidates: Sequence[float] = tuple(_TEMPERATURES)
) -> float:
    """The candidate with the smallest mean log loss on held-out ``margins`` (texts x topics)."""

    def loss(temperature: float) -> float:
        of_gold = softmax(margins, temperature)[np.arange(len(labels)), labels]
        return float(-np.log(np.maximum(of_gold, 1e-12)).mean())

    return round(float(min(candidates, key=loss)), 3)
