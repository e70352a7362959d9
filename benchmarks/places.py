"""How well towns are found, and how fast: every written form, messages, misspellings.

Run by ``make bench ONLY=places``; writes docs/places.md and docs/places.json.
"""

from __future__ import annotations

import random
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import yaml

from benchmarks.pages import share, write
from bot import app
from bot.content.catalog import Catalog
from bot.content.loader import load, load_atlas
from bot.dialogue.reading import PlaceGuess
from bot.understanding.places import PlaceFinder

ROOT = Path(__file__).parent.parent
MESSAGES = ROOT / "tests" / "quality" / "places"
EDITED_FROM = 6
_WITHOUT_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})


@dataclass(frozen=True)
class Forms:
    """Written forms of municipalities: how many, and the share whose municipality comes first."""

    forms: int
    first: float


@dataclass(frozen=True)
class Messages:
    """Messages of one language. ``right``: the town, the towns to ask about, outside, or nothing, as it should be.

    ``false_finds``: a town where there is none, another one, or one of ours for one elsewhere.
    ``doubtful``: the right town, but only if the message asks for a place.
    """

    messages: int
    right: float
    false_finds: float
    doubtful: float


@dataclass(frozen=True)
class Speed:
    """Milliseconds a message, and seconds to load the areas and to build the finder from loaded content."""

    median_ms: float
    p99_ms: float
    areas_s: float
    build_s: float


def written_forms(catalog: Catalog) -> Iterator[tuple[str, str, str]]:
    """(kind of form or language, form, AGS) of every municipality."""
    for municipality in catalog.atlas.municipalities():
        yield "official", municipality.name, municipality.ags
        yield "without umlauts", municipality.name.translate(_WITHOUT_UMLAUTS), municipality.ags
        for language, names in municipality.names.items():
            for name in names:
                yield language, name, municipality.ags


def forms(catalog: Catalog, finder: PlaceFinder) -> dict[str, Forms]:
    """Top-1 over municipality x written form, by language."""
    seen: dict[str, list[bool]] = defaultdict(list)
    for kind, form, ags in written_forms(catalog):
        towns = finder.find(form).towns
        # Names that two towns bear are asked about: both are offered.
        own = [town.key == ags for town in towns]
        seen[kind].append(own[:1] == [True] or (any(own) and form in catalog.atlas.names.shared))
    return {kind: Forms(len(hits), sum(hits) / len(hits)) for kind, hits in seen.items()}


def edited_names(catalog: Catalog) -> Iterator[tuple[str, str]]:
    """(name with one edit, AGS): each kind of edit once for every name of six or more letters."""
    chance = random.Random(5)
    letters = "abcdefghijklmnoprstuvwz"
    for municipality in catalog.atlas.municipalities():
        name = municipality.plain_name
        if len(name) < EDITED_FROM:
            continue
        at = chance.randrange(1, len(name) - 1)
        letter = chance.choice(letters)
        yield name[:at] + letter + name[at:], municipality.ags
        yield name[:at] + name[at + 1 :], municipality.ags
        yield name[:at] + letter + name[at + 1 :], municipality.ags
        yield name[:at] + name[at + 1] + name[at] + name[at + 2 :], municipality.ags


def edits(catalog: Catalog, finder: PlaceFinder) -> Forms:
    """Misspelt names whose municipality is among the candidates."""
    hits = [any(town.key == ags for town in finder.find(name).towns) for name, ags in edited_names(catalog)]
    return Forms(len(hits), sum(hits) / len(hits))


def messages(catalog: Catalog, finder: PlaceFinder) -> dict[str, Messages]:
    """What is found in the held-out messages of each language."""
    measured = {}
    for path in sorted(MESSAGES.glob("*.yml")):
        rows = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        verdicts = [_verdict(row, finder.find(row["text"], path.stem), catalog) for row in rows]
        count = len(verdicts)
        measured[path.stem] = Messages(
            count,
            verdicts.count("right") / count,
            verdicts.count("false") / count,
            verdicts.count("doubtful") / count,
        )
    return measured


