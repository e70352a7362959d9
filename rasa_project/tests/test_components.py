"""The graph components with Rasa's own storage, messages and training data."""

from pathlib import Path
from typing import Any

import pytest
from conftest import QUESTIONS
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from wegweiser_nlu import fingerprint
from wegweiser_nlu.components.classifier import TopicClassifier
from wegweiser_nlu.components.folding import TextFolding
from wegweiser_nlu.folding import fold, questions_digest

CONTEXT = ExecutionContext(GraphSchema({}))
ROWS = [(language, topic, text) for language, topics in QUESTIONS.items() for topic in topics for text in topics[topic]]


def training_data() -> TrainingData:
    return TrainingData(
        [Message.build(text, topic, example_metadata={"language": language}) for language, topic, text in ROWS]
    )


@pytest.fixture
def storage(tmp_path: Path) -> LocalModelStorage:
    return LocalModelStorage.create(tmp_path)


def reloaded(component: type, storage: LocalModelStorage, data: TrainingData, **config: Any) -> Any:
    """``component``, trained on ``data``, kept in ``storage`` and loaded from there again."""
    config = {**component.get_default_config(), **config}
    resource = Resource("trained")
    component.create(config, storage, resource, CONTEXT).train(training_data=data)
    return component.load(config, storage, resource, CONTEXT)


def test_folding_folds_texts_and_names_the_questions_as_they_were_written(storage: LocalModelStorage) -> None:
    folding = reloaded(TextFolding, storage, training_data())

    (message,) = folding.process([Message.build("Schöne GRÜẞE, Ёж!")])

    assert message.as_dict(only_output_properties=True) == {
        "text": fold("Schöne GRÜẞE, Ёж!"),
        "questions_digest": questions_digest(ROWS),
    }


def test_folding_folds_what_the_classifiers_learn(storage: LocalModelStorage) -> None:
    folding = reloaded(TextFolding, storage, training_data())

    data = folding.process_training_data(training_data())

    assert [example.get("text") for example in data.training_examples] == [fold(text) for _, _, text in ROWS]


def test_a_slash_is_no_command_once_folded(storage: LocalModelStorage) -> None:
    """Rasa reads "/intent" after the pipeline has run, and must not find one."""
    (message,) = reloaded(TextFolding, storage, training_data()).process([Message.build("/emergency")])

    assert message.get("text") == "emergency"


def classifier(storage: LocalModelStorage, **config: Any) -> TopicClassifier:
    data = training_data()
    for example in data.training_examples:
        example.set("text", fold(example.get("text")))
    return reloaded(TopicClassifier, storage, data, **config)


def test_the_classifier_sets_intent_ranking_and_bands(storage: LocalModelStorage) -> None:
    trained = classifier(storage, ranking_length=3)

    (message,) = trained.process([Message.build("integrationskurs")])

    parsed = message.as_dict(only_output_properties=True)
    assert parsed["intent"] == parsed["intent_ranking"][0]
    assert parsed["intent"]["name"] == "german_course"
    assert len(parsed["intent_ranking"]) == 3
    assert 0 <= parsed["bands"]["suggest"] <= parsed["bands"]["answer"] <= 1


def test_an_unknown_script_has_no_intent(storage: LocalModelStorage) -> None:
    (message,) = classifier(storage).process([Message.build("ქართული")])

    assert message.get("intent") == {"name": None, "confidence": 0.0}
    assert message.get("intent_ranking") == []


def test_an_option_that_does_not_exist_is_refused(storage: LocalModelStorage) -> None:
    """Rasa alone would drop a mistyped option in silence."""
    config = {**TopicClassifier.get_default_config(), "penalti": 2.0}

    with pytest.raises(InvalidConfigException, match="has no option penalti"):
        TopicClassifier.create(config, storage, Resource("trained"), CONTEXT)


@pytest.mark.parametrize("component", [TextFolding, TopicClassifier])
def test_a_change_of_a_helper_file_is_a_change_of_the_component(
    component: type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    helper = tmp_path / "normalize.py"
    helper.write_text("one", encoding="utf-8")
    monkeypatch.setattr(fingerprint, "NORMALIZE_FILE", helper)
    before = component.fingerprint_addon({})
    helper.write_text("two", encoding="utf-8")

    assert component.fingerprint_addon({}) != before
