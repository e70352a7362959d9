"""What Rasa itself gets to see, by its own way of finding importers."""

from collections import Counter
from pathlib import Path

import pytest
import yaml
from conftest import PROJECT
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.training_data.message import Message

from wegweiser_nlu.components.folding import language_of
from wegweiser_nlu.importer import ContentImporter, UnusableContent
from wegweiser_nlu.questions import content_directory


def rasas_examples(config: str) -> list[Message]:
    """The training examples as ``rasa train nlu`` gets them."""
    importer = TrainingDataImporter.load_nlu_importer_from_config(
        str(PROJECT / config), training_data_paths=[str(PROJECT / "data")]
    )
    return importer.get_nlu_data().training_examples


def by_plain_yaml(content: Path) -> Counter[tuple[str, str, str]]:
    """Language, topic and text of every question, read in the simplest way there is."""

    def load(path: Path) -> dict:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader) or {}

    return Counter(
        (language, topic, text)
        for language in load(content / "languages.yml")
        for group in (content / "topics").glob("*.yml")
        if (content / language / group.name).exists()
        for topic, fields in load(content / language / group.name).items()
        for text in fields.get("questions", [])
    )


@pytest.mark.parametrize("config", ["config.yml", "config.diet.yml"])
def test_rasa_trains_on_every_question_of_the_content_folder(
    content: Path, monkeypatch: pytest.MonkeyPatch, config: str
) -> None:
    monkeypatch.setenv("CONTENT_DIR", str(content))

    examples = rasas_examples(config)

    assert Counter(
        (language_of(example), example.get("intent"), example.get("text")) for example in examples
    ) == by_plain_yaml(content)


def test_rasa_trains_on_every_question_of_this_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real content, not a fixture: Rasa only warns when an importer cannot be found."""
    monkeypatch.delenv("CONTENT_DIR", raising=False)
    expected = by_plain_yaml(content_directory())
    if not expected:
        pytest.skip(f"{content_directory()} holds no questions yet; write some to run this test")

    examples = rasas_examples("config.yml")

    assert (
        Counter((language_of(example), example.get("intent"), example.get("text")) for example in examples) == expected
    )


def test_the_order_of_the_examples_is_stable(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTENT_DIR", str(content))

    first, second = rasas_examples("config.yml"), rasas_examples("config.yml")

    assert [example.fingerprint() for example in first] == [example.fingerprint() for example in second]


def test_the_topics_are_the_domains_intents(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTENT_DIR", str(content))
    importer = TrainingDataImporter.load_from_config(str(PROJECT / "config.yml"), str(PROJECT / "domain.yml"))

    domain = importer.get_domain()

    assert {"german_course", "quiet_hours", "greet", "out_of_scope"} <= set(domain.intents)
    assert importer.get_stories().is_empty()


def test_broken_content_stops_rasa_with_the_reason(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Never a silent training on nothing."""
    monkeypatch.setenv("CONTENT_DIR", str(content))
    (content / "de" / "learning.yml").write_text("german_course: [", encoding="utf-8")

    with pytest.raises(UnusableContent, match=r"content/de/learning\.yml:2: is not valid YAML"):
        ContentImporter(str(PROJECT / "config.yml")).get_nlu_data()
