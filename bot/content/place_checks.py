"""The editors' rules for places: what must hold between the files of ``areas/``."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from statistics import median

from bot.content.areas import Area, Municipality, Offer, OfficeKind, Position, Whose
from bot.content.atlas import distance_km
from bot.content.catalog import Catalog
from bot.content.opening import is_well_formed
from bot.content.reader import Document, KeyPath
from bot.errors import Problem
from bot.understanding.normalize import fold

Documents = Mapping[str, Document]

# No two towns that share the first three digits of their postcodes lie further from their middle than this.
SAME_REGION_KM = 70.0


def areas_add_up(catalog: Catalog, documents: Documents) -> Iterator[Problem]:
    """As many municipalities, districts and centres as the state has; none twice."""
    atlas = catalog.atlas
    state = documents["state.yml"]
    municipalities = [municipality.ags for municipality in atlas.municipalities()]
    counted = {
        "municipalities": len(set(municipalities)),
        "districts": len({ags[:5] for ags in municipalities}),
        "centres": len(atlas.areas),
    }
    for name, number in counted.items():
        wanted = getattr(atlas.state, name)
        if number != wanted:
            fault = f"is {wanted}, but the files of areas/ have {number}."
            yield state.problem((name,), fault, "Add what is missing there, or delete what is there twice.")
    ids = list(_ids(catalog))
    times = Counter((name, key) for name, _, key in ids)
    owner: dict[str, str] = {}
    for name, path, key in ids:
        if owner.setdefault(key, name) != name or times[name, key] > 1:
            fault = f'"{key}" stands also in areas/{owner[key]}.yml.'
            yield documents[f"areas/{name}.yml"].problem(path, fault, "Keep it in one place, or choose another id.")


def _ids(catalog: Catalog) -> Iterator[tuple[str, KeyPath, str]]:
    """(area, path, AGS or id) of everything that must be there once."""
    for name, area in catalog.atlas.areas.items():
        yield name, ("centre", "id"), area.centre.id
        for index, municipality in enumerate(area.municipalities):
            yield name, ("municipalities", index, "ags"), municipality.ags
        for index, office in enumerate(area.offices):
            yield name, ("offices", index, "id"), office.id
        for index, point in enumerate(area.meeting_points):
            yield name, ("meeting_points", index, "id"), point.id


def places_are_plausible(catalog: Catalog, documents: Documents) -> Iterator[Problem]:
    """Positions inside the state, postcodes where their neighbours are."""
    bounds = catalog.atlas.state.bounds
    for name, area in catalog.atlas.areas.items():
        document = documents[f"areas/{name}.yml"]
        for path, position in _positions(area):
            if not bounds.contains(position):
                yield document.problem(path, "lies outside the state.", "Compare latitude and longitude; swapped?")
    regions: dict[str, list[tuple[str, KeyPath, str, Municipality]]] = defaultdict(list)
    for name, area in catalog.atlas.areas.items():
        for index, municipality in enumerate(area.municipalities):
            for number, postcode in enumerate(municipality.postcodes):
                path = ("municipalities", index, "postcodes", number)
                regions[postcode[:3]].append((name, path, postcode, municipality))
    for prefix, found in regions.items():
        middle = Position(
            latitude=median(municipality.latitude for *_, municipality in found),
            longitude=median(municipality.longitude for *_, municipality in found),
        )
        for name, path, postcode, municipality in found:
            if distance_km(middle, municipality.position) > SAME_REGION_KM:
                fault = f"{postcode} lies far from the other places with {prefix}…."
                mend = "Compare the postcode, and the position of the municipality."
                yield documents[f"areas/{name}.yml"].problem(path, fault, mend)


def _positions(area: Area) -> Iterator[tuple[KeyPath, Position]]:
    for index, municipality in enumerate(area.municipalities):
        yield ("municipalities", index), municipality.position
        for number, quarter in enumerate(municipality.quarters):
            if quarter.position is not None:
                yield ("municipalities", index, "quarters", number), quarter.position
    for index, point in enumerate(area.meeting_points):
        if point.position is not None:
            yield ("meeting_points", index), point.position
    for index, address in enumerate(area.centre.addresses):
        if address.position is not None:
            yield ("centre", "addresses", index), address.position


def names_are_told_apart(catalog: Catalog, documents: Documents) -> Iterator[Problem]:
    """No two municipalities with one name, unless it is declared as shared."""
    shared = {fold(name) for name in catalog.atlas.names.shared}
    owner: dict[str, Municipality] = {}
    for name, area in catalog.atlas.areas.items():
        for index, municipality in enumerate(area.municipalities):
            for path, spelling in _spellings(municipality):
                folded = fold(spelling)
                first = owner.setdefault(folded, municipality)
                if first is not municipality and folded not in shared:
                    yield documents[f"areas/{name}.yml"].problem(
                        ("municipalities", index, *path),
                        f'"{spelling}" is also a name of {first.name}.',
                        "Take it out of one of the two, or add it to shared in place_names.yml.",
                    )


def _spellings(municipality: Municipality) -> Iterator[tuple[KeyPath, str]]:
    yield ("name",), municipality.name
    if municipality.plain_name != municipality.name:
        yield ("name",), municipality.plain_name
    for language, names in municipality.names.items():
        for number, name in enumerate(names):
            yield ("names", language, number), name


def places_refer_to_places(catalog: Catalog, documents: Documents) -> Iterator[Problem]:
    """Meeting points and offices belong to municipalities of their area; addresses have postcodes of their town."""
    postcodes = {municipality.name: municipality.postcodes for municipality in catalog.atlas.municipalities()}
    for name, area in catalog.atlas.areas.items():
        document = documents[f"areas/{name}.yml"]
        known = {municipality.ags: municipality for municipality in area.municipalities}
        for index, point in enumerate(area.meeting_points):
            if point.municipality not in known:
                path: KeyPath = ("meeting_points", index, "municipality")
                yield document.problem(path, "is no municipality of this area.", "Use an AGS of this file.")
            elif point.postcode and point.postcode not in known[point.municipality].postcodes:
                path = ("meeting_points", index, "postcode")
                yield document.problem(path, "is no postcode of its municipality.", "Compare both.")
        for index, office in enumerate(area.offices):
            for ags in set(office.municipalities) - known.keys():
                path = ("offices", index, "municipalities")
                yield document.problem(path, f'"{ags}" is no municipality of this area.', "Use an AGS of this file.")
        for index, address in enumerate(area.centre.addresses):
            if address.postcode and address.postcode not in postcodes.get(address.city, (address.postcode,)):
                path = ("centre", "addresses", index, "postcode")
                yield document.problem(path, f"is no postcode of {address.city}.", "Compare both.")
        if not any((area.centre.phones, area.centre.emails, area.centre.website)):
            fault = "cannot be reached: no phone, no mail, no page."
            yield document.problem(("centre",), fault, "Add one of them.", severity="notice")


def hours_can_be_read(catalog: Catalog, documents: Documents) -> Iterator[Problem]:
    """Hours are OSM ``opening_hours``."""
    mend = 'Write it like "Mo-Fr 09:00-12:00; We 14:00-16:00; PH off".'
    for name, area in catalog.atlas.areas.items():
        document = documents[f"areas/{name}.yml"]
        if area.centre.hours is not None and not is_well_formed(area.centre.hours.when):
            yield document.problem(("centre", "hours", "when"), "cannot be read.", mend)
        for index, point in enumerate(area.meeting_points):
            if point.when is not None and not is_well_formed(point.when):
                yield document.problem(("meeting_points", index, "when"), "cannot be read.", mend)


def help_in_town_leads_somewhere(catalog: Catalog, documents: Documents) -> Iterator[Problem]:
    """What a topic names for the town exists."""
    for topic, facts in catalog.topics.items():
        document = documents[f"topics/{catalog.group_of[topic]}.yml"]
        path: KeyPath = (topic, "in_town")
        for offer in set(facts.in_town.offers) - {offer.value for offer in Offer}:
            known = ", ".join(offer.value for offer in Offer)
            yield document.problem((*path, "offers"), f'"{offer}" is no offer.', f"Known: {known}.")
        if facts.in_town.office not in {None, *(kind.value for kind in OfficeKind)}:
            known = ", ".join(kind.value for kind in OfficeKind)
            yield document.problem((*path, "office"), "is no kind of office.", f"Known: {known}.")
        if facts.in_town.contact not in {None, *(whose.value for whose in Whose)}:
            known = ", ".join(whose.value for whose in Whose)
            yield document.problem((*path, "contact"), "is nobody's.", f"Known: {known}.")
        if facts.in_town.finder is not None and facts.in_town.finder not in {link.url for link in facts.links}:
            yield document.problem((*path, "finder"), "is no link of this topic.", "Add it to links, with its name.")


RULES: tuple[Callable[[Catalog, Documents], Iterator[Problem]], ...] = (
    areas_add_up,
    places_are_plausible,
    names_are_told_apart,
    places_refer_to_places,
    hours_can_be_read,
    help_in_town_leads_somewhere,
)
