"""The bot's own Rasa as a process: started, watched, stopped. A small script plays Rasa."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from bot.errors import NluStartError
from bot.understanding import rasa_server
from bot.understanding.rasa_server import RasaServer

SERVES = """
import argparse, http.server, os
options = argparse.ArgumentParser()
options.add_argument("--port", type=int)
options.add_argument("--model")
options.add_argument("--with-parent", action="store_true")
given = options.parse_args()
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        well = self.path == "/status?token=" + os.environ["RASA_TOKEN"]
        self.send_response(200 if well else 401); self.end_headers()
        self.wfile.write(b'{"model_file": "x"}')
    def log_message(self, *arguments): pass
http.server.HTTPServer(("127.0.0.1", given.port), Handler).serve_forever()
"""


@pytest.fixture
def server(tmp_path: Path) -> Callable[[str], RasaServer]:
    def make(script: str) -> RasaServer:
        (tmp_path / "serve.py").write_text(script)
        (tmp_path / "model.tar.gz").write_bytes(b"")
        return RasaServer(Path(sys.executable), tmp_path / "serve.py", tmp_path / "model.tar.gz")

    return make


async def well(server: RasaServer) -> bool:
    async with httpx.AsyncClient(trust_env=False) as client:
        try:
            response = await client.get(f"{server.url}/status", params={"token": server.token})
        except httpx.HTTPError:
            return False
        return response.status_code == 200


async def test_it_starts_answers_and_stops(server: Callable[[str], RasaServer]) -> None:
    rasa = server(SERVES)
    await rasa.start()
    assert await well(rasa)
    await rasa.stop()
    assert rasa.pid is None
    assert not await well(rasa)


async def test_a_killed_one_is_started_again(server: Callable[[str], RasaServer]) -> None:
    rasa = server(SERVES)
    await rasa.start()
    first = rasa.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    async with asyncio.timeout(20):
        while rasa.pid in (first, None) or not await well(rasa):
            await asyncio.sleep(0.05)
    await rasa.stop()


async def test_a_restart_that_fails_is_tried_again(
    server: Callable[[str], RasaServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the environment is being renewed its Python is missing for a moment."""
    monkeypatch.setattr(rasa_server, "_BACK_OFF_S", (0.01,))
    rasa = server(SERVES)
    await rasa.start()
    first, python = rasa.pid, rasa._python
    assert first is not None
    rasa._python = python.with_name("not-there")
    os.kill(first, signal.SIGKILL)
    await asyncio.sleep(0.3)
    rasa._python = python
    async with asyncio.timeout(20):
        while not await well(rasa):
            await asyncio.sleep(0.05)
    await rasa.stop()


async def test_one_that_ends_at_once_is_told_after_some_tries(server: Callable[[str], RasaServer]) -> None:
    with pytest.raises(NluStartError, match="ended with status 3 while starting"):
        await server("import sys; sys.exit(3)").start()


async def test_one_that_never_gets_ready_is_stopped_and_told(
    server: Callable[[str], RasaServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rasa_server, "START_DEADLINE_S", 0.3)
    rasa = server("import time; time.sleep(60)")
    with pytest.raises(NluStartError, match="was not ready"):
        await rasa.start()
    assert rasa.pid is None


async def test_what_is_missing_is_told_with_its_mend(tmp_path: Path) -> None:
    with pytest.raises(NluStartError, match="make train"):
        await RasaServer(tmp_path / "python", tmp_path / "serve.py", tmp_path / "model").start()
