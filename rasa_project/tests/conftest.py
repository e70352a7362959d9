"""A small content folder, and one model trained on it for all tests."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from wegweiser_nlu.quiet import quiet_environment

# Before any test module imports Rasa.
os.environ.update(quiet_environment())

PROJECT = Path(__file__).resolve().parents[1]

QUESTIONS = {
    "de": {
        "german_course": [
            "wo kann ich deutsch lernen",
            "integrationskurs",
            "Ist der Kurs kostenlos?",
            "deutschkurs b1",
            "sprachkurs am abend",
        ],
        "quiet_hours": [
            "ab wann muss es leise sein",
            "ruhezeiten",
            "darf ich sonntags bohren",
            "musik nach 22 uhr",
            "nachtruhe im haus",
        ],
        "greet": ["hallo", "guten morgen", "hi", "moin", "schönen guten tag"],
        "out_of_scope": [
            "wer hat gestern gewonnen",
            "erzähl einen witz",
            "rezept für pizza",
            "wie hoch ist der mond",
            "no",
        ],
    },
    "uk": {
        "german_course": [
            "де вчити німецьку мову",
            "інтеграційний курс",
            "безкоштовні мовні курси",
            "курс В1",
            "вивчення німецької онлайн",
        ],
        "quiet_hours": ["коли має бути тихо", "тихі години", "можна свердлити в неділю", "музика після 22:00", "12:30"],
        "greet": ["привіт", "добрий день", "вітаю", "доброго ранку", "hallo"],
        "out_of_scope": ["хто виграв матч", "розкажи анекдот", "рецепт борщу", "погода на марсі", "[a](b) #c {d: e}"],
    },
}
GROUP_OF = {
    "german_course": "learning",
    "quiet_hours": "living_together",
    "greet": "conversation",
    "out_of_scope": "conversation",
}


def write_content(folder: Path) -> Path:
    """The content of ``QUESTIONS`` as files, with the other files that lie beside them."""
    (folder / "topics").mkdir(parents=True)
    (folder / "languages.yml").write_text(
        yaml.safe_dump({code: {"name": code} for code in QUESTIONS}), encoding="utf-8"
    )
    for group in set(GROUP_OF.values()):
        topics = {topic: {"risk": "none"} for topic, its_group in GROUP_OF.items() if its_group == group}
        (folder / "topics" / f"{group}.yml").write_text(yaml.safe_dump(topics), encoding="utf-8")
    for language, questions in QUESTIONS.items():
        (folder / language).mkdir()
        (folder / language / "interface.yml").write_text("menu: Menu\n", encoding="utf-8")
        (folder / language / "lock.yml").write_text("[no, topic, file]\n", encoding="utf-8")
        for group in set(GROUP_OF.values()):
            texts = {
                topic: {"title": topic, "answer": "…", "questions": list(topic_questions)}
                for topic, topic_questions in questions.items()
                if GROUP_OF[topic] == group
            }
            path = folder / language / f"{group}.yml"
            path.write_text(yaml.safe_dump(texts, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return folder


def run_script(name: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run one of the project's scripts to its end."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    command = [sys.executable, str(PROJECT / name), *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content folder that the test may change."""
    return write_content(tmp_path / "content")


class Trained:
    """A trained model and the content it learnt from; neither may be changed."""

    def __init__(self, content: Path, archive: Path) -> None:
        self.content = content
        self.archive = archive
        self.sidecar_file = archive.with_name("wegweiser.json")

    @property
    def sidecar(self) -> dict:
        return json.loads(self.sidecar_file.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def trained_once(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """The result of one real training by ``train.py``."""
    folder = tmp_path_factory.mktemp("trained")
    trained = Trained(write_content(folder / "content"), folder / "models" / "wegweiser.tar.gz")
    run = run_script("train.py", "--content", trained.content, "--output", trained.archive)
    assert run.returncode == 0, run.stderr
    return trained


@pytest.fixture
def trained(trained_once: Trained, tmp_path: Path) -> Trained:
    """A copy of the trained model that the test may spoil."""
    shutil.copytree(trained_once.archive.parents[1], tmp_path / "trained")
    return Trained(tmp_path / "trained" / "content", tmp_path / "trained" / "models" / "wegweiser.tar.gz")
