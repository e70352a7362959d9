"""All areas together: which centre answers for a town, what is near, and who is there."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.content.areas import Area, Centre, MeetingPoint, Municipality, Outside, PlaceNames, Position, State

EARTH_RADIUS_KM = 6371.0


def distance_km(one: Position, other: Position) -> float:
    """Great-circle distance in kilometres (haversine)."""
    south, north = math.radians(one.latitude), math.radians(other.latitude)
    east = math.radians(other.longitude - one.longitude)
    half = math.sin((north - south) / 2) ** 2 + math.cos(south) * math.cos(north) * math.sin(east / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(half))


@dataclass(frozen=True)
class Town:
    """A municipality or, where people named only the district, a whole area.

    ``key``: the AGS, or the id of the area; what a session remembers.
    """

    key: str
    name: str
    area: Area
    municipality: Municipality | None

    @property
    def official(self) -> str | None:
        """The official name of the municipality, if it is one."""
        return self.municipality.name if self.municipality else None

    @property
    def meeting_points(self) -> tuple[MeetingPoint, ...]:
        """Those in the municipality, or in the whole area."""
        if self.municipality is None:
            return self.area.meeting_points
        return tuple(point for point in self.area.meeting_points if point.municipality == self.municipality.ags)


@dataclass(frozen=True)
class NearPoint:
    """A meeting point and how far it is. ``exact``: from its own position, not from its town's centre point."""

    point: MeetingPoint
    km: float
    exact: bool


@dataclass(frozen=True, repr=False)
class Atlas:
    """``areas`` by the name of their file, and what is known of the rest of the world."""

    areas: Mapping[str, Area]
    outside: tuple[Outside, ...]
    state: State
    names: PlaceNames

    @cached_property
    def _towns(self) -> dict[str, Town]:
        towns = {key: Town(key, area.area.name, area, None) for key, area in self.areas.items()}
        for area in self.areas.values():
            for municipality in area.municipalities:
                towns[municipality.ags] = Town(municipality.ags, municipality.name, area, municipality)
        return towns

    def town(self, key: str | None) -> Town | None:
        """The town that a session remembers, if the content still knows it."""
        return self._towns.get(key) if key is not None else None

    def municipalities(self) -> Iterator[Municipality]:
        """All of them, in the order of the files."""
        for area in self.areas.values():
            yield from area.municipalities

    @cached_property
    def meeting_points(self) -> dict[str, MeetingPoint]:
        """All meeting points by id."""
        return {point.id: point for area in self.areas.values() for point in area.meeting_points}

    @cached_property
    def centres(self) -> dict[str, Centre]:
        """All centres by id."""
        return {area.centre.id: area.centre for area in self.areas.values()}

    @cached_property
    def _area_of_place(self) -> dict[str, Area]:
        places = {area.centre.id: area for area in self.areas.values()}
        return places | {point.id: area for area in self.areas.values() for point in area.meeting_points}

    def has_place(self, place: str) -> bool:
        """Whether ``place`` is the id of a centre or meeting point."""
        return place in self._area_of_place

    def town_of_place(self, place: str) -> Town:
        """The town of a meeting point; of a centre the one municipality it answers for, or its whole area."""
        area = self.area_of_place(place)
        if place in self.meeting_points:
            return self._towns[self.meeting_points[place].municipality]
        if len(area.municipalities) == 1:
            return self._towns[area.municipalities[0].ags]
        return next(town for town in self._towns.values() if town.area is area and town.municipality is None)

    def area_of_place(self, place: str) -> Area:
        """The area that a centre or meeting point belongs to."""
        return self._area_of_place[place]

    def position_of(self, point: MeetingPoint) -> tuple[Position, bool]:
        """Where a meeting point is, and whether that is its own position or its town's centre point."""
        own = point.position
        if own is not None:
            return own, True
        municipality = self._towns[point.municipality].municipality
        assert municipality is not None  # the editors' check has seen that it exists
        return municipality.position, False

    def points_near(self, position: Position, within_km: float) -> tuple[NearPoint, ...]:
        """Meeting points at most ``within_km`` away, nearest first."""
        found = []
        for point in self.meeting_points.values():
            where, exact = self.position_of(point)
            km = distance_km(position, where)
            if km <= within_km:
                found.append(NearPoint(point, km, exact))
        return tuple(sorted(found, key=lambda near: (near.km, near.point.id)))
