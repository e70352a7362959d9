"""Whether a place is open: OSM ``opening_hours`` with the holidays of North Rhine-Westphalia.

The library that reads the syntax knows neither the holidays of a single state nor school holidays, so
``PH`` and ``SH`` are written out as dates before it sees them. Where the calendar has no data for a year,
nothing is said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

import holidays
from opening_hours import OpeningHours, validate

# Hours that were confirmed longer ago than this say nothing about today.
CONFIRMED_FOR = timedelta(days=365)

_ANY_YEAR = 2026
_CATEGORY = {"PH": "public", "SH": "school"}
_RULES = re.compile(r"\s*;\s*")
_HOLIDAY = re.compile(r"\b(PH|SH)\b")
_WITH_OTHER_DAYS = re.compile(
    r"(?P<before>(?:[A-Z][a-z](?:-[A-Z][a-z])?,)+)?(?P<holiday>PH|SH)(?P<after>(?:,[A-Z][a-z](?:-[A-Z][a-z])?)+)?"
)


@dataclass(frozen=True)
class Opening:
    """What can be said of a moment.

    ``is_open`` until ``until``, or closed until ``opens``; either end may be unknown. ``holiday``: a public
    holiday, of which the hours say nothing: then nothing is known of that day.
    """

    is_open: bool = False
    until: datetime | None = None
    opens: datetime | None = None
    holiday: bool = False


def is_well_formed(when: str) -> bool:
    """Whether ``when`` can be read as ``opening_hours``."""
    return bool(validate(_written_out(when, (_ANY_YEAR, _ANY_YEAR))))


def opening(when: str, at: datetime) -> Opening | None:
    """What the hours ``when`` say of ``at`` (local time); None if they say nothing.

    Raises: ValueError: ``when`` is not ``opening_hours``.
    """
    years = (at.year, (at + timedelta(days=14)).year)
    if any(not _days(kind, year) for kind in _HOLIDAY.findall(when) for year in years):
        return None
    at_local = at.replace(tzinfo=None)
    if "PH" not in when and when != "24/7" and at_local.date() in _days("PH", at.year):
        return Opening(holiday=True)
    if not is_well_formed(when):
        raise ValueError(f"{when} is not opening_hours")
    hours = OpeningHours(_written_out(when, years))
    change = hours.next_change(at_local)
    if change is not None and change.date() > at_local.date() and "PH" not in when:
        # The next opening may fall on a holiday that the hours do not speak of.
        change = None if change.date() in _days("PH", change.year) else change
    if change is not None and change - at_local > timedelta(days=14):
        change = None
    is_open = bool(hours.is_open(at_local))
    return Opening(is_open, until=change) if is_open else Opening(opens=change)


def is_confirmed(date_of_source: str, today: date) -> bool:
    """Whether hours from a page of ``date_of_source`` are at most a year old; the earliest day it may mean counts."""
    match = re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", date_of_source)
    if match is None:
        return False
    earliest = date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    return timedelta(0) <= today - earliest <= CONFIRMED_FOR


def _written_out(when: str, years: tuple[int, int]) -> str:
    """``when`` with holidays as dates; days of the week beside them become a rule of their own."""
    rules: list[str] = []
    for rule in _RULES.split(when.strip(" ;")):
        match = _WITH_OTHER_DAYS.match(rule)
        if match is None:
            rules.append(rule)
            continue
        rest = rule[match.end() :]
        days = (match["before"] or "").rstrip(",") or (match["after"] or "").lstrip(",")
        if days:
            rules.append(f"{days}{rest}")
        rules.append(f"{_dates(match['holiday'], years)}{rest}")
    return "; ".join(rules)


def _dates(kind: str, years: tuple[int, int]) -> str:
    days = sorted({day for year in years for day in _days(kind, year)})
    return ",".join(f"{day:%Y %b %d}" for day in days)


@lru_cache(maxsize=64)
def _days(kind: str, year: int) -> frozenset[date]:
    """The holidays of North Rhine-Westphalia in ``year``; none if the calendar does not know them."""
    known = holidays.country_holidays("DE", subdiv="NW", years=year, categories=(_CATEGORY[kind],))
    return frozenset(day for day in known if day.year == year)