def _verdict(row: dict[str, object], guess: PlaceGuess, catalog: Catalog) -> str:
    names = [town.name for key in guess.towns if (town := catalog.atlas.town(key.key)) is not None]
    if "town" in row:
        # A message that names only the district means it, not its capital.
        if names in ([row["town"]], [f"Kreis {row['town']}"]):
            return "doubtful" if guess.doubtful and not guess.alone else "right"
        return "false" if names and row["town"] not in names else "missed"
    if "ask" in row:
        wanted = set(row["ask"])  # type: ignore[call-overload]
        return "right" if wanted <= set(names) and len(names) > 1 else "missed"
    if "outside" in row:
        return "false" if names else "right" if guess.outside else "missed"
    found = (names or guess.outside or guess.unknown_postcode) and not guess.doubtful
    return "false" if found else "right"


def speed() -> Speed:
    """How long it takes on this machine; a message is measured once each."""
    started = time.perf_counter()
    load_atlas(app.ROOT / "content")
    areas_s = time.perf_counter() - started
    catalog, _ = load(app.ROOT / "content")
    loaded = time.perf_counter()
    finder = PlaceFinder(catalog)
    build_s = time.perf_counter() - loaded
    took = []
    for path in sorted(MESSAGES.glob("*.yml")):
        for row in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader):
            begun = time.perf_counter()
            finder.find(row["text"], path.stem)
            took.append(1000 * (time.perf_counter() - begun))
    took.sort()
    return Speed(statistics.median(took), took[len(took) * 99 // 100], areas_s, build_s)


def table(by_form: dict[str, Forms], by_message: dict[str, Messages], misspelt: Forms) -> str:
    """Markdown tables and the worst of each."""
    rows = ["| written form | forms | municipality first |", "|---|---:|---:|"]
    rows += [f"| {kind} | {its.forms} | {share(its.first)} |" for kind, its in sorted(by_form.items())]
    total = sum(its.forms for its in by_form.values())
    first = sum(its.forms * its.first for its in by_form.values()) / total
    worst = min(by_form, key=lambda kind: by_form[kind].first)
    rows += ["", f"All {total} forms: {share(first)}. Worst: **{worst}**, {share(by_form[worst].first)}."]
    rows += [
        f"One edit in a name of {EDITED_FROM} or more letters ({misspelt.forms} misspellings): "
        f"{share(misspelt.first)} still among the candidates.",
        "",
    ]
    rows += [
        "| messages in | messages | right | false finds | right if a place is asked for |",
        "|---|---:|---:|---:|---:|",
    ]
    for language, its in by_message.items():
        cells = [language, str(its.messages), share(its.right), share(its.false_finds), share(its.doubtful)]
        rows.append("| " + " | ".join(cells) + " |")
    worst = min(by_message, key=lambda language: by_message[language].right)
    count = sum(its.messages for its in by_message.values())
    false_finds = sum(its.messages * its.false_finds for its in by_message.values()) / count
    rows += [
        "",
        f"Worst language: **{worst}**, {share(by_message[worst].right)} right. "
        f"False finds over all {count} messages: {share(false_finds)}.",
    ]
    return "\n".join(rows)


def main() -> None:
    """Measure, print, and write the page."""
    catalog, _ = load(app.ROOT / "content")
    finder = PlaceFinder(catalog)
    by_form, by_message, misspelt = forms(catalog, finder), messages(catalog, finder), edits(catalog, finder)
    text = table(by_form, by_message, misspelt)
    facts = {
        "forms": {kind: asdict(its) for kind, its in by_form.items()},
        "messages": {language: asdict(its) for language, its in by_message.items()},
        "one_edit": asdict(misspelt),
    }
    write("places", PAGE.format(table=text), facts)
    print(text)
    its = speed()
    print(
        f"\nOn this machine: {its.median_ms:.2f} ms a message (median; 99 of 100 below {its.p99_ms:.1f} ms), "
        f"areas loaded in {its.areas_s:.2f} s, finder built in {its.build_s:.2f} s."
    )


PAGE = """# Finding towns

Written by `make bench ONLY=places`; the same figures as data in `places.json`.

{table}

- **Messages** are in `tests/quality/places/`: written blind, by others than the writers of the names, and after the
  finder had been tuned on other messages (`tests/understanding/places/`). All are machine-written; no native speaker
  has read them.
- *right*: the one town, the towns to ask about, a town outside the state, or nothing, as it should be. *false find*:
  a town where none is meant, or another one. *right if a place is asked for*: found, but by a name that is also an
  everyday word or only resembles it, so that it counts only where the message asks for a place.
- Names in other scripts come from GeoNames where it has them and are transliterated by machine where it has none.
"""

if __name__ == "__main__":
    main()
