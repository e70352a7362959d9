"""The content folder as a Catalog: read every file, validate, check, and tell all problems at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from bot.content import checks
from bot.content.areas import Area, Outsides, PlaceNames, State
from bot.content.atlas import Atlas
from bot.content.catalog import SOURCE_LANGUAGE, Catalog, LanguageTexts
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
from bot.content.reader import Document, read
from bot.content.validation import mapping, validate
from bot.errors import ContentError, Problem

NOT_TOPIC_FILES = frozenset({"interface", "safety", "phones", "lock"})

Model = TypeVar("Model", bound=BaseModel)


@dataclass
class _Folder:
    """The files read so far and what is wrong with them."""

    root: Path
    shown_as: str
    documents: dict[str, Document] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def read(self, name: str) -> Document:
        document, problems = read(self.root / name, f"{self.shown_as}/{name}")
        self.documents[name] = document
        self.problems += problems
        return document

    def entries(self, name: str, model: type[Model], *, empty_mend: str = "") -> dict[str, Model]:
        """The file ``name`` as a mapping of ids to models; faulty entries are left out and told."""
        document = self.read(name)
        keys, problems = mapping(document)
        entries: dict[str, Model] = {}
        for key in keys:
            entry, faults = validate(model, document, (key,), empty_mend=empty_mend)
            problems += faults
            if entry is not None:
                entries[key] = entry
        self.problems += problems
        return entries

    def whole(self, name: str, model: type[Model]) -> Model | None:
        value, problems = validate(model, self.read(name))
        self.problems += problems
        return value

    def names(self, folder: str) -> list[str]:
        return sorted(path.stem for path in (self.root / folder).glob("*.yml"))


def load(
    content_dir: Path, *, shown_as: str | None = None, without_locks: bool = False, month: str = ""
) -> tuple[Catalog, tuple[Problem, ...]]:
    """The catalog of ``content_dir`` and the notices that do not stand in its way.

    Args:
        shown_as: how problems name the folder; by default as it was given.
        without_locks: let missing lock entries pass, for the command that writes them.
        month: this month ("2027-01"), to be told which reviews are due.
    Raises: ContentError: at least one file has a fault; it lists all of them.
    """
    folder = _Folder(content_dir, shown_as or str(content_dir))
    if not content_dir.is_dir():
        raise ContentError([Problem(folder.shown_as, 1, "", "is no folder.", "Set CONTENT_DIR to content/.")])
    catalog = _read(folder)
    problems = list(folder.problems)
    if catalog is not None:
        form_is_well = not any(problem.severity == "error" for problem in problems)
        problems += checks.check(
            catalog, folder.documents, form_is_well=form_is_well, without_locks=without_locks, month=month
        )
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors or catalog is None:
        raise ContentError(problems)
    return catalog, tuple(sorted(problems))


def _read(folder: _Folder) -> Catalog | None:
    languages = folder.entries("languages.yml", Language)
    groups = folder.entries("groups.yml", Group)
    phones = folder.entries("phones.yml", Phone)
    dangers = folder.entries("danger.yml", DangerKind)
    german_terms = folder.whole("german_terms.yml", GermanTerms)
    topics: dict[str, Topic] = {}
    group_of: dict[str, str] = {}
    _unknown_folders(folder, languages)
    for group in groups:
        name = f"topics/{group}.yml"
        topics |= folder.entries(name, Topic)
        for topic in mapping(folder.documents[name])[0]:
            if topic in group_of:
                where = f"topics/{group_of[topic]}.yml"
                problem = folder.documents[name].problem((topic,), f"stands also in {where}.", "Keep one of the two.")
                folder.problems.append(problem)
            group_of[topic] = group
    _unknown_files(folder, "topics", groups)
    atlas = _atlas(folder)
    texts = {code: texts for code in languages if (texts := _language_texts(folder, code, groups, topics, group_of))}
    if set(texts) != set(languages) or SOURCE_LANGUAGE not in texts or german_terms is None or atlas is None:
        return None
    return Catalog(languages, groups, phones, topics, group_of, dangers, texts, german_terms, atlas)


def load_atlas(content_dir: Path) -> Atlas:
    """The places alone, without the rules between files.

    Raises: ContentError: a file has a fault.
    """
    folder = _Folder(content_dir, str(content_dir))
    atlas = _atlas(folder)
    if folder.problems or atlas is None:
        raise ContentError(folder.problems)
    return atlas


def _atlas(folder: _Folder) -> Atlas | None:
    state = folder.whole("state.yml", State)
    names = folder.whole("place_names.yml", PlaceNames)
    outside = folder.whole("outside.yml", Outsides)
    areas = {name: folder.whole(f"areas/{name}.yml", Area) for name in folder.names("areas")}
    if state is None or names is None or outside is None:
        return None
    return Atlas({name: area for name, area in areas.items() if area is not None}, outside.towns, state, names)


def _language_texts(
    folder: _Folder,
    code: str,
    groups: Mapping[str, Group],
    known: Mapping[str, Topic],
    group_of: Mapping[str, str],
) -> LanguageTexts | None:
    if code == SOURCE_LANGUAGE:
        empty = "Write the German text; the other languages are made from it."
    else:
        empty = f"Write the text in {code}, or delete the topic to show the German one."
    topics: dict[str, TopicText] = {}
    for group in groups:
        name = f"{code}/{group}.yml"
        if not (folder.root / name).exists() and code != SOURCE_LANGUAGE:
            continue
        for topic, text in folder.entries(name, TopicText, empty_mend=empty).items():
            _belongs(folder, name, topic, group, group_of)
            topics[topic] = text
    _unknown_files(folder, code, {*groups, *NOT_TOPIC_FILES})
    interface = folder.whole(f"{code}/interface.yml", Interface)
    dangers = folder.entries(f"{code}/safety.yml", DangerText)
    phones = {} if code == SOURCE_LANGUAGE else _phone_names(folder, f"{code}/phones.yml")
    has_lock = (folder.root / code / "lock.yml").exists()
    locks = folder.entries(f"{code}/lock.yml", LockEntry) if has_lock else {}
    if interface is None:
        return None
    ordered = {topic: topics[topic] for topic in group_of if topic in topics and topic in known}
    return LanguageTexts(interface, ordered, dangers, phones, locks)


def _phone_names(folder: _Folder, name: str) -> dict[str, str]:
    document = folder.read(name)
    names, problems = mapping(document)
    for phone, text in names.items():
        if not isinstance(text, str) or not text.strip():
            problems.append(document.problem((phone,), "is no text.", "Write what this number is."))
    folder.problems += problems
    return {phone: text for phone, text in names.items() if isinstance(text, str) and text.strip()}


def _belongs(folder: _Folder, name: str, topic: str, group: str, group_of: Mapping[str, str]) -> None:
    if group_of.get(topic) == group:
        return
    mend = f"Move it to {group_of[topic]}.yml." if topic in group_of else f"Add it to topics/{group}.yml first."
    folder.problems.append(folder.documents[name].problem((topic,), "is no topic of this group.", mend))


def _unknown_files(folder: _Folder, below: str, known: Iterable[str]) -> None:
    for stem in folder.names(below):
        if stem not in set(known):
            file = f"{folder.shown_as}/{below}/{stem}.yml"
            mend = "Name it after a group of groups.yml, or delete it."
            folder.problems.append(Problem(file, 1, "", "is read by nobody.", mend))


def _unknown_folders(folder: _Folder, languages: Mapping[str, Language]) -> None:
    for path in sorted(folder.root.iterdir()):
        if path.is_dir() and path.name not in {*languages, "topics", "areas"}:
            mend = "Add the language to languages.yml, or delete the folder."
            folder.problems.append(Problem(f"{folder.shown_as}/{path.name}", 1, "", "is no language.", mend))
