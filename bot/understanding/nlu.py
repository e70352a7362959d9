"""Rasa over HTTP: one utterance in, ranked topics out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx

from bot.dialogue.reading import Bands, Ranked
from bot.errors import NluError
from bot.understanding.normalize import MAX_UTTERANCE_CHARS

DEADLINE_S = 2.0


@dataclass(frozen=True)
class Parse:
    """Rasa's answer: topics best first, the bands of the model, and the digest of its training questions."""

    ranking: tuple[Ranked, ...]
    bands: Bands
    questions_digest: str


class RasaClient:
    """A Rasa server's ``/model/parse``. Close it with ``aclose``."""

    def __init__(self, url: str, token: str | None, *, deadline_s: float = DEADLINE_S) -> None:
        self._token = token
        self._client = httpx.AsyncClient(
            base_url=url, timeout=httpx.Timeout(deadline_s, connect=deadline_s / 2), trust_env=False
        )

    async def parse(self, text: str) -> Parse:
        """Rank the topics of ``text``.

        A leading slash is taken off: Rasa would read "/emergency" as a command and believe it.
        Raises: NluError: no answer within the deadline, or not one we understand.
        """
        params = {"token": self._token} if self._token else {}
        sent = text[:MAX_UTTERANCE_CHARS].lstrip("/ \t\r\n")
        try:
            response = await self._client.post("/model/parse", params=params, json={"text": sent})
            response.raise_for_status()
            return _parse(response.json())
        except httpx.HTTPError as error:
            # The message of an httpx error may hold the URL, and with it the token.
            raise NluError(f"Rasa does not answer ({type(error).__name__}).") from None
        except (KeyError, TypeError, ValueError) as error:
            raise NluError(f"Rasa answered something else than expected ({type(error).__name__}).") from None

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def _parse(body: dict[str, Any]) -> Parse:
    ranking = tuple(Ranked(row["name"], float(row["confidence"])) for row in body["intent_ranking"])
    bands = Bands(float(body["bands"]["answer"]), float(body["bands"]["suggest"]))
    return Parse(ranking, bands, str(body["questions_digest"]))
