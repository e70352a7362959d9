"""The images are built by what everybody runs, from files that exist, and hold nothing that is secret."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.deployment.dockerfile import Instruction, Stage, context_has, stages

NAMES = ("Dockerfile", "rasa_project/Dockerfile")
STAGES: dict[str, tuple[Stage, ...]] = {name: stages(ROOT / name) for name in NAMES}
IGNORED = [
    line
    for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def sources(copy: Instruction) -> list[str]:
    """What a COPY takes, without where it goes."""
    return copy.value.split()[:-1]


@pytest.fixture(params=NAMES)
def dockerfile(request: pytest.FixtureRequest) -> tuple[Stage, ...]:
    """The stages of each Dockerfile."""
    return STAGES[request.param]


@pytest.mark.parametrize("name", NAMES)
def test_the_linter_has_nothing_to_say(name: str) -> None:
    linter = Path(sys.executable).with_name("hadolint")
    if not linter.exists():
        pytest.skip("hadolint is not installed; make setup-bot brings it")
    run = subprocess.run([linter, ROOT / name], capture_output=True, text=True, timeout=60, check=False)
    assert (run.stdout, run.stderr, run.returncode) == ("", "", 0)


def test_images_are_named_by_an_exact_tag(dockerfile: tuple[Stage, ...]) -> None:
    assert len(dockerfile) == 2
    for stage in dockerfile:
        assert re.fullmatch(r"python:3\.\d+-slim-[a-z]+", stage.image)
    assert len({stage.image for stage in dockerfile}) == 1, "the environment needs the very Python it was made with"


def test_each_box_has_its_own_python() -> None:
    assert STAGES["Dockerfile"][0].image == "python:3.11-slim-bookworm"
    assert STAGES["rasa_project/Dockerfile"][0].image == "python:3.10-slim-bookworm"


def test_what_is_copied_exists_and_reaches_the_build(dockerfile: tuple[Stage, ...]) -> None:
    copied = [
        source
        for stage in dockerfile
        for copy in stage.all("COPY")
        if "from" not in copy.flags
        for source in sources(copy)
    ]
    assert copied
    for source in copied:
        assert (ROOT / source).exists(), source
        assert context_has(source, IGNORED), f".dockerignore holds back {source}"


def test_the_last_stage_takes_from_the_build_at_the_same_path(dockerfile: tuple[Stage, ...]) -> None:
    build, final = dockerfile
    taken = [copy for copy in final.all("COPY") if "from" in copy.flags]
    assert taken
    for copy in taken:
        source, target = copy.value.split()
        assert copy.flags["from"] == build.name
        assert source == f"/app/{target}"
    assert final.all("WORKDIR")[0].value == build.all("WORKDIR")[0].value == "/app"


@pytest.mark.parametrize(
    ("name", "targets"), [("Dockerfile", ["setup-bot"]), ("rasa_project/Dockerfile", ["setup-rasa", "train"])]
)
def test_images_are_built_by_the_targets_of_the_makefile(name: str, targets: list[str]) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    called = [
        target for run in STAGES[name][0].all("RUN") for target in re.findall(r"(?:^|&& )make ([\w-]+)", run.value)
    ]
    assert called == targets
    assert set(called) <= set(re.findall(r"^([\w-]+):", makefile, re.MULTILINE))
    assert not any("make" in run.value for run in STAGES[name][1].all("RUN"))


def test_nobody_is_root_in_the_end(dockerfile: tuple[Stage, ...]) -> None:
    assert [user.value for user in dockerfile[-1].all("USER")] == ["10001:10001"]
    # After USER nothing is made any more: the user owns the data and nothing of the program.
    assert [instruction.name for instruction in dockerfile[-1].instructions][-2:] == ["USER", "CMD"]


def test_no_variable_of_an_image_is_a_setting_of_the_bot(dockerfile: tuple[Stage, ...]) -> None:
    """Settings, and with them secrets, come when a container starts; an image is the same for everybody."""
    names = {name for stage in dockerfile for env in stage.all("ENV") for name in re.findall(r"(\w+)=", env.value)}
    assert all(name in {"PATH", "HOME"} or name.startswith(("PYTHON", "UV_")) for name in names), names
    assert not any(stage.all("ARG") for stage in dockerfile)


def test_the_image_of_rasa_holds_only_the_folding_of_the_bot() -> None:
    final = STAGES["rasa_project/Dockerfile"][-1]
    of_the_bot = {source for copy in final.all("COPY") for source in sources(copy) if source.startswith("bot")}
    assert of_the_bot == {"bot/__init__.py", "bot/understanding/__init__.py", "bot/understanding/normalize.py"}


@pytest.mark.parametrize(
    "path",
    [
        ".env",
        ".git/config",
        ".data/secrets/telegram_bot_token",
        ".data/wegweiser.db",
        ".venv/bin/python",
        "bot/.env",
        "bot/__pycache__/cli.cpython-311.pyc",
        "content/pseudonym.key",
        "docs/operating.md",
        "rasa_project/.venv/bin/python",
        "rasa_project/models/wegweiser.tar.gz",
        "rasa_project/tests/conftest.py",
        "tests/conftest.py",
    ],
)
def test_secrets_and_leftovers_stay_out_of_the_build(path: str) -> None:
    assert not context_has(path, IGNORED)


def test_the_parser_reads_stages_flags_and_continued_lines(tmp_path: Path) -> None:
    path = tmp_path / "Dockerfile"
    path.write_text(
        "# one\nFROM a:1 AS build\nRUN x \\\n    # between\n    && y\nFROM b:2\nCOPY --from=build --chown=1:1 /a b\n"
    )
    assert stages(path) == (
        Stage("a:1", "build", (Instruction("RUN", {}, "x && y"),)),
        Stage("b:2", "", (Instruction("COPY", {"from": "build", "chown": "1:1"}, "/a b"),)),
    )
