"""Lines of standard input for asyncio, whatever it is: a terminal, a pipe or a file."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import BinaryIO


async def lines_of(stream: BinaryIO) -> AsyncIterator[bytes]:
    """Each line of ``stream`` until it ends.

    A daemon thread reads: unlike a thread of asyncio's pool it does not hold up the end of the program.
    """
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[bytes] = asyncio.Queue()

    def pump() -> None:
        # The loop may end before the input does; a stream that cannot be read has ended.
        with suppress(RuntimeError):
            with suppress(OSError):
                for line in iter(stream.readline, b""):
                    loop.call_soon_threadsafe(queue.put_nowait, line)
            loop.call_soon_threadsafe(queue.put_nowait, b"")

    threading.Thread(target=pump, name="stdin", daemon=True).start()
    while line := await queue.get():
        yield line
