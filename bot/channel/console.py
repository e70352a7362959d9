"""Talk in the terminal: the same conversation with numbered buttons, for people."""

from __future__ import annotations

import io
import sys
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import TextIO

from bot.channel.commands import event_of_text
from bot.conversation import Conversation, Incoming
from bot.dialogue.events import Event, Pressed, Started
from bot.dialogue.replies import Button, Delivery, Reply

_BOLD, _DIM, _RESET = "\033[1m", "\033[2m", "\033[0m"


class Console:
    """One chat in a terminal."""

    def __init__(
        self, conversation: Conversation, person: str, now: Callable[[], datetime], out: TextIO = sys.stdout
    ) -> None:
        self._conversation = conversation
        self._person = person
        self._now = now
        self._out = out
        self._buttons: list[Button] = []
        self._colours = out.isatty()
        if isinstance(out, io.TextIOWrapper):
            # A terminal that has no Arabic letters shows "?" for them.
            out.reconfigure(errors="replace")

    async def run(self, lines: AsyncIterator[bytes]) -> None:
        """Answer each line until the input ends."""
        await self._turn(Started())
        self._prompt()
        async for line in lines:
            text = line.decode("utf-8", "replace").strip()
            if text:
                await self._turn(self._event(text))
            self._prompt()

    def _event(self, text: str) -> Event:
        if text.isascii() and text.isdecimal() and len(text) < 4 and 1 <= int(text) <= len(self._buttons):
            return Pressed(self._buttons[int(text) - 1].press)
        return event_of_text(text)

    async def _turn(self, event: Event) -> None:
        await self._conversation.handle(Incoming(self._person, event, self._now()), self._send)

    async def _send(self, reply: Reply) -> None:
        print(f"\n{reply.text}", file=self._out)
        if reply.delivery not in (Delivery.ALERT, Delivery.HIDE):
            self._buttons = [button for row in reply.buttons for button in row]
            self._show_buttons(reply)

    def _show_buttons(self, reply: Reply) -> None:
        number = 0
        print(file=self._out)
        for row in reply.buttons:
            shown = []
            for button in row:
                number += 1
                shown.append(f"{self._styled(f'[{number}]', _BOLD)} {button.text}")
            print("  " + "   ".join(shown), file=self._out)

    def _prompt(self) -> None:
        print(self._styled("\n› ", _DIM), end="", file=self._out, flush=True)

    def _styled(self, text: str, style: str) -> str:
        return f"{style}{text}{_RESET}" if self._colours else text
