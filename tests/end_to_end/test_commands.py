"""The commands as people call them: processes of their own, real Rasa, no network but loopback."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
WEGWEISER = (sys.executable, "-m", "bot")


def wegweiser(*arguments: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, **options.pop("env", {})}  # type: ignore[dict-item]
    return subprocess.run(
        [*WEGWEISER, *arguments],
        cwd=ROOT,
        capture_output=True,
        timeout=120,
        env=environment,
        **options,  # type: ignore[call-overload]
    )


@pytest.mark.usefixtures("trained")
def test_chat_json_answers_line_by_line() -> None:
    """The examples of the README, through the front door."""
    asked = [
        ("deutschkurs", "german_course"),
        ("Wo ist die Kita-Anmeldung?", "childcare"),
        ("how do I call an ambulance", "emergency"),
        ("وين بتعلم الماني ببلاش", "german_course"),
        ("куди викидати скло", "waste_separation"),
    ]
    lines = [json.dumps({"chat": f"chat {number}", "text": text}) for number, (text, _) in enumerate(asked)]
    done = wegweiser("chat", "--json", input="\n".join([*lines, "nonsense"]).encode() + b"\n")
    assert done.returncode == 0
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer.get("topic") for answer in answers] == [*(topic for _, topic in asked), None]
    assert [answer.get("language") for answer in answers] == ["de", "de", "en", "ar", "uk", None]
    assert list(answers[-1]) == ["error"]


@pytest.mark.usefixtures("trained")
def test_understand_answers_one_message() -> None:
    done = wegweiser("understand", "Anmeldung Bürgeramt", "--language-code", "uk")
    assert (done.returncode, json.loads(done.stdout)["language"]) == (0, "uk")


@pytest.mark.usefixtures("trained")
def test_ctrl_c_ends_a_chat_quietly() -> None:
    """Python aborts at its end if it must close an input that a thread is still reading."""
    process = subprocess.Popen(
        [*WEGWEISER, "chat", "--json"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdin.write(b'{"chat": "a", "text": "hallo"}\n')
    process.stdin.flush()
    assert json.loads(process.stdout.readline())["chat"] == "a"
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 0
    told = process.stderr.read()
    process.communicate()
    assert b"Traceback" not in told
    assert b"Fatal" not in told


@pytest.mark.usefixtures("trained")
def test_rasa_does_not_outlive_a_killed_bot() -> None:
    process = subprocess.Popen(
        [*WEGWEISER, "chat", "--json"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, "LOG_LEVEL": "DEBUG"},
    )
    assert process.stdin is not None
    assert process.stderr is not None
    told = b""
    while not (address := re.search(rb"Rasa is ready at http://127\.0\.0\.1:(\d+)", told)):
        line = process.stderr.readline()
        assert line, told.decode()
        told += line
    port = int(address[1])
    assert _is_open(port)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    deadline = time.monotonic() + 20
    while _is_open(port) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not _is_open(port)


def _is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_a_broken_content_file_ends_the_check_with_1(edited: Callable[..., Path]) -> None:
    good = wegweiser("content", "check", env={"CONTENT_DIR": str(edited({}))})
    assert (good.returncode, good.stdout.decode().split(":")[0]) == (0, "Content is well")
    broken = edited({"phones.yml": "police:\n\tnumber: 110\n"})
    bad = wegweiser("content", "check", env={"CONTENT_DIR": str(broken)})
    assert bad.returncode == 1
    assert "phones.yml:2: has a tab. Use two spaces" in bad.stderr.decode()
    assert b"Traceback" not in bad.stderr


@pytest.mark.parametrize(
    ("arguments", "environment", "status", "says"),
    [
        (["run"], {"TELEGRAM_BOT_TOKEN": ""}, 1, "TELEGRAM_BOT_TOKEN is not set"),
        (["run"], {"TELEGRAM_BOT_TOKEN": "1:abc", "OPERATOR_NAME": ""}, 1, "OPERATOR_NAME is not set"),
        (["chat"], {"SESSION_DAYS": "x"}, 1, "SESSION_DAYS is"),
        (["content", "lock", "de"], {}, 2, "no language that German is translated into"),
        (["nonsense"], {}, 2, "invalid choice"),
        ([], {}, 2, "usage"),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(
    arguments: list[str], environment: dict[str, str], status: int, says: str
) -> None:
    done = wegweiser(*arguments, env={"PRIVACY_CONTACT": "", **environment}, stdin=subprocess.DEVNULL)
    assert done.returncode == status
    assert says in done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert done.stdout == b""
