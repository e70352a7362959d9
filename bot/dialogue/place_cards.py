"""Cards about places: a town's centre, its meeting points, one place, and who helps in a town."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.content.areas import Centre, MeetingPoint, Position
from bot.content.atlas import NearPoint, Town
from bot.content.coverage import is_hidden
from bot.content.models import year_of
from bot.dialogue import compose, presses
from bot.dialogue.place_facts import (
    Wording,
    age_lines,
    bold,
    centre_address_lines,
    centre_hours_lines,
    centre_lines,
    contact_lines_of_centre,
    contact_to_ask,
    plain_phone_line,
    point_address,
    point_address_lines,
    point_contacts,
    point_heading,
    point_hours_lines,
    point_paragraph,
    was_here,
    website_line,
    with_first_line,
)
from bot.dialogue.replies import Button, Delivery, Line, Paragraph, Reply, Span, Style, Venue

POINTS_SHOWN = 3
NEARBY_KM = 15.0
HELPERS_SHOWN = 2
LABEL_CHARS = 60
FOLLOW_UPS = ("place_contact", "place_hours", "place_directions")
"""Topics about the places that were shown last."""

Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True)
class Points:
    """Meeting points to show: those of a town or those around it. ``next``: where the rest begins, if there is more."""

    shown: tuple[NearPoint, ...]
    in_town: bool
    next: int | None = None


def _reply(words: Wording, paragraphs: Sequence[Paragraph], buttons: Rows, **facts: object) -> Reply:
    reply = Reply(words.language, words.direction, tuple(paragraphs), buttons)
    return replace(reply, **facts)  # type: ignore[arg-type]


def centre_card(town: Town, words: Wording) -> Reply:
    """The centre that answers for ``town``: how to reach it, and how old that is."""
    centre, texts = town.area.centre, words.texts
    heading = (Span(words.name(centre.name), Style.BOLD),)
    first = Paragraph((words.line(texts.responsible.format(town=words.name(town.name))), heading))
    return _reply(
        words,
        [first, *_centre_body(centre, words)],
        _rows(
            (_points_button(town.key, words), *_topics(words, "centre_role")),
            _topics(words, "find_office", "migration_advice"),
            _last_row(words),
        ),
        topic="find_centre",
        municipality=town.official,
        centre=centre.id,
        venue=_venue_of_centre(centre),
    )


def _centre_body(centre: Centre, words: Wording) -> list[Paragraph]:
    paragraphs = []
    if not centre.advises:
        paragraphs.append(Paragraph((words.line(words.texts.not_advising),)))
    lines = centre_lines(centre, words)
    if lines:
        paragraphs.append(Paragraph(tuple(lines)))
    if not contact_lines_of_centre(centre, words):
        paragraphs.append(Paragraph((words.line(words.texts.no_contact),)))
    paragraphs.append(Paragraph(tuple(age_lines(_dates_of(centre), words))))
    return paragraphs


def points_of(town: Town, words: Wording, offset: int = 0) -> Points:
    """The meeting points of a town that may be shown or, if there is none, those around it, nearest first."""
    here = [point for point in town.meeting_points if not is_hidden(point, town.area, words.now.date())]
    here.sort(key=_for_everybody_and_new)
    if here:
        near = [NearPoint(point, 0.0, False) for point in here]
        return _page(near, offset, in_town=True)
    if town.municipality is None:
        return Points((), True)
    return points_around(town.municipality.position, words, offset)


def _for_everybody_and_new(point: MeetingPoint) -> tuple[bool, int]:
    """Order of a town's meeting points: those for everybody first, of these the ones from the newest source."""
    return bool(point.audience), -(year_of(point.date) or 0)


def points_around(position: Position, words: Wording, offset: int = 0) -> Points:
    """The meeting points around a position that may be shown, nearest first."""
    atlas = words.catalog.atlas
    near = [
        found
        for found in atlas.points_near(position, NEARBY_KM)
        if not is_hidden(found.point, atlas.area_of_place(found.point.id), words.now.date())
    ]
    return _page(near, offset, in_town=False)


