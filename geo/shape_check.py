"""Grids as shapes: broken ones, overlaps, gaps, ground beyond the outlines."""

from collections.abc import Sequence
from typing import Final

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from geo.arrays import Floats, Ints, Shapes
from geo.faults import Fault, Param
from geo.houses import key_text
from geo.plane import area_m2

# Under a square millimetre nothing can be gained or lost.
TOLERANCE_M2: Final = 1e-6
# Outlines of villages are drawn one by one; less than a hand's breadth is how they were rounded.
_DRAWN_M2: Final = 1e-2
# A vertex put on an outline is rounded to a tenth of a millimetre; ten times that is a gap.
_THIN_DEGREES: Final = 1e-8


def sound(shapes: Shapes) -> NDArray[np.bool_]:
    """Which shapes are valid polygons or multipolygons with ground (k,)."""
    polygonal = np.isin(shapely.get_type_id(shapes), (3, 6))
    return np.asarray(polygonal & shapely.is_valid(shapes) & ~shapely.is_empty(shapes))


def find_broken(shapes: Shapes, names: list[str]) -> list[Fault]:
    """Name the shapes that are not sound.

    Returns
    -------
    faults
        ``invalid-shape`` by row, with the reason and a place on the shape if it has one.
    """
    faults = []
    for i in np.flatnonzero(~sound(shapes)):
        shape = shapes[i]
        params: dict[str, Param] = {"reason": "empty"}
        if shape is not None and not shape.is_empty:
            lon, lat = shapely.get_coordinates(shape)[0]
            params = {"reason": _reason(shape), "lon": float(lon), "lat": float(lat)}
        faults.append(Fault("invalid-shape", (names[i],), params))
    return faults


def _reason(shape: BaseGeometry) -> str:
    if not shape.geom_type.endswith("Polygon"):
        return f"a {shape.geom_type}"
    reason: str = shapely.is_valid_reason(shape)
    return reason


def find_overlaps(
    shapes: Shapes, names: list[str], tolerance_m2: float = TOLERANCE_M2
) -> list[Fault]:
    """Name each two shapes with ground in common.

    Parameters
    ----------
    shapes
        Sound or empty polygons (k,), EPSG:4326.
    names
        What each is called.
    tolerance_m2
        Area that is no overlap yet.

    Returns
    -------
    faults
        ``overlap`` by row, with the common area and a place in it.
    """
    one, other = STRtree(shapes).query(shapes, predicate="intersects")
    one, other = one[one < other], other[one < other]
    shared = shapely.intersection(shapes[one], shapes[other])
    area = area_m2(shared)
    found = np.flatnonzero(area > tolerance_m2)
    found = found[np.lexsort((other[found], one[found]))]
    places = _places(shared[found], area[found])
    return [
        Fault("overlap", (names[one[i]], names[other[i]]), place)
        for i, place in zip(found, places, strict=True)
    ]


def _places(shapes: Shapes, area: Floats) -> list[dict[str, Param]]:
    """Area and a point of each shape."""
    points = shapely.get_coordinates(shapely.point_on_surface(shapes)).tolist()
    return [
        {"area_m2": float(m2), "lon": lon, "lat": lat}
        for m2, (lon, lat) in zip(area, points, strict=True)
    ]


def find_gaps(covered: BaseGeometry, ground: BaseGeometry | None) -> list[Fault]:
    """Name the ground that no grid covers.

    Parameters
    ----------
    covered
        All ground the grids cover, EPSG:4326.
    ground
        All they must fill, EPSG:4326; None: only enclosed holes are gaps.

    Returns
    -------
    faults
        ``gap`` from the largest down. A sliver within a millimetre of an outline is none:
        the rounding of vertices explains it.
    """
    holes = _enclosed(covered)
    if ground is not None:
        holes = shapely.get_parts(shapely.difference(ground, covered))
        holes = holes[~_along_edge(holes, ground)]
    area = area_m2(holes)
    found = np.flatnonzero(area > TOLERANCE_M2)
    found = found[np.lexsort((*shapely.bounds(holes[found]).T, -area[found]))]
    return [Fault("gap", (), place) for place in _places(holes[found], area[found])]


def _enclosed(covered: BaseGeometry) -> Shapes:
    rings = [ring for part in shapely.get_parts(covered) for ring in part.interiors]
    return np.array([shapely.Polygon(ring) for ring in rings], dtype=object)


def village_outlines(
    boundary: gpd.GeoDataFrame, columns: Sequence[str] = ()
) -> dict[str, BaseGeometry]:
    """Outlines of a boundary table.

    Parameters
    ----------
    boundary
        Sound polygons, EPSG:4326.
    columns
        The column that names the village, if it is known.

    Returns
    -------
    outlines
        Under the empty name all of them as one; where the table has the column, each
        village's under its name.
    """
    outlines: dict[str, BaseGeometry] = {}
    for column in columns:
        if column in boundary.columns:
            label = boundary[column].map(key_text)
            for name in sorted(set(label)):
                outlines[name] = shapely.union_all(boundary.geometry[label == name].to_numpy())
    return {**outlines, "": shapely.union_all(boundary.geometry.to_numpy())}


def find_disputed(outlines: dict[str, BaseGeometry]) -> list[Fault]:
    """Name each two villages whose outlines claim the same ground.

    Returns
    -------
    faults
        ``outlines-overlap`` by name, with the common area and a place in it.
    """
    names = [name for name in outlines if name]
    shapes = np.array([outlines[name] for name in names], dtype=object)
    return [
        Fault("outlines-overlap", fault.grids, fault.params)
        for fault in find_overlaps(shapes, names, _DRAWN_M2)
    ]


def _along_edge(pieces: Shapes, ground: BaseGeometry) -> NDArray[np.bool_]:
    """Slivers along an outline that the rounding of vertices explains."""
    band = shapely.buffer(ground.boundary, _THIN_DEGREES, quad_segs=1)
    shapely.prepare(band)
    return np.asarray(shapely.covered_by(pieces, band))


def find_beyond(shapes: Shapes, names: list[str], ground: BaseGeometry) -> list[Fault]:
    """Name the shapes with ground outside all outlines.

    Returns
    -------
    faults
        ``outside-boundary`` by row, with the area and a place in the largest piece.
    """
    pieces, owner = shapely.get_parts(shapely.difference(shapes, ground), return_index=True)
    kept = ~_along_edge(pieces, ground)
    pieces, owner = pieces[kept], owner[kept]
    area = area_m2(pieces)
    total = np.bincount(owner, area, len(shapes)).astype(np.float64)
    faults = []
    for i in np.flatnonzero(total > TOLERANCE_M2):
        largest = _largest(owner, area, int(i))
        place = _places(pieces[largest], total[i : i + 1])[0]
        faults.append(Fault("outside-boundary", (names[i],), place))
    return faults


def _largest(owner: Ints, area: Floats, i: int) -> Ints:
    mine = np.flatnonzero(owner == i)
    return mine[[int(np.argmax(area[mine]))]]
