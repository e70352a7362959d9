"""What was understood of an utterance: the facts that the dialogue decides from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class LanguageGuess:
    """The language of one utterance with what was known before it.

    ``code``: to answer in. ``switched``: differs from the language so far. ``sure``: enough evidence to
    answer without asking. ``leaning``: see Session.
    """

    code: str
    switched: bool = False
    sure: bool = True
    leaning: str | None = None


@dataclass(frozen=True)
class Bands:
    """Confidences found by cross-validation at training: from ``answer`` on a topic is answered, from
    ``suggest`` on the best three are offered, below nothing is near."""

    answer: float
    suggest: float


class Source(StrEnum):
    """Who ranked the topics."""

    NLU = "nlu"
    LEXICAL = "lexical"


@dataclass(frozen=True)
class Ranked:
    """A topic and the confidence in it, from 0 to 1."""

    topic: str
    confidence: float


@dataclass(frozen=True)
class Reading:
    """One utterance understood: language, danger, ranked topics (best first)."""

    language: LanguageGuess
    danger: str | None = None
    ranking: tuple[Ranked, ...] = ()
    bands: Bands = Bands(answer=1.0, suggest=0.0)
    source: Source = Source.NLU
    truncated: bool = False
