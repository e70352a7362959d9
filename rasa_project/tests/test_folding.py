"""The bot's folding under this project's Python."""

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import PROJECT, QUESTIONS

from wegweiser_nlu.folding import NORMALIZE_FILE, fold


def test_it_is_the_bots_own_file() -> None:
    assert PROJECT.parent / "bot" / "understanding" / "normalize.py" == NORMALIZE_FILE


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("İstanbul'da ISINMA", "istanbulda isinma"),
        ("Grüße,  Élise!", "grusse elise"),
        ("ёжик і ґанок", "ежик і ганок"),
        ("أَيْنَ الـمدرسة؟ ۱۲", "اين المدرسه 12"),
        ("می‌خواهم کار", "مي خواهم كار"),
        ("/emergency", "emergency"),
    ],
)
def test_texts_are_folded_as_in_the_bot(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_folding_twice_changes_nothing() -> None:
    texts = [fold(text) for topics in QUESTIONS.values() for questions in topics.values() for text in questions]

    assert [fold(text) for text in texts] == texts


def test_it_is_found_from_any_working_folder(tmp_path: Path) -> None:
    """Rasa is started in this folder, train.py and serve.py from anywhere."""
    program = (
        f"import sys; sys.path.insert(0, {str(PROJECT)!r}); from wegweiser_nlu.folding import fold; print(fold('Ä'))"
    )

    run = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, timeout=30)

    assert (run.stdout, run.stderr) == ("a\n", "")
