"""Numbers, addresses and Latin words inside right-to-left text, kept in order by isolates.

Without them ``116016`` or ``Jobcenter (SGB II)`` changes sides in an Arabic line. Unicode Annex 9;
Telegram keeps U+2066 … U+2069 and strips the older embeddings.
"""

from __future__ import annotations

import re

FSI = "\u2068"
PDI = "\u2069"

# A run starts and ends with a Latin letter or a digit (or starts with +) and may have blanks and signs within.
_RUN = re.compile(
    r"https?://\S+"
    r"|[/@]\w[\w./-]*"
    r"|\+?[A-Za-zÀ-ÖØ-öø-žß0-9](?:[A-Za-zÀ-ÖØ-öø-žß0-9 .,:;/&'’„“\"+()@_-]*[A-Za-zÀ-ÖØ-öø-žß0-9)])?"
)
_HAS_LATIN_OR_LONG = re.compile(r"[A-Za-zÀ-ÖØ-öø-žß+/]|\d{3,}|\d.*\d")


def isolate(text: str, direction: str) -> str:
    """``text`` with each foreign run in an isolate, if ``direction`` is ``rtl``; else as it is."""
    if direction != "rtl" or FSI in text:
        return text
    return _RUN.sub(_wrapped, text)


def _wrapped(match: re.Match[str]) -> str:
    run = match[0]
    # A bracket that opened before the run belongs to the sentence around it.
    tail = ""
    while run.count(")") > run.count("(") and run.endswith(")"):
        run, tail = run[:-1], ")" + tail
    if not _HAS_LATIN_OR_LONG.search(run):
        return match[0]
    return f"{FSI}{run}{PDI}{tail}"
