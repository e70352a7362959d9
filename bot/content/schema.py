"""JSON Schemas of the content files, from the same models that load them: for autocompletion in editors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from bot.content.areas import Area, Outsides, PlaceNames, State
from bot.content.interface_texts import Interface
from bot.content.models import DangerText, Group, Language, LockEntry, Phone, Topic, TopicText

FILES: dict[str, Any] = {
    "languages": dict[str, Language],
    "groups": dict[str, Group],
    "phones": dict[str, Phone],
    "topics": dict[str, Topic],
    "texts": dict[str, TopicText],
    "safety": dict[str, DangerText],
    "lock": dict[str, LockEntry],
    "interface": Interface,
    "area": Area,
    "state": State,
    "outside": Outsides,
    "place_names": PlaceNames,
}


def write_schemas(folder: Path) -> list[Path]:
    """One ``<kind>.schema.json`` for each kind of content file; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, model in FILES.items():
        schema = TypeAdapter(model).json_schema()
        path = folder / f"{name}.schema.json"
        path.write_text(json.dumps(schema, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        written.append(path)
    return written
