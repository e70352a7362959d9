"""Order within a chat, chats side by side."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

TURNS_IN_FLIGHT = 16
# python-telegram-bot counts what waits as well; one chat's many messages must not use up the others' turns.
_NO_LIMIT = 1_000_000


class PerChat(BaseUpdateProcessor):
    """Runs the turns of one chat one after the other, those of up to 16 chats at once."""

    def __init__(self) -> None:
        super().__init__(_NO_LIMIT)
        self._turns = asyncio.Semaphore(TURNS_IN_FLIGHT)
        self._locks: defaultdict[int | None, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._waiting: defaultdict[int | None, int] = defaultdict(int)

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Wait for the chat's turns before this one; asyncio's locks are first come, first served."""
        key = _key(update)
        self._waiting[key] += 1
        try:
            async with self._locks[key], self._turns:
                await coroutine
        finally:
            self._waiting[key] -= 1
            if not self._waiting[key]:
                del self._waiting[key]
                del self._locks[key]

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""


def _key(update: object) -> int | None:
    if not isinstance(update, Update):
        return None
    if update.effective_chat is not None:
        return update.effective_chat.id
    return update.effective_user.id if update.effective_user else None
