"""The held-out test questions: written apart from the training questions, never trained on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent.parent / "tests" / "quality" / "questions"


@dataclass(frozen=True)
class TestQuestions:
    """Of one language: (topic, text) of what is in scope, and texts that no topic covers."""

    __test__ = False  # not a class of tests, whatever its name

    in_scope: tuple[tuple[str, str], ...]
    out_of_scope: tuple[str, ...]


def languages() -> list[str]:
    """The languages that have test questions."""
    return sorted(path.stem for path in FOLDER.glob("*.yml"))


def read(language: str) -> TestQuestions:
    """The test questions of one language."""
    document = yaml.load((FOLDER / f"{language}.yml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    in_scope = tuple((topic, text) for topic, texts in document["questions"].items() for text in texts)
    return TestQuestions(in_scope, tuple(document["out_of_scope"]))
