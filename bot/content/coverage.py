"""What is known of places, for editors: which centres lack what, and which meeting points to confirm."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.content.areas import Area, Centre, MeetingPoint
from bot.content.atlas import Atlas
from bot.content.models import year_of
from bot.content.opening import is_confirmed

RECENT_SINCE = 2023


def newest_year(area: Area) -> int | None:
    """Year of the newest dated page about a centre; None if no page has a date."""
    years = [year for date in _dates(area.centre) if (year := year_of(date)) is not None]
    return max(years, default=None)


def _dates(centre: Centre) -> Iterator[str]:
    yield from (source.date for source in centre.sources)
    yield from (address.date for address in centre.addresses)
    yield from (phone.date for phone in centre.phones)
    yield from (mail.date for mail in centre.emails)


def missing(area: Area, today: date) -> list[str]:
    """What a centre lacks, in words."""
    centre = area.centre
    has = {
        "phone": bool(centre.phones),
        "e-mail": bool(centre.emails),
        "address": any(address.street for address in centre.addresses),
        "page": centre.website is not None,
        "hours": centre.hours is not None and is_confirmed(centre.hours.date, today),
        f"source since {RECENT_SINCE}": (newest_year(area) or 0) >= RECENT_SINCE,
    }
    return [name for name, there in has.items() if not there]


def can_ask(centre: Centre) -> bool:
    """Whether somebody at the centre can be asked by phone or mail."""
    return bool(centre.phones or centre.emails)


def is_hidden(point: MeetingPoint, area: Area, today: date) -> bool:
    """Whether a meeting point is kept from newcomers: old, and nobody can be asked whether it is still there."""
    asked = point.phone or point.email or point.website or can_ask(area.centre)
    return not asked and not is_confirmed(point.date, today)


def report(atlas: Atlas, today: date) -> Iterator[str]:
    """The coverage of all areas, a line each, then the meeting points to confirm."""
    areas = list(atlas.areas.items())
    lacking = {name: missing(area, today) for name, area in areas}
    yield f"{len(areas)} centres, {sum(1 for _ in atlas.municipalities())} municipalities, " + (
        f"{len(atlas.meeting_points)} meeting points"
    )
    for what in ("phone", "e-mail", "address", "page", "hours", f"source since {RECENT_SINCE}"):
        without = sum(what in found for found in lacking.values())
        yield f"  without {what}: {without} of {len(areas)}"
    yield ""
    for name, area in areas:
        year = newest_year(area)
        state = f"newest source {year}" if year else "no dated source"
        yield f"areas/{name}.yml: {state}; lacks: {', '.join(lacking[name]) or 'nothing'}"
    yield ""
    hidden = [(name, point) for name, area in areas for point in area.meeting_points if is_hidden(point, area, today)]
    yield f"{len(hidden)} meeting points are not shown, because they are old and nobody can be asked. Please confirm:"
    for name, point in hidden:
        yield f"  areas/{name}.yml: {point.id} ({point.date})"
