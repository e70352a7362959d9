"""The queue of updates of a bot and its two ways out: polling and the webhook."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

import aiohttp

from tests.end_to_end.bot_api_rules import ApiError

MESSAGE_LIFETIME_S = 24 * 3600
CALLBACK_QUERY_LIFETIME_S = 150
ALL_KINDS = frozenset(
    (
        "message", "edited_message", "channel_post", "edited_channel_post", "business_connection",
        "business_message", "edited_business_message", "deleted_business_messages", "message_reaction",
        "message_reaction_count", "inline_query", "chosen_inline_result", "callback_query", "shipping_query",
        "pre_checkout_query", "purchased_paid_media", "poll", "poll_answer", "my_chat_member", "chat_member",
        "chat_join_request", "chat_boost", "removed_chat_boost",
    )
)  # fmt: skip
DEFAULT_KINDS = ALL_KINDS - {"chat_member", "message_reaction", "message_reaction_count"}

_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_NOT_IN_AN_ANSWER = ("get", "setwebhook", "deletewebhook", "close", "logout")


@dataclass(frozen=True)
class _Update:
    update_id: int
    kind: str
    content: dict[str, Any]
    lane: str
    expires_at: float

    def to_json(self) -> dict[str, Any]:
        return {"update_id": self.update_id, self.kind: self.content}


class UpdateQueue:
    """What the bot has not acknowledged yet, oldest first.

    Args:
        clock: seconds since 1970; updates grow old by it.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._updates: dict[int, _Update] = {}
        self._last_id = 700_000_000
        self._listeners: list[Callable[[], None]] = []
        self.allowed_kinds = DEFAULT_KINDS

    def __len__(self) -> int:
        self._expire()
        return len(self._updates)

    def on_growth(self, listener: Callable[[], None]) -> None:
        """``listener`` is called after each new update."""
        self._listeners.append(listener)

    def allow(self, kinds: Iterable[str]) -> None:
        """Sticky, for updates from now on; unknown names are ignored, an empty list means the default."""
        self.allowed_kinds = ALL_KINDS.intersection(kinds) or DEFAULT_KINDS

    def add(self, kind: str, content: dict[str, Any], *, lane: str) -> int | None:
        """A new update's id; None when the bot did not ask for this kind. ``lane`` orders the webhook's deliveries."""
        if kind not in self.allowed_kinds:
            return None
        lifetime_s = CALLBACK_QUERY_LIFETIME_S if kind == "callback_query" else MESSAGE_LIFETIME_S
        self._last_id += 1
        self._updates[self._last_id] = _Update(self._last_id, kind, content, lane, self._clock() + lifetime_s)
        for listener in self._listeners:
            listener()
        return self._last_id

    def take(self, offset: int, limit: int) -> list[dict[str, Any]]:
        """Updates from ``offset`` on; the earlier ones are thereby acknowledged and forgotten.

        Zero asks from the oldest, a negative offset keeps only the last ones, and an offset more than ten beyond
        the newest update is ignored.
        """
        self._expire()
        if offset < 0:
            for update_id in list(self._updates)[:offset]:
                del self._updates[update_id]
        elif offset <= self._last_id + 11:
            for update_id in [known for known in self._updates if known < offset]:
                del self._updates[update_id]
        return [update.to_json() for update in list(self._updates.values())[:limit]]

    def first_of_lane(self, lane: str) -> _Update | None:
        self._expire()
        return next((update for update in self._updates.values() if update.lane == lane), None)

    def lanes(self) -> set[str]:
        self._expire()
        return {update.lane for update in self._updates.values()}

    def drop(self, update_id: int) -> None:
        self._updates.pop(update_id, None)

    def clear(self) -> None:
        self._updates.clear()

    def _expire(self) -> None:
        now = self._clock()
        for update_id in [known for known, update in self._updates.items() if update.expires_at < now]:
            del self._updates[update_id]


