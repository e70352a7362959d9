"""Logs without secrets."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest

from bot.operations import logs


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    stream = io.StringIO()
    logs.set_up("INFO", stream)
    yield stream
    root.handlers = handlers
    root.setLevel(level)


def test_a_token_in_a_line_or_a_traceback_is_taken_out(stream: io.StringIO) -> None:
    log = logging.getLogger("bot.test")
    log.info("calling https://api.telegram.org/bot1234567:AAE-secret_part/getMe?token=rasa-secret")
    try:
        raise ValueError("1234567:AAE-secret_part")
    except ValueError:
        log.exception("failed")
    assert "secret" not in stream.getvalue()
    assert "getMe" in stream.getvalue()


def test_libraries_that_log_addresses_are_quiet(stream: io.StringIO) -> None:
    logging.getLogger("httpx").info("HTTP Request: POST …")
    assert stream.getvalue() == ""


def test_python_telegram_bot_logs_no_updates(stream: io.StringIO) -> None:
    """What it cannot read it logs whole, names and words included."""
    try:
        raise ValueError("what somebody wrote")
    except ValueError:
        logging.getLogger("telegram.Bot").critical(
            "Received data was %r", [{"text": "what somebody wrote"}], exc_info=True
        )
    assert "somebody" not in stream.getvalue()
    assert "Received data was %r (ValueError)" in stream.getvalue()
