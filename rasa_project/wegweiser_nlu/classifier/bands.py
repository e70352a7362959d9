"""From which confidence on the bot answers, and from which it at least suggests.

The rule, applied to held-out predictions at every training:

- ``answer`` is the smallest confidence at which at most 12 % of all in-scope questions are confidently wrong (another
  topic than theirs comes first with at least that confidence; ``out_of_scope`` coming first is a refusal, no wrong
  answer) and at most 15 % of the out-of-scope questions are answered by a topic. Both bounds look generous because a
  held-out training question is harder than a newcomer's: writers were asked never to say the same twice, so a fold
  lacks whole sub-topics. On questions written apart from the training set about a third of these shares is left.
- ``suggest`` is the largest confidence at which at least 95 % of the in-scope questions are answered or suggested
  rightly (confidence reached, own topic among the best three). Where that cannot be reached, because the best
  three hold the own topic too seldom, it is the largest confidence that refuses at most 4 % of the in-scope questions.

``suggest`` is never above ``answer``.
"""

from dataclasses import dataclass

import numpy as np

MOST_WRONG = 0.12
MOST_OUT_OF_SCOPE_ANSWERED = 0.15
LEAST_HELPED = 0.95
MOST_REFUSED = 0.04


@dataclass(frozen=True)
class Predictions:
    """Held-out predictions, one entry a question in each array.

    confidence: probability of the best topic.  right: the best topic is the question's own.
    in_best_three: its own topic is among the best three.  out_of_scope: the question belongs to no topic.
    refused: ``out_of_scope`` came first.
    """

    confidence: np.ndarray
    right: np.ndarray
    in_best_three: np.ndarray
    out_of_scope: np.ndarray
    refused: np.ndarray


def find_bands(held_out: Predictions) -> dict[str, float]:
    """``{"answer": …, "suggest": …}``, both from 0 to 1, rounded up and down to four digits."""
    answer = _answer_from(held_out)
    suggest = min(_suggest_from(held_out), answer)
    return {"answer": float(np.ceil(answer * 1e4) / 1e4), "suggest": float(np.floor(suggest * 1e4) / 1e4)}


def _answer_from(held_out: Predictions) -> float:
    in_scope = ~held_out.out_of_scope
    wrong = np.sort(held_out.confidence[in_scope & ~held_out.right & ~held_out.refused])
    answered = np.sort(held_out.confidence[held_out.out_of_scope & ~held_out.refused])
    return max(
        _just_above(wrong, int(MOST_WRONG * in_scope.sum())),
        _just_above(answered, int(MOST_OUT_OF_SCOPE_ANSWERED * held_out.out_of_scope.sum())),
    )


def _just_above(ascending: np.ndarray, allowed: int) -> float:
    """The smallest confidence that at most ``allowed`` of the values reach."""
    return 0.0 if len(ascending) <= allowed else float(np.nextafter(ascending[len(ascending) - allowed - 1], 2))


def _suggest_from(held_out: Predictions) -> float:
    in_scope = ~held_out.out_of_scope
    helped = np.sort(held_out.confidence[in_scope & held_out.in_best_three])
    needed = int(np.ceil(LEAST_HELPED * in_scope.sum()))
    if 0 < needed <= len(helped):
        return float(helped[len(helped) - needed])
    confidence = np.sort(held_out.confidence[in_scope])
    return float(confidence[int(MOST_REFUSED * len(confidence))]) if len(confidence) else 0.0
