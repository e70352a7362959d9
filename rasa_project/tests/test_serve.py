"""serve.py: a real server on the trained model."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from conftest import PROJECT, Trained

TOKEN = "a-token-for-tests"
PARENT = "import subprocess, sys; subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE).wait()"


class Server:
    """A running server and what it has printed."""

    def __init__(self, process: subprocess.Popen, port: int, log: Path) -> None:
        self.process, self.port, self.log = process, port, log

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, dict]:
        """Status and JSON answer of one request."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
            connection.request(method, path, body=None if body is None else json.dumps(body))
            response = connection.getresponse()
            text = response.read()
        return response.status, json.loads(text) if text.startswith(b"{") else {}

    def parse(self, text: str) -> dict:
        """What the model understands."""
        status, answer = self.ask("POST", f"/model/parse?token={TOKEN}", {"text": text})
        assert status == 200
        return answer

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.log.read_text(encoding="utf-8")
            try:
                if self.ask("GET", f"/status?token={TOKEN}")[0] == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError(self.log.read_text(encoding="utf-8"))


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def start(archive: Path, log: Path, *, prefix: tuple[str, ...] = ()) -> Server:
    port = free_port()
    command = [
        *prefix,
        sys.executable,
        str(PROJECT / "serve.py"),
        "--port",
        str(port),
        "--model",
        str(archive),
        "--with-parent",
    ]
    # A proxy that is not there: whatever asked the network would be seen to fail.
    offline = {"HTTP_PROXY": "http://127.0.0.1:9", "HTTPS_PROXY": "http://127.0.0.1:9"}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            env={**os.environ, **offline, "RASA_TOKEN": TOKEN},
        )
    return Server(process, port, log)


@pytest.fixture(scope="module")
def server(trained_once: Trained, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = start(trained_once.archive, tmp_path_factory.mktemp("serve") / "log.txt")
    server.wait_until_ready()
    with server.process:  # closes its standard input, which ends it
        yield server


def test_a_parse_carries_ranking_bands_and_digest(server: Server, trained_once: Trained) -> None:
    answer = server.parse("Integrationskurs?")

    assert answer["intent"]["name"] == "german_course"
    assert answer["intent_ranking"][0] == answer["intent"]
    assert answer["bands"] == trained_once.sidecar["bands"]
    assert answer["questions_digest"] == trained_once.sidecar["questions_digest"]


@pytest.mark.parametrize("text", ["", "🙂", "/", "ქართული"])
def test_a_text_that_says_nothing_has_confidence_0(server: Server, text: str) -> None:
    assert server.parse(text)["intent"] == {"name": None, "confidence": 0.0}


def test_a_leading_slash_is_no_command(server: Server) -> None:
    answer = server.parse('/greet{"a": "b"}')

    assert answer["intent"]["confidence"] < 1.0
    assert answer["entities"] == []


def test_a_very_long_text_is_answered(server: Server) -> None:
    assert server.parse("ruhezeiten " * 10_000)["intent"]["name"] == "quiet_hours"


@pytest.mark.parametrize("query", ["", "?token=wrong"])
def test_the_token_is_demanded(server: Server, query: str) -> None:
    assert server.ask("POST", f"/model/parse{query}", {"text": "hallo"})[0] == 401
    assert server.ask("GET", f"/status{query}")[0] == 401


def test_no_chat_channel_is_open(server: Server) -> None:
    assert server.ask("POST", "/webhooks/rest/webhook", {"sender": "a", "message": "hallo"})[0] == 404


def test_neither_texts_nor_the_token_are_printed_or_in_the_process_list(server: Server) -> None:
    server.parse("geheimnisvoll")
    server.ask("POST", f"/model/parse?token={TOKEN}", {"text": ["geheimnisvoll"]})
    server.ask("POST", "/model/parse?token=wrong", {"text": "geheimnisvoll"})

    printed = server.log.read_text(encoding="utf-8")
    command_line = Path(f"/proc/{server.process.pid}/cmdline").read_text(encoding="utf-8")
    assert "geheimnisvoll" not in printed
    assert TOKEN not in printed + command_line


def test_a_server_does_not_outlive_a_killed_parent(trained_once: Trained, tmp_path: Path) -> None:
    server = start(trained_once.archive, tmp_path / "log.txt", prefix=(sys.executable, "-c", PARENT))
    server.wait_until_ready()

    with server.process:  # the parent; the server is its child
        server.process.send_signal(signal.SIGKILL)

    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            server.ask("GET", "/")
        except OSError:
            return
        time.sleep(0.05)
    raise AssertionError("the server still answers")


def without(name: str) -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if key != name}


def test_without_a_token_nothing_is_served(trained_once: Trained) -> None:
    command = [sys.executable, str(PROJECT / "serve.py"), "--port", "1", "--model", str(trained_once.archive)]

    run = subprocess.run(command, env=without("RASA_TOKEN"), capture_output=True, text=True, timeout=30)

    assert run.returncode == 2
    assert run.stderr.startswith("RASA_TOKEN is not set.")


def test_a_missing_model_is_told(tmp_path: Path) -> None:
    command = [sys.executable, str(PROJECT / "serve.py"), "--port", "1", "--model", str(tmp_path / "no.tar.gz")]

    run = subprocess.run(command, env={**os.environ, "RASA_TOKEN": TOKEN}, capture_output=True, text=True, timeout=30)

    assert run.returncode == 2
    assert "is not there" in run.stderr
