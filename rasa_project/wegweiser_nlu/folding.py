"""The folding of the bot itself, so that a model never meets a text folded differently from those it learnt.

``bot/understanding/normalize.py`` lies beside this project in the repository, or in an image wherever PYTHONPATH
points. Rasa imports components by their dotted name only, so the path has to be set here, at import.
"""

import sys
from pathlib import Path

_REPOSITORY = Path(__file__).resolve().parents[2]

if (_REPOSITORY / "bot").is_dir() and str(_REPOSITORY) not in sys.path:
    sys.path.append(str(_REPOSITORY))  # last: nothing of the repository may hide an installed library

from bot.understanding import normalize  # noqa: E402
from bot.understanding.normalize import fold, questions_digest  # noqa: E402

NORMALIZE_FILE = Path(normalize.__file__)

__all__ = ["NORMALIZE_FILE", "fold", "questions_digest"]