def _page(near: Sequence[NearPoint], offset: int, *, in_town: bool) -> Points:
    after = offset + POINTS_SHOWN
    return Points(tuple(near[offset:after]), in_town, after if len(near) > after else None)


def points_card(town: Town, found: Points, words: Wording, *, intro: Sequence[Line] = ()) -> Reply:
    """The meeting points ``found`` in or near ``town``, three at a time; behind them the centre."""
    texts, atlas = words.texts, words.catalog.atlas
    paragraphs = [Paragraph(tuple(intro))] if intro else []
    if not found.shown:
        paragraphs.append(Paragraph((words.line(texts.no_points.format(town=words.name(town.name))),)))
        paragraphs.append(_centre_in_short(town, words))
    else:
        heading = texts.points_in if found.in_town else texts.points_near
        paragraphs.append(bold(heading.format(town=words.name(town.name)), words))
    for near in found.shown:
        area = atlas.area_of_place(near.point.id)
        paragraphs.append(point_paragraph(near.point, area, words, _distance(near, found, words)))
    if found.shown:
        paragraphs.append(_not_checked(words))
    places = [(Button(near.point.name[:LABEL_CHARS], presses.show_place(near.point.id)),) for near in found.shown]
    pages: Rows = ()
    if found.next is not None:
        more = words.catalog.interface(words.language).buttons.more_places
        pages = ((Button(more, presses.show_points(town.key, found.next)),),)
    return _reply(
        words,
        paragraphs,
        _rows(*places, *pages, (_centre_button(town, words),), _last_row(words)),
        topic="find_meeting_point",
        municipality=town.official,
        centre=town.area.centre.id,
    )


def _distance(near: NearPoint, found: Points, words: Wording) -> str | None:
    if found.in_town:
        return None
    if near.exact:
        return words.texts.distance.format(km=f"{near.km:.0f}" if near.km >= 1 else "1")
    name = words.catalog.atlas.town(near.point.municipality)
    label = words.texts.distance_town.format(km=f"{max(near.km, 1):.0f}")
    return f"{words.name(name.name)}, {label}" if name and not near.point.street else label


def place_card(place: str, words: Wording) -> Reply:
    """One centre or meeting point, whole."""
    atlas = words.catalog.atlas
    town = atlas.town_of_place(place)
    point = atlas.meeting_points.get(place)
    if point is None:
        return centre_card(town, words)
    venue = _venue_of_point(point, words)
    return _reply(
        words,
        [
            point_paragraph(point, town.area, words, None),
            _not_checked(words),
        ],
        _rows(
            _pin_button(place, words) if venue else (),
            (_points_button(town.key, words),),
            (_centre_button(town, words),),
            _last_row(words),
        ),
        topic="find_meeting_point",
        municipality=town.official,
        centre=town.area.centre.id,
        venue=venue,
    )


def pin(place: str, words: Wording) -> Reply | None:
    """The place on the map, if its own position is known."""
    venue = _venue(place, words) if words.catalog.atlas.has_place(place) else None
    if venue is None:
        return None
    text = f"{venue.title}\n{venue.address}"
    return compose.say(words.catalog, words.language, text, delivery=Delivery.VENUE, venue=venue)


