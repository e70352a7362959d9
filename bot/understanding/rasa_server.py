"""The bot's own Rasa: started on a loopback port, watched, started again when it dies, never outliving the bot."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
import socket
import sys
from pathlib import Path

import httpx

from bot.errors import NluStartError

log = logging.getLogger(__name__)

START_DEADLINE_S = 120.0
START_TRIES = 3
_POLL_S = 0.2
_BACK_OFF_S = (0.5, 1.0, 2.0, 5.0, 10.0)
# A Rasa that ran this long was well: the next restart is quick again.
_WELL_AFTER_S = 60.0


class _EndedError(NluStartError):
    """Rasa ended before it was ready; another try may help."""


class RasaServer:
    """A Rasa process that serves ``model``; ``start`` it, ask it under ``url`` with ``token``, ``stop`` it."""

    def __init__(self, python: Path, serve_script: Path, model: Path) -> None:
        self._python = python
        self._script = serve_script
        self._model = model
        self._process: asyncio.subprocess.Process | None = None
        self._watcher: asyncio.Task[None] | None = None
        self.token = secrets.token_urlsafe(24)
        self._port = _free_port()

    @property
    def url(self) -> str:
        """Root of its HTTP interface."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def pid(self) -> int | None:
        """The running process, if there is one."""
        return self._process.pid if self._process and self._process.returncode is None else None

    async def start(self) -> None:
        """Start Rasa and wait until its model is loaded; from then on it is started again whenever it ends.

        Raises: NluStartError: it is not set up, ended, or was not ready in time.
        """
        for path in (self._python, self._model):
            if not path.exists():
                raise NluStartError(f"{path} is not there. Run: make train")
        for attempt in range(1, START_TRIES + 1):
            try:
                await self._try_to_start()
                break
            except _EndedError:
                # Between looking for a free port and Rasa's opening it another program may have taken it.
                if attempt == START_TRIES:
                    raise
                self._port = _free_port()
        self._watcher = asyncio.create_task(self._keep_running(), name="rasa-watcher")

    async def _try_to_start(self) -> None:
        await self._spawn()
        try:
            async with asyncio.timeout(START_DEADLINE_S):
                await self._wait_until_ready()
        except TimeoutError:
            await self.stop()
            raise NluStartError(f"Rasa was not ready within {START_DEADLINE_S:.0f} seconds.") from None

    async def stop(self) -> None:
        """End Rasa: politely, after five seconds by force."""
        if self._watcher:
            self._watcher.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watcher
            self._watcher = None
        process = self._process
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            async with asyncio.timeout(5):
                await process.wait()
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def _spawn(self) -> None:
        arguments = ["--port", str(self._port), "--model", str(self._model), "--with-parent"]
        # Rasa may write to the terminal, but standard output is ours alone (chat --json).
        self._process = await asyncio.create_subprocess_exec(
            str(self._python),
            str(self._script),
            *arguments,
            cwd=self._script.parent,
            env={**os.environ, "RASA_TOKEN": self.token},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=None if log.isEnabledFor(logging.DEBUG) else asyncio.subprocess.DEVNULL,
            start_new_session=sys.platform != "win32",
        )

    async def _wait_until_ready(self) -> None:
        async with httpx.AsyncClient(trust_env=False, timeout=2) as client:
            while True:
                if self.pid is None:
                    status = self._process.returncode if self._process else None
                    raise _EndedError(
                        f"Rasa ended with status {status} while starting. "
                        "Run with LOG_LEVEL=DEBUG to see why, or make train for a new model."
                    )
                with contextlib.suppress(httpx.HTTPError):
                    response = await client.get(f"{self.url}/status", params={"token": self.token})
                    if response.status_code == httpx.codes.OK and response.json().get("model_file"):
                        log.debug("Rasa is ready at %s", self.url)
                        return
                await asyncio.sleep(_POLL_S)

    async def _keep_running(self) -> None:
        failures = 0
        loop = asyncio.get_running_loop()
        while True:
            started = loop.time()
            if self._process is not None:
                await self._process.wait()
            failures = 0 if loop.time() - started > _WELL_AFTER_S else failures + 1
            wait_s = _BACK_OFF_S[min(failures, len(_BACK_OFF_S) - 1)]
            log.warning("Rasa has ended, starting it again in %.1f s", wait_s)
            await asyncio.sleep(wait_s)
            try:
                await self._spawn()
            except OSError as error:
                log.error("Rasa could not be started (%s), trying again", error.strerror)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
