"""How many unseen sentences about danger raise a card, and how many harmless ones do by mistake.

Run by ``make bench ONLY=safety``; writes docs/safety.md and docs/safety.json.
"""

from __future__ import annotations

import json
import math
import statistics
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import yaml

from bot import app
from bot.content.catalog import Catalog
from bot.content.loader import load
from bot.understanding.safety import DangerMatcher

ROOT = Path(__file__).parent.parent
SENTENCES = ROOT / "tests" / "quality" / "danger"
DOCS = ROOT / "docs"
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
    share = 1 - sum(its.missed for its in measured.values()) / count
    square = _95_PERCENT**2
    middle = (share + square / (2 * count)) / (1 + square / count)
    half = _95_PERCENT * math.sqrt(share * (1 - share) / count + square / (4 * count**2)) / (1 + square / count)
    return share, middle - half, middle + half


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
        cells = [language, its.danger, its.missed, f"{100 * its.recall:.1f} %", its.harmless, its.false_alarms]
        rows.append("| " + " | ".join(map(str, cells)) + " |")
    share, low, high = pooled(measured)
    worst = min(measured, key=lambda language: measured[language].recall)
    rows += ["", f"Pooled recall {100 * share:.1f} % (95 %: {100 * low:.1f} to {100 * high:.1f} %). "
             f"Worst language: **{worst}**, {100 * measured[worst].recall:.1f} %."]  # fmt: skip
    return "\n".join(rows)


def main() -> None:
    """Measure, print, and write the page."""
    catalog, _ = load(app.ROOT / "content")
    measured = measure(catalog)
    (DOCS / "safety.md").write_text(PAGE.format(table=table(measured)), encoding="utf-8")
    facts = {language: asdict(its) for language, its in measured.items()}
    (DOCS / "safety.json").write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
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