def places_reply(topic: str, places: Sequence[str], words: Wording) -> Reply:
    """Contact, hours or the way of the places that were shown last."""
    atlas = words.catalog.atlas
    lines_of = {"place_contact": _contact, "place_hours": _hours, "place_directions": _way}[topic]
    paragraphs = [with_first_line(Paragraph(tuple(lines_of(place, words))), _name(place, words)) for place in places]
    dates = [_date_of(place, words) for place in places]
    paragraphs.append(Paragraph(tuple(age_lines(dates, words))))
    if topic == "place_directions":
        paragraphs += compose.contacts(words.catalog, topic, words.language)
    area = atlas.area_of_place(places[0])
    others = [other for other in FOLLOW_UPS if other != topic]
    pins = [
        _pin_button(place, words)
        for place in places
        if topic == "place_directions" and _venue(place, words) is not None
    ]
    return _reply(
        words,
        paragraphs,
        _rows(*pins, _topics(words, *others), _last_row(words)),
        topic=topic,
        centre=area.centre.id,
        municipality=atlas.town_of_place(places[0]).official,
        venue=_venue(places[0], words),
    )


def _name(place: str, words: Wording) -> Line:
    point = words.catalog.atlas.meeting_points.get(place)
    if point is not None:
        return point_heading(point, words)
    return (Span(words.name(words.catalog.atlas.centres[place].name), Style.BOLD),)


def _contact(place: str, words: Wording) -> list[Line]:
    atlas = words.catalog.atlas
    point = atlas.meeting_points.get(place)
    centre = atlas.area_of_place(place).centre
    if point is None:
        return centre_lines(centre, words) or [words.line(words.texts.no_contact)]
    own = point_contacts(point, words)
    return [*point_address_lines(point, words), *own, *([] if own else _ask_the_centre(centre, words))]


def _hours(place: str, words: Wording) -> list[Line]:
    atlas = words.catalog.atlas
    point = atlas.meeting_points.get(place)
    centre = atlas.area_of_place(place).centre
    if point is not None:
        name, known, own = point.name, point_hours_lines(point, words), point_contacts(point, words)
    else:
        name, known, own = centre.name, centre_hours_lines(centre, words), contact_lines_of_centre(centre, words)
    known = known or [words.line(words.texts.no_hours.format(place=words.name(name)))]
    return known + (own or _ask_the_centre(centre, words))


def _way(place: str, words: Wording) -> list[Line]:
    atlas = words.catalog.atlas
    point = atlas.meeting_points.get(place)
    centre = atlas.area_of_place(place).centre
    name = point.name if point is not None else centre.name
    known = point_address_lines(point, words) if point is not None else centre_address_lines(centre, words)
    if known:
        return known
    return [words.line(words.texts.no_address.format(place=words.name(name))), *contact_lines_of_centre(centre, words)]


def _ask_the_centre(centre: Centre, words: Wording) -> list[Line]:
    contact = contact_to_ask(centre)
    if contact:
        return [words.line(words.texts.ask_here.format(contact=contact))]
    return [website_line(centre.website.url, words, centre.name)] if centre.website else []


def _date_of(place: str, words: Wording) -> str:
    point = words.catalog.atlas.meeting_points.get(place)
    if point is not None:
        return point.date
    centre = words.catalog.atlas.centres[place]
    return min(_dates_of(centre), default="undated")


def _dates_of(centre: Centre) -> list[str]:
    dates = [address.date for address in centre.addresses]
    dates += [phone.date for phone in centre.phones]
    dates += [mail.date for mail in centre.emails]
    return [*dates, centre.hours.date] if centre.hours else dates


def help_in_town(topic: str, town: Town, words: Wording) -> list[Paragraph]:
    """Who helps with ``topic`` in ``town``: its own advisers, its office, the finder, then the centre."""
    facts = words.catalog.topics[topic].in_town
    texts = words.texts
    lines: list[Line] = [words.line(texts.in_town.format(town=words.name(town.name)), Style.BOLD)]
    for point in _advisers(facts.offers, town, words)[:HELPERS_SHOWN]:
        lines.append(point_heading(point, words))
        lines += [*point_address_lines(point, words), *point_contacts(point, words)]
        lines.append(words.line(was_here(point, words), Style.ITALIC))
    for office in town.area.offices:
        if office.kind == facts.office and _serves(office.municipalities, town):
            lines.append((Span(words.name(office.name), Style.BOLD),))
            if office.phone:
                lines.append(plain_phone_line(office.phone, words))
            if office.website:
                lines.append(website_line(office.website, words))
    if facts.finder:
        link = next(link for link in words.catalog.topics[topic].links if link.url == facts.finder)
        lines.append((*words.line(f"{texts.search}: "), Span(words.name(link.name), url=link.url)))
    contacts = contact_lines_of_centre(town.area.centre, words, facts.contact)
    if contacts:
        lines.append((Span(words.name(town.area.centre.name), Style.BOLD),))
        if not town.area.centre.advises:
            lines.append(words.line(texts.not_advising))
        lines += contacts
    return [Paragraph(tuple(lines))] if len(lines) > 1 else []


