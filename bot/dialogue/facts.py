"""Phones, links, sources and their age, worded in the person's language."""

from __future__ import annotations

import re

from bot.content.catalog import SOURCE_LANGUAGE, Catalog
from bot.content.interface_texts import Days
from bot.content.models import Link, Phone, Source
from bot.dialogue.bidi import FSI, PDI, isolate
from bot.dialogue.replies import Line, Paragraph, Span, Style, line

_OSM_DAYS = {"Mo": "mo", "Tu": "tu", "We": "we", "Th": "th", "Fr": "fr", "Sa": "sa", "Su": "su", "PH": "holidays"}


def phone_line(catalog: Catalog, phone: str, language: str) -> Line:
    """One number: what it is, the number, hours, languages, whether it is free."""
    facts = catalog.phones[phone]
    direction = catalog.languages[language].direction
    name = catalog.texts[language].phones.get(phone, facts.name)
    number = f"{FSI}{facts.shown}{PDI}" if direction == "rtl" else facts.shown
    details = " · ".join(_details(catalog, facts, language))
    spans = [Span(f"☎ {isolate(name, direction)}: "), Span(number, Style.BOLD)]
    if details:
        spans.append(Span(f" · {details}"))
    return tuple(spans)


def _details(catalog: Catalog, phone: Phone, language: str) -> list[str]:
    interface = catalog.interface(language)
    direction = catalog.languages[language].direction
    details = []
    if phone.hours:
        details.append(isolate(hours(phone.hours, interface.days, interface.always_open), direction))
    if phone.free:
        details.append(interface.free_of_charge)
    details.append(_speaks(catalog, phone, language))
    if phone.interpreters:
        details.append(interface.interpreters)
    return details


def _speaks(catalog: Catalog, phone: Phone, language: str) -> str:
    interface = catalog.interface(language)
    if not phone.languages:
        return interface.language_unknown
    # The person's own language first: it is the one that decides whether to dial.
    ours = [code for code in (language, *catalog.languages) if code in phone.languages]
    shown = list(dict.fromkeys(ours))[:3]
    names = ", ".join(catalog.languages[code].name for code in shown)
    others = len(phone.languages) - len(shown)
    if not shown:
        return interface.not_your_language
    if others:
        return interface.speaks_more.format(languages=names, count=others)
    return interface.speaks.format(languages=names)


def hours(opening_hours: str, days: Days, always: str) -> str:
    """An OSM ``opening_hours`` string for reading, with the days' names of a language."""
    if opening_hours == "24/7":
        return always
    named = re.sub(r"[A-Z][a-zA-Z]", lambda match: _day(match[0], days), opening_hours)
    return named.replace(",", ", ").replace("-", "–").replace("  ", " ")


def _day(short: str, days: Days) -> str:
    return str(getattr(days, _OSM_DAYS[short])) if short in _OSM_DAYS else short


def link_line(catalog: Catalog, link: Link, language: str) -> Line:
    """One page: its name as a link, and the languages it is in."""
    direction = catalog.languages[language].direction
    names = ", ".join(catalog.languages[code].name for code in link.languages if code in catalog.languages)
    spans = [Span("🔗 "), Span(isolate(link.name, direction), url=link.url)]
    if names:
        spans.append(Span(f" ({names})"))
    return tuple(spans)


def provenance(catalog: Catalog, topic: str, language: str, shown_in: str, *, with_sources: bool) -> Paragraph:
    """Where the answer comes from, how old that is, who has checked it, and whether a machine translated it."""
    facts = catalog.topics[topic]
    interface = catalog.interface(language)
    direction = catalog.languages[language].direction
    if facts.checked and facts.checked_by:
        first = interface.checked.format(office=facts.checked_by, date=facts.checked)
    else:
        first = f"{interface.not_checked} {_age(catalog, topic, language)}"
    lines = [line(isolate(first, direction), Style.ITALIC)]
    if shown_in != SOURCE_LANGUAGE and not catalog.is_reviewed(topic, shown_in):
        lines.append(line(isolate(interface.machine_translated, direction), Style.ITALIC))
    if with_sources and facts.sources:
        lines.append(line(interface.sources))
        lines += [_source_line(source, direction) for source in facts.sources]
    return Paragraph(tuple(lines))


def _age(catalog: Catalog, topic: str, language: str) -> str:
    interface = catalog.interface(language)
    dates = [source.date for source in catalog.topics[topic].sources]
    if not dates:
        return interface.source_none
    years = sorted(int(year) for date in dates for year in re.findall(r"(?<!\d)(?:19|20)\d{2}(?!\d)", date))
    if not years:
        return interface.source_undated
    span = str(years[0]) if years[0] == years[-1] else f"{years[0]}–{years[-1]}"
    return interface.source_dated.format(date=span)


def _source_line(source: Source, direction: str) -> Line:
    date = Span(f" ({isolate(source.date, direction)})")
    if source.url is None:
        return (Span("• "), Span(isolate(source.title or "", direction)), date)
    host = source.url.split("/")[2].removeprefix("www.")
    return (Span("• "), Span(isolate(host, direction), url=source.url), date)
