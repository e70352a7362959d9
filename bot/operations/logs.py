"""Logging without utterances, names, chat ids or tokens."""

from __future__ import annotations

import copy
import logging
import re
import sys
from typing import TextIO

_BOT_TOKEN = re.compile(r"(?<!\d)\d{3,}:[\w-]{3,}|(?<=token=)[\w-]+")


class _Redact(logging.Formatter):
    """Takes whatever looks like a token out of every line, tracebacks included: the last net, not the first."""

    def format(self, record: logging.LogRecord) -> str:
        if record.name.split(".")[0] == "telegram":
            record = _without_values(record)
        return _BOT_TOKEN.sub("<token>", super().format(record))


def _without_values(record: logging.LogRecord) -> logging.LogRecord:
    """What python-telegram-bot says, without what it says it of: that can be whole updates with names and words."""
    bare = copy.copy(record)
    bare.args = bare.exc_text = bare.stack_info = None
    if record.exc_info and record.exc_info[0] is not None:
        bare.msg = f"{record.msg} ({record.exc_info[0].__name__})"
    bare.exc_info = None
    return bare


def set_up(level: str, stream: TextIO = sys.stderr) -> None:
    """Log from ``level`` on to ``stream``; libraries that log addresses with the token stay at WARNING."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Redact("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for library in ("httpx", "httpcore", "telegram", "aiosqlite", "asyncio"):
        logging.getLogger(library).setLevel(max(logging.WARNING, root.level))
