"""The bot's own words in one language: ``content/<lang>/interface.yml``.

The placeholders that a text may and must contain are named beside it; ``checks`` compares them.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from bot.content.models import Content, Text

ButtonLabel = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=30)]
CommandDescription = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=100)]
Alert = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


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
    location: Text
    contact: Text
    other_kind: Text
    unknown_command: Text
    old_button: Text
    too_long: Text
    in_group: Text
    try_other_words: Text

    privacy_stored: Text
    """``{language}`` ``{topic}`` ``{expiry}``"""
    privacy_no_topic: Text
    privacy_nothing: Text
    privacy_operator: Text
    """``{operator}`` ``{contact}``"""
    forget_question: Text
    forgotten: Text

    groups: dict[str, Text]
    """Titles of the groups of topics."""
    buttons: Buttons
    commands: Commands


PLACEHOLDERS: dict[str, frozenset[str]] = {
    "welcome": frozenset({"operator"}),
    "checked": frozenset({"office", "date"}),
    "source_dated": frozenset({"date"}),
    "speaks": frozenset({"languages"}),
    "speaks_more": frozenset({"languages", "count"}),
    "privacy_stored": frozenset({"language", "topic", "expiry"}),
    "privacy_operator": frozenset({"operator", "contact"}),
    "buttons.stay": frozenset({"language"}),
}
