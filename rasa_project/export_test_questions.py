"""Write the test questions as Rasa YAML, for ``rasa test nlu --nlu FILE``, which does not ask importers.

    export_test_questions.py FILE [--questions DIR] [--language CODE …]

Exit status: 0 well, 1 the test questions cannot be read, 2 called wrongly.
"""

import argparse
import sys
from pathlib import Path

import yaml

from wegweiser_nlu.content_yaml import ContentError, ContentFile
from wegweiser_nlu.questions import OUT_OF_SCOPE, texts

_QUESTIONS = Path(__file__).resolve().parents[1] / "tests" / "quality" / "questions"


def main() -> int:
    """Returns the exit status."""
    options = _options()
    files = sorted(
        path for path in options.questions.glob("*.yml") if not options.language or path.stem in options.language
    )
    if not files:
        print(
            f"{options.questions} holds no <language>.yml to export. Name the folder with --questions.", file=sys.stderr
        )
        return 2
    try:
        examples = _examples(files)
    except ContentError as error:
        print(error, file=sys.stderr)
        return 1
    options.file.parent.mkdir(parents=True, exist_ok=True)
    options.file.write_text(_as_rasa_yaml(examples), encoding="utf-8")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Write the test questions as Rasa YAML.")
    parser.add_argument("file", type=Path, help="the file to write")
    parser.add_argument("--questions", type=Path, default=_QUESTIONS, help="folder with <language>.yml")
    parser.add_argument("--language", action="append", help="only this language; may be given again")
    return parser.parse_args()


def _examples(files: list[Path]) -> dict[str, list[str]]:
    problems: list[str] = []
    examples: dict[str, list[str]] = {}
    for path in files:
        file = ContentFile(path, str(path), problems)
        entries = file.mapping(file.root(), "the file")
        topics = file.mapping(entries["questions"][1], "questions") if "questions" in entries else {}
        if OUT_OF_SCOPE in entries:
            topics = {**topics, OUT_OF_SCOPE: entries[OUT_OF_SCOPE]}
        for topic, (_, node) in topics.items():
            examples.setdefault(topic, []).extend(texts(file, topic, node))
    if problems:
        raise ContentError("\n".join(problems))
    return examples


def _as_rasa_yaml(examples: dict[str, list[str]]) -> str:
    nlu = [
        {"intent": topic, "examples": [{"text": text} for text in topic_texts]}
        for topic, topic_texts in examples.items()
    ]
    return yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True, sort_keys=False, width=1000)


if __name__ == "__main__":
    sys.exit(main())
