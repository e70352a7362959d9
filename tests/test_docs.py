"""What the documents say is so."""

from __future__ import annotations

import json
import re
from pathlib import Path

from bot.content.catalog import Catalog

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_shows_the_figures_of_the_last_measurement() -> None:
    measured = json.loads((ROOT / "docs" / "quality.json").read_text(encoding="utf-8"))["languages"]
    rows = re.findall(r"^\| (\w{2,3}) \| ([\d.]+) % \| ([\d.]+) % \| ([\d.]+) % \|", README, re.MULTILINE)
    shown = {language: tuple(float(value) for value in values) for language, *values in rows}
    keys = ("accuracy", "helped", "out_of_scope_kept")
    assert shown == {
        language: tuple(round(100 * figures[key], 1) for key in keys) for language, figures in measured.items()
    }


def test_every_make_target_of_the_documents_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    documents = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    named = {
        name
        for document in documents
        for name in re.findall(r"`?make (?:-s )?([a-z-]+)", document.read_text(encoding="utf-8"))
        if f"make {name}" in document.read_text(encoding="utf-8") or f"make -s {name}" in document.read_text("utf-8")
    }
    assert named & {"chat", "bot", "test", "check", "train", "bench", "schema"} <= targets
    assert {"chat", "test"} <= named


def test_every_link_inside_the_repository_leads_somewhere() -> None:
    for document in [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_the_readme_counts_topics_and_languages_rightly(catalog: Catalog) -> None:
    assert f"{len(catalog.topics)} topics in {len(catalog.languages)} languages: German, English" in README
