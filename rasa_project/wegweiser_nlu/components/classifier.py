"""Rasa component: finds the topic of a folded text."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from ..classifier.model import TopicModel
from ..classifier.training import Options, train
from ..fingerprint import component_sources, digest_of_files
from .folding import TextFolding, language_of


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(GraphComponent, IntentClassifier):
    """A linear classifier over character n-grams that brings its own confidence bands."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The options of ``classifier.training.Options``, and how many topics the ranking names."""
        return {
            "shortest": 2,
            "longest": 5,
            "penalty": 0.6,
            "min_texts": 1,
            "folds": 3,
            "processes": 2,
            "ranking_length": 10,
        }

    @classmethod
    def required_components(cls) -> list[type]:
        """Texts must arrive folded, at training and at serving."""
        return [TextFolding]

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, model: TopicModel | None = None
    ) -> None:
        """See ``create`` and ``load``. Raises: InvalidConfigException: an option that does not exist."""
        # Rasa hands its own keys on too; they start with two underscores.
        unknown = {key for key in config if not key.startswith("__")} - set(self.get_default_config())
        if unknown:
            raise InvalidConfigException(
                f"TopicClassifier has no option {', '.join(sorted(unknown))}. "
                f"It has {', '.join(self.get_default_config())}: correct the name in the configuration."
            )
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TopicClassifier:
        """An untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TopicClassifier:
        """The component as it was trained."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, TopicModel.load(folder))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Rasa's cache looks at this class only; a change of what it calls must count too."""
        return digest_of_files(component_sources())

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the folded examples and keep the model in Rasa's storage."""
        examples = training_data.intent_examples
        options = Options(**{name: self._config[name] for name in Options.__dataclass_fields__})
        self._model = train(
            [example.get(TEXT) for example in examples],
            [example.get(INTENT) for example in examples],
            [language_of(example) for example in examples],
            options,
        )
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing to add: no component learns from what this one finds."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Set ``intent``, ``intent_ranking`` and ``bands`` on messages to be understood.

        A text without any known n-gram gets no intent and the confidence 0.
        """
        model = self._model
        if model is None:
            raise InvalidConfigException("TopicClassifier has not been trained. Run `rasa train nlu` first.")
        for message in messages:
            ranking = [
                {"name": topic, "confidence": confidence}
                for topic, confidence in model.rank(message.get(TEXT) or "", self._config["ranking_length"])
            ]
            best = ranking[0] if ranking else {"name": None, "confidence": 0.0}
            message.set(INTENT, best, add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
            message.set("bands", model.facts["bands"], add_to_output=True)
        return messages
