"""One turn: load the session, read the words, decide, send, and note what must be remembered.

This module knows its neighbours only by what it needs of them (the Protocols below); no I/O of its own.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.content.catalog import SOURCE_LANGUAGE, Catalog
from bot.dialogue.compose import language_of_code
from bot.dialogue.events import Event, LocationShared, TextSent
from bot.dialogue.policy import decide
from bot.dialogue.reading import Bands, LanguageGuess, PlaceGuess, Ranked, Reading, Source, Surrounding
from bot.dialogue.replies import Reply
from bot.dialogue.session import Session
from bot.dialogue.turns import Outcome, Surroundings, Turn
from bot.errors import NluError, StoreError
from bot.understanding.normalize import MAX_UTTERANCE_CHARS

log = logging.getLogger(__name__)

SAVE_TRIES = 3


class SessionStore(Protocol):
    """Where sessions live. A version of 0 stands for a chat that is not there."""

    async def load(self, person: str, now: datetime) -> tuple[Session, int]: ...

    async def save(
        self, person: str, session: Session, version: int, *, expires: datetime, outcome: Outcome | None, now: datetime
    ) -> bool: ...

    async def forget(self, person: str) -> None: ...


class Parse(Protocol):
    """What the NLU says of one utterance."""

    @property
    def ranking(self) -> tuple[Ranked, ...]: ...

    @property
    def bands(self) -> Bands: ...


class Nlu(Protocol):
    """Ranks topics; raises NluError when it cannot."""

    async def parse(self, text: str) -> Parse: ...


class Identifier(Protocol):
    """Names the language of an utterance."""

    def identify(
        self, text: str, *, current: str | None, pinned: bool, leaning: str | None, hint: str | None
    ) -> LanguageGuess: ...


class Danger(Protocol):
    """Names the danger an utterance speaks of."""

    def match(self, text: str) -> str | None: ...


class Places(Protocol):
    """Names the town an utterance speaks of, and those around a position."""

    def find(self, text: str, language: str | None = None) -> PlaceGuess: ...

    def near(self, latitude: float, longitude: float) -> Surrounding: ...


class Lexical(Protocol):
    """Ranks topics without the NLU."""

    def rank(self, text: str) -> tuple[Ranked, ...]: ...


@dataclass(frozen=True)
class Knowledge:
    """One snapshot of the content and everything built from it."""

    catalog: Catalog
    language: Identifier
    danger: Danger
    places: Places
    lexical: Lexical
    lexical_bands: Bands


@dataclass(frozen=True)
class Incoming:
    """An event in a chat. ``person``: the pseudonymous key; ``language_code``: as the channel gives it."""

    person: str
    event: Event
    now: datetime
    language_code: str | None = None


@dataclass(frozen=True)
class House:
    """Who runs this bot, and how long a session is kept."""

    operator: str
    privacy_contact: str
    session_for: timedelta


Send = Callable[[Reply], Awaitable[None]]


class Conversation:
    """All chats. ``knowledge`` is asked anew each turn, so that new content counts from the next one on."""

    def __init__(self, knowledge: Callable[[], Knowledge], nlu: Nlu, store: SessionStore, house: House) -> None:
        self._knowledge = knowledge
        self._nlu = nlu
        self._store = store
        self._house = house

    async def handle(self, incoming: Incoming, send: Send) -> Turn:
        """One turn. The reply is sent before anything is noted: a crash between both may repeat it, never lose it.

        Only erasing comes first, so that "erased" is said when it is true.
        Raises: StoreError: the chat could not be erased.
        """
        knowledge = self._knowledge()
        session, version = await self._load(incoming, knowledge.catalog)
        reading = await self._understand(incoming, session, knowledge)
        turn = self._decide(incoming, session, reading, knowledge)
        if turn.forget:
            await self._store.forget(incoming.person)
            await send(turn.reply)
            return turn
        await send(turn.reply)
        await self._note(incoming, turn, version, reading, knowledge)
        return turn

    async def _load(self, incoming: Incoming, catalog: Catalog) -> tuple[Session, int]:
        try:
            session, version = await self._store.load(incoming.person, incoming.now)
            return _known_session(session, catalog), version
        except StoreError as error:
            log.error("session not loaded, answering without it: %s", error)
            return Session(), 0

    async def _understand(
        self, incoming: Incoming, session: Session, knowledge: Knowledge
    ) -> Reading | Surrounding | None:
        match incoming.event:
            case TextSent(text):
                return await self._read(text, incoming, session, knowledge)
            case LocationShared(latitude, longitude):
                return knowledge.places.near(latitude, longitude)
            case _:
                return None

    async def _read(self, text: str, incoming: Incoming, session: Session, knowledge: Knowledge) -> Reading:
        guess = knowledge.language.identify(
            text,
            current=session.language,
            pinned=session.pinned,
            leaning=session.leaning,
            hint=language_of_code(knowledge.catalog, incoming.language_code),
        )
        danger = knowledge.danger.match(text)
        if danger is not None:
            return Reading(guess, danger)
        truncated = len(text) > MAX_UTTERANCE_CHARS
        place = knowledge.places.find(text, guess.code)
        try:
            parse = await self._nlu.parse(text)
        except NluError as error:
            log.warning("reading lexically: %s", error)
            ranking = _known_topics(knowledge.lexical.rank(text), knowledge.catalog)
            return Reading(guess, None, ranking, knowledge.lexical_bands, Source.LEXICAL, truncated, place)
        ranking = _known_topics(parse.ranking, knowledge.catalog)
        return Reading(guess, None, ranking, parse.bands, Source.NLU, truncated, place)

    def _decide(
        self, incoming: Incoming, session: Session, reading: Reading | Surrounding | None, knowledge: Knowledge
    ) -> Turn:
        language = session.language or language_of_code(knowledge.catalog, incoming.language_code)
        around = Surroundings(
            now=incoming.now,
            language=language or SOURCE_LANGUAGE,
            expires=incoming.now + self._house.session_for,
            operator=self._house.operator,
            privacy_contact=self._house.privacy_contact,
        )
        return decide(session, incoming.event, reading, knowledge.catalog, around)

    async def _note(
        self,
        incoming: Incoming,
        turn: Turn,
        version: int,
        reading: Reading | Surrounding | None,
        knowledge: Knowledge,
    ) -> None:
        """Save by compare-and-set; when another turn of the chat was faster, decide the session again on top of it."""
        if version == 0 and turn.outcome is None and turn.session == Session():
            # Nothing to remember, so nothing is kept: /privacy and what follows /forget say so.
            return
        expires = incoming.now + self._house.session_for
        try:
            for _ in range(SAVE_TRIES):
                if await self._store.save(
                    incoming.person,
                    turn.session,
                    version,
                    expires=expires,
                    outcome=turn.outcome,
                    now=incoming.now,
                ):
                    return
                session, version = await self._store.load(incoming.person, incoming.now)
                turn = self._decide(incoming, _known_session(session, knowledge.catalog), reading, knowledge)
            log.error("session not saved: %d other turns of the chat were faster", SAVE_TRIES)
        except StoreError as error:
            log.error("session not saved: %s", error)


def _known_session(session: Session, catalog: Catalog) -> Session:
    """Without a language, topic or town that the content had when the session was saved and no longer has."""
    if session.language is not None and session.language not in catalog.languages:
        session = replace(session, language=None, pinned=False)
    if session.last_topic is not None and session.last_topic not in catalog.topics:
        session = replace(session, last_topic=None, last_topic_at=None)
    if session.asked_town_for is not None and session.asked_town_for not in catalog.topics:
        session = replace(session, asked_town_for=None)
    if session.town is not None and catalog.atlas.town(session.town) is None:
        session = replace(session, town=None)
    return session


def _known_topics(ranking: tuple[Ranked, ...], catalog: Catalog) -> tuple[Ranked, ...]:
    """Without topics that the model knows and the content no longer has."""
    return tuple(ranked for ranked in ranking if ranked.topic in catalog.topics)
