"""Wording: cards with their phones, their age and their buttons, in every language."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.content.catalog import Catalog
from bot.dialogue import compose
from bot.dialogue.bidi import FSI, PDI, isolate
from bot.dialogue.facts import hours
from bot.dialogue.presses import CardView
from bot.dialogue.replies import Reply

ALL_VIEWS = [CardView(more, german) for more in (False, True) for german in (False, True)]


def cards(catalog: Catalog, language: str) -> list[tuple[str, Reply]]:
    found = [
        (topic, compose.topic_card(catalog, topic, language, view)) for topic in catalog.topics for view in ALL_VIEWS
    ]
    found += [
        (kind, compose.danger_card(catalog, kind, language, view)) for kind in catalog.dangers for view in ALL_VIEWS
    ]
    return found


def test_no_card_leaves_a_placeholder_or_an_empty_line(catalog: Catalog, language: str) -> None:
    for name, card in cards(catalog, language):
        assert not re.search(r"\{[a-z.]", card.text), name
        assert "\n\n\n" not in card.text, name
        assert all(line.strip() for paragraph in card.text.split("\n\n") for line in paragraph.split("\n")), name


def test_every_card_fits_into_one_message(catalog: Catalog, language: str) -> None:
    too_long = [name for name, card in cards(catalog, language) if len(card.text.encode("utf-16-le")) // 2 > 4096]
    assert too_long == []


def test_every_answer_says_how_old_it_is_and_that_nobody_has_checked_it(catalog: Catalog, language: str) -> None:
    for topic in catalog.topics:
        text = compose.topic_card(catalog, topic, language).text
        if catalog.group_of[topic] != "conversation":
            assert catalog.interface(language).not_checked in text, topic
            if language != "de":
                assert catalog.interface(language).machine_translated in text, topic


def test_the_german_text_is_one_press_away(catalog: Catalog, language: str) -> None:
    if language == "de":
        return
    card = compose.topic_card(catalog, "housing", language)
    press = next(button.press for row in card.buttons for button in row if button.press == "v:housing:g")
    german = compose.topic_card(catalog, "housing", language, CardView.parse(press.split(":")[2]))
    assert catalog.texts["de"].topics["housing"].title in german.text
    assert catalog.interface(language).machine_translated not in german.text


def test_phones_come_one_a_line_with_hours_languages_and_price(catalog: Catalog) -> None:
    lines = compose.danger_card(catalog, "violence", "uk").text.splitlines()
    line = next(line for line in lines if "116016" in line and line.startswith("☎"))
    interface = catalog.interface("uk")
    assert interface.always_open in line
    assert interface.free_of_charge in line
    assert "Українська" in line


def test_a_number_that_does_not_speak_the_language_comes_with_the_german_sentence(catalog: Catalog) -> None:
    card = compose.danger_card(catalog, "emergency", "ar")
    assert catalog.interface("ar").say_in_german in card.text
    assert catalog.texts["de"].dangers["emergency"].say in card.text
    assert catalog.interface("de").say_in_german not in compose.danger_card(catalog, "emergency", "de").text


def test_numbers_in_right_to_left_text_stand_in_isolates(catalog: Catalog) -> None:
    text = compose.danger_card(catalog, "violence", "ar").text
    assert text.count("116016") == text.count(f"{FSI}116016{PDI}") > 0
    assert FSI not in compose.danger_card(catalog, "violence", "de").text


@pytest.mark.parametrize(
    ("text", "isolated"),
    [
        ("اتصلوا بـ 112 الآن", f"اتصلوا بـ {FSI}112{PDI} الآن"),
        ("التسجيل (Anmeldung) مهم", f"التسجيل ({FSI}Anmeldung{PDI}) مهم"),
        ("Agentur für Arbeit هنا", f"{FSI}Agentur für Arbeit{PDI} هنا"),
        ("الأمر /privacy يعرض", f"الأمر {FSI}/privacy{PDI} يعرض"),
        ("+49 30 440308454", f"{FSI}+49 30 440308454{PDI}"),
        ("بعد 3 أيام", "بعد 3 أيام"),
        ("من 22:00–06:00 ليلاً", f"من {FSI}22:00{PDI}–{FSI}06:00{PDI} ليلاً"),
        ("لا شيء", "لا شيء"),
    ],
)
def test_foreign_runs_are_isolated(text: str, isolated: str) -> None:
    assert isolate(text, "rtl") == isolated
    assert isolate(text, "ltr") == text
    assert isolate(isolated, "rtl") == isolated


def test_opening_hours_are_worded(catalog: Catalog) -> None:
    days = catalog.interface("de").days
    assert hours("24/7", days, "Tag und Nacht") == "Tag und Nacht"
    assert hours("Mo,We,Fr 09:00-14:00; Tu,Th 15:00-20:00", days, "") == "Mo, Mi, Fr 09:00–14:00; Di, Do 15:00–20:00"


def test_the_age_of_an_answer_spans_its_sources(catalog: Catalog) -> None:
    housing = catalog.topics["housing"]
    source = housing.sources[0]
    dated = housing.model_copy(
        update={
            "sources": (source.model_copy(update={"date": "2019-2021"}), source.model_copy(update={"date": "2024-03"}))
        }
    )
    changed = replace(catalog, topics={**catalog.topics, "housing": dated})
    assert (
        catalog.interface("de").source_dated.format(date="2019–2024")
        in compose.topic_card(changed, "housing", "de").text
    )


def test_who_helps_is_the_first_button_of_a_topic_that_needs_advice(catalog: Catalog) -> None:
    presses = [button.press for row in compose.topic_card(catalog, "german_course", "de").buttons for button in row]
    assert catalog.topics["german_course"].adviser is not None
    assert f"t:{catalog.topics['german_course'].adviser}" in presses
