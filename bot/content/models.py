"""The shape of the content files: typed, frozen, the source of the editors' JSON Schema.

Scalars arrive as text (the reader guesses no types), so ``"24/7"`` or ``"no"`` stay what they are.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

TITLE_CHARS = 40
ANSWER_CHARS = 400
MORE_CHARS = 1500
CARD_CHARS = 600


def _empty_is_none(value: object) -> object:
    return None if value == "" else value


def matching(pattern: str, complaint: str) -> AfterValidator:
    """A text that is wholly as ``pattern``; ``complaint`` is the fault and, after the first full stop, the mend."""

    def check(value: str) -> str:
        if re.fullmatch(pattern, value):
            return value
        raise ValueError(complaint)

    return AfterValidator(check)


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=TITLE_CHARS)]
Answer = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=ANSWER_CHARS)]
More = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MORE_CHARS)]
Card = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=CARD_CHARS)]
SourceDate = Annotated[
    str,
    matching(
        r"undated|\d{4}(-\d{2}){0,2}|\d{4}-\d{4}",
        'is not a date. Write "2024", "2024-03", "2024-03-15", a span "2019-2024", or "undated".',
    ),
]
Month = Annotated[str, matching(r"\d{4}-(0[1-9]|1[0-2])", 'is not a month. Write it like "2027-01".')]
WebAddress = Annotated[
    str,
    matching(r"https?://[^\s/]+\.[^\s/]+(/\S*)?", "is not a web address. Write it whole, with https:// in front."),
]
PhoneNumber = Annotated[
    str,
    matching(
        r"\+\d[\d ]{6,18}|\d{3,6}",
        'is not a phone number. Write it like "+49 234 1234567", or a short one like "116117".',
    ),
]
Dialled = Annotated[
    str, matching(r"0[\d ]{5,18}", 'is not a number as people dial it. Write it like "0800 111 0 111".')
]
Optional = BeforeValidator(_empty_is_none)


def year_of(date: str) -> int | None:
    """The year, or the first one, of a SourceDate; None of an undated one."""
    return int(date[:4]) if date[:4].isdecimal() else None


class Content(BaseModel):
    """A part of a content file: frozen, and no key that we do not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Risk(StrEnum):
    """What can go wrong if the answer is outdated or misunderstood."""

    NONE = "none"
    LEGAL = "legal"
    HEALTH = "health"
    SAFETY = "safety"
    MONEY = "money"


class Language(Content):
    """One language of the bot. ``telegram``: codes Telegram may send; the first names its command menu.

    ``not_letters``: letters of its script that it does not have, so that a slip into a sister language is seen.
    """

    name: Text
    direction: Literal["ltr", "rtl"]
    script: Literal["latin", "arabic", "cyrillic", "ethiopic"]
    fallback: tuple[str, ...] = ()
    telegram: tuple[str, ...] = ()
    not_letters: str = ""


class Group(Content):
    """One group of topics; ``menu: false`` keeps it out of the newcomers' menu."""

    icon: Text
    menu: bool


class GermanTerms(Content):
    """German words and places that people use in every language, so that they tell none."""

    terms: tuple[Text, ...]
    places: tuple[Text, ...]


class Phone(Content):
    """A phone number, once for all topics.

    ``number`` as dialled from any country, or a short number; ``dial`` as people in Germany write it.
    ``hours`` in OSM ``opening_hours`` syntax. ``languages``: codes spoken; empty when no source says it.
    ``interpreters``: further languages through interpreters. ``free``: costs nothing.
    """

    number: PhoneNumber
    dial: Annotated[Dialled | None, Optional] = None
    name: Text
    hours: Annotated[str | None, Optional] = None
    languages: tuple[str, ...] = ()
    interpreters: bool = False
    free: bool = False
    date: SourceDate

    @property
    def shown(self) -> str:
        """The number as people in Germany dial it."""
        return self.dial or self.number


class Link(Content):
    """A web page; ``languages`` as far as known."""

    name: Text
    url: WebAddress
    languages: tuple[str, ...] = ()


class Source(Content):
    """Where a text has its facts from: a page or, where there is none, a title; and how old that is."""

    url: Annotated[WebAddress | None, Optional] = None
    title: Annotated[str | None, Optional] = None
    date: SourceDate

    @model_validator(mode="after")
    def _one_of_both(self) -> Source:
        if (self.url is None) == (self.title is None):
            raise ValueError("names no place. Give either url or title.")
        return self


class Amount(Content):
    """A sum of money with its age and source; texts refer to it as ``{amount.<id>}``."""

    value: Text
    date: SourceDate
    url: WebAddress


class InTown(Content):
    """Who helps with a topic in one town.

    ``offers``: of meeting points (``areas``) that help with it; ``office``: the kind of office that decides it;
    ``finder``: the address of that link of the topic where one searches for help by town;
    ``contact``: whose number at the centre is the right one for it.
    """

    offers: tuple[str, ...] = ()
    office: Annotated[str | None, Optional] = None
    contact: Annotated[str | None, Optional] = None
    finder: Annotated[WebAddress | None, Optional] = None


class Topic(Content):
    """What is the same in every language about one topic.

    ``local``: its answer ends with who helps in the person's town, in the order of ``in_town``, then the centre.
    """

    scope: Text
    icon: Text
    related: tuple[str, ...] = ()
    risk: Risk
    ask_adviser: bool = False
    adviser: Annotated[str | None, Optional] = None
    sensitive: bool = False
    local: bool = False
    in_town: InTown = InTown()
    phones: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    sources: tuple[Source, ...] = ()
    amounts: dict[str, Amount] = Field(default_factory=dict)
    checked: Annotated[SourceDate | None, Optional] = None
    checked_by: Annotated[str | None, Optional] = None
    review_by: Annotated[Month | None, Optional] = None


class TopicText(Content):
    """One topic in one language. ``questions`` are what people ask: the training data."""

    title: Title
    answer: Answer
    more: Annotated[More | None, Optional] = None
    questions: tuple[Text, ...] = ()


class DangerKind(Content):
    """A kind of danger: the topic behind its card and the numbers on it, the one to call first."""

    topic: str
    phones: tuple[str, ...] = ()


class DangerText(Content):
    """A kind of danger in one language.

    ``phrases`` mean it; ``lookalikes`` contain such words and do not mean it. ``card`` is shown at once.
    ``say`` is the German sentence for the phone, ``pronounced`` the same in the letters of the language.
    """

    phrases: tuple[Text, ...]
    lookalikes: tuple[Text, ...] = ()
    card: Card
    say: Annotated[str | None, Optional] = None
    pronounced: Annotated[str | None, Optional] = None


class LockEntry(Content):
    """State of one translated text: the German it was made from, and whether a person has reviewed it.

    ``source`` is the digest of the German text. ``by`` is a role and an office, never a person's name.
    """

    source: str
    state: Literal["machine", "reviewed"]
    by: Annotated[str | None, Optional] = None
    date: Annotated[SourceDate | None, Optional] = None

    @model_validator(mode="after")
    def _reviewed_by_somebody(self) -> LockEntry:
        if self.state == "reviewed" and not (self.by and self.date):
            raise ValueError("is reviewed by nobody. Give by (role and office) and date, or write machine.")
        return self
