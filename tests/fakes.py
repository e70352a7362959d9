"""Stand-ins for our own ports: an NLU that answers as told, and a conversation over memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from bot.conversation import Conversation, House, Incoming, Knowledge
from bot.dialogue.events import Event
from bot.dialogue.reading import Bands, Ranked
from bot.dialogue.replies import Reply
from bot.dialogue.turns import Turn
from bot.errors import NluError
from bot.store.interface import Store
from bot.store.memory import MemoryStore
from bot.understanding.nlu import Parse
from tests.conftest import NOON

HOUSE = House("Town of Example", "privacy@example.org", timedelta(days=30))


@dataclass
class FakeNlu:
    """Knows some utterances by heart; everything else is far from all topics. ``down``: raises NluError."""

    topics: Mapping[str, str] = field(default_factory=dict)
    down: bool = False
    asked: list[str] = field(default_factory=list)

    async def parse(self, text: str) -> Parse:
        self.asked.append(text)
        if self.down:
            raise NluError("Rasa does not answer (ConnectError).")
        topic = self.topics.get(text)
        ranking = (Ranked(topic, 0.9),) if topic else (Ranked("housing", 0.01),)
        return Parse(ranking, Bands(0.5, 0.2), "digest")


def conversation_of(knowledge: Knowledge, nlu: FakeNlu, store: Store | None = None) -> Conversation:
    return Conversation(lambda: knowledge, nlu, store or MemoryStore(), HOUSE)


async def say(conversation: Conversation, event: Event, person: str = "p", code: str | None = None) -> Turn:
    """One turn at noon; the reply is in the Turn."""

    async def send(reply: Reply) -> None:
        return None

    return await conversation.handle(Incoming(person, event, NOON, code), send)
