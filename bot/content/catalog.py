"""The loaded content: one frozen snapshot that a whole turn works with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.content.atlas import Atlas
from bot.content.interface_texts import Interface
from bot.content.models import (
    DangerKind,
    DangerText,
    GermanTerms,
    Group,
    Language,
    LockEntry,
    Phone,
    Topic,
    TopicText,
)
from bot.understanding.normalize import fold, questions_digest

SOURCE_LANGUAGE = "de"
OUT_OF_SCOPE = "out_of_scope"
RETURN_ADVICE = "return_advice"
"""Answered when asked, never suggested."""


@dataclass(frozen=True, repr=False)
class LanguageTexts:
    """Everything in one language. ``phones``: what each phone number is, by its id."""

    interface: Interface
    topics: Mapping[str, TopicText]
    dangers: Mapping[str, DangerText]
    phones: Mapping[str, str]
    locks: Mapping[str, LockEntry]


@dataclass(frozen=True, repr=False)
class Catalog:
    """All content. Mappings keep the order of the files, which is the order of the menus."""

    languages: Mapping[str, Language]
    groups: Mapping[str, Group]
    phones: Mapping[str, Phone]
    topics: Mapping[str, Topic]
    group_of: Mapping[str, str]
    dangers: Mapping[str, DangerKind]
    texts: Mapping[str, LanguageTexts]
    german_terms: GermanTerms
    atlas: Atlas

    def interface(self, language: str) -> Interface:
        """The bot's own words in ``language``."""
        return self.texts[language].interface

    def topic_text(self, topic: str, language: str) -> tuple[TopicText, str]:
        """The text of ``topic`` and the language it is in: ``language`` or, where missing, a fallback.

        Raises: KeyError: the topic has no text in any of them; a checked catalog has German for all.
        """
        code = self._first_with(language, lambda texts: topic in texts.topics)
        return self.texts[code].topics[topic], code

    def danger_text(self, kind: str, language: str) -> tuple[DangerText, str]:
        """The card of danger ``kind`` and the language it is in."""
        code = self._first_with(language, lambda texts: kind in texts.dangers)
        return self.texts[code].dangers[kind], code

    def _first_with(self, language: str, has_it: Callable[[LanguageTexts], bool]) -> str:
        """``language`` or the first of its fallbacks whose texts have it; German where none has."""
        codes = (language, *self.languages[language].fallback)
        return next((code for code in codes if has_it(self.texts[code])), SOURCE_LANGUAGE)

    def is_reviewed(self, key: str, language: str) -> bool:
        """Whether a person has reviewed the translation of ``key``; German is the source, not one."""
        entry = self.texts[language].locks.get(key)
        return language == SOURCE_LANGUAGE or (entry is not None and entry.state == "reviewed")

    def topics_of(self, group: str) -> tuple[str, ...]:
        """The topics of ``group`` in the order of its file."""
        return tuple(topic for topic, its_group in self.group_of.items() if its_group == group)

    def questions(self) -> Iterator[tuple[str, str, str]]:
        """All training questions as (language, topic, text)."""
        for code, texts in self.texts.items():
            for topic, text in texts.topics.items():
                for question in text.questions:
                    yield code, topic, question

    @cached_property
    def folded_questions(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """The training questions by (language, topic), folded once for all who compare with them."""
        return {
            (code, topic): tuple(fold(question) for question in text.questions)
            for code, texts in self.texts.items()
            for topic, text in texts.topics.items()
        }

    @cached_property
    def questions_digest(self) -> str:
        """Digest of the training questions; a model carries the one it was trained on."""
        return questions_digest(self.questions())
