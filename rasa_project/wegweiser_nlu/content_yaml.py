"""YAML of the content folder as text scalars with line numbers; faults are collected, not raised one by one."""

from dataclasses import dataclass, field
from pathlib import Path

import yaml
from yaml.reader import Reader

# The C parser reads the twelve languages in well under a second, the Python one takes ten times as long.
# Base loaders leave every scalar the text it is: `no` stays "no", `12:30` stays "12:30".
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

Entries = dict[str, tuple[yaml.ScalarNode, yaml.Node]]


class ContentError(Exception):
    """The content cannot be trained on; the text has one ``file:line: fault`` a line, each with its mend."""


@dataclass
class ContentFile:
    """One YAML file below the content folder and the faults found in it so far."""

    path: Path
    shown_as: str
    problems: list[str] = field(default_factory=list)

    def root(self) -> yaml.Node | None:
        """The document's top node; None when the file is empty or cannot be read (then a problem is noted)."""
        try:
            text = self.path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            line = self.path.read_bytes()[: error.start].count(b"\n") + 1
            self._note(line, "is not UTF-8. Save the file as UTF-8.")
            return None
        except OSError as error:
            self._note(1, f"cannot be read ({error.strerror}). Put the file there and make it readable.")
            return None
        if invisible := Reader.NON_PRINTABLE.search(text):
            line = text[: invisible.start()].count("\n") + 1
            self._note(line, f"holds the invisible character {invisible.group()!a}. Delete it.")
            return None
        try:
            return yaml.compose(text, Loader=_LOADER)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            self._note(
                mark.line + 1 if mark else 1, f"is not valid YAML ({error.problem}). Mend this line or the one above."
            )
        return None

    def mapping(self, node: yaml.Node | None, what: str) -> Entries:
        """The entries of a mapping node by key; a key that stands twice and anything but a mapping is a problem."""
        if node is None:
            return {}
        if not isinstance(node, yaml.MappingNode):
            self.fault(node, f"{what} is not a mapping. Write `key: value` lines.")
            return {}
        entries: Entries = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self.fault(key, f"{what} has a key that is not plain text. Write a plain word before the colon.")
            elif key.value in entries:
                first = entries[key.value][0].start_mark.line + 1
                self.fault(key, f"{key.value} stands twice (first in line {first}). Merge the two or delete one.")
            else:
                entries[key.value] = (key, value)
        return entries

    def fault(self, node: yaml.Node, text: str) -> None:
        """Note a fault at the line of ``node``."""
        self._note(node.start_mark.line + 1, text)

    def _note(self, line: int, text: str) -> None:
        self.problems.append(f"{self.shown_as}:{line}: {text}")
