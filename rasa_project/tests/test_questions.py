"""Reading questions from the content folder."""

from pathlib import Path

import pytest
import yaml
from conftest import QUESTIONS

from wegweiser_nlu.content_yaml import ContentError
from wegweiser_nlu.folding import questions_digest
from wegweiser_nlu.questions import digest_of, read_questions


def test_every_question_is_read_as_the_text_it_is(content: Path) -> None:
    """`no`, `12:30` and brackets are words here."""
    expected = {
        (language, topic, text) for language, topics in QUESTIONS.items() for topic in topics for text in topics[topic]
    }

    actual = read_questions(content)

    assert len(actual) == len(expected)
    assert set(actual) == expected


def test_the_order_is_languages_as_listed_then_groups_then_as_written(content: Path) -> None:
    questions = read_questions(content)

    assert list(dict.fromkeys(question.language for question in questions)) == ["de", "uk"]
    assert list(dict.fromkeys(question.topic for question in questions)) == [
        "greet",
        "out_of_scope",
        "german_course",
        "quiet_hours",
    ]
    assert [question.text for question in questions[:5]] == QUESTIONS["de"]["greet"]


def test_a_folder_that_languages_yml_does_not_name_is_no_language(content: Path) -> None:
    before = read_questions(content)
    (content / "areas").mkdir()
    (content / "areas" / "learning.yml").write_text("- broken: [", encoding="utf-8")

    assert read_questions(content) == before


def test_the_digest_is_that_of_the_shared_folding_module(content: Path) -> None:
    questions = read_questions(content)

    assert digest_of(questions) == questions_digest(reversed([tuple(question) for question in questions]))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(
            "german_course:\n  questions: [a]\ngerman_course:\n  questions: [b]\n",
            ":3: german_course stands twice (first in line 1)",
            id="topic twice",
        ),
        pytest.param(
            "german_course:\n  questions: [a]\n  questions: [b]\n",
            ":3: questions stands twice (first in line 2)",
            id="field twice",
        ),
        pytest.param("german_course:\n  questions: [a\n", ":3: is not valid YAML", id="bracket left open"),
        pytest.param(
            "german_course:\n  questions:\n  - a\n  - wo: hier\n",
            ":4: german_course.questions has an entry that is not plain text",
            id="unquoted colon",
        ),
        pytest.param(
            "german_course:\n  questions:\n  - a\n  -\n",
            ":4: german_course.questions has an empty entry",
            id="empty entry",
        ),
        pytest.param(
            "german_course:\n  questions:\n  - a\n  - b\n  - a\n",
            ":5: german_course.questions has the same question twice",
            id="question twice",
        ),
        pytest.param("german_course:\n  questions: a\n", ":2: german_course.questions is not a list", id="no list"),
        pytest.param(
            "germancourse:\n  questions: [a]\n",
            ":1: germancourse is no topic of topics/learning.yml",
            id="unknown topic",
        ),
        pytest.param("- german_course\n", ":1: the file is not a mapping", id="no mapping"),
        pytest.param(
            'german_course:\n  title: "\x07"\n', ":2: holds the invisible character '\\x07'", id="control character"
        ),
    ],
)
def test_a_fault_is_told_with_file_line_and_mend(content: Path, text: str, fault: str) -> None:
    (content / "uk" / "learning.yml").write_text(text, encoding="utf-8")

    with pytest.raises(ContentError) as raised:
        read_questions(content)

    assert f"content/uk/learning.yml{fault}" in str(raised.value)


def test_a_file_in_another_encoding_is_told(content: Path) -> None:
    (content / "de" / "learning.yml").write_bytes("german_course:\n  title: Deutsch für alle\n".encode("latin-1"))

    with pytest.raises(ContentError, match=r"content/de/learning\.yml:2: is not UTF-8"):
        read_questions(content)


def test_all_faults_are_told_at_once(content: Path) -> None:
    for language in QUESTIONS:
        (content / language / "learning.yml").write_text("- no mapping\n", encoding="utf-8")

    with pytest.raises(ContentError) as raised:
        read_questions(content)

    assert len(str(raised.value).splitlines()) == 2


def test_a_missing_content_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"languages\.yml:1: cannot be read"):
        read_questions(tmp_path / "nowhere")


def test_a_content_folder_without_questions_is_told(content: Path) -> None:
    for path in [*content.glob("de/*.yml"), *content.glob("uk/*.yml")]:
        path.write_text(yaml.safe_dump({}), encoding="utf-8")

    with pytest.raises(ContentError, match="fewer than two topics"):
        read_questions(content)
