"""YAML files as plain values that remember their lines.

Scalars stay text (``no``, ``12:30`` and ``0123`` are no booleans, minutes or octals) and a repeated key
is a fault instead of a silent winner.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.errors import Problem

# Knows no types at all; the one in C is ten times as fast where PyYAML was built with it.
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

Value = str | list[Any] | dict[str, Any]
KeyPath = tuple[str | int, ...]


@dataclass(frozen=True)
class Document:
    """One YAML file: its value and, for each key path, the line (from 1) where it stands."""

    file: str
    value: Value
    lines: dict[KeyPath, int] = field(repr=False)

    def line(self, path: KeyPath) -> int:
        """Line of ``path`` or, where that is missing, of the nearest key above it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, path: KeyPath, fault: str, mend: str, **options: Any) -> Problem:
        """A Problem at ``path`` of this file."""
        return Problem(self.file, self.line(path), dotted(path), fault, mend, **options)


def dotted(path: KeyPath) -> str:
    """``("housing", "questions", 2)`` as ``housing.questions.3``: editors count from one."""
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in path)


def read(path: Path, shown_as: str) -> tuple[Document, list[Problem]]:
    """The file at ``path`` and everything that is wrong with its form.

    Args:
        shown_as: the file's name in problems.
    Returns: the document (an empty mapping if the file cannot be read as YAML) and its problems.
    """
    empty = Document(shown_as, {}, {})
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        return empty, [Problem(shown_as, line, "", "is not UTF-8.", "Save the file as UTF-8.")]
    except OSError as error:
        return empty, [Problem(shown_as, 1, "", f"cannot be read ({error.strerror}).", "Put the file back.")]
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        return empty, [_syntax_problem(error, shown_as, text)]
    if node is None:
        return empty, []
    problems: list[Problem] = []
    lines: dict[KeyPath, int] = {}
    try:
        value = _construct(node, (), shown_as, lines, problems)
    except RecursionError:
        fault = "holds something that contains itself (& and *)."
        return empty, [Problem(shown_as, 1, "", fault, "Write the text out instead of referring to it.")]
    return Document(shown_as, value, lines), problems


def _syntax_problem(error: yaml.YAMLError, file: str, text: str) -> Problem:
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark else 1
    rows = text.splitlines()
    row = rows[line - 1] if line <= len(rows) else ""
    indent = row[: len(row) - len(row.lstrip())]
    if "\t" in indent:
        return Problem(file, line, "", "has a tab.", "Use two spaces for each step to the right.")
    reason = getattr(error, "problem", None) or "cannot be read as YAML"
    return Problem(
        file,
        line,
        "",
        f"is broken YAML ({reason}).",
        'Look at this line and the one above: indentation, a missing ":" or a text that needs quotes.',
    )


def _construct(node: yaml.Node, path: KeyPath, file: str, lines: dict[KeyPath, int], problems: list[Problem]) -> Value:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    if isinstance(node, yaml.SequenceNode):
        return [_construct(child, (*path, index), file, lines, problems) for index, child in enumerate(node.value)]
    mapping: dict[str, Value] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        key_path = (*path, key)
        line = key_node.start_mark.line + 1
        if key in mapping:
            first = lines[key_path]
            problems.append(
                Problem(
                    file,
                    line,
                    dotted(key_path),
                    f"stands here a second time (first in line {first}).",
                    "Keep one of the two.",
                )
            )
            continue
        lines[key_path] = line
        mapping[key] = _construct(value_node, key_path, file, lines, problems)
    return mapping
