"""Each mistake an editor can make, and the sentence that tells it: file, line, fault, mend."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.content.loader import load
from bot.errors import ContentError

CASES = sorted((Path(__file__).parent / "broken").glob("*.yml"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_mistake_is_told_with_file_line_fault_and_mend(case: Path, edited: Callable[..., Path]) -> None:
    text = case.read_text(encoding="utf-8")
    file = text.splitlines()[0].removeprefix("# file: ")
    says = text.splitlines()[1].removeprefix("# says: ")
    folder = edited({file: text})
    with pytest.raises(ContentError) as caught:
        load(folder, shown_as="content")
    assert says in [str(problem) for problem in caught.value.problems]


def test_all_mistakes_are_told_at_once_and_in_order(edited: Callable[..., Path]) -> None:
    folder = edited(
        {
            "de/arriving.yml": "housing:\n\ttitle: x\n",
            "phones.yml": "police:\n  nummer: 1\n",
            "en/arriving.yml": "housing:\n  title: Rent\n  answer: Call 0234 123456\n  questions: []\n",
        }
    )
    with pytest.raises(ContentError) as caught:
        load(folder, shown_as="content")
    told = [str(problem) for problem in caught.value.problems]
    assert told == sorted(told)
    assert [line.split(":")[0] for line in told] == [
        "content/de/arriving.yml",
        "content/en/arriving.yml",
        "content/en/arriving.yml",
        *["content/phones.yml"] * 4,
    ]


def test_a_file_that_is_not_utf8_is_told_with_its_line(edited: Callable[..., Path]) -> None:
    folder = edited({})
    (folder / "de" / "arriving.yml").write_bytes("housing:\n  title: Mönch\n".encode("latin-1"))
    with pytest.raises(ContentError, match=r"content/de/arriving\.yml:2: is not UTF-8\. Save the file as UTF-8\."):
        load(folder, shown_as="content")


def test_a_missing_file_and_a_missing_folder_are_told(edited: Callable[..., Path], tmp_path: Path) -> None:
    folder = edited({})
    (folder / "phones.yml").unlink()
    with pytest.raises(ContentError, match=r"content/phones\.yml:1: cannot be read"):
        load(folder, shown_as="content")
    with pytest.raises(ContentError, match="is no folder"):
        load(tmp_path / "nowhere")


def test_a_topic_may_lack_a_translation_but_not_its_german(edited: Callable[..., Path]) -> None:
    """Another language falls back to German, and the editor is told."""
    folder = edited({"en/conversation.yml": "{}\n"})
    catalog, notices = load(folder, shown_as="content")
    assert catalog.topic_text("greet", "en")[1] == "de"
    assert ["greet: has no text in en" in str(notice) for notice in notices] == [True]


def test_scalars_stay_text(edited: Callable[..., Path]) -> None:
    """``no`` is Norwegian, 12:30 is a time, 0123 is a number as dialled: YAML must not guess."""
    questions = "".join(f"    - {word}\n" for word in ("no", "12:30", "0123", "yes", "null", "1e3"))
    text = (Path(__file__).parent / "small" / "de" / "conversation.yml").read_text(encoding="utf-8")
    catalog, _ = load(edited({"de/conversation.yml": text + questions}))
    assert catalog.texts["de"].topics["greet"].questions[-6:] == ("no", "12:30", "0123", "yes", "null", "1e3")


def test_a_translation_older_than_its_german_is_told_but_used(edited: Callable[..., Path]) -> None:
    german = (Path(__file__).parent / "small" / "de" / "conversation.yml").read_text(encoding="utf-8")
    _, notices = load(edited({"de/conversation.yml": german.replace("Guten Tag!", "Hallo!")}), shown_as="content")
    assert [str(notice).split(": ", 1)[1] for notice in notices] == [
        "greet: was made from an older German text. "
        "Bring it up to date, then run: wegweiser content lock en --changed greet"
    ]


def test_a_review_that_is_due_is_told(edited: Callable[..., Path]) -> None:
    folder = edited({})
    assert load(folder, month="2027-01")[1] == ()
    _, notices = load(folder, shown_as="content", month="2027-02")
    assert [str(notice) for notice in notices] == [
        "content/topics/arriving.yml:12: housing.review_by: was due in 2027-01. "
        "Look at the sources again, then set the next month."
    ]
