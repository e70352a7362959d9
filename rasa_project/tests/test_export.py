"""Test questions as Rasa YAML."""

from pathlib import Path

from conftest import run_script
from rasa.shared.nlu.training_data.loading import load_data


def test_rasa_reads_every_exported_question(tmp_path: Path) -> None:
    questions = tmp_path / "questions"
    questions.mkdir()
    (questions / "de.yml").write_text(
        "questions:\n  quiet_hours: [ab wann leise, 'no', 12:30]\n  greet: ['- hi: \"you\"']\nout_of_scope: [Witz?]\n",
        encoding="utf-8",
    )
    (questions / "uk.yml").write_text("questions:\n  greet: [привіт]\nout_of_scope: []\n", encoding="utf-8")

    run = run_script("export_test_questions.py", tmp_path / "nlu.yml", "--questions", questions)

    assert run.returncode == 0, run.stderr
    assert sorted(
        (example.get("intent"), example.get("text"))
        for example in load_data(str(tmp_path / "nlu.yml")).training_examples
    ) == [
        ("greet", '- hi: "you"'),
        ("greet", "привіт"),
        ("out_of_scope", "Witz?"),
        ("quiet_hours", "12:30"),
        ("quiet_hours", "ab wann leise"),
        ("quiet_hours", "no"),
    ]


def test_one_language_can_be_chosen(tmp_path: Path) -> None:
    for language in ("de", "uk"):
        (tmp_path / f"{language}.yml").write_text(f"questions:\n  greet: [{language}]\n", encoding="utf-8")

    run = run_script(
        "export_test_questions.py", tmp_path / "out" / "nlu.yml", "--questions", tmp_path, "--language", "uk"
    )

    assert run.returncode == 0, run.stderr
    assert [example.get("text") for example in load_data(str(tmp_path / "out" / "nlu.yml")).training_examples] == ["uk"]


def test_broken_test_questions_are_told(tmp_path: Path) -> None:
    (tmp_path / "de.yml").write_text("questions:\n  greet: [a]\n  greet: [b]\n", encoding="utf-8")

    run = run_script("export_test_questions.py", tmp_path / "nlu.yml", "--questions", tmp_path)

    assert run.returncode == 1
    assert "de.yml:3: greet stands twice" in run.stderr


def test_a_folder_without_test_questions_is_a_wrong_call(tmp_path: Path) -> None:
    assert run_script("export_test_questions.py", tmp_path / "nlu.yml", "--questions", tmp_path).returncode == 2
