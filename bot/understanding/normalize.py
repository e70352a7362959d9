"""Folding of what people type, the same at training and at serving.

Standard library only and Python 3.10 syntax: Rasa's component and importer run this very file in
their own environment, so a model never meets a text folded differently from the ones it learnt.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable

MAX_UTTERANCE_CHARS = 1000

_BEFORE_LOWER = str.maketrans({"I": "i", "İ": "i", "ı": "i"})

# Keyboards for Arabic, Persian, Dari and Pashto write the same word with different letters.
_LETTERS = str.maketrans(
    {
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ې": "ي",
        "ۍ": "ي",
        "ئ": "ي",
        "ؤ": "و",
        "ة": "ه",
        "ۀ": "ه",
        "ک": "ك",
        "ګ": "گ",
        "ـ": "",
        "\u200c": " ",
        "\u200d": "",
        "ß": "ss",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ґ": "г",
    }
)

_APOSTROPHES = re.compile(r"(?<=\w)['’ʼ`´‘](?=\w)")
_NOT_A_LETTER = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """``text`` as the classifier, the lexical matcher and the danger phrases compare it.

    NFKC (Unicode Annex 15), lower case, one form for each letter that keyboards vary, no
    combining marks (é → e, й → и, ü → u), all decimal digits as ASCII, apostrophes inside a
    word dropped, everything else that is neither letter nor digit turned into one blank.
    At most ``MAX_UTTERANCE_CHARS`` characters of the input count.
    """
    text = unicodedata.normalize("NFKC", text[:MAX_UTTERANCE_CHARS])
    text = text.translate(_BEFORE_LOWER).lower().translate(_LETTERS)
    text = unicodedata.normalize("NFD", text)
    text = "".join(_as_ascii_digit(char) for char in text if not unicodedata.combining(char))
    text = unicodedata.normalize("NFC", text).translate(_LETTERS)
    text = _APOSTROPHES.sub("", text)
    return _NOT_A_LETTER.sub(" ", text).strip()


def _as_ascii_digit(char: str) -> str:
    if char.isascii():
        return char
    digit = unicodedata.decimal(char, None)
    return char if digit is None else str(digit)


def questions_digest(questions: Iterable[tuple[str, str, str]]) -> str:
    """Sixteen hex digits that stand for a set of training questions.

    Args:
        questions: (language, topic, text) in any order; texts as they stand in the content files.
    """
    digest = hashlib.sha256()
    for row in sorted(questions):
        digest.update("\x1f".join(row).encode("utf-8") + b"\x1e")
    return digest.hexdigest()[:16]
