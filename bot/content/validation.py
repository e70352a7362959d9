"""From plain YAML values to models, with pydantic's complaints told as file, line, fault and mend."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from bot.content.reader import Document, KeyPath
from bot.errors import Problem

Model = TypeVar("Model", bound=BaseModel)


def _kind(value: object) -> str:
    if isinstance(value, str):
        return "a text"
    return "a list" if isinstance(value, list) else "a mapping (key: value)"


_WANTED = {
    "string_type": "a text",
    "tuple_type": 'a list (lines that start with "- ", or [a, b])',
    "dict_type": "a mapping (key: value)",
    "model_type": "a mapping (key: value)",
    "model_attributes_type": "a mapping (key: value)",
}


def validate(
    model: type[Model], document: Document, path: KeyPath = (), *, empty_mend: str = ""
) -> tuple[Model | None, list[Problem]]:
    """The value at ``path`` of ``document`` as a ``model``; None together with what is wrong with it.

    Args:
        empty_mend: how to mend an empty text, where deleting it is a choice.
    """
    value = _at(document.value, path)
    try:
        return model.model_validate(value), []
    except ValidationError as error:
        return None, [_problem(document, path, model, detail, empty_mend) for detail in error.errors()]


def mapping(document: Document) -> tuple[Mapping[str, Any], list[Problem]]:
    """The document's value if it is a mapping, else an empty one and a problem."""
    if isinstance(document.value, dict):
        return document.value, []
    return {}, [document.problem((), f"holds {_kind(document.value)}.", "Write a mapping: id, colon, its keys.")]


def _at(value: Any, path: KeyPath) -> Any:
    for step in path:
        value = value[step]
    return value


def _problem(document: Document, path: KeyPath, model: type[BaseModel], detail: Any, empty_mend: str) -> Problem:
    location: KeyPath = (*path, *(step for step in detail["loc"] if step != "[key]"))
    fault, mend = _fault_and_mend(detail, model, empty_mend)
    return document.problem(location, fault, mend)


def _fault_and_mend(detail: Any, model: type[BaseModel], empty_mend: str) -> tuple[str, str]:
    kind, given, context = detail["type"], detail["input"], detail.get("ctx", {})
    key = str(detail["loc"][-1]) if detail["loc"] else ""
    if kind == "missing":
        return "is missing.", f'Add the line "{key}: …".'
    if kind == "extra_forbidden":
        return "is a key that nobody reads.", _nearest_key(key, model, detail["loc"])
    if kind == "string_too_long":
        length, limit = len(given.strip()), context["max_length"]
        shorten = 'Shorten it or move the rest to "more".' if key == "answer" else "Shorten it."
        return f"has {length} characters, at most {limit} fit.", shorten
    if kind == "string_too_short":
        return "is empty.", empty_mend or "Write the text."
    if kind in ("enum", "literal_error"):
        return f'is "{given}".', f"Write one of {context['expected']}."
    if kind in ("bool_parsing", "bool_type"):
        return f'is "{given}".', "Write true or false."
    if kind == "value_error":
        fault, _, mend = str(context["error"]).partition(". ")
        return f"{fault}.", mend
    if kind in _WANTED:
        return f"is {_kind(given)}.", f"Write {_WANTED[kind]}."
    return f"is wrong ({detail['msg']}).", "Compare it with the other entries of this file."


def _nearest_key(key: str, model: type[BaseModel], location: tuple[Any, ...]) -> str:
    known = list(model.model_fields) if len(location) == 1 else []
    near = difflib.get_close_matches(key, known, n=1)
    if near:
        return f'Did you mean "{near[0]}"?'
    return f"Delete it; known keys: {', '.join(known)}." if known else "Delete it."
