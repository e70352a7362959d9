"""The scripts that languages are written in, as ``languages.yml`` names them."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_NAMES = {"LATIN": "latin", "CYRILLIC": "cyrillic", "ARABIC": "arabic", "ETHIOPIC": "ethiopic"}


@lru_cache(maxsize=4096)  # texts have few different letters, each of them often
def script_of(letter: str) -> str:
    """The script of one letter; ``other`` if none of our languages is written in it."""
    return _NAMES.get(unicodedata.name(letter, "").split(" ")[0], "other")
