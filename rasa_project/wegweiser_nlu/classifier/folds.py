"""Held-out margins: what a model says about questions that it has not learnt."""

import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, load_npz, save_npz

from .fitting import Fit, fit

# Below this many texts a fold is fitted sooner than a process for it has started.
_WORTH_A_PROCESS = 4000

# Stands for no fold: the fit on all texts.
ALL = -1

_IMPORT_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Folds:
    """All there is to know to fit and try each fold.

    counts: texts x n-grams.  labels, fold_of: topic number and fold of each text.  topics: how many there are.
    """

    counts: csr_matrix
    labels: np.ndarray
    fold_of: np.ndarray
    topics: int
    penalty: float
    min_texts: int

    def margins_of(self, fold: int) -> np.ndarray:
        """Margins (texts of ``fold`` x topics) by the model that was fitted on the other folds."""
        return self.fit_without(fold).margins(self.counts[self.fold_of == fold])

    def fit_without(self, fold: int) -> Fit:
        """The model fitted on all texts but those of ``fold``; on all with ``ALL``."""
        learnt = self.fold_of != fold
        return fit(
            self.counts[learnt], self.labels[learnt], self.topics, penalty=self.penalty, min_texts=self.min_texts
        )

    def fit_all(self, processes: int) -> tuple[np.ndarray, Fit]:
        """Held-out margins (texts x topics) of every text, and the model fitted on all of them.

        Args:
            processes: so many fits run side by side.
        """
        margins = np.zeros((len(self.labels), self.topics), dtype=np.float32)
        folds = [int(fold) for fold in np.unique(self.fold_of)]
        if processes == 1 or len(self.labels) < _WORTH_A_PROCESS:
            of_folds, fitted = [self.margins_of(fold) for fold in folds], self.fit_without(ALL)
        else:
            of_folds, fitted = self._side_by_side(folds, processes)
        for fold, of_fold in zip(folds, of_folds, strict=True):
            margins[self.fold_of == fold] = of_fold
        return margins, fitted

    def _side_by_side(self, folds: Sequence[int], processes: int) -> tuple[list[np.ndarray], Fit]:
        # Fresh processes: threads would share the solver's random numbers, so that no two trainings were the
        # same; a fork of a process that TensorFlow has filled with threads may hang; and Python's own pools
        # would import all of Rasa again.
        with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(processes) as pool:
            folder = Path(name)
            self.save(folder)
            # The fit on all texts takes longest, so it starts first.
            list(pool.map(lambda fold: _by_process(folder, fold), [ALL, *folds]))
            margins = [np.load(folder / f"margins-{fold}.npy", allow_pickle=False) for fold in folds]
            return margins, Fit.load(folder / "fit.npz")

    def save(self, folder: Path) -> None:
        """Write everything into ``folder``."""
        save_npz(folder / "counts.npz", self.counts, compressed=False)
        options = np.array([self.topics, self.penalty, self.min_texts])
        np.savez(folder / "rest.npz", labels=self.labels, fold_of=self.fold_of, options=options)

    @classmethod
    def load(cls, folder: Path) -> "Folds":
        """Read what ``save`` wrote."""
        rest = np.load(folder / "rest.npz", allow_pickle=False)
        topics, penalty, min_texts = rest["options"]
        counts = load_npz(folder / "counts.npz")
        return cls(counts, rest["labels"], rest["fold_of"], int(topics), float(penalty), int(min_texts))


def assign_folds(topics: Sequence[str], folded_texts: Sequence[str], folds: int) -> np.ndarray:
    """The fold of each question, as even as can be within a topic and the same at every training.

    Equal texts of a topic (a loan word in several languages) share a fold, or the model would be
    asked what it has just learnt. The order within a topic is that of a hash, so neighbours in a
    file, which are often rewordings of each other, do not alternate by rule.
    """
    texts_of: dict[str, set[str]] = defaultdict(set)
    for topic, text in zip(topics, folded_texts, strict=True):
        texts_of[topic].add(text)
    fold_of = {
        (topic, text): position % folds
        for topic, texts in texts_of.items()
        for position, text in enumerate(sorted(texts, key=lambda text: sha256(text.encode()).digest()))
    }
    return np.array([fold_of[topic, text] for topic, text in zip(topics, folded_texts, strict=True)])


def _by_process(folder: Path, fold: int) -> None:
    subprocess.run(
        [sys.executable, "-m", f"{__package__}.fold_worker", str(folder), str(fold)],
        cwd=_IMPORT_ROOT, stdin=subprocess.DEVNULL, check=True,
    )  # fmt: skip
