"""Lines about places: addresses, phones, hours, distances, and how old each is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar
from urllib.parse import quote_plus

from bot.content.areas import Address, Area, Centre, Mail, MeetingPoint, PlacePhone, Whose
from bot.content.catalog import Catalog
from bot.content.interface_texts import Days, PlaceTexts
from bot.content.models import year_of
from bot.content.opening import Opening, is_confirmed, opening
from bot.dialogue.bidi import FSI, PDI, isolate
from bot.dialogue.facts import hours
from bot.dialogue.replies import Line, Paragraph, Span, Style, line

Contact = TypeVar("Contact", PlacePhone, Mail)

OFFERS_SHOWN = 4
_MAP = "https://www.openstreetmap.org/search?query="
_WEEK = ("mo", "tu", "we", "th", "fr", "sa", "su")
# Whom to ask first about a meeting point: the centre's own line, last the interpreters'.
_TO_ASK = (
    Whose.CENTRE,
    Whose.STAFF_LINE,
    Whose.CASE_MANAGEMENT,
    Whose.SWITCHBOARD,
    Whose.ADMINISTRATION,
    Whose.SCHOOL,
    Whose.INTERPRETERS,
)


@dataclass(frozen=True)
class Wording:
    """The words of one language and the moment they are said at."""

    catalog: Catalog
    language: str
    now: datetime

    @property
    def texts(self) -> PlaceTexts:
        return self.catalog.interface(self.language).places

    @property
    def direction(self) -> str:
        return self.catalog.languages[self.language].direction

    def line(self, text: str, style: Style = Style.PLAIN) -> Line:
        """A line of our own words, foreign runs isolated."""
        return line(isolate(text, self.direction), style)

    def name(self, text: str) -> str:
        """A German name or address as one run, whatever the direction around it."""
        return f"{FSI}{text}{PDI}" if self.direction == "rtl" else text


def centre_address_lines(centre: Centre, words: Wording) -> list[Line]:
    """Where it and its services are."""
    return [_address_line(address, words) for address in centre.addresses]


def centre_hours_lines(centre: Centre, words: Wording) -> list[Line]:
    """Its hours, and whether one needs an appointment."""
    if centre.hours is None:
        return []
    lines = hours_lines(centre.hours.when, centre.hours.date, words, of=centre.hours.of)
    return [*lines, words.line(words.texts.by_appointment)] if centre.hours.by_appointment else lines


def centre_lines(centre: Centre, words: Wording) -> list[Line]:
    """Everything that leads to a centre."""
    found = centre_address_lines(centre, words)
    found += [_contact_line("☎", phone.of, phone.number, phone.date, words) for phone in centre.phones]
    found += [_contact_line("✉", mail.of, mail.address, mail.date, words) for mail in centre.emails]
    if centre.website is not None:
        found.append(website_line(centre.website.url, words))
    return found + centre_hours_lines(centre, words)


def contact_lines_of_centre(centre: Centre, words: Wording, first: str | None = None) -> list[Line]:
    """Phone and mail that are best to ask, or the page: one of each. ``first``: whose are best for this question."""
    found: list[Line] = []
    phone, mail = _to_ask(centre.phones, first), _to_ask(centre.emails, first)
    if phone:
        found.append(_contact_line("☎", phone.of, phone.number, phone.date, words))
    if mail:
        found.append(_contact_line("✉", mail.of, mail.address, mail.date, words))
    if centre.website is not None and not found:
        found.append(website_line(centre.website.url, words))
    return found


def contact_to_ask(centre: Centre) -> str | None:
    """The number or mail of a centre for questions about somebody else; None if it has neither."""
    phone, mail = _to_ask(centre.phones), _to_ask(centre.emails)
    return phone.number if phone else mail.address if mail else None


def _to_ask(contacts: Sequence[Contact], first: str | None = None) -> Contact | None:
    """The contact that is best to ask: ``first``'s own, else in the order of ``_TO_ASK``."""
    return min(contacts, key=lambda contact: (contact.of != first, _TO_ASK.index(contact.of)), default=None)


def address_text(building: str | None, street: str | None, postcode: str | None, city: str | None) -> str:
    """An address in one line, as far as it is known."""
    town = " ".join(part for part in (postcode, city) if part)
    return ", ".join(part for part in (building, street, town) if part)


def _address_line(address: Address, words: Wording) -> Line:
    text = address_text(address.building, address.street, address.postcode, address.city)
    label = _label(address.of, words)
    spans = [Span(f"📍 {isolate(label, words.direction)}"), Span(words.name(text), url=map_url(text))]
    if address.building is None and not re.search(r"\d", address.street or ""):
        spans.append(Span(f" · {isolate(words.texts.address_without_number, words.direction)}"))
    return (*spans, Span(_year(address.date)))


def _label(of: Whose, words: Wording) -> str:
    """Whose contact it is; the centre's own needs no label."""
    return "" if of is Whose.CENTRE else f"{words.texts.whose[of]}: "


def _contact_line(sign: str, of: Whose, contact: str, date_of_source: str, words: Wording) -> Line:
    label = _label(of, words)
    start = Span(f"{sign} {isolate(label, words.direction)}")
    return (start, Span(words.name(contact), Style.BOLD), Span(_year(date_of_source)))


def website_line(url: str, words: Wording, label: str | None = None) -> Line:
    """A page, named by its host or by ``label``."""
    host = url.split("/")[2].removeprefix("www.")
    return (Span("🔗 "), Span(isolate(label, words.direction) if label else words.name(host), url=url))


def _year(date_of_source: str) -> str:
    year = year_of(date_of_source)
    return f" ({year})" if year else ""


