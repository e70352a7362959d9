"""The editors' rules: what must hold between content files, beyond the shape of each.

Each rule takes the catalog and the documents it came from and yields Problems.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from string import Formatter

from bot.content import language_checks, place_checks, similarity
from bot.content.catalog import RETURN_ADVICE, SOURCE_LANGUAGE, Catalog
from bot.content.interface_texts import PLACEHOLDERS
from bot.content.models import Risk
from bot.content.reader import Document, KeyPath
from bot.content.translations import flat, source_digests, translated_keys
from bot.errors import Problem
from bot.understanding.normalize import fold

Documents = Mapping[str, Document]
Rule = Callable[[Catalog, Documents], Iterator[Problem]]

MIN_QUESTIONS = 15
SENSITIVE = frozenset(
    [
        "domestic_violence",
        "sexual_violence",
        "crisis",
        "exploitation",
        "pregnancy",
        "lgbtiq_rights",
        "addiction",
        "mental_health",
        "refusal_and_deportation",
        "without_papers",
        "minor_alone",
        RETURN_ADVICE,
    ]
)

_TYPED_NUMBER = re.compile(r"(?<![\w{.])(?:\+\d[\d /()-]{5,}\d|0\d[\d /-]{5,}\d|11[0256](?:[ .-]?\d{3})?)(?![\w}])")
_LEFT_OPEN = re.compile(r"\b(?:TODO|FIXME|XXX)\b|\?\?\?")


def check(
    catalog: Catalog, documents: Documents, *, form_is_well: bool = True, without_locks: bool = False, month: str = ""
) -> list[Problem]:
    """Everything the rules find in ``catalog``.

    Args:
        form_is_well: every file could be read whole; else only each text by itself is judged, since what
            seems to be missing may only be misspelt.
        without_locks: leave out the state of translations.
        month: this month ("2027-01"), to tell which reviews are due; by default none is told.
    """
    rules = [*RULES_WITHIN, *(RULES_ACROSS if form_is_well else ())]
    if without_locks and translations_are_locked in rules:
        rules.remove(translations_are_locked)
    problems = [problem for rule in rules for problem in rule(catalog, documents)]
    return [*problems, *(reviews_due(catalog, documents, month) if month else ())]


def reviews_due(catalog: Catalog, documents: Documents, month: str) -> Iterator[Problem]:
    """Topics that somebody should have looked at again by ``month``."""
    for topic, facts in catalog.topics.items():
        if facts.review_by is not None and facts.review_by < month:
            yield _topic_document(catalog, documents, topic).problem(
                (topic, "review_by"),
                f"was due in {facts.review_by}.",
                "Look at the sources again, then set the next month.",
                severity="notice",
            )


def _topic_document(catalog: Catalog, documents: Documents, topic: str) -> Document:
    return documents[f"topics/{catalog.group_of[topic]}.yml"]


def _text_document(catalog: Catalog, documents: Documents, language: str, topic: str) -> Document:
    return documents[f"{language}/{catalog.group_of[topic]}.yml"]


def every_topic_has_german(catalog: Catalog, documents: Documents) -> Iterator[Problem]:
    """German is the source and the last fallback."""
    for topic, group in catalog.group_of.items():
        if topic not in catalog.texts[SOURCE_LANGUAGE].topics:
            document = documents[f"{SOURCE_LANGUAGE}/{group}.yml"]
            yield document.problem((topic,), "has no German text.", "Write title and answer in German here.")
    for kind in catalog.dangers:
        if kind not in catalog.texts[SOURCE_LANGUAGE].dangers:
            document = documents[f"{SOURCE_LANGUAGE}/safety.yml"]
            yield document.problem((kind,), "has no German card.", "Write phrases and card in German here.")


def missing_translations(catalog: Catalog, documents: Documents) -> Iterator[Problem]:
    """A topic without a translation is shown in a fallback language: told, not refused."""
    for code, texts in catalog.texts.items():
        for topic, group in catalog.group_of.items():
            if code != SOURCE_LANGUAGE and topic not in texts.topics:
                document = documents.get(f"{code}/{group}.yml") or documents[f"{code}/interface.yml"]
                yield document.problem(
                    (topic,),
                    f"has no text in {code}.",
                    "Translate it; until then German is shown.",
                    severity="notice",
                )
        for kind in set(catalog.dangers) - set(texts.dangers):
            document = documents[f"{code}/safety.yml"]
            yield document.problem((kind,), "is missing.", "Danger cards are needed in every language.")
        for kind in set(texts.dangers) - set(catalog.dangers):
            document = documents[f"{code}/safety.yml"]
            yield document.problem((kind,), "is no danger kind.", "Use the kinds of danger.yml.")
        for phone in set(catalog.phones) - set(texts.phones) if code != SOURCE_LANGUAGE else ():
            document = documents[f"{code}/phones.yml"]
            yield document.problem((phone,), "is missing.", f"Write in {code} what this number is.")
        for phone in set(texts.phones) - set(catalog.phones):
            document = documents[f"{code}/phones.yml"]
            yield document.problem((phone,), "is no phone.", "Use the ids of content/phones.yml.")


def references_lead_somewhere(catalog: Catalog, documents: Documents) -> Iterator[Problem]:
    """Ids of topics, phones, languages and groups exist."""
    for topic, facts in catalog.topics.items():
        document = _topic_document(catalog, documents, topic)
        for index, other in enumerate(facts.related):
            path: KeyPath = (topic, "related", index)
            if other not in catalog.topics:
                yield document.problem(path, f'"{other}" is no topic.', "Use an id of topics/.")
            elif other == RETURN_ADVICE:
                yield document.problem(path, f'"{other}" is never suggested.', "Take it out.")
        if facts.adviser is not None and facts.adviser not in catalog.topics:
            path = (topic, "adviser")
            yield document.problem(path, f'"{facts.adviser}" is no topic.', "Use an id of topics/.")
        for index, phone in enumerate(facts.phones):
            if phone not in catalog.phones:
                path = (topic, "phones", index)
                yield document.problem(path, f'"{phone}" is no phone.', "Use an id of phones.yml.")
    for kind, danger in catalog.dangers.items():
        document = documents["danger.yml"]
        if danger.topic not in catalog.topics:
            yield document.problem((kind, "topic"), f'"{danger.topic}" is no topic.', "Use an id of topics/.")
        for phone in danger.phones:
            if phone not in catalog.phones:
                yield document.problem((kind, "phones"), f'"{phone}" is no phone.', "Use an id of phones.yml.")
    for code, language in catalog.languages.items():
        for other in language.fallback:
            if other not in catalog.languages:
                document = documents["languages.yml"]
                yield document.problem((code, "fallback"), f'"{other}" is no language.', "Use a code of this file.")
    for code, texts in catalog.texts.items():
        document = documents[f"{code}/interface.yml"]
        for group in set(catalog.groups) ^ set(texts.interface.groups):
            path = ("groups", group)
            yield document.problem(path, "does not match groups.yml.", "Name every group there, and no other.")


def facts_have_sources(catalog: Catalog, documents: Documents) -> Iterator[Problem]:
    """Law and health only from a source; a check only by somebody; the sensitive ones marked."""
    for topic, facts in catalog.topics.items():
        document = _topic_document(catalog, documents, topic)
        if facts.risk in (Risk.LEGAL, Risk.HEALTH) and not facts.sources:
            yield document.problem(
                (topic, "sources"),
                f"is empty, and the risk is {facts.risk}.",
                "Name a page and its date, or say whom to ask.",
            )
        if facts.checked and not facts.checked_by:
            yield document.problem(
                (topic, "checked"),
                "is a date without an office.",
                "Write in checked_by which office has checked it.",
            )
        if facts.checked_by and not facts.checked:
            yield document.problem((topic, "checked_by"), "is an office without a date.", "Write in checked when.")
        if facts.sensitive != (topic in SENSITIVE):
            wanted = "true" if topic in SENSITIVE else "false"
            yield document.problem((topic, "sensitive"), "is not as agreed.", f"Write {wanted}.")


def texts_are_finished(catalog: Catalog, documents: Documents) -> Iterator[Problem]:
    """No typed phone number, no unknown placeholder, nothing left open; translations refer to the same facts."""
    for document, path, text, allowed, wanted in _all_texts(catalog, documents):
        if match := _TYPED_NUMBER.search(text):
            yield document.problem(
                path,
                f'has the phone number "{match[0].strip()}" typed into it.',
                "Put the number into phones.yml and write {phone.<id>} here.",
            )
        if _LEFT_OPEN.search(text):
            yield document.problem(path, "is not finished.", "Finish the text and take the mark out.")
        try:
            used = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
        except ValueError:
            yield document.problem(path, "has a single { or }.", "Use them only for {phone.…} and {amount.…}.")
            continue
        for name in sorted(used - allowed):
            known = ", ".join(f"{{{one}}}" for one in sorted(allowed)) or "none here"
            yield document.problem(path, f"refers to {{{name}}}, which is unknown.", f"Known: {known}.")
        if wanted is not None and used & allowed != wanted & allowed:
            names = " ".join(f"{{{name}}}" for name in sorted(wanted)) or "no placeholder"
            yield document.problem(path, "does not have the placeholders it needs.", f"Use exactly: {names}.")


def _placeholders(text: str | None) -> set[str]:
    try:
        return {name for _, name, _, _ in Formatter().parse(text or "") if name is not None}
    except ValueError:
        return set()


def _all_texts(
    catalog: Catalog, documents: Documents
) -> Iterator[tuple[Document, KeyPath, str, set[str], set[str] | None]]:
    """(document, path, text, placeholders allowed, placeholders demanded or None) of everything shown."""
    german = catalog.texts[SOURCE_LANGUAGE]
    for code, texts in catalog.texts.items():
        is_source = code == SOURCE_LANGUAGE
        for topic, text in texts.topics.items():
            document = _text_document(catalog, documents, code, topic)
            facts = catalog.topics[topic]
            allowed = {f"phone.{phone}" for phone in facts.phones}
            allowed |= {f"amount.{amount}" for amount in facts.amounts}
            source = german.topics.get(topic)
            for key in ("title", "answer", "more"):
                shown = getattr(text, key)
                if shown:
                    wanted = None if is_source or source is None else _placeholders(getattr(source, key))
                    yield document, (topic, key), shown, allowed, wanted
        for kind, danger in texts.dangers.items():
            if kind not in catalog.dangers:
                continue
            allowed = {f"phone.{phone}" for phone in catalog.dangers[kind].phones}
            known = german.dangers.get(kind)
            wanted = None if is_source or known is None else _placeholders(known.card)
            yield documents[f"{code}/safety.yml"], (kind, "card"), danger.card, allowed, wanted
            if danger.say:
                yield documents[f"{code}/safety.yml"], (kind, "say"), danger.say, set(), None
        for key, sentence in flat(texts.interface):
            needed = set(PLACEHOLDERS.get(key, ()))
            yield documents[f"{code}/interface.yml"], tuple(key.split(".")), sentence, needed, needed
        for phone, name in texts.phones.items():
            yield documents[f"{code}/phones.yml"], (phone,), name, set(), None


def questions_teach(catalog: Catalog, documents: Documents) -> Iterator[Problem]:
    """Enough questions, no two alike in a topic, none in two topics."""
    for code, texts in catalog.texts.items():
        owner: dict[str, str] = {}
        for topic, text in texts.topics.items():
            document = _text_document(catalog, documents, code, topic)
            if len(text.questions) < MIN_QUESTIONS:
                yield document.problem(
                    (topic, "questions"),
                    f"has {len(text.questions)} questions, at least {MIN_QUESTIONS} are needed.",
                    "Write more, as different people would ask.",
                )
            for first, second, share in similarity.too_alike(text.questions):
                yield document.problem(
                    (topic, "questions", second),
                    f"shares {share:.0%} of its character n-grams with question {first + 1}.",
                    "Ask for something else, or delete one of the two.",
                )
            folded_questions = catalog.folded_questions[code, topic]
            for index, (question, folded) in enumerate(zip(text.questions, folded_questions, strict=True)):
                path = (topic, "questions", index)
                if not folded:
                    yield document.problem(path, "has no letter.", "Write a question, or delete it.")
                elif owner.setdefault(folded, topic) != topic:
                    yield document.problem(
                        path,
                        f'"{question}" stands also in {owner[folded]}.',
                        "Keep it where it belongs best.",
                    )


def danger_phrases(catalog: Catalog, documents: Documents) -> Iterator[Problem]:
    """A danger kind needs words, and a lookalike that means danger helps nobody."""
    for code, texts in catalog.texts.items():
        document = documents[f"{code}/safety.yml"]
        for kind, danger in texts.dangers.items():
            if not danger.phrases:
                yield document.problem((kind, "phrases"), "is empty.", "Write what people say in this danger.")
            phrases = {fold(phrase) for phrase in danger.phrases}
            for index, lookalike in enumerate(danger.lookalikes):
                if fold(lookalike) in phrases:
                    path = (kind, "lookalikes", index)
                    yield document.problem(path, "is also a phrase that means danger.", "Decide for one.")


def translations_are_locked(catalog: Catalog, documents: Documents) -> Iterator[Problem]:
    """Every translation has a lock entry; one made from an older German is told."""
    sources = source_digests(catalog)
    for code, texts in catalog.texts.items():
        if code == SOURCE_LANGUAGE:
            continue
        document = documents.get(f"{code}/lock.yml") or _no_lock_file(documents, code)
        missing = sorted(translated_keys(texts) - set(texts.locks))
        if missing:
            some = ", ".join(missing[:3]) + (" …" if len(missing) > 3 else "")
            yield document.problem(
                (), f"does not know {len(missing)} texts ({some}).", f"Run: wegweiser content lock {code}"
            )
        orphans = set(texts.locks) - set(sources) - translated_keys(texts)
        for key, entry in texts.locks.items():
            if key in orphans:
                yield document.problem((key,), "belongs to no text.", f"Run: wegweiser content lock {code}")
            elif entry.source != sources.get(key, entry.source):
                yield document.problem(
                    (key,),
                    "was made from an older German text.",
                    f"Bring it up to date, then run: wegweiser content lock {code} --changed {key}",
                    severity="notice",
                )


def _no_lock_file(documents: Documents, code: str) -> Document:
    return Document(documents[f"{code}/interface.yml"].file.replace("interface.yml", "lock.yml"), {}, {})


RULES_WITHIN: tuple[Rule, ...] = (
    facts_have_sources,
    texts_are_finished,
    questions_teach,
    danger_phrases,
    *language_checks.RULES,
)
RULES_ACROSS: tuple[Rule, ...] = (
    every_topic_has_german,
    missing_translations,
    references_lead_somewhere,
    translations_are_locked,
    *place_checks.RULES,
)
