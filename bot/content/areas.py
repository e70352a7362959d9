"""The shape of places: ``areas/<area>.yml``, ``state.yml``, ``outside.yml`` and ``place_names.yml``.

Positions are degrees (WGS 84). Every contact has the date of the page that gives it; nothing is younger
than its source.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, model_validator

from bot.content.models import Content, Link, Optional, PhoneNumber, SourceDate, Text, WebAddress, matching

Ags = Annotated[str, matching(r"05\d{6}", 'is no AGS of this state. Write its eight digits, like "05916000".')]
Postcode = Annotated[str, matching(r"\d{5}", 'is no postcode. Write five digits, like "44623".')]
MailAddress = Annotated[
    str, matching(r"[^\s@]+@[^\s@]+\.[^\s@]+", 'is no e-mail address. Write it like "ki@kreis.de".')
]
PlaceId = Annotated[
    str, matching(r"[a-z0-9][a-z0-9-]{1,55}", "is no id. Use small letters, digits and hyphens, at most 56.")
]
_BRACKET = re.compile(r"\s*\([^)]*\)")
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]


class Whose(StrEnum):
    """Whose address, phone or mail it is."""

    CENTRE = "centre"
    INTERPRETERS = "interpreters"
    SCHOOL = "school"
    CASE_MANAGEMENT = "case_management"
    STAFF_LINE = "staff_line"
    """Published with one person's name, no general line found: may have changed."""
    SWITCHBOARD = "switchboard"
    ADMINISTRATION = "administration"


class Offer(StrEnum):
    """What a meeting point offers; each language names it once."""

    MEETING = "meeting"
    LANGUAGE_PRACTICE = "language_practice"
    GERMAN_LESSONS = "german_lessons"
    ADVICE = "advice"
    FORMS = "forms"
    ACCOMPANIMENT = "accompaniment"
    HOMEWORK = "homework"
    JOBS = "jobs"
    HOUSING = "housing"
    CHILDREN = "children"
    YOUTH = "youth"
    WOMEN = "women"
    MEALS = "meals"
    GAMES_AND_CRAFTS = "games_and_crafts"
    SPORTS = "sports"
    COMPUTERS = "computers"
    INTERPRETERS = "interpreters"
    CLOTHING = "clothing"
    CULTURE = "culture"
    MIGRATION_ADVICE = "migration_advice"
    ASYLUM_ADVICE = "asylum_advice"
    ANTI_DISCRIMINATION = "anti_discrimination"
    VOLUNTEERING = "volunteering"


class Audience(StrEnum):
    """Whom a meeting point is for, if not for everybody."""

    WOMEN = "women"
    GIRLS = "girls"
    YOUTH = "youth"
    CHILDREN = "children"
    FAMILIES = "families"
    SENIORS = "seniors"
    UKRAINE = "ukraine"
    ROMANIA_BULGARIA = "romania_bulgaria"
    RUSSIAN_SPEAKERS = "russian_speakers"


class Rhythm(StrEnum):
    """How often, where no hours are known."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    SEVERAL_DAYS = "several_days"


class OfficeKind(StrEnum):
    """Offices that newcomers ask for."""

    SOCIAL = "social"
    FOREIGNERS = "foreigners"
    JOBCENTER = "jobcenter"
    CITIZENS = "citizens"


class Position(Content):
    """A point on the map."""

    latitude: Latitude
    longitude: Longitude


class _Located(Content):
    """Something with a position or without."""

    latitude: Latitude | None = None
    longitude: Longitude | None = None

    @model_validator(mode="after")
    def _both_or_none(self) -> _Located:
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("has half a position. Give latitude and longitude, or neither.")
        return self

    @property
    def position(self) -> Position | None:
        """Its own position, if one is known."""
        if self.latitude is None or self.longitude is None:
            return None
        return Position(latitude=self.latitude, longitude=self.longitude)


class Address(_Located):
    """A postal address; with a position only if it is the building's own."""

    of: Whose = Whose.CENTRE
    building: Annotated[str | None, Optional] = None
    street: Annotated[str | None, Optional] = None
    postcode: Annotated[Postcode | None, Optional] = None
    city: Text
    date: SourceDate


class PlacePhone(Content):
    """A phone number of a place."""

    of: Whose = Whose.CENTRE
    number: PhoneNumber
    date: SourceDate


class Mail(Content):
    """An e-mail address of a place."""

    of: Whose = Whose.CENTRE
    address: MailAddress
    date: SourceDate


class Website(Content):
    """A page of a place."""

    url: WebAddress
    date: SourceDate


class Hours(Content):
    """Opening hours in OSM ``opening_hours`` syntax. ``date``: of the page that confirms them."""

    of: Whose = Whose.CENTRE
    when: Text
    by_appointment: bool = False
    date: SourceDate


class PlaceSource(Content):
    """A page that was read for a place."""

    url: WebAddress
    date: SourceDate


class Centre(Content):
    """A Kommunales Integrationszentrum (KI). ``advises: false``: it says that it does not advise individuals.

    ``note``: for editors, never shown.
    """

    id: PlaceId
    name: Text
    advises: bool = True
    addresses: tuple[Address, ...] = ()
    phones: tuple[PlacePhone, ...] = ()
    emails: tuple[Mail, ...] = ()
    website: Website | None = None
    hours: Hours | None = None
    sources: tuple[PlaceSource, ...]
    note: Annotated[str | None, Optional] = None


class Quarter(_Located):
    """A part of a municipality that people name; ``names``: other spellings and scripts."""

    name: Text
    names: tuple[Text, ...] = ()


