"""Rasa component: folds the text of every message."""

from __future__ import annotations

import json
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import METADATA, METADATA_EXAMPLE, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from ..fingerprint import component_sources, digest_of_files
from ..folding import fold
from ..questions import Question, digest_of

DIGEST_FILE = "questions_digest.json"


def language_of(message: Message) -> str:
    """The language that the importer noted on a training example, "" for examples from elsewhere."""
    return ((message.get(METADATA) or {}).get(METADATA_EXAMPLE) or {}).get("language", "")


# Registered as a featurizer because that is the kind that Rasa lets learn and run before everything else.
@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class TextFolding(GraphComponent):
    """Replaces each text by its folded form, and says which questions the model was trained on.

    It must come first in the pipeline. It also learns: the digest of the questions, taken before they are
    folded, which every parsed message then carries as ``questions_digest``.
    """

    def __init__(self, model_storage: ModelStorage, resource: Resource, questions_digest: str = "") -> None:
        """See ``create`` and ``load``."""
        self._model_storage = model_storage
        self._resource = resource
        self._questions_digest = questions_digest

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TextFolding:
        """An untrained component."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TextFolding:
        """The component as it was trained."""
        with model_storage.read_from(resource) as folder:
            digest = json.loads((folder / DIGEST_FILE).read_text(encoding="utf-8"))["questions_digest"]
        return cls(model_storage, resource, digest)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Rasa's cache looks at this class only; a change of what it calls must count too."""
        return digest_of_files(component_sources())

    def train(self, training_data: TrainingData) -> Resource:
        """Note the digest of the questions as the content files hold them."""
        self._questions_digest = digest_of(
            [
                Question(language_of(example), example.get("intent"), example.get(TEXT))
                for example in training_data.intent_examples
            ]
        )
        with self._model_storage.write_to(self._resource) as folder:
            text = json.dumps({"questions_digest": self._questions_digest})
            (folder / DIGEST_FILE).write_text(text, encoding="utf-8")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Fold the texts of all examples."""
        for example in training_data.training_examples:
            example.set(TEXT, fold(example.get(TEXT) or ""))
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Fold the texts of messages to be understood and add ``questions_digest``."""
        for message in messages:
            message.set(TEXT, fold(message.get(TEXT) or ""))
            message.set("questions_digest", self._questions_digest, add_to_output=True)
        return messages
