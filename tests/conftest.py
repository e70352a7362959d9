"""Fixtures that all tests share, and the rule that with REQUIRE_ALL=1 a skip is a failure."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from bot.app import know
from bot.content.catalog import Catalog
from bot.content.loader import load
from bot.conversation import Knowledge

ROOT = Path(__file__).parent.parent
CONTENT = ROOT / "content"
SMALL = ROOT / "tests" / "content" / "small"
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=ZoneInfo("Europe/Berlin"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--language", help="run the checks of this language only")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for ``language`` runs once for every language of the content."""
    if "language" in metafunc.fixturenames:
        only = metafunc.config.getoption("--language")
        codes = list(yaml.safe_load((CONTENT / "languages.yml").read_text(encoding="utf-8")))
        metafunc.parametrize("language", [only] if only else codes)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):  # type: ignore[no-untyped-def]
    report = yield
    if os.environ.get("REQUIRE_ALL") == "1" and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"REQUIRE_ALL=1 allows no skip: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """The real content."""
    return load(CONTENT)[0]


@pytest.fixture(scope="session")
def small() -> Catalog:
    """A content folder as small as the rules allow: two topics, two languages."""
    return load(SMALL)[0]


@pytest.fixture
def edited(tmp_path: Path) -> Callable[..., Path]:
    """A copy of the small content folder with files replaced: ``edited({"de/arriving.yml": "…"})``."""

    def copy(files: dict[str, str]) -> Path:
        folder = tmp_path / "content"
        for path in SMALL.rglob("*.yml"):
            target = folder / path.relative_to(SMALL)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
        return folder

    return copy


@pytest.fixture(scope="session")
def knowledge(catalog: Catalog) -> Knowledge:
    """The real content and everything built from it."""
    return know(CONTENT)
