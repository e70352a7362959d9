"""``/healthz`` and ``/readyz`` on a port of their own, for container health checks and monitoring."""

from __future__ import annotations

import logging
from collections.abc import Callable

from aiohttp import web

from bot.errors import WegweiserError

log = logging.getLogger(__name__)


class StatusServer:
    """Answers 200 on ``/healthz`` while the process runs, and on ``/readyz`` while ``faults()`` is empty."""

    def __init__(self, host: str, port: int, faults: Callable[[], list[str]]) -> None:
        self._host = host
        self._port = port
        self._faults = faults
        app = web.Application()
        app.router.add_get("/healthz", self._healthz)
        app.router.add_get("/readyz", self._readyz)
        self._runner = web.AppRunner(app, access_log=None)

    async def start(self) -> None:
        """Begin to listen.

        Raises: WegweiserError: the port is taken.
        """
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError as error:
            await self._runner.cleanup()
            raise WegweiserError(
                f"STATUS_PORT {self._port} cannot be opened ({error.strerror}). Choose another, or 0 for none."
            ) from error

    async def stop(self) -> None:
        """Stop listening."""
        await self._runner.cleanup()

    async def _healthz(self, request: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def _readyz(self, request: web.Request) -> web.Response:
        faults = self._faults()
        return web.Response(text="\n".join(faults or ["ready"]) + "\n", status=503 if faults else 200)