def _advisers(offers: Sequence[str], town: Town, words: Wording) -> list[MeetingPoint]:
    """Places in the town that advise, before those that only meet; what may not be shown is left out."""
    found = [
        point
        for point in town.meeting_points
        if set(point.offers) & set(offers) and not is_hidden(point, town.area, words.now.date())
    ]
    return sorted(found, key=lambda point: (point.kind != "advice", *_for_everybody_and_new(point)))


def _serves(municipalities: Sequence[str], town: Town) -> bool:
    return not municipalities or (town.municipality is not None and town.municipality.ags in municipalities)


def responsible(town: Town, words: Wording) -> Paragraph:
    """Which centre answers for ``town``, with one way to reach it."""
    first = words.line(words.texts.responsible.format(town=words.name(town.name)))
    return with_first_line(_centre_in_short(town, words), first)


def _centre_in_short(town: Town, words: Wording) -> Paragraph:
    centre = town.area.centre
    lines = [(Span(words.name(centre.name), Style.BOLD),), *contact_lines_of_centre(centre, words)]
    return Paragraph(tuple(lines))


def _venue(place: str, words: Wording) -> Venue | None:
    atlas = words.catalog.atlas
    point = atlas.meeting_points.get(place)
    return _venue_of_point(point, words) if point else _venue_of_centre(atlas.centres[place])


def _venue_of_point(point: MeetingPoint, words: Wording) -> Venue | None:
    """Only a building's own position makes a pin."""
    if point.position is None:
        return None
    return Venue(point.name, point_address(point, words), point.position.latitude, point.position.longitude)


def _venue_of_centre(centre: Centre) -> Venue | None:
    for address in centre.addresses:
        if address.position is not None:
            where = ", ".join(part for part in (address.street, address.city) if part)
            return Venue(centre.name, where, address.position.latitude, address.position.longitude)
    return None


def _rows(*rows: tuple[Button, ...]) -> Rows:
    return tuple(row for row in rows if row)


def _not_checked(words: Wording) -> Paragraph:
    return Paragraph((words.line(words.catalog.interface(words.language).not_checked, Style.ITALIC),))


def _pin_button(place: str, words: Wording) -> tuple[Button, ...]:
    return (Button(words.catalog.interface(words.language).buttons.show_pin, presses.show_pin(place)),)


def _topics(words: Wording, *topics: str) -> tuple[Button, ...]:
    return tuple(
        compose.topic_button(words.catalog, topic, words.language) for topic in topics if topic in words.catalog.topics
    )


def _points_button(key: str, words: Wording) -> Button:
    label = words.catalog.interface(words.language).buttons.meeting_points
    return Button(f"☕ {label}", presses.show_points(key))


def _centre_button(town: Town, words: Wording) -> Button:
    label = words.catalog.interface(words.language).buttons.centre
    return Button(f"📍 {label}", presses.choose_town(town.key, "find_centre"))


def _last_row(words: Wording) -> tuple[Button, ...]:
    other = Button(words.catalog.interface(words.language).buttons.other_town, presses.ask_town("find_centre"))
    return (other, compose.menu_button(words.catalog, words.language))
