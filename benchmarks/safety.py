"""How many unseen sentences about danger raise a card, and how many harmless ones do by mistake.

Run by ``make bench ONLY=safety``; writes docs/safety.md and docs/safety.json.
"""

from __future__ import annotations

import math
import statistics
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import yaml

from benchmarks.pages import share, write
from bot import app
from bot.content.catalog import Catalog
from bot.content.loader import load
from bot.understanding.safety import DangerMatcher

ROOT = Path(__file__).parent.parent
SENTENCES = ROOT / "tests" / "quality" / "danger"
HARMLESS = "harmless"
_95_PERCENT = 1.96


@dataclass(frozen=True)
class Alarms:
    """Sentences of one language: those in danger that raise no card, harmless ones that do."""

    danger: int
    missed: int
    harmless: int
    false_alarms: int

    @property
    def recall(self) -> float:
        return 1 - self.missed / self.danger


def measure(catalog: Catalog) -> dict[str, Alarms]:
    """The alarms of every language of the content."""
    matcher = DangerMatcher(catalog)
    measured = {}
    for language in catalog.languages:
        kinds = yaml.safe_load((SENTENCES / f"{language}.yml").read_text(encoding="utf-8"))
        harmless = kinds.pop(HARMLESS)
        danger = [sentence for sentences in kinds.values() for sentence in sentences]
        measured[language] = Alarms(
            len(danger),
            sum(matcher.match(sentence) is None for sentence in danger),
            len(harmless),
            sum(matcher.match(sentence) is not None for sentence in harmless),
        )
    return measured


def pooled(measured: dict[str, Alarms]) -> tuple[float, float, float]:
    """Recall over all languages with its 95 % interval (Wilson)."""
    count = sum(its.danger for its in measured.values())
    recall = 1 - sum(its.missed for its in measured.values()) / count
    square = _95_PERCENT**2
    middle = (recall + square / (2 * count)) / (1 + square / count)
    half = _95_PERCENT * math.sqrt(recall * (1 - recall) / count + square / (4 * count**2)) / (1 + square / count)
    return recall, middle - half, middle + half


def median_us(catalog: Catalog) -> float:
    """Microseconds a message takes, over training questions of all languages."""
    matcher = DangerMatcher(catalog)
    took = []
    for _, _, question in list(catalog.questions())[::20]:
        begun = time.perf_counter()
        matcher.match(question)
        took.append(1e6 * (time.perf_counter() - begun))
    return statistics.median(took)


def table(measured: dict[str, Alarms]) -> str:
    """A Markdown table, the pooled recall and the worst language."""
    rows = ["| language | in danger | no card | recall | harmless | false alarms |", "|---|---:|---:|---:|---:|---:|"]
    for language, its in measured.items():
        cells = [language, its.danger, its.missed, share(its.recall), its.harmless, its.false_alarms]
        rows.append("| " + " | ".join(map(str, cells)) + " |")
    recall, low, high = pooled(measured)
    worst = min(measured, key=lambda language: measured[language].recall)
    rows += ["", f"Pooled recall {share(recall)} (95 %: {100 * low:.1f} to {100 * high:.1f} %). "
             f"Worst language: **{worst}**, {share(measured[worst].recall)}."]  # fmt: skip
    return "\n".join(rows)


def main() -> None:
    """Measure, print, and write the page."""
    catalog, _ = load(app.ROOT / "content")
    measured = measure(catalog)
    facts = {language: asdict(its) for language, its in measured.items()}
    write("safety", PAGE.format(table=table(measured)), facts)
    print(table(measured))
    print(f"\nOn this machine: {median_us(catalog):.0f} µs a message (median).")


PAGE = """# Danger words

Written by `make bench ONLY=safety`; the same figures as data in `safety.json`.

{table}

These are the fixed phrases alone, without the model. **They are not good enough yet**: the aim is at most one miss and
one false alarm a language. Where a phrase misses, the model usually still finds the topic (domestic violence, crisis,
emergency …), whose answer names the same numbers, or offers it with the emergency button; while the model is down, it
does not.

- **Sentences** are in `tests/quality/danger/`, written by others than the phrases and never shown to their writers;
  harmless ones are deliberately close to danger ("this queue is killing me"). All are machine-written.
- Languages whose phrases are cores with gaps and alternatives catch far more than those with whole sentences only; the
  latter have to be rewritten in the same way.
"""
