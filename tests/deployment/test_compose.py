"""docker-compose.yml: well formed, shut in as far as it can be, and it sets only what the programs read."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import settings
from tests.conftest import ROOT

FILE = ROOT / "docker-compose.yml"
COMPOSE: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
LASTING = ("bot", "rasa")
READ_BY_THE_BOT = {*settings.NAMES, *(f"{name}_FILE" for name in settings.SECRETS)}


def read_in(folder: str) -> set[str]:
    """The environment variables that the Python files right in ``folder`` and below its packages read by name."""
    files = [*(ROOT / folder).glob("*.py"), *(ROOT / folder / "wegweiser_nlu").rglob("*.py")]
    call = re.compile(r'os\.environ(?:\.get|\.pop)?[(\[]"([A-Z_]+)"')
    return {name for file in files for name in call.findall(file.read_text(encoding="utf-8"))}


READ_BY_RASA = read_in("rasa_project")


@pytest.fixture(params=sorted(SERVICES))
def service(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Each service."""
    return SERVICES[request.param]


@pytest.fixture(params=LASTING)
def lasting(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Each service that is meant to run on and on."""
    return SERVICES[request.param]


def test_the_file_keeps_to_the_compose_specification() -> None:
    """Checked against the schema that the package check-jsonschema brings: no copy stands here, none is fetched."""
    if find_spec("check_jsonschema") is None:
        pytest.skip("check-jsonschema is not installed; make setup-bot brings it")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(FILE)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_there_are_two_lasting_services_and_one_that_prepares_the_model() -> None:
    assert set(SERVICES) == {*LASTING, "model"}
    assert SERVICES["rasa"]["depends_on"] == {"model": {"condition": "service_completed_successfully"}}
    assert SERVICES["model"]["restart"] == "no"
    # It answers while Rasa is down, so it must also start while Rasa is down.
    assert "depends_on" not in SERVICES["bot"]


def test_nobody_can_do_more_than_needed(service: dict[str, Any]) -> None:
    assert service["user"] == "10001:10001"
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert "privileged" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert all(mount.startswith("/tmp:size=") for mount in service["tmpfs"])
    assert re.fullmatch(r"\d+[mg]", service["mem_limit"])
    assert service["pids_limit"] > 0
    assert service["stop_grace_period"] == "15s"


def test_lasting_services_are_watched_and_started_again(lasting: dict[str, Any]) -> None:
    assert lasting["restart"] == "unless-stopped"
    assert lasting["healthcheck"]["test"][:3] == ["CMD", "python", "-c"]
    compile(lasting["healthcheck"]["test"][3], "healthcheck", "exec")


def test_health_is_asked_where_the_programs_listen() -> None:
    port = SERVICES["bot"]["environment"]["STATUS_PORT"]
    assert f"http://127.0.0.1:{port}/healthz" in SERVICES["bot"]["healthcheck"]["test"][3]
    command = (ROOT / "rasa_project" / "Dockerfile").read_text(encoding="utf-8")
    assert '"--port", "5005"' in command
    assert "http://127.0.0.1:5005/status?token=" in SERVICES["rasa"]["healthcheck"]["test"][3]
    assert SERVICES["bot"]["environment"]["RASA_URL"] == "http://rasa:5005"


def test_nothing_can_be_reached_from_outside_and_rasa_reaches_nothing() -> None:
    assert COMPOSE["networks"]["nlu"] == {"internal": True}
    assert not (COMPOSE["networks"]["outside"] or {}).get("internal")
    assert set(SERVICES["bot"]["networks"]) == {"nlu", "outside"}
    assert SERVICES["rasa"]["networks"] == ["nlu"]
    assert SERVICES["model"]["network_mode"] == "none"
    for service in SERVICES.values():
        assert "ports" not in service
    assert "network_mode" not in SERVICES["rasa"]


def test_secrets_come_from_files_that_git_ignores() -> None:
    assert {name for service in SERVICES.values() for name in service.get("secrets", [])} == set(COMPOSE["secrets"])
    assert "/.data/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    for name, secret in COMPOSE["secrets"].items():
        assert secret == {"file": f"./.data/secrets/{name}"}
    for service in SERVICES.values():
        environment = service["environment"]
        assert not set(settings.SECRETS) & set(environment)
        named = {value.removeprefix("/run/secrets/") for key, value in environment.items() if key.endswith("_FILE")}
        assert named == set(service.get("secrets", []))


def test_volumes_are_written_only_by_whom_they_belong_to() -> None:
    writers = {
        (name, volume["source"])
        for name, service in SERVICES.items()
        for volume in service["volumes"]
        if not volume.get("read_only")
    }
    assert writers == {("bot", "store"), ("model", "models")}
    assert SERVICES["bot"]["environment"]["STORE_URL"].startswith("sqlite:////data/")
    for service in SERVICES.values():
        for volume in service["volumes"]:
            if volume["type"] == "bind":
                assert (volume["source"], volume["target"]) == ("./content", "/app/content")
                assert service["environment"]["CONTENT_DIR"] == volume["target"]


def test_every_variable_is_read_by_the_program_that_gets_it() -> None:
    assert set(SERVICES["bot"]["environment"]) <= READ_BY_THE_BOT
    assert "RASA_TOKEN_FILE" in READ_BY_RASA
    for name in ("rasa", "model"):
        assert set(SERVICES[name]["environment"]) <= READ_BY_RASA


def test_what_is_taken_from_dot_env_is_explained_there() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    explained = set(re.findall(r"^#?\s*([A-Z][A-Z_]+)=", example, re.MULTILINE))
    assert explained <= READ_BY_THE_BOT
    assert set(re.findall(r"\$\{([A-Z_]+)", FILE.read_text(encoding="utf-8"))) <= explained


def test_the_bot_takes_the_settings_of_the_file(tmp_path: Path) -> None:
    """The values as they stand in the file, with what an operator fills in, are settings that ``run`` starts with."""
    secrets = {"telegram_bot_token": "123456:" + "a" * 35, "rasa_token": "r" * 32, "pseudonym_key": "f" * 64}
    for name, value in secrets.items():
        (tmp_path / name).write_text(value + "\n", encoding="utf-8")
    filled_in = {"OPERATOR_NAME": "Stadt Musterstadt", "PRIVACY_CONTACT": "datenschutz@example.org"}

    def interpolated(text: str) -> str:
        return re.sub(r"\$\{([A-Z_]+):[-?]([^}]*)\}", lambda match: filled_in.get(match[1], match[2]), text)

    environment = {
        name: interpolated(value).replace("/run/secrets", str(tmp_path)).replace("/app/content", str(ROOT / "content"))
        for name, value in SERVICES["bot"]["environment"].items()
    }
    read = settings.read(environment, tmp_path / "no.env")
    read.demand_for_telegram()
    assert (read.telegram_bot_token, read.rasa_token, read.pseudonym_key) == tuple(secrets.values())
    assert (read.operator_name, read.privacy_contact) == tuple(filled_in.values())
    assert read.status_host == "0.0.0.0"
