"""Places on Telegram: a shared position, and a pin that is a message of its own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.content.catalog import Catalog
from bot.conversation import Knowledge
from bot.understanding.places import PlaceFinder
from tests.end_to_end.test_odd_updates import OKSANA, answering


@pytest.fixture
def testland(knowledge: Knowledge, small: Catalog) -> Knowledge:
    """The real texts with places that are made up; these have positions of buildings."""
    catalog = replace(knowledge.catalog, atlas=small.atlas)
    return replace(knowledge, catalog=catalog, places=PlaceFinder(catalog))


async def test_a_shared_position_leads_to_a_pin(testland: Knowledge) -> None:
    async with answering(testland) as telegram:
        telegram.send("location", chat_id=OKSANA, language_code="de")
        nowhere = await telegram.next_message(OKSANA)
        assert testland.catalog.interface("de").places.outside_position in nowhere.text

        telegram.send_text(chat_id=OKSANA, text="Altstadt", language_code="de")
        centre = await telegram.next_message(OKSANA)
        telegram.press(chat_id=OKSANA, message_id=centre.message_id, data="m:05111000:0")
        points = await telegram.next_message(OKSANA)
        telegram.press(chat_id=OKSANA, message_id=points.message_id, data="p:altstadt-cafe")
        cafe = await telegram.next_message(OKSANA)
        telegram.press(chat_id=OKSANA, message_id=cafe.message_id, data="pin:altstadt-cafe")
        await telegram.wait_for_request("sendVenue")
        (venue,) = telegram.requests_of("sendVenue")
        assert (venue["title"], venue["address"]) == ("Café Anker", "Hafenstraße 3, Altstadt")
        assert (float(venue["latitude"]), float(venue["longitude"])) == (51.205, 6.805)
