"""Fit one fold in a process of its own: ``python -m wegweiser_nlu.classifier.fold_worker FOLDER FOLD``."""

import sys
from pathlib import Path

import numpy as np

from .folds import Folds


def main() -> None:
    """Read the folds from FOLDER and leave the margins of FOLD there."""
    folder, fold = Path(sys.argv[1]), int(sys.argv[2])
    np.save(folder / f"margins-{fold}.npy", Folds.load(folder).margins_of(fold), allow_pickle=False)


if __name__ == "__main__":
    main()
