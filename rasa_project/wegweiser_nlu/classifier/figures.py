"""What cross-validation measured, as plain numbers that are kept with the model."""

from typing import Any

import numpy as np

from .bands import Predictions


def figures(held_out: Predictions, languages: list[str], bands: dict[str, float], folds: int) -> dict[str, Any]:
    """Shares from 0 to 1 of the held-out questions, overall and per language.

    In-scope questions: ``accuracy`` (own topic first), ``top_three``, ``answered`` (confidence of an answer, by a
    topic), ``wrong`` (so answered by another topic), ``refused`` (below ``suggest``, or told to be out of scope with
    the confidence of an answer). Questions of no topic: ``out_of_scope_answered``.
    """
    language_of = np.array(languages)
    return {
        "folds": folds,
        **_shares(held_out, np.ones(len(languages), dtype=bool), bands),
        "languages": {
            language: _shares(held_out, language_of == language, bands) for language in dict.fromkeys(languages)
        },
    }


def _shares(held_out: Predictions, chosen: np.ndarray, bands: dict[str, float]) -> dict[str, Any]:
    in_scope = chosen & ~held_out.out_of_scope
    outside = chosen & held_out.out_of_scope
    sure = held_out.confidence >= bands["answer"]
    answered = sure & ~held_out.refused
    refused = (held_out.confidence < bands["suggest"]) | (sure & held_out.refused)
    return {
        "questions": int(in_scope.sum()),
        "accuracy": _share(held_out.right, in_scope),
        "top_three": _share(held_out.in_best_three, in_scope),
        "answered": _share(answered, in_scope),
        "wrong": _share(answered & ~held_out.right, in_scope),
        "refused": _share(refused, in_scope),
        "out_of_scope_questions": int(outside.sum()),
        "out_of_scope_answered": _share(answered, outside),
    }


def _share(hits: np.ndarray, among: np.ndarray) -> float | None:
    return round(float(hits[among].mean()), 4) if among.any() else None
