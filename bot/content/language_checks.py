"""The editors' rules for languages: letters that fit, no German left in a translation, no text of another language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from bot.content.catalog import SOURCE_LANGUAGE, Catalog
from bot.content.reader import Document, KeyPath
from bot.content.scripts import script_of
from bot.content.translations import flat
from bot.errors import Problem

Documents = Mapping[str, Document]

# Shorter texts may well be the same in two languages ("PDF", "Jobcenter").
SAME_FROM_CHARS = 25
LETTERS_IN_SCRIPT = 0.5
GERMAN_WORDS_IN_A_PARAGRAPH = 4

# Office terms in brackets and German sentences in quotation marks are meant to be there.
_GERMAN_ON_PURPOSE = re.compile(r"\([^)]*\)|„[^“”]*[“”]|\"[^\"]*\"|«[^»]*»|“[^”]*”|\{[^}]*\}|https?://\S+|/\w+")
_GERMAN_WORDS = re.compile(r"\b(?:und|oder|der|die|das|nicht|ist|sind|Sie|Ihre|mit|für|ein|eine|werden|können)\b")


def texts_of(catalog: Catalog, language: str) -> Iterator[tuple[str, KeyPath, str]]:
    """(file, path, text) of everything that is shown in ``language``."""
    texts = catalog.texts[language]
    for topic, text in texts.topics.items():
        for key in ("title", "answer", "more"):
            if shown := getattr(text, key):
                yield f"{language}/{catalog.group_of[topic]}.yml", (topic, key), shown
    for kind, danger in texts.dangers.items():
        yield f"{language}/safety.yml", (kind, "card"), danger.card
    for key, sentence in flat(texts.interface):
        yield f"{language}/interface.yml", tuple(key.split(".")), sentence


def letters_fit(catalog: Catalog, documents: Documents) -> Iterator[Problem]:
    """Most letters are of the language's script, and none that the language does not have."""
    for code, facts in catalog.languages.items():
        for file, path, text in texts_of(catalog, code):
            bare = _GERMAN_ON_PURPOSE.sub(" ", text)
            if found := sorted(set(bare) & set(facts.not_letters)):
                yield documents[file].problem(
                    path, f"has letters that are not of {code}: {' '.join(found)}.", "Write them as the language does."
                )
            letters = [char for char in bare if char.isalpha()]
            share = sum(script_of(char) == facts.script for char in letters) / len(letters) if letters else 1
            if len(letters) > SAME_FROM_CHARS and share < LETTERS_IN_SCRIPT:
                yield documents[file].problem(
                    path, f"has {share:.0%} letters of its script only.", "Write it in the language of this folder."
                )


def no_german_in_translations(catalog: Catalog, documents: Documents) -> Iterator[Problem]:
    """A German paragraph in a translation was forgotten; terms in brackets and quoted sentences are not."""
    for code in catalog.languages:
        if code == SOURCE_LANGUAGE:
            continue
        for file, path, text in texts_of(catalog, code):
            for paragraph in text.split("\n\n"):
                words = {word for word in _GERMAN_WORDS.findall(_GERMAN_ON_PURPOSE.sub(" ", paragraph))}
                if len(words) >= GERMAN_WORDS_IN_A_PARAGRAPH:
                    yield documents[file].problem(path, "has a German paragraph.", "Translate it.")


def no_text_twice(catalog: Catalog, documents: Documents) -> Iterator[Problem]:
    """Two languages with the very same text: one of them was copied."""
    owner: dict[str, str] = {}
    for code in catalog.languages:
        for file, path, text in texts_of(catalog, code):
            if len(text) < SAME_FROM_CHARS:
                continue
            first = owner.setdefault(" ".join(text.split()), code)
            if first != code:
                yield documents[file].problem(path, f"is the same as in {first}.", f"Write it in {code}.")


RULES: tuple[Callable[[Catalog, Documents], Iterator[Problem]], ...] = (
    letters_fit,
    no_german_in_translations,
    no_text_twice,
)