class Poll:
    """Answers getUpdates; only the youngest request may wait.

    Args:
        pacing: hold back hasty pollers as the real server does: after the same offset within 0.5 s comes one update
            at most, a short poll within 3 s waits 3 s, and conflicts are told once in 3 s.
    """

    def __init__(self, queue: UpdateQueue, *, pacing: bool) -> None:
        self._queue = queue
        self._pacing = pacing
        self._waiting: asyncio.Future[None] | None = None
        self._previous_offset: int | None = None
        self._previous_at = self._next_conflict_at = float("-inf")
        queue.on_growth(self.wake)

    def wake(self) -> None:
        if self._waiting and not self._waiting.done():
            self._waiting.set_result(None)

    def terminate(self, by: str) -> None:
        """The waiting request, if any, fails because of ``by``."""
        if self._waiting and not self._waiting.done():
            self._waiting.set_exception(ApiError(409, f"Conflict: terminated by {by}"))

    async def conflict(self, error: ApiError) -> ApiError:
        """``error``, perhaps after a pause."""
        now = asyncio.get_running_loop().time()
        if now < self._next_conflict_at:
            await asyncio.sleep(3)
        elif self._pacing:
            self._next_conflict_at = now + 3
        return error

    async def updates(self, offset: int, limit: int, timeout_s: float) -> list[dict[str, Any]]:
        """At most ``limit`` updates, at once or as soon as there is one. Raises: ApiError: a younger poll came."""
        if self._pacing:
            now = asyncio.get_running_loop().time()
            age_s = now - self._previous_at if offset == self._previous_offset else float("inf")
            timeout_s = 3 if timeout_s < 3 and age_s < 3 else timeout_s
            limit = 1 if age_s < 0.5 else limit
            self._previous_offset, self._previous_at = offset, now
        updates = self._queue.take(offset, limit)
        if updates or not timeout_s:
            return updates
        self.terminate("other getUpdates request; make sure that only one bot instance is running")
        waiting = self._waiting = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(timeout_s):
                await waiting
        except TimeoutError:
            return []
        except ApiError as error:
            raise await self.conflict(error) from None
        finally:
            if self._waiting is waiting:
                self._waiting = None
        return self._queue.take(offset, limit)


@dataclass(frozen=True)
class Webhook:
    """Where the bot wants its updates."""

    url: str
    secret: str = ""
    max_connections: int = 40


class WebhookDelivery:
    """Brings updates to a webhook: one in flight per lane, again after 0, 2, 4, 8 … 60 s while it fails.

    Args:
        retry_scale: every pause is multiplied by this.
        execute: runs a method that the bot put into its answer, with its parameters.
    """

    def __init__(
        self,
        queue: UpdateQueue,
        webhook: Webhook,
        execute: Callable[[str, dict[str, Any]], Awaitable[None]],
        *,
        clock: Callable[[], float],
        retry_scale: float,
    ) -> None:
        self._queue = queue
        self.webhook = webhook
        self._execute = execute
        self._clock = clock
        self._retry_scale = retry_scale
        self._connections = asyncio.Semaphore(webhook.max_connections)
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60))
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self.last_error: tuple[int, str] | None = None
        """When (seconds since 1970) and how a delivery failed last."""

    def wake(self) -> None:
        """Sees to lanes that have something and are not being served."""
        for lane in self._queue.lanes() - self._lanes.keys():
            self._lanes[lane] = asyncio.create_task(self._serve(lane))

    async def close(self) -> None:
        tasks = list(self._lanes.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._session.close()

    async def _serve(self, lane: str) -> None:
        failing, failures = -1, 0
        try:
            while update := self._queue.first_of_lane(lane):
                failures = failures if update.update_id == failing else 0
                failing = update.update_id
                async with self._connections:
                    retry_after_s = await self._deliver(update)
                if retry_after_s is None:
                    self._queue.drop(update.update_id)
                    continue
                pause_s = min(retry_after_s, 3600) or (min(2**failures, 60) if failures else 0)
                failures += 1
                await asyncio.sleep(pause_s * self._retry_scale)
        finally:
            del self._lanes[lane]

    async def _deliver(self, update: _Update) -> int | None:
        """None when the bot took the update; else the seconds it asks to wait, 0 when it does not say."""
        headers = {_SECRET_HEADER: self.webhook.secret} if self.webhook.secret else {}
        try:
            async with self._session.post(self.webhook.url, json=update.to_json(), headers=headers) as response:
                body = await response.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            return self._failed(f"Connection failed: {type(error).__name__}", "0")
        if not 200 <= response.status <= 299:
            trouble = f"Wrong response from the webhook: {response.status} {response.reason}"
            return self._failed(trouble, response.headers.get("Retry-After", "0"))
        await self._execute_answer(body)
        return None

    def _failed(self, trouble: str, retry_after: str) -> int:
        self.last_error = (int(self._clock()), trouble)
        return int(retry_after) if retry_after.isdecimal() else 0

    async def _execute_answer(self, body: bytes) -> None:
        try:
            answer = json.loads(body)
        except ValueError:
            return
        method = str(answer.pop("method", "")) if isinstance(answer, dict) else ""
        if method and not method.lower().startswith(_NOT_IN_AN_ANSWER):
            await self._execute(method, answer)
