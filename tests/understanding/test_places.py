"""Towns in messages, and the messages that the finder was tuned with."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.content.catalog import Catalog
from bot.conversation import Knowledge
from bot.dialogue.reading import PlaceGuess
from bot.understanding.places import PlaceFinder
from bot.understanding.sound import sounds

TUNED = Path(__file__).parent / "places"


@pytest.fixture(scope="module")
def finder(knowledge: Knowledge) -> PlaceFinder:
    assert isinstance(knowledge.places, PlaceFinder)
    return knowledge.places


def names(catalog: Catalog, guess: PlaceGuess) -> list[str]:
    return [town.name for candidate in guess.towns if (town := catalog.atlas.town(candidate.key)) is not None]


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        ("Köln", None, ["Köln"]),
        ("duesseldorf", None, ["Düsseldorf"]),
        ("ich wohne in Wanne-Eickel", "de", ["Herne"]),
        ("Köln-Mülheim", "de", ["Köln"]),
        ("Bad Godesberg", "de", ["Bonn"]),
        ("Dortmund-Nordstadt", "de", ["Dortmund"]),
        ("bei Münster", "de", ["Münster"]),
        ("Kreis Borken", "de", ["Kreis Borken"]),
        ("Gronau, Kreis Borken", "de", ["Gronau (Westf.)"]),
        ("Köln'de kurs var mı", "tr", ["Köln"]),
        ("Dortmund'a taşındım", "tr", ["Dortmund"]),
        ("Я живу в Эссене", "ru", ["Essen"]),
        ("у Бохумі", "uk", ["Bochum"]),
        ("ساكن ببوخوم", "ar", ["Bochum"]),
        ("په کولن کې", "ps", ["Köln"]),
        ("li Kolnê dijîm", "kmr", ["Köln"]),
        ("ኣብ ኮለን", "ti", ["Köln"]),
        ("44623", None, ["Herne"]),
        ("٤٤٦٢٣", "ar", ["Herne"]),
        ("۴۴۶۲۳", "fa", ["Herne"]),
        ("Dortmnd", "de", ["Dortmund"]),
        ("Mülheim", "de", ["Mülheim an der Ruhr", "Köln"]),
        ("Neuenkirchen", "de", ["Neuenkirchen", "Rietberg"]),
        ("Rheda", "de", ["Rheda-Wiedenbrück"]),
        ("Rhede", "de", ["Rhede"]),
        ("von Herne nach Bochum", "de", ["Bochum", "Herne"]),
        ("in Essen", "de", ["Essen"]),
    ],
)
def test_a_town_is_found(
    text: str, code: str | None, expected: list[str], finder: PlaceFinder, catalog: Catalog
) -> None:
    guess = finder.find(text, code)
    assert names(catalog, guess) == expected
    assert not guess.doubtful


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("wo kann man hier essen", "de"),
        ("an wen kann ich mich wenden", "de"),
        ("how much does it cost", "en"),
        ("Können Sie mir das senden?", "de"),
        ("", None),
        ("?", None),
        ("12345678", None),
        ("ich habe 40000 Euro Schulden", "de"),
    ],
)
def test_everyday_words_are_no_towns(text: str, code: str | None, finder: PlaceFinder) -> None:
    guess = finder.find(text, code)
    assert guess.doubtful or not guess.towns


def test_a_postcode_of_nowhere_is_told(finder: PlaceFinder) -> None:
    assert finder.find("meine PLZ ist 99999", "de").unknown_postcode


def test_a_town_outside_is_told_and_one_of_ours_comes_before_it(finder: PlaceFinder, catalog: Catalog) -> None:
    assert finder.find("Beratung in Hamburg", "de").outside == "Hamburg"
    guess = finder.find("aus Hamburg nach Herne gezogen", "de")
    assert (names(catalog, guess), guess.outside) == (["Herne"], None)


def test_a_bare_town_is_said_to_be_alone(finder: PlaceFinder) -> None:
    assert finder.find("und in Essen?", "de").alone
    assert finder.find("and in Essen?", "en").alone
    assert not finder.find("Deutschkurs in Essen", "de").alone


def test_a_name_of_300_characters_is_read_to_its_end(finder: PlaceFinder) -> None:
    assert finder.find("x" * 300).towns == ()
    assert finder.find("Herne" * 60).towns == ()


@pytest.mark.parametrize(
    ("latitude", "longitude", "first"),
    [
        (51.54, 7.22, "Herne"),
        (50.94, 6.96, "Köln"),
        (51.48, 7.14, "Bochum"),
        (52.28, 8.05, None),
        (50.81, 8.77, None),
        (0, 0, None),
    ],
    ids=["Herne", "Köln", "Wattenscheid", "Osnabrück", "Marburg in Hessen", "0/0"],
)
def test_a_position_is_in_a_town_or_outside(
    latitude: float, longitude: float, first: str | None, finder: PlaceFinder, catalog: Catalog
) -> None:
    found = finder.near(latitude, longitude)
    town = catalog.atlas.town(found.towns[0].key) if found.towns else None
    assert (town.name if town else None) == first


def test_at_the_dutch_border_the_person_is_asked(finder: PlaceFinder, catalog: Catalog) -> None:
    found = finder.near(51.858, 6.16)  # between Elten, a part of Emmerich, and Zevenaar
    assert found.border or len(found.towns) > 1 or found.towns == ()
    assert finder.near(51.37, 6.17).towns == ()  # Venlo


@pytest.mark.parametrize("code", sorted(path.stem for path in TUNED.glob("*.yml")))
def test_the_messages_it_was_tuned_with_are_understood(code: str, finder: PlaceFinder, catalog: Catalog) -> None:
    rows = yaml.load((TUNED / f"{code}.yml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    towns = [row for row in rows if "town" in row]
    hits = sum(row["town"] in names(catalog, finder.find(row["text"], code)) for row in towns)
    assert hits >= 0.93 * len(towns)


def test_names_written_by_ear_sound_alike() -> None:
    assert set(sounds("bochum")) & set(sounds("boxum"))
    assert set(sounds("euskirchen")) & set(sounds("oyskirsen"))
    assert set(sounds("ኮለን")) == set(sounds("ኮልን"))
    assert not set(sounds("hagen")) & set(sounds("hamm"))
    assert list(sounds("")) == []
