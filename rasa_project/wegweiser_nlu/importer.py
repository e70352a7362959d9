"""Rasa's way to the questions of the content folder."""

from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.exceptions import RasaException
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.common import cached_method
from rasa.shared.utils.io import read_model_configuration

from .content_yaml import ContentError
from .questions import Question, content_directory, read_questions


class UnusableContent(RasaException):
    """The content folder cannot be trained on; Rasa's commands show the text and exit with 1."""


class ContentImporter(TrainingDataImporter):
    """Turns ``<language>/<group>.yml: questions`` into training examples; each remembers its language."""

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: list[str] | str | None = None,
        **kwargs: Any,
    ) -> None:
        """``training_data_paths``, which Rasa's commands pass on, is not read: the content folder is."""
        self._config_file = config_file
        self._domain_path = domain_path

    @cached_method
    def questions(self) -> list[Question]:
        """The questions of the content folder. Raises: UnusableContent: with file, line, fault and mend."""
        try:
            return read_questions(content_directory())
        except ContentError as error:
            raise UnusableContent(str(error)) from error

    def get_nlu_data(self, language: str | None = None) -> TrainingData:
        """All questions of all languages: one model serves them all, so Rasa's ``language`` chooses nothing."""
        return TrainingData(
            [
                Message.build(question.text, question.topic, example_metadata={"language": question.language})
                for question in self.questions()
            ]
        )

    def get_domain(self) -> Domain:
        """The project's domain file with the topics as intents."""
        topics = Domain.from_dict({"intents": list(dict.fromkeys(question.topic for question in self.questions()))})
        return (Domain.load(self._domain_path) if self._domain_path else Domain.empty()).merge(topics)

    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:
        """None: the bot decides what to say, Rasa only understands."""
        return StoryGraph([])

    def get_config(self) -> dict[str, Any]:
        """The content of the configuration file."""
        return read_model_configuration(self._config_file) if self._config_file else {}

    def get_config_file_for_auto_config(self) -> str | None:
        """The configuration file; it leaves Rasa nothing to fill in."""
        return self._config_file