class Municipality(Content):
    """A town or Gemeinde. ``names``: what it is called, by language tag (``und-…``: language not told).

    ``latitude``, ``longitude``: its centre point. ``district``: the first five digits of the AGS name it too.
    """

    ags: Ags
    name: Text
    kind: Literal["city", "municipality"]
    postcodes: tuple[Postcode, ...]
    latitude: Latitude
    longitude: Longitude
    population: Annotated[int, Field(gt=0)]
    names: dict[str, tuple[Text, ...]] = Field(default_factory=dict)
    quarters: tuple[Quarter, ...] = ()

    @property
    def position(self) -> Position:
        """The centre point."""
        return Position(latitude=self.latitude, longitude=self.longitude)

    @property
    def plain_name(self) -> str:
        """The official name without what stands in brackets: "Halle" of "Halle (Westf.)"."""
        return _BRACKET.sub("", self.name)


class Office(Content):
    """An office that newcomers need. ``municipalities``: for whom (AGS); empty: for the whole area."""

    id: PlaceId
    kind: OfficeKind
    name: Text
    municipalities: tuple[Ags, ...] = ()
    building: Annotated[str | None, Optional] = None
    street: Annotated[str | None, Optional] = None
    postcode: Annotated[Postcode | None, Optional] = None
    city: Annotated[str | None, Optional] = None
    phone: Annotated[PhoneNumber | None, Optional] = None
    email: Annotated[MailAddress | None, Optional] = None
    website: Annotated[WebAddress | None, Optional] = None
    date: SourceDate
    sources: tuple[WebAddress, ...]


class MeetingPoint(_Located):
    """A place to meet and be advised. ``when``: OSM ``opening_hours``; ``date``: of the newest page read.

    ``note``: for editors, never shown.
    """

    id: PlaceId
    name: Text
    operator: Annotated[str | None, Optional] = None
    kind: Literal["meeting_point", "advice", "overview"]
    municipality: Ags
    quarter: Annotated[str | None, Optional] = None
    building: Annotated[str | None, Optional] = None
    street: Annotated[str | None, Optional] = None
    postcode: Annotated[Postcode | None, Optional] = None
    phone: Annotated[PhoneNumber | None, Optional] = None
    email: Annotated[MailAddress | None, Optional] = None
    website: Annotated[WebAddress | None, Optional] = None
    when: Annotated[str | None, Optional] = None
    rhythm: Annotated[Rhythm | None, Optional] = None
    offers: tuple[Offer, ...] = ()
    audience: tuple[Audience, ...] = ()
    languages: tuple[str, ...] = ()
    date: SourceDate
    sources: tuple[WebAddress, ...]
    note: Annotated[str | None, Optional] = None


class District(Content):
    """The district of one KI, as people name it. ``names``: other spellings and scripts."""

    name: Text
    kind: Literal["city", "district"]
    names: tuple[Text, ...] = ()


class Area(Content):
    """One file of ``areas/``: what one KI answers for."""

    area: District
    centre: Centre
    municipalities: tuple[Municipality, ...]
    offices: tuple[Office, ...] = ()
    meeting_points: tuple[MeetingPoint, ...] = ()


class Body(Content):
    """A body of the state; ``advises`` nobody in person. ``dissolved`` in: its work goes on elsewhere."""

    name: Text
    dissolved: Annotated[SourceDate | None, Optional] = None
    successors: tuple[str, ...] = ()
    addresses: tuple[Address, ...] = ()
    website: Website | None = None
    sources: tuple[PlaceSource, ...]
    note: Annotated[str | None, Optional] = None


class Bounds(Content):
    """The box around the state."""

    south: Latitude
    west: Longitude
    north: Latitude
    east: Longitude

    def contains(self, position: Position) -> bool:
        return self.south <= position.latitude <= self.north and self.west <= position.longitude <= self.east


class State(Content):
    """What the areas must add up to, and the bodies of the state that stand behind the centres."""

    name: Text
    municipalities: int
    districts: int
    centres: int
    bounds: Bounds
    elsewhere: Link
    """Where people outside the state search for advice."""
    bodies: dict[str, Body] = Field(default_factory=dict)


class Outside(Content):
    """A town outside the state. ``by_name: false``: a small one near the border, recognised by position only."""

    name: Text
    country: Literal["DE", "NL", "BE", "LU"]
    by_name: bool = True
    latitude: Latitude
    longitude: Longitude
    names: tuple[Text, ...] = ()

    @property
    def position(self) -> Position:
        """The centre point."""
        return Position(latitude=self.latitude, longitude=self.longitude)


class Outsides(Content):
    """``outside.yml``: towns near the border, and the larger ones further away."""

    towns: tuple[Outside, ...]


class PlaceGrammar(Content):
    """How a language puts a town into a sentence; all folded like the message.

    ``before``, ``after``: words that stand beside a town; ``prefixes``, ``endings``: what grows onto its name;
    ``ordinary``: names of towns that are also everyday words; ``filler``: words that add nothing to a bare town.
    """

    before: tuple[Text, ...] = ()
    after: tuple[Text, ...] = ()
    prefixes: tuple[Text, ...] = ()
    endings: tuple[Text, ...] = ()
    ordinary: tuple[Text, ...] = ()
    filler: tuple[Text, ...] = ()


class PlaceNames(Content):
    """``shared``: names that several places bear and that are therefore asked about; the grammar by language."""

    shared: tuple[Text, ...] = ()
    grammar: dict[str, PlaceGrammar] = Field(default_factory=dict)
