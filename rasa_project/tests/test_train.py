"""train.py as it is called from the command line."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import PROJECT, QUESTIONS, Trained, run_script

import train
from wegweiser_nlu.archive import archive_facts, sha256_of
from wegweiser_nlu.questions import digest_of, read_questions


def snapshot(trained: Trained) -> dict[str, bytes]:
    """Everything in the model folder."""
    return {path.name: path.read_bytes() for path in trained.archive.parent.iterdir()}


def test_the_sidecar_says_what_the_archive_is(trained: Trained) -> None:
    sidecar = trained.sidecar

    assert sidecar["archive_sha256"] == sha256_of(trained.archive)
    assert sidecar["questions_digest"] == digest_of(read_questions(trained.content))
    assert archive_facts(trained.archive) == {
        key: sidecar[key] for key in ("questions_digest", "bands", "cross_validation")
    }
    assert sidecar["questions"] == 40
    assert sidecar["languages"] == list(QUESTIONS)
    assert sidecar["intents"] == sorted(QUESTIONS["de"])
    assert set(snapshot(trained)) == {"wegweiser.tar.gz", "wegweiser.json"}, "nothing else is left behind"


def test_if_needed_does_nothing_the_second_time(trained: Trained) -> None:
    before = snapshot(trained)
    started = time.monotonic()

    run = run_script("train.py", "--if-needed", "--content", trained.content, "--output", trained.archive)

    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    assert time.monotonic() - started < 5, "Rasa is not even imported"
    assert snapshot(trained) == before


@pytest.fixture
def trains_again(trained: Trained, monkeypatch: pytest.MonkeyPatch) -> Callable[[], bool]:
    """Asks whether ``--if-needed`` would start Rasa, without starting it."""
    started = []

    def note_the_start(*_: object) -> None:
        started.append(True)
        raise train.TrainingError("not really started")

    def asked() -> bool:
        started.clear()
        train.main()
        return bool(started)

    monkeypatch.setattr(train, "_run_rasa", note_the_start)
    monkeypatch.setattr(
        sys, "argv", ["train.py", "--if-needed", "--content", str(trained.content), "--output", str(trained.archive)]
    )
    return asked


def test_a_changed_question_trains_again_and_a_changed_answer_does_not(
    trained: Trained, trains_again: Callable[[], bool]
) -> None:
    file = trained.content / "de" / "learning.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("answer: …", "answer: neu"), encoding="utf-8")
    assert not trains_again()

    file.write_text(file.read_text(encoding="utf-8").replace("deutschkurs b1", "deutschkurs b2"), encoding="utf-8")
    assert trains_again()


def test_another_configuration_trains_again(trains_again: Callable[[], bool], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", [*sys.argv, "--config", str(PROJECT / "config.diet.yml")])

    assert trains_again()


def test_an_archive_that_is_not_the_sidecars_trains_again(trained: Trained, trains_again: Callable[[], bool]) -> None:
    trained.archive.write_bytes(trained.archive.read_bytes() + b"x")

    assert trains_again()


@pytest.mark.parametrize("text", ["{", "[]", "{}"])
def test_a_broken_sidecar_trains_again(trained: Trained, trains_again: Callable[[], bool], text: str) -> None:
    trained.sidecar_file.write_text(text, encoding="utf-8")

    assert trains_again()


def test_a_lost_archive_trains_again(trained: Trained, trains_again: Callable[[], bool]) -> None:
    trained.archive.unlink()

    assert trains_again()


def test_a_failed_training_leaves_the_old_model(trained: Trained) -> None:
    before = snapshot(trained)
    config = trained.content.parent / "config.yml"
    config.write_text((PROJECT / "config.yml").read_text(encoding="utf-8") + "  penalti: 2\n", encoding="utf-8")

    run = run_script("train.py", "--content", trained.content, "--output", trained.archive, "--config", config)

    assert run.returncode == 1
    assert "TopicClassifier has no option penalti" in run.stderr
    assert "DeprecationWarning" not in run.stderr
    assert "\x1b" not in run.stderr
    assert run.stdout == ""
    assert snapshot(trained) == before


def test_an_importer_that_cannot_be_found_is_a_failed_training(trained: Trained) -> None:
    """Rasa itself warns, finds no questions, and exits with 0."""
    before = snapshot(trained)
    config = trained.content.parent / "config.yml"
    text = (PROJECT / "config.yml").read_text(encoding="utf-8").replace("ContentImporter", "ContentImporta")
    config.write_text(text, encoding="utf-8")

    run = run_script("train.py", "--content", trained.content, "--output", trained.archive, "--config", config)

    assert run.returncode == 1
    assert "ContentImporta" in run.stderr
    assert snapshot(trained) == before


def test_unreadable_content_is_told_and_leaves_the_old_model(trained: Trained) -> None:
    before = snapshot(trained)
    (trained.content / "uk" / "learning.yml").write_text("german_course: [", encoding="utf-8")

    run = run_script("train.py", "--if-needed", "--content", trained.content, "--output", trained.archive)

    assert run.returncode == 1
    assert run.stderr.startswith("content/uk/learning.yml:2: is not valid YAML")
    assert "Traceback" not in run.stderr
    assert snapshot(trained) == before


@pytest.mark.parametrize(
    "arguments", [["--nonsense"], ["--config", "nowhere.yml"]], ids=["unknown option", "no such config"]
)
def test_a_wrong_call_exits_with_2(content: Path, arguments: list[str]) -> None:
    assert run_script("train.py", "--content", content, *arguments).returncode == 2


def test_the_content_folder_may_be_named_by_the_environment(trained: Trained, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "CONTENT_DIR", str(trained.content))

    assert run_script("train.py", "--if-needed", "--output", trained.archive).returncode == 0
