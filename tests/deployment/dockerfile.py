"""Just enough of the Dockerfile and .dockerignore languages for the tests: instructions, stages, copies, patterns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Instruction:
    """One instruction: its ``name`` in capitals, its ``--flags`` by name, the rest of the line as ``value``."""

    name: str
    flags: dict[str, str]
    value: str


@dataclass(frozen=True)
class Stage:
    """One ``FROM`` and what follows it."""

    image: str
    name: str
    instructions: tuple[Instruction, ...]

    def all(self, name: str) -> tuple[Instruction, ...]:
        """Its instructions of this name, in order."""
        return tuple(instruction for instruction in self.instructions if instruction.name == name)


def stages(dockerfile: Path) -> tuple[Stage, ...]:
    """The stages of a Dockerfile, in order.

    Raises: ValueError: something stands before the first ``FROM``.
    """
    found: list[tuple[str, str, list[Instruction]]] = []
    for instruction in _instructions(dockerfile.read_text(encoding="utf-8")):
        if instruction.name == "FROM":
            image, _, name = re.split(r"\s+(as)\s+", f"{instruction.value} AS ", maxsplit=1, flags=re.IGNORECASE)
            found.append((image, name.split()[0] if name.split() else "", []))
        elif not found:
            raise ValueError(f"{instruction.name} stands before the first FROM.")
        else:
            found[-1][2].append(instruction)
    return tuple(Stage(image, name, tuple(instructions)) for image, name, instructions in found)


def _instructions(text: str) -> list[Instruction]:
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [_instruction(line) for line in joined.splitlines()]


def _instruction(line: str) -> Instruction:
    name, _, rest = line.strip().partition(" ")
    flags: dict[str, str] = {}
    while match := re.match(r"\s*--([a-z-]+)=(\S+)\s+", rest):
        flags[match[1]] = match[2]
        rest = rest[match.end() :]
    return Instruction(name.upper(), flags, rest.strip())


def context_has(path: str, patterns: list[str]) -> bool:
    """Whether ``path`` reaches the build under the lines of a .dockerignore: the last that matches it wins."""
    excluded = False
    for pattern in patterns:
        if _matches(path, pattern.removeprefix("!").strip("/")):
            excluded = not pattern.startswith("!")
    return not excluded


def _matches(path: str, pattern: str) -> bool:
    regex = re.escape(pattern).replace(r"\*\*/", "(?:.*/)?").replace(r"\*", "[^/]*")
    return re.fullmatch(f"{regex}(?:/.*)?", path) is not None
