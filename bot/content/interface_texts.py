"""The bot's own words in one language: ``content/<lang>/interface.yml``.

The placeholders that a text may and must contain are named beside it; ``checks`` compares them.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, TypeVar

from pydantic import AfterValidator, StringConstraints

from bot.content.areas import Audience, Offer, Rhythm, Whose
from bot.content.models import Content, Text

ButtonLabel = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=30)]
CommandDescription = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=100)]
Alert = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


Key = TypeVar("Key", bound=StrEnum)


def _all_of(kind: type[Key]) -> AfterValidator:
    """A mapping that names every member of ``kind``."""

    def check(value: dict[Key, str]) -> dict[Key, str]:
        missing = [member.value for member in kind if member not in value]
        if missing:
            raise ValueError(f"does not name {', '.join(missing)}. Add them.")
        return value

    return AfterValidator(check)


class Buttons(Content):
    """Labels of buttons."""

    more: ButtonLabel
    less: ButtonLabel
    in_german: ButtonLabel
    back: ButtonLabel
    menu: ButtonLabel
    language: ButtonLabel
    emergency: ButtonLabel
    human: ButtonLabel
    helpful: ButtonLabel
    not_helpful: ButtonLabel
    hide: ButtonLabel
    stay: ButtonLabel
    """``{language}``: the way back after the bot changed the language."""
    forget: ButtonLabel
    forget_yes: ButtonLabel
    cancel: ButtonLabel
    private_chat: ButtonLabel
    centre: ButtonLabel
    meeting_points: ButtonLabel
    more_places: ButtonLabel
    my_town: ButtonLabel
    other_town: ButtonLabel
    forget_town: ButtonLabel
    show_pin: ButtonLabel
    map: ButtonLabel


class Commands(Content):
    """What Telegram shows beside the commands."""

    start: CommandDescription
    help: CommandDescription
    language: CommandDescription
    emergency: CommandDescription
    privacy: CommandDescription
    forget: CommandDescription


class Days(Content):
    """Short names of the days, as in opening hours; ``holidays``: public holidays."""

    mo: Text
    tu: Text
    we: Text
    th: Text
    fr: Text
    sa: Text
    su: Text
    holidays: Text


class PlaceTexts(Content):
    """What is said of towns, centres and meeting points."""

    ask_town: Text
    """Which town? By name, postcode or shared position."""
    which_town: Text
    """Several fit: said above their buttons."""
    near_border: Text
    """Several are about as near, or the border is: said above their buttons."""
    town_known: Text
    """``{town}``: remembered from now on"""
    position_used: Text
    """``{town}``: found by a shared position, which is not kept"""
    unknown_town: Text
    unknown_postcode: Text
    outside: Text
    """``{town}`` is not in the state; the nationwide search follows."""
    outside_position: Text
    town_forgotten: Text

    responsible: Text
    """``{town}``: heading above the centre that answers for it"""
    in_town: Text
    """``{town}``: heading above who helps there"""
    search: Text
    """Label of a page where one searches by town."""
    not_advising: Text
    """The centre does not advise individuals itself."""
    no_contact: Text
    """Neither phone nor mail nor page of the centre is known."""
    no_address: Text
    """``{place}``: no address of it is known"""
    address_without_number: Text
    """The house number is missing."""
    no_hours: Text
    """``{place}``: no hours of it are known"""

    points_in: Text
    """``{town}``: heading above its meeting points"""
    points_near: Text
    """``{town}``: heading above those around it"""
    no_points: Text
    """``{town}``: none known there or nearby"""
    distance_town: Text
    """``{km}``: from the centre point of one town to that of another"""
    distance: Text
    """``{km}``: from a position to a building"""
    was_here: Text
    """``{date}``: the page is from then. Ask before you go."""
    undated: Text
    """The page has no date. Ask before you go."""
    ask_here: Text
    """``{contact}``: whom to ask"""
    open_until: Text
    """``{time}``"""
    opens: Text
    """``{when}``: a day and a time"""
    open_now: Text
    closed_now: Text
    holiday: Text
    """Today is a public holiday, and the hours say nothing of it."""
    by_appointment: Text

    whose: Annotated[dict[Whose, Text], _all_of(Whose)]
    """Whose address, phone or mail; ``centre`` needs no label."""
    offers: Annotated[dict[Offer, Text], _all_of(Offer)]
    audience: Annotated[dict[Audience, Text], _all_of(Audience)]
    rhythm: Annotated[dict[Rhythm, Text], _all_of(Rhythm)]


class Interface(Content):
    """Every sentence the bot says that belongs to no topic."""

    welcome: Text
    """The honest first message. ``{operator}``"""
    first_notice: Text
    """The same in one or two sentences, under the first answer."""
    choose_language: Text
    language_set: Text
    language_switched: Text
    menu: Text
    choose_topic: Text
    did_you_mean: Text
    not_understood: Text
    understands_less: Text
    """Said while Rasa is down."""

    ask_adviser: Text
    machine_translated: Text
    not_checked: Text
    checked: Text
    """``{office}`` and ``{date}``"""
    source_dated: Text
    """``{date}``: a year, a month or a span"""
    source_undated: Text
    source_none: Text
    sources: Text
    """Heading above the list of sources."""

    always_open: Text
    free_of_charge: Text
    speaks: Text
    """``{languages}``"""
    speaks_more: Text
    """``{languages}`` and ``{count}``"""
    interpreters: Text
    language_unknown: Text
    not_your_language: Text
    say_in_german: Text
    days: Days

    sensitive_first_line: Text
    hidden: Alert
    hide_failed: Alert
    helpful_thanks: Alert
    not_helpful_thanks: Alert

    voice: Text
    picture: Text
    contact: Text
    other_kind: Text
    unknown_command: Text
    old_button: Text
    too_long: Text
    in_group: Text
    try_other_words: Text

    privacy_stored: Text
    """``{language}`` ``{town}`` ``{topic}`` ``{expiry}``"""
    privacy_no_topic: Text
    privacy_no_town: Text
    privacy_nothing: Text
    privacy_operator: Text
    """``{operator}`` ``{contact}``"""
    forget_question: Text
    forgotten: Text

    groups: dict[str, Text]
    """Titles of the groups of topics."""
    places: PlaceTexts
    buttons: Buttons
    commands: Commands


PLACEHOLDERS: dict[str, frozenset[str]] = {
    "welcome": frozenset({"operator"}),
    "checked": frozenset({"office", "date"}),
    "source_dated": frozenset({"date"}),
    "speaks": frozenset({"languages"}),
    "speaks_more": frozenset({"languages", "count"}),
    "privacy_stored": frozenset({"language", "town", "topic", "expiry"}),
    "privacy_operator": frozenset({"operator", "contact"}),
    "buttons.stay": frozenset({"language"}),
    "places.town_known": frozenset({"town"}),
    "places.position_used": frozenset({"town"}),
    "places.outside": frozenset({"town"}),
    "places.responsible": frozenset({"town"}),
    "places.in_town": frozenset({"town"}),
    "places.no_address": frozenset({"place"}),
    "places.no_hours": frozenset({"place"}),
    "places.points_in": frozenset({"town"}),
    "places.points_near": frozenset({"town"}),
    "places.no_points": frozenset({"town"}),
    "places.distance_town": frozenset({"km"}),
    "places.distance": frozenset({"km"}),
    "places.was_here": frozenset({"date"}),
    "places.ask_here": frozenset({"contact"}),
    "places.open_until": frozenset({"time"}),
    "places.opens": frozenset({"when"}),
}
