"""Two coal mines: lease areas, and working faces (回采工作面) with the dates they were mined."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from data.sample.place_names import draw_mine_names
from data.sample.plane import Points, shape_to_lonlat

MINES: Final = 2
_FACE_WIDTH_M: Final = 220.0
_FACE_SPACING_M: Final = 250.0
_LEASE_RADIUS_M: Final = (1_600.0, 2_200.0)
_FROM_VILLAGE_M: Final = 1_300.0
_BETWEEN_MINES_M: Final = 8_000.0

# The running face began at least this many days before the end of the sample: longer ago than the
# earliest start of the planted cluster (8 months), because houses sink after mining begins.
_RUNNING_SINCE_DAYS: Final = (255, 420)
_FACE_DAYS: Final = (270, 400)


@dataclass(frozen=True, slots=True)
class Mines:
    """Mines on the metre plane and as frames.

    Attributes
    ----------
    mines_frame
        Columns ``code, name, outline`` (lease area, WGS 84, the active geometry).
    faces_frame
        Columns ``code, name, mine, started_on, ended_on, outline``; a face without ``ended_on`` is
        being mined.
    faces_m
        Outlines of the faces on the metre plane, in the order of ``faces_frame``.
    """

    mines_frame: gpd.GeoDataFrame
    faces_frame: gpd.GeoDataFrame
    faces_m: npt.NDArray[np.object_]


def draw_mines(rng: np.random.Generator, centres: Points, county_m: Any, until: date) -> Mines:
    """Open two mines near two different villages, each with faces mined one after the other.

    Parameters
    ----------
    centres
        Middles of the villages, metre plane.
    until
        Last day of the sample; the last face of each mine is still being mined then.
    """
    leases, faces = [], []
    for order, (village, name) in enumerate(
        zip(_draw_villages(rng, centres), draw_mine_names(rng, MINES), strict=True)
    ):
        code = f"M{order + 1:02d}"
        middle = _open_near(rng, centres[village], county_m)
        lease = _largest(shapely.intersection(_draw_lease(rng, middle), county_m))
        leases.append({"code": code, "name": name, "outline": lease})
        panels = _draw_panels(rng, middle)
        for number, (panel, days) in enumerate(
            zip(panels, _mined(rng, len(panels), until), strict=True)
        ):
            label = f"{order + 1}1{number + 1:02d}"
            faces.append(
                {"code": f"{code}-{label}", "name": f"{name}{label}工作面", "mine": code}
                | {"started_on": days[0], "ended_on": days[1]}
                | {"outline": _largest(shapely.intersection(panel, lease))}
            )
    faces_m = np.array([face["outline"] for face in faces])
    return Mines(_to_frame(leases), _to_frame(faces), faces_m)


def _draw_villages(rng: np.random.Generator, centres: Points) -> list[int]:
    """Two villages far enough apart that the leases cannot touch, or as far as there are."""
    first = int(rng.integers(len(centres)))
    distance_m = np.hypot(*(centres - centres[first]).T)
    far = np.flatnonzero(distance_m >= min(_BETWEEN_MINES_M, distance_m.max()))
    return [first, int(rng.choice(far))]


def _open_near(rng: np.random.Generator, centre: Points, county_m: Any) -> Points:
    """Middle of a lease a little way from a village and well inside the county."""
    room = shapely.buffer(county_m, -_FROM_VILLAGE_M)
    for heading in rng.uniform(0, 2 * np.pi, 24):
        middle: Points = centre + _FROM_VILLAGE_M * np.array([np.cos(heading), np.sin(heading)])
        if shapely.contains_xy(room, *middle):
            return middle
    return centre


def _draw_lease(rng: np.random.Generator, middle: Points) -> Any:
    """Irregular lease area of 10 to 13 corners."""
    corners = int(rng.integers(10, 14))
    headings = np.sort(rng.uniform(0, 1, corners) * 0.6 + np.arange(corners)) * 2 * np.pi / corners
    radii = rng.uniform(*_LEASE_RADIUS_M, corners)
    spokes = np.column_stack([np.cos(headings), np.sin(headings)]) * radii[:, None]
    return shapely.polygons(middle + spokes)


def _draw_panels(rng: np.random.Generator, middle: Points) -> list[Any]:
    """Long parallel panels with pillars of coal between them, around the middle of the lease."""
    count = int(rng.integers(3, 5))
    length = rng.uniform(1_000, 1_400)
    turn = rng.uniform(0, np.pi)
    along, across = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    panels = []
    for order in range(count):
        base = middle + across * (order - (count - 1) / 2) * _FACE_SPACING_M
        half, side = along * length / 2, across * _FACE_WIDTH_M / 2
        panels.append(
            shapely.polygons(
                [base - half - side, base + half - side, base + half + side, base - half + side]
            )
        )
    return panels


def _mined(rng: np.random.Generator, count: int, until: date) -> list[tuple[date, date | None]]:
    """First and last day of each face, the last one still running."""
    start = until - timedelta(days=int(rng.integers(*_RUNNING_SINCE_DAYS)))
    days: list[tuple[date, date | None]] = [(start, None)]
    for _ in range(count - 1):
        end = start - timedelta(days=int(rng.integers(10, 40)))
        start = end - timedelta(days=int(rng.integers(*_FACE_DAYS)))
        days.insert(0, (start, end))
    return days


def _largest(shape: Any) -> Any:
    parts = shapely.get_parts(shape)
    return parts[np.argmax(shapely.area(parts))]


def _to_frame(rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    frame = pd.DataFrame(rows)
    for column in frame.columns.intersection(["started_on", "ended_on"]):
        frame[column] = pd.to_datetime(frame[column]).astype("datetime64[s]")
    frame["outline"] = shape_to_lonlat(frame["outline"].to_numpy())
    return gpd.GeoDataFrame(frame, geometry="outline", crs="EPSG:4326")
