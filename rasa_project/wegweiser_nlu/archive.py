"""Reading a trained model archive without Rasa."""

import json
import tarfile
from hashlib import sha256
from pathlib import Path
from typing import Any

_QUESTIONS_FILE = "questions_digest.json"
_TOPIC_MODEL_FILE = "topic_model.json"


def archive_facts(archive: Path) -> dict[str, Any]:
    """``questions_digest``, and ``bands`` and ``cross_validation`` (None where another classifier was trained).

    Raises: ValueError: the file is no model of this project.
    """
    members: dict[str, Any] = {}
    try:
        with tarfile.open(archive, "r:gz") as tar:
            for member in tar:
                name = Path(member.name).name
                if name in (_QUESTIONS_FILE, _TOPIC_MODEL_FILE):
                    members[name] = json.load(tar.extractfile(member))  # type: ignore[arg-type]
    except (OSError, EOFError, tarfile.TarError, json.JSONDecodeError) as error:
        raise ValueError(f"{archive} cannot be read as a model: {error}") from error
    if _QUESTIONS_FILE not in members:
        raise ValueError(f"{archive} does not say which questions it was trained on.")
    model = members.get(_TOPIC_MODEL_FILE, {})
    return {
        "questions_digest": members[_QUESTIONS_FILE]["questions_digest"],
        "bands": model.get("bands"),
        "cross_validation": model.get("cross_validation"),
    }


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file in hex."""
    digest = sha256()
    with path.open("rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()
