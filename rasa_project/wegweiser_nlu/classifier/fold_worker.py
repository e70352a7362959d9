"""One fit in a process of its own: ``python -m wegweiser_nlu.classifier.fold_worker FOLDER FOLD``."""

import sys
from pathlib import Path

import numpy as np

from .folds import ALL, Folds


def main() -> None:
    """Read the folds from FOLDER and leave there the margins of FOLD, or the model fitted on all."""
    folder, fold = Path(sys.argv[1]), int(sys.argv[2])
    folds = Folds.load(folder)
    if fold == ALL:
        folds.fit_without(ALL).save(folder / "fit.npz")
    else:
        np.save(folder / f"margins-{fold}.npy", folds.margins_of(fold), allow_pickle=False)


if __name__ == "__main__":
    main()
