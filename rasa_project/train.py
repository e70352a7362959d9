"""Train the model, or find that it is up to date.

    train.py [--if-needed] [--config config.yml] [--content DIR] [--output models/wegweiser.tar.gz]

Beside the archive lies a JSON file of the same name that says what the model was trained on. Exit status: 0 well,
1 training failed or the content cannot be read, 2 called wrongly. A failed training leaves the old model as it was.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timezone
from hashlib import sha256
from pathlib import Path
from typing import Any

from wegweiser_nlu.archive import archive_facts, sha256_of
from wegweiser_nlu.content_yaml import ContentError
from wegweiser_nlu.fingerprint import component_sources, digest_of_files
from wegweiser_nlu.questions import Question, content_directory, digest_of, read_questions
from wegweiser_nlu.quiet import quiet_environment

_PROJECT = Path(__file__).resolve().parent
_QUESTIONS_A_SECOND = 300
_LINES_SHOWN = 20
_COLOUR = re.compile(r"\x1b\[\d*m")
_DEPRECATION = re.compile(
    r"^\S+:\d+: \w*DeprecationWarning: .*\n(?:Implementing implicit .*\n)?(?:  .*\n)?", re.MULTILINE
)


class TrainingError(Exception):
    """Rasa made no usable model; the text says what is known about it."""


def main() -> int:
    """Returns the exit status."""
    options = _options()
    content = (options.content or content_directory()).resolve()
    if not options.config.is_file():
        print(f"{options.config} is not there. Name a configuration file of this project.", file=sys.stderr)
        return 2
    try:
        questions = read_questions(content)
        digest = _digest(questions, options.config)
        if options.if_needed and _is_up_to_date(options.output, digest):
            return 0
        _train(questions, digest, content, options)
    except (ContentError, TrainingError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Train the model from the content folder.")
    parser.add_argument("--if-needed", action="store_true", help="do nothing when the model is up to date")
    parser.add_argument("--config", type=Path, default=_PROJECT / "config.yml")
    parser.add_argument("--content", type=Path, help="content folder (default: CONTENT_DIR, else the repository's)")
    parser.add_argument("--output", type=Path, default=_PROJECT / "models" / "wegweiser.tar.gz")
    return parser.parse_args()


def _digest(questions: list[Question], config: Path) -> str:
    """Stands for everything that shapes the model."""
    files = digest_of_files([config, *component_sources(), _PROJECT / "uv.lock"])
    # Beside the questions their order counts: the solver visits them in it.
    return sha256(json.dumps([files, questions]).encode()).hexdigest()


def _sidecar_of(archive: Path) -> Path:
    return archive.with_name(archive.name.removesuffix(".tar.gz") + ".json")


def _is_up_to_date(archive: Path, digest: str) -> bool:
    try:
        sidecar = json.loads(_sidecar_of(archive).read_text(encoding="utf-8"))
        return sidecar["digest"] == digest and sidecar["archive_sha256"] == sha256_of(archive)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _train(questions: list[Question], digest: str, content: Path, options: argparse.Namespace) -> None:
    languages = list(dict.fromkeys(question.language for question in questions))
    seconds = round(12 + len(questions) / _QUESTIONS_A_SECOND, -1)
    _say(
        f"Training the model on {len(questions):,} questions in {len(languages)} languages, "
        f"about {seconds:.0f} seconds …"
    )
    started = time.monotonic()
    options.output.parent.mkdir(parents=True, exist_ok=True)
    # In the folder of the result, so that moving it there is one atomic step.
    with tempfile.TemporaryDirectory(prefix=".training-", dir=options.output.parent) as folder:
        archive = _run_rasa(Path(folder), content, options.config.resolve())
        facts = _facts_of(archive)
        if facts["questions_digest"] != digest_of(questions):
            raise TrainingError(
                "The new model was not trained on the questions of the content folder, "
                "perhaps because a file was saved meanwhile. Train again."
            )
        sidecar = Path(folder) / "sidecar.json"
        sidecar.write_text(
            json.dumps(_sidecar(questions, languages, digest, archive, facts), ensure_ascii=False, indent=2) + "\n",
            encoding="utf-8",
        )
        os.replace(archive, options.output)
        # Until this second step the old sidecar names another archive: then the next --if-needed trains again.
        os.replace(sidecar, _sidecar_of(options.output))
    _say(f"The model is ready after {time.monotonic() - started:.0f} seconds{_measured(facts)}.")


def _run_rasa(folder: Path, content: Path, config: Path) -> Path:
    """Run ``rasa train nlu``; its exit status says little, so the new archive is what counts."""
    command = [
        sys.executable, "-m", "rasa", "train", "nlu",
        "--config", str(config),
        "--nlu", str(_PROJECT / "data"),
        "--out", str(folder),
        "--fixed-model-name", "model",
    ]  # fmt: skip
    environment = {
        **os.environ,
        **quiet_environment(),
        "CONTENT_DIR": str(content),
        # Nothing of an earlier training is taken over, and nothing is left behind.
        "RASA_CACHE_DIRECTORY": str(folder / "cache"),
        "RASA_MAX_CACHE_SIZE": "0",
    }
    run = subprocess.run(
        command, cwd=_PROJECT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, errors="replace",
    )  # fmt: skip
    archive = folder / "model.tar.gz"
    if run.returncode != 0 or not archive.is_file():
        raise TrainingError(f"Training failed; Rasa's last words:\n{_last_words(run.stdout)}")
    return archive


def _last_words(output: str) -> str:
    """The end of what Rasa printed, without colours and the warnings that its libraries give their own authors."""
    plain = _COLOUR.sub("", output)
    return "\n".join(_DEPRECATION.sub("", plain).splitlines()[-_LINES_SHOWN:])


def _facts_of(archive: Path) -> dict[str, Any]:
    try:
        return archive_facts(archive)
    except ValueError as error:
        raise TrainingError(f"Training failed: {error} Does the configuration begin with TextFolding?") from error


def _sidecar(
    questions: list[Question], languages: list[str], digest: str, archive: Path, facts: dict[str, Any]
) -> dict[str, Any]:
    return {
        "digest": digest,
        "questions_digest": facts["questions_digest"],
        "archive_sha256": sha256_of(archive),
        "trained_at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "questions": len(questions),
        "intents": sorted({question.topic for question in questions}),
        "languages": languages,
        "bands": facts["bands"],
        "cross_validation": facts["cross_validation"],
    }


def _measured(facts: dict[str, Any]) -> str:
    held_out = facts["cross_validation"]
    return f"; {held_out['accuracy']:.1%} of held-out questions recognised" if held_out else ""


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
