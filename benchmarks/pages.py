"""What all measurements write: a page to read and the same figures as data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parent.parent / "docs"


def share(value: float) -> str:
    """A share from 0 to 1 in per cent."""
    return f"{100 * value:.1f} %"


def write(name: str, page: str, facts: dict[str, Any]) -> None:
    """``docs/<name>.md`` and ``docs/<name>.json``."""
    (DOCS / f"{name}.md").write_text(page, encoding="utf-8")
    (DOCS / f"{name}.json").write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
