"""The errors of the bot.

    WegweiserError                 anything we tell in one sentence instead of a traceback
    ├── ContentError               content files with problems, all of them at once
    ├── SettingsError              a setting that is missing or wrong
    ├── StoreError                 the store cannot be read or written
    └── NluError                   Rasa does not answer, or not as expected
        └── NluStartError          the bot could not start its own Rasa

Errors of libraries stop at the folder that uses the library and leave it as one of these.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


class WegweiserError(Exception):
    """Something that is told to the person at the keyboard in plain sentences."""


class SettingsError(WegweiserError):
    """A setting is missing or wrong; the text says which, why and how to mend it."""


class StoreError(WegweiserError):
    """The store could not be read or written."""


class NluError(WegweiserError):
    """The NLU gave no usable answer in time."""


class NluStartError(NluError):
    """The bot's own Rasa did not start."""


@dataclass(frozen=True, order=True)
class Problem:
    """One fault in a content file and how to mend it.

    ``file`` is the path below the working folder, ``line`` starts at 1, ``key`` is dotted.
    A ``notice`` is told but does not make the content unusable.
    """

    file: str
    line: int
    key: str
    fault: str
    mend: str
    severity: Literal["error", "notice"] = "error"

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}: " + (f"{self.key}: " if self.key else "")
        return f"{where}{self.fault} {self.mend}"


class ContentError(WegweiserError):
    """The content cannot be used; ``problems`` lists every fault, sorted by file and line."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))
