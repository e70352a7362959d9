"""The training questions of the content folder, read without Rasa."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

from .content_yaml import ContentError, ContentFile
from .folding import questions_digest

OUT_OF_SCOPE = "out_of_scope"

_REPOSITORY = Path(__file__).resolve().parents[2]


class Question(NamedTuple):
    """One training question: language code, topic id (the intent), the text as it stands in the file."""

    language: str
    topic: str
    text: str


def content_directory() -> Path:
    """The content folder: CONTENT_DIR, or ``content`` beside this project."""
    return Path(os.environ.get("CONTENT_DIR") or _REPOSITORY / "content")


def read_questions(content: Path) -> list[Question]:
    """All questions in a stable order: languages as listed, groups by name, topics and questions as written.

    Args:
        content: the folder with ``languages.yml``, ``topics/<group>.yml`` and ``<language>/<group>.yml``.
    Raises: ContentError: a file is broken, or there is nothing to learn from.
    """
    problems: list[str] = []
    languages = list(_entries(content, "languages.yml", problems))
    groups = sorted(path.stem for path in (content / "topics").glob("*.yml"))
    topics = {group: set(_entries(content, f"topics/{group}.yml", problems)) for group in groups}
    questions = [
        question
        for language in languages
        for group in groups
        if (content / language / f"{group}.yml").exists()
        for question in _questions_of_file(content, language, group, topics[group], problems)
    ]
    if problems:
        raise ContentError("\n".join(problems))
    if len({question.topic for question in questions}) < 2:
        raise ContentError(
            f"{content}: holds questions for fewer than two topics. "
            f"Write `questions:` in {content.name}/<language>/<group>.yml, or set CONTENT_DIR to the content folder."
        )
    return questions


def digest_of(questions: list[Question]) -> str:
    """The digest that the bot computes over the same questions."""
    return questions_digest((question.language, question.topic, question.text) for question in questions)


def _entries(content: Path, name: str, problems: list[str]) -> dict[str, tuple[yaml.ScalarNode, yaml.Node]]:
    file = ContentFile(content / name, f"{content.name}/{name}", problems)
    return file.mapping(file.root(), "the file")


def _questions_of_file(
    content: Path, language: str, group: str, topics: set[str], problems: list[str]
) -> Iterator[Question]:
    name = f"{language}/{group}.yml"
    file = ContentFile(content / name, f"{content.name}/{name}", problems)
    for topic, (key, node) in file.mapping(file.root(), "the file").items():
        if topic not in topics:
            file.fault(key, f"{topic} is no topic of topics/{group}.yml. Correct the id or move the text to its group.")
            continue
        fields = file.mapping(node, topic)
        if "questions" in fields:
            for text in texts(file, topic, fields["questions"][1]):
                yield Question(language, topic, text)


def texts(file: ContentFile, topic: str, node: yaml.Node) -> Iterator[str]:
    """The plain strings of a list node; all else in it is noted as a problem of ``file``."""
    if not isinstance(node, yaml.SequenceNode):
        file.fault(node, f"{topic}.questions is not a list. Write one `- question` a line.")
        return
    seen: set[str] = set()
    for item in node.value:
        if not isinstance(item, yaml.ScalarNode):
            file.fault(item, f"{topic}.questions has an entry that is not plain text. Put the question into quotes.")
        elif not item.value.strip():
            file.fault(item, f"{topic}.questions has an empty entry. Delete the line.")
        elif item.value in seen:
            # Rasa drops exact repeats in silence, and the model would no longer match the content's digest.
            file.fault(item, f"{topic}.questions has the same question twice. Delete this one.")
        else:
            seen.add(item.value)
            yield item.value
