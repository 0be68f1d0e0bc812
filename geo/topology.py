"""Everything that is wrong with a set of grids."""

from collections import Counter

import geopandas as gpd
import numpy as np
import shapely

from geo.errors import InvalidShape
from geo.faults import Fault, grid_names, key_columns, name_order
from geo.grounds import check_outlines
from geo.houses import key_text
from geo.pieces_check import Surroundings, find_pieces
from geo.shape_check import (
    find_beyond,
    find_broken,
    find_disputed,
    find_gaps,
    find_overlaps,
    sound,
    village_outlines,
)
from geo.size_check import (
    find_differing,
    find_homeless,
    find_sizes,
    locate_homes,
)


def check_grids(
    grids: gpd.GeoDataFrame,
    households: gpd.GeoDataFrame | None = None,
    boundary: gpd.GeoDataFrame | None = None,
    min_size: int = 10,
    max_size: int = 15,
) -> list[Fault]:
    """Look for everything that is wrong with a set of grids.

    Parameters
    ----------
    grids
        Polygons, EPSG:4326, one row per grid; ``code`` or ``serial`` and the columns before
        it, ``households`` and ``exception`` are read where present.
    households
        Points, EPSG:4326, those that count; None: sizes are those of the column.
    boundary
        Outlines the grids must fill, EPSG:4326; None: only enclosed gaps can be seen.
    min_size, max_size
        Bounds of a grid in households.

    Returns
    -------
    faults
        In the order ``invalid-shape``, ``nameless``, ``duplicate-name``, ``pieces`` and
        ``pieces-apart``, ``outlines-overlap``, ``overlap``, ``gap``, ``outside-boundary``,
        ``household-unplaced``, ``household-outside``, ``count-differs``, ``size``; by name of
        the grid within each, gaps from the largest down. A size out of range is no fault where
        ``exception`` names its reason, one in range is where it does. Empty when all is well.

    Raises
    ------
    InvalidShape, InvalidCoordinate
        If the households are no points on the globe, an outline is broken, or a table is in
        another CRS.

    Notes
    -----
    A household on a shared edge belongs to the grid of the lower name.
    """
    _check_crs(grids)
    if boundary is not None:
        check_outlines(boundary)
    given, order = grid_names(grids), name_order(grids)
    names = [given[row] for row in order]
    grids = grids.iloc[order]
    shapes = grids.geometry.to_numpy().copy()
    faults = find_broken(shapes, names) + _misnamed(grids, names)
    shapes[~sound(shapes)] = shapely.Polygon()
    homes = None if households is None else locate_homes(households, shapes)
    covered = shapely.union_all(shapes)
    outlines = {} if boundary is None else village_outlines(boundary, key_columns(grids)[:1])
    around = Surroundings(
        homes=None if homes is None else homes.points,
        grid=np.zeros(0, dtype=np.int64) if homes is None else homes.grid,
        parts={name: shapely.get_parts(outline) for name, outline in outlines.items()},
        covered=shapely.get_parts(covered),
        bounds=(min_size, max_size),
    )
    faults += find_pieces(shapes, names, _groups(grids), around)
    faults += find_disputed(outlines) + find_overlaps(shapes, names)
    faults += find_gaps(covered, outlines.get(""))
    if boundary is not None:
        faults += find_beyond(shapes, names, outlines[""])
    if homes is not None:
        faults += find_homeless(homes, shapes, names)
    faults += find_differing(grids, homes, names)
    return faults + find_sizes(grids, homes, names, (min_size, max_size))


def _check_crs(grids: gpd.GeoDataFrame) -> None:
    if grids.crs is not None and grids.crs != "EPSG:4326":
        msg = f"the grids are in {grids.crs.to_string()}: convert them to EPSG:4326 first"
        raise InvalidShape(msg)


def _misnamed(grids: gpd.GeoDataFrame, names: list[str]) -> list[Fault]:
    """Name the grids that have no name of their own."""
    column = "code" if "code" in grids.columns else "serial"
    if column not in grids.columns:
        return []
    own = [key_text(value) != "" for value in grids[column]]
    faults = [
        Fault("nameless", (name,), {"column": column})
        for name, named in zip(names, own, strict=True)
        if not named
    ]
    rows = Counter(name for name, named in zip(names, own, strict=True) if named)
    twice = [(name, count) for name, count in rows.items() if count > 1]
    return faults + [Fault("duplicate-name", (name,), {"rows": count}) for name, count in twice]


def _groups(grids: gpd.GeoDataFrame) -> list[tuple[str, ...]]:
    """Village and group of each grid."""
    columns = [grids[name].map(key_text) for name in key_columns(grids)]
    return list(zip(*columns, strict=True)) if columns else [()] * len(grids)
