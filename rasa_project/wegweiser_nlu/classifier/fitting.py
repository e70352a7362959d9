"""Fitting: counts -> sublinear term frequency x inverse class frequency -> unit length -> one linear SVM a topic."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, diags
from sklearn.svm import LinearSVC

_TOLERANCE = 0.1  # liblinear's own default; stricter ones cost time and moved held-out accuracy by 0.1 points at most
_NEVER = -10.0  # the margin of a topic that a fold has no example of: no probability worth naming


@dataclass(frozen=True)
class Fit:
    """A fitted linear model.

    columns: the columns of the counts that are used, ascending (shape: used n-grams).
    rarity: inverse class frequency of each used n-gram.
    weights: used n-grams x topics.  bias: topics.
    """

    columns: np.ndarray
    rarity: np.ndarray
    weights: np.ndarray
    bias: np.ndarray

    def margins(self, counts: csr_matrix) -> np.ndarray:
        """Rows of ``counts`` x topics: how far each text lies on the topic's side of its hyperplane."""
        return np.asarray(weighted(counts[:, self.columns], self.rarity) @ self.weights + self.bias)

    def save(self, path: Path) -> None:
        """Write it to ``path``."""
        np.savez(path, columns=self.columns, rarity=self.rarity, weights=self.weights, bias=self.bias)

    @classmethod
    def load(cls, path: Path) -> "Fit":
        """Read what ``save`` wrote."""
        parts = np.load(path, allow_pickle=False)
        return cls(parts["columns"], parts["rarity"], parts["weights"], parts["bias"])


def fit(counts: csr_matrix, labels: np.ndarray, topics: int, *, penalty: float, min_texts: int) -> Fit:
    """Learn from ``counts`` (texts x n-grams) whose rows belong to the topics ``labels`` (0 … ``topics`` - 1).

    Args:
        penalty: the SVM's C, above 0.
        min_texts: n-grams that fewer texts hold are left out: they make the model large, not better.
    """
    texts_with = np.bincount(counts.indices, minlength=counts.shape[1])
    columns = np.flatnonzero(texts_with >= min_texts)
    used = counts[:, columns]
    rarity = inverse_class_frequency(used, labels, topics)
    machine = LinearSVC(C=penalty, tol=_TOLERANCE, random_state=0)
    machine.fit(weighted(used, rarity), labels)
    weights = np.zeros((len(columns), topics), dtype=np.float32)
    bias = np.full(topics, _NEVER, dtype=np.float32)
    slopes, intercepts = machine.coef_, machine.intercept_
    if len(machine.classes_) == 2:  # scikit-learn then gives the second topic's hyperplane only
        slopes, intercepts = np.vstack([-slopes, slopes]), np.concatenate([-intercepts, intercepts])
    weights[:, machine.classes_] = slopes.T
    bias[machine.classes_] = intercepts
    return Fit(columns, rarity, weights, bias)


def inverse_class_frequency(counts: csr_matrix, labels: np.ndarray, topics: int) -> np.ndarray:
    """ln((1 + topics) / (1 + topics that hold the n-gram)) + 1, for each column of ``counts``."""
    membership = csr_matrix(
        (np.ones(len(labels), dtype=np.float32), (labels, np.arange(len(labels)))), shape=(topics, len(labels))
    )
    holders = np.bincount((membership @ counts).indices, minlength=counts.shape[1])
    return (np.log((1 + topics) / (1 + holders)) + 1).astype(np.float32)


def weighted(counts: csr_matrix, rarity: np.ndarray) -> csr_matrix:
    """Rows of unit length: (1 + ln count) x rarity; a row without any n-gram stays empty."""
    values = counts.astype(np.float32).copy()
    values.data = 1 + np.log(values.data)
    values = values @ diags(rarity)
    lengths = np.sqrt(np.asarray(values.multiply(values).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1
    return csr_matrix(diags(1 / lengths) @ values, dtype=np.float32)
