"""A map of the areas' centres and meeting points, coloured by the age of what is known: SVG, no tiles."""

from __future__ import annotations

from pathlib import Path

from bot.content.atlas import Atlas
from bot.content.coverage import newest_year
from bot.content.models import year_of
from bot.errors import WegweiserError

# Colour-blind safe (Okabe and Ito); from fresh to old, then without a date.
_COLOURS = {"2023 or later": "#009E73", "2020 to 2022": "#E69F00", "before 2020": "#D55E00", "no date": "#999999"}


def _age(year: int | None) -> str:
    if year is None:
        return "no date"
    return "2023 or later" if year >= 2023 else "2020 to 2022" if year >= 2020 else "before 2020"


def draw(atlas: Atlas, path: Path) -> None:
    """Write the map to ``path``.

    Raises: WegweiserError: the plotting library is not installed.
    """
    try:
        import matplotlib

        matplotlib.use("svg")
        from matplotlib import pyplot
    except ImportError as error:
        raise WegweiserError("The map needs matplotlib. Run: uv sync (it is in the development group).") from error
    # The same content gives the same file.
    matplotlib.rcParams["svg.hashsalt"] = "wegweiser"
    figure, axes = pyplot.subplots(figsize=(8, 8.4))
    towns = list(atlas.municipalities())
    axes.scatter([town.longitude for town in towns], [town.latitude for town in towns], s=5, color="#dddddd", zorder=1)
    for age, colour in _COLOURS.items():
        points = [
            atlas.position_of(point)[0] for point in atlas.meeting_points.values() if _age(year_of(point.date)) == age
        ]
        axes.scatter(
            [p.longitude for p in points],
            [p.latitude for p in points],
            s=26,
            color=colour,
            alpha=0.6,
            zorder=2,
            linewidths=0,
        )
        centres = [_seat(atlas, name) for name, area in atlas.areas.items() if _age(newest_year(area)) == age]
        axes.scatter(
            [c[0] for c in centres],
            [c[1] for c in centres],
            s=80,
            marker="s",
            facecolor=colour,
            edgecolor="black",
            linewidths=0.7,
            zorder=3,
            label=age,
        )
    axes.set_aspect(1.6)
    axes.set_axis_off()
    axes.legend(title="newest source", loc="lower right", frameon=False)
    axes.set_title("Squares: 54 integration centres (centre points of towns) · dots: meeting points", fontsize=10)
    figure.savefig(path, format="svg", metadata={"Date": None}, bbox_inches="tight")
    pyplot.close(figure)


def _seat(atlas: Atlas, name: str) -> tuple[float, float]:
    """Longitude and latitude of the town of a centre's address or, where none is known, of its largest town."""
    area = atlas.areas[name]
    by_name = {town.name: town for town in atlas.municipalities()}
    cities = [address.city for address in area.centre.addresses if address.city in by_name]
    town = by_name[cities[0]] if cities else max(area.municipalities, key=lambda town: town.population)
    return town.longitude, town.latitude
