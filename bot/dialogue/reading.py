"""What was understood of an utterance: the facts that the dialogue decides from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.content.areas import Position


@dataclass(frozen=True)
class LanguageGuess:
    """The language of one utterance with what was known before it.

    ``code``: to answer in. ``switched``: differs from the language so far. ``sure``: enough evidence to
    answer without asking. ``leaning``: see Session. ``foreign``: the words are in a language that is none of ours.
    """

    code: str
    switched: bool = False
    sure: bool = True
    leaning: str | None = None
    foreign: bool = False


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
class TownGuess:
    """A town that the words may mean. ``key``: as in the Atlas; ``score``: 1 for its very name, less for less."""

    key: str
    score: float


@dataclass(frozen=True)
class PlaceGuess:
    """The places in an utterance.

    ``towns``: best first; more than one means that the person must say which. ``doubtful``: the only sign of a
    town is an everyday word ("essen"). ``outside``: a town outside the state. ``unknown_postcode``: five digits
    that are no postcode of the state. ``alone``: beside the place the message says nothing.
    """

    towns: tuple[TownGuess, ...] = ()
    doubtful: bool = False
    outside: str | None = None
    unknown_postcode: bool = False
    alone: bool = False


NO_PLACE = PlaceGuess()


@dataclass(frozen=True)
class NearTown:
    """A municipality (AGS) and how far its centre point, or that of its nearest quarter, is."""

    key: str
    km: float


@dataclass(frozen=True)
class Surrounding:
    """Where a shared position is. ``towns``: nearest first, those that are about as near as the first; empty
    outside the state. ``border``: a town outside is about as near. ``position``: never kept."""

    position: Position
    towns: tuple[NearTown, ...]
    border: bool = False


@dataclass(frozen=True)
class Reading:
    """One utterance understood: language, danger, ranked topics (best first)."""

    language: LanguageGuess
    danger: str | None = None
    ranking: tuple[Ranked, ...] = ()
    bands: Bands = Bands(answer=1.0, suggest=0.0)
    source: Source = Source.NLU
    truncated: bool = False
    place: PlaceGuess = NO_PLACE
