"""Digests of the source files that shape a model."""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from .folding import NORMALIZE_FILE

_PACKAGE = Path(__file__).resolve().parent


def component_sources() -> list[Path]:
    """Every Python file of this package, and the folding that is shared with the bot."""
    return [*sorted(_PACKAGE.rglob("*.py")), NORMALIZE_FILE]


def digest_of_files(paths: Iterable[Path]) -> str:
    """A hex digest over the contents of ``paths`` in the given order."""
    digest = sha256()
    for path in paths:
        digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()
