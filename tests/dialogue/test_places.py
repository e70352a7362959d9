"""Answers that need a town: named, asked for, remembered, shared; what is open, old, or cannot be reached."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from bot.content.catalog import Catalog
from bot.conversation import Knowledge
from bot.dialogue.events import LocationShared, Pressed, TextSent
from bot.dialogue.policy import decide
from bot.dialogue.reading import Bands, LanguageGuess, Ranked, Reading
from bot.dialogue.replies import Delivery, Reply
from bot.dialogue.session import Session
from bot.dialogue.turns import Turn
from bot.understanding.places import PlaceFinder
from tests.dialogue.test_policy import AROUND

WEDNESDAY = datetime(2026, 11, 25, 16, 0, tzinfo=AROUND.now.tzinfo)
CORPUS_CHRISTI = datetime(2026, 6, 4, 10, 0, tzinfo=AROUND.now.tzinfo)


@pytest.fixture(scope="module")
def testland(catalog: Catalog, small: Catalog) -> Catalog:
    """All topics and languages, with places that are made up: the real ones have no hours that were just confirmed."""
    return replace(catalog, atlas=small.atlas)


class Chat:
    """One chat that remembers its session."""

    def __init__(self, catalog: Catalog, language: str = "de", at: datetime = AROUND.now) -> None:
        self.catalog = catalog
        self.finder = PlaceFinder(catalog)
        self.session = Session(language=language, greeted=True)
        self.at = at

    def say(self, text: str, topic: str | None = None, confidence: float = 0.9) -> Reply:
        ranking = (Ranked(topic, confidence),) if topic else (Ranked("housing", 0.01),)
        language = self.session.language or "de"
        reading = Reading(
            LanguageGuess(language), ranking=ranking, bands=Bands(0.5, 0.2), place=self.finder.find(text, language)
        )
        return self._turn(decide(self.session, TextSent(text), reading, self.catalog, self._around()))

    def press(self, data: str) -> Reply:
        return self._turn(decide(self.session, Pressed(data), None, self.catalog, self._around()))

    def share(self, latitude: float, longitude: float) -> Reply:
        found = self.finder.near(latitude, longitude)
        event = LocationShared(latitude, longitude)
        return self._turn(decide(self.session, event, found, self.catalog, self._around()))

    def _around(self):  # type: ignore[no-untyped-def]
        return replace(AROUND, now=self.at)

    def _turn(self, turn: Turn) -> Reply:
        self.session = turn.session
        return turn.reply


def presses(reply: Reply) -> list[str]:
    return [button.press for row in reply.buttons for button in row]


def test_the_town_is_asked_for_remembered_and_changed(catalog: Catalog) -> None:
    chat = Chat(catalog)
    asked = chat.say("wo ist das integrationszentrum", "find_centre")
    assert asked.text.startswith(catalog.interface("de").places.ask_town)
    found = chat.say("Herne")
    assert (found.topic, found.municipality, found.centre) == ("find_centre", "Herne", "ki-herne")
    assert chat.say("integrationszentrum", "find_centre").centre == "ki-herne"
    assert chat.say("und in Essen?").centre == "ki-essen"
    assert chat.session.town == "05113000"
    forgotten = chat.press("town!")
    assert (forgotten.text, chat.session.town) == (catalog.interface("de").places.town_forgotten, None)


def test_a_town_that_is_not_found_is_asked_for_again(catalog: Catalog) -> None:
    chat = Chat(catalog)
    chat.say("integrationszentrum", "find_centre")
    assert chat.say("Xanadustadt").text == catalog.interface("de").places.unknown_town
    assert chat.say("44623").centre == "ki-herne"


def test_two_towns_are_asked_about_with_buttons(catalog: Catalog) -> None:
    chat = Chat(catalog)
    asked = chat.say("integrationszentrum mülheim", "find_centre")
    assert presses(asked)[:2] == ["town:05117000:find_centre", "town:05315000:find_centre"]
    assert chat.press("town:05315000:find_centre").centre == "ki-koeln"


def test_an_everyday_word_is_a_town_only_where_one_is_asked_for(catalog: Catalog) -> None:
    chat = Chat(catalog)
    assert chat.say("essen").centre is None
    chat.say("integrationszentrum", "find_centre")
    assert chat.say("essen").centre == "ki-essen"


def test_outside_the_state_the_nationwide_search_is_named(catalog: Catalog) -> None:
    reply = Chat(catalog).say("integrationszentrum hamburg", "find_centre")
    assert (reply.centre, reply.topic) == (None, None)
    assert "Hamburg" in reply.text
    assert catalog.atlas.state.elsewhere.url in reply.text


@pytest.mark.parametrize(
    "press", ["town:99:find_centre", "m:99:0", "m:05916000:x", "p:nobody", "pin:ki-herne", "ask:x"]
)
def test_an_old_button_of_a_place_gets_the_menu(press: str, catalog: Catalog) -> None:
    assert Chat(catalog).press(press).text == catalog.interface("de").old_button


def test_a_local_topic_ends_with_who_helps_in_the_town(catalog: Catalog) -> None:
    chat = Chat(catalog)
    before = chat.say("deutschkurs", "german_course")
    assert "ask:german_course" in presses(before)
    assert chat.press("ask:german_course").text == catalog.interface("de").places.ask_town
    there = chat.say("Münster")
    heading = catalog.interface("de").places.in_town.format(town="Münster")
    assert (there.topic, there.centre) == ("german_course", "ki-muenster")
    assert heading in there.text
    assert there.text.index(heading) < there.text.index(catalog.interface("de").not_checked)
    # The unfolded card keeps it.
    assert heading in chat.press("v:german_course:m").text


def test_a_sensitive_topic_leaves_no_town(catalog: Catalog) -> None:
    chat = Chat(catalog)
    reply = chat.say("mein bruder ist allein in Herne", "minor_alone")
    assert reply.topic == "minor_alone"
    assert chat.session == Session(language="de", greeted=True)


def test_from_every_municipality_a_local_topic_leads_to_somebody(catalog: Catalog) -> None:
    """A phone, a mail address, or a page to search on."""
    from bot.dialogue.place_cards import help_in_town
    from bot.dialogue.place_facts import Wording

    words = Wording(catalog, "de", AROUND.now)
    local = [topic for topic, facts in catalog.topics.items() if facts.local]
    lost = []
    for municipality in catalog.atlas.municipalities():
        town = catalog.atlas.town(municipality.ags)
        assert town is not None
        for topic in local:
            text = Reply("de", "ltr", tuple(help_in_town(topic, town, words))).text
            if not any(sign in text for sign in ("☎", "✉", "http")):
                lost.append((municipality.name, topic))
    assert lost == []


def test_hours_that_were_just_confirmed_say_whether_it_is_open(testland: Catalog) -> None:
    texts = testland.interface("de").places
    chat = Chat(testland, at=WEDNESDAY)
    reply = chat.say("treffpunkt in Altstadt", "find_meeting_point")
    assert texts.open_until.format(time="18:00") in reply.text
    assert "Alter Treff" in reply.text
    assert texts.was_here.format(date="2016") in reply.text
    chat = Chat(testland, at=CORPUS_CHRISTI)
    centre = chat.say("integrationszentrum altstadt", "find_centre")
    assert texts.open_until.format(time="16:00") not in centre.text


def test_a_point_that_is_old_and_leaves_nobody_to_ask_is_not_shown(testland: Catalog) -> None:
    reply = Chat(testland).say("treffpunkt in der stadt Lage", "find_meeting_point")
    assert "Café Lage" not in reply.text
    assert reply.centre == "ki-kreis-lage"


def test_a_centre_that_advises_nobody_says_so(testland: Catalog) -> None:
    reply = Chat(testland).say("integrationszentrum stadt lage", "find_centre")
    assert testland.interface("de").places.not_advising in reply.text


def test_only_a_buildings_own_position_makes_a_pin(testland: Catalog, catalog: Catalog) -> None:
    chat = Chat(testland)
    shown = chat.press("p:altstadt-cafe")
    assert shown.venue is not None
    assert (shown.venue.title, shown.venue.latitude) == ("Café Anker", 51.205)
    pin = chat.press("pin:altstadt-cafe")
    assert (pin.delivery, pin.venue) == (Delivery.VENUE, shown.venue)
    assert Chat(testland).press("p:altstadt-treff").venue is None
    # No fact has a building's position yet, so no real place has a pin.
    assert all(Chat(catalog).press(f"p:{point}").venue is None for point in list(catalog.atlas.meeting_points)[:20])


def test_follow_ups_are_about_the_place_shown_last(testland: Catalog) -> None:
    chat = Chat(testland, at=WEDNESDAY)
    chat.press("p:altstadt-cafe")
    assert "+49 211 300400" in chat.say("telefonnummer", "place_contact").text
    assert "15:00–18:00" in chat.say("wann offen", "place_hours").text
    way = chat.say("wie komme ich hin", "place_directions")
    assert "Hafenstraße 3" in way.text
    assert way.venue is not None
    later = Chat(testland, at=WEDNESDAY)
    assert later.say("telefonnummer", "place_contact").text.startswith(testland.interface("de").places.ask_town)


def test_a_shared_position_gives_what_is_near_and_is_not_kept(testland: Catalog) -> None:
    chat = Chat(testland, at=WEDNESDAY)
    reply = chat.share(51.2049, 6.8049)
    assert (reply.topic, reply.municipality, reply.centre) == ("find_meeting_point", "Altstadt", "ki-altstadt")
    assert testland.interface("de").places.distance.format(km=1) in reply.text
    assert "51.2" not in repr(chat.session)
    assert chat.session.town == "05111000"


def test_between_two_towns_the_person_is_asked(testland: Catalog) -> None:
    reply = Chat(testland).share(51.26, 6.91)
    assert {"town:05766040:find_meeting_point", "town:05766041:find_meeting_point"} <= set(presses(reply))


def test_a_position_outside_is_told(testland: Catalog) -> None:
    texts = testland.interface("de").places
    for latitude, longitude in ((0.0, 0.0), (53.55, 10.0), (51.37, 6.17)):
        assert texts.outside_position in Chat(testland).share(latitude, longitude).text


def test_a_waiting_topic_is_answered_by_a_shared_position(testland: Catalog) -> None:
    chat = Chat(testland)
    chat.press("ask:german_course")
    reply = chat.share(51.2, 6.8)
    assert (reply.topic, reply.municipality) == ("german_course", "Altstadt")


def test_names_and_addresses_stand_in_isolates(knowledge: Knowledge) -> None:
    reply = Chat(knowledge.catalog, "ar").say("مركز الاندماج في Essen", "find_centre")
    assert "⁨Kruppstraße 16, 45128 Essen⁩" in reply.text


def test_every_card_of_a_place_is_short_enough_and_has_a_way_on(catalog: Catalog, language: str) -> None:
    chat = Chat(catalog, language)
    for area in catalog.atlas.areas.values():
        for data in (f"p:{area.centre.id}", f"m:{area.municipalities[0].ags}:0"):
            reply = chat.press(data)
            assert len(reply.text) < 4096 + 2000  # addresses of pages do not count for Telegram
            assert "menu" in presses(reply)
            assert all(len(press.encode()) <= 64 for press in presses(reply))