def map_url(address: str) -> str:
    """A search for an address on the map of OpenStreetMap."""
    return _MAP + quote_plus(address)


def hours_lines(when: str, date_of_source: str, words: Wording, *, of: Whose = Whose.CENTRE) -> list[Line]:
    """Hours for reading and, if they were confirmed within a year, what they say of now."""
    interface = words.catalog.interface(words.language)
    label = _label(of, words)
    text = f"🕒 {label}{hours(when, interface.days, interface.always_open)}"
    lines = [words.line(f"{text}{_year(date_of_source)}")]
    if is_confirmed(date_of_source, words.now.date()):
        state = opening(when, words.now)
        if state is not None:
            lines.append(words.line(opening_text(state, words.texts, interface.days), Style.BOLD))
    return lines


def opening_text(state: Opening, texts: PlaceTexts, days: Days) -> str:
    """What is known of now, in words."""
    if state.holiday:
        return texts.holiday
    if state.is_open:
        return texts.open_until.format(time=f"{state.until:%H:%M}") if state.until else texts.open_now
    if state.opens is None:
        return texts.closed_now
    day = getattr(days, _WEEK[state.opens.weekday()])
    return texts.opens.format(when=f"{day} {state.opens:%d.%m., %H:%M}")


def age_lines(dates: list[str], words: Wording) -> list[Line]:
    """How old facts are, and to ask before going unless all were confirmed within a year."""
    interface = words.catalog.interface(words.language)
    lines = [words.line(interface.not_checked, Style.ITALIC)]
    years = sorted({found for text in dates for found in re.findall(r"\d{4}", text)})
    if any(not re.match(r"\d{4}", text) for text in dates) or not years:
        return [*lines, words.line(words.texts.undated, Style.ITALIC)]
    span = years[0] if len(years) == 1 else f"{years[0]}–{years[-1]}"
    if all(is_confirmed(text, words.now.date()) for text in dates):
        return [*lines, words.line(interface.source_dated.format(date=span), Style.ITALIC)]
    return [*lines, words.line(words.texts.was_here.format(date=span), Style.ITALIC)]


def point_paragraph(point: MeetingPoint, area: Area, words: Wording, distance: str | None) -> Paragraph:
    """A meeting point in a list: what, where, when, for whom, how old, whom to ask."""
    texts = words.texts
    lines = [point_heading(point, words)]
    where = point_address_lines(point, words)
    if where:
        lines.append((*where[0], Span(f" · {distance}" if distance else "")))
    elif distance:
        lines.append(words.line(f"📍 {distance}"))
    lines += point_hours_lines(point, words)
    details = [texts.audience[audience] for audience in point.audience]
    details += [texts.offers[offer] for offer in point.offers[:OFFERS_SHOWN]]
    if details:
        lines.append(words.line(" · ".join(dict.fromkeys(details))))
    lines += point_contacts(point, words)
    lines.append(_how_old(point, area, words))
    return Paragraph(tuple(lines))


def point_heading(point: MeetingPoint, words: Wording) -> Line:
    """Its name in bold, with the quarter."""
    quarter = f" ({point.quarter})" if point.quarter and point.quarter not in point.name else ""
    return (Span(words.name(f"{point.name}{quarter}"), Style.BOLD),)


def point_address(point: MeetingPoint, words: Wording) -> str:
    """Its address with the town, or nothing if neither street nor building is known."""
    if not (point.street or point.building):
        return ""
    town = words.catalog.atlas.town(point.municipality)
    return address_text(point.building, point.street, point.postcode, town.name if town else None)


def point_address_lines(point: MeetingPoint, words: Wording) -> list[Line]:
    """Its address with a link to the map, if it is known."""
    where = point_address(point, words)
    return [(Span("📍 "), Span(words.name(where), url=map_url(where)))] if where else []


def point_hours_lines(point: MeetingPoint, words: Wording) -> list[Line]:
    """Its hours or, where none are known, how often it meets."""
    if point.when:
        return hours_lines(point.when, point.date, words)
    return [words.line(f"🕒 {words.texts.rhythm[point.rhythm]}")] if point.rhythm else []


def point_contacts(point: MeetingPoint, words: Wording) -> list[Line]:
    """Its own phone, mail and page."""
    lines: list[Line] = []
    if point.phone:
        lines.append(plain_phone_line(point.phone, words))
    if point.email:
        lines.append((Span("✉ "), Span(words.name(point.email), Style.BOLD)))
    if point.website:
        lines.append(website_line(point.website, words))
    return lines


def _how_old(point: MeetingPoint, area: Area, words: Wording) -> Line:
    if is_confirmed(point.date, words.now.date()):
        return words.line(words.catalog.interface(words.language).source_dated.format(date=point.date), Style.ITALIC)
    text = was_here(point, words)
    contact = contact_to_ask(area.centre)
    if not (point.phone or point.email or point.website) and contact:
        text = f"{text} {words.texts.ask_here.format(contact=contact)}"
    return words.line(text, Style.ITALIC)


def was_here(point: MeetingPoint, words: Wording) -> str:
    """From when the page about it is, and to ask before going."""
    year = year_of(point.date)
    return words.texts.was_here.format(date=year) if year else words.texts.undated


def bold(text: str, words: Wording) -> Paragraph:
    """A heading of its own."""
    return Paragraph((words.line(text, Style.BOLD),))


def plain_phone_line(number: str, words: Wording) -> Line:
    """A number without label."""
    return (Span("☎ "), Span(words.name(number), Style.BOLD))


def with_first_line(paragraph: Paragraph, first: Line) -> Paragraph:
    """``paragraph`` with a line above."""
    return replace(paragraph, lines=(first, *paragraph.lines))
