"""Whether grids hold the households they should."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.arrays import Ints, Shapes
from geo.faults import Fault, Param
from geo.houses import household_points, key_text
from geo.located import count_located, nearest_shape
from geo.locating import locate_points
from geo.sizes import TOO_FEW


@dataclass(frozen=True, slots=True)
class LocatedHomes:
    """Households and the grids that hold them.

    Attributes
    ----------
    points
        Places of the households that have one (n,), EPSG:4326.
    label
        What each is called in the table.
    grid
        Grid that holds each (n,), -1 for none.
    found, doubtful
        Households in each grid, and those whose grid their place cannot tell (k,).
    placeless
        Labels of the households without a place.
    """

    points: Shapes
    label: list[str]
    grid: Ints
    found: Ints
    doubtful: Ints
    placeless: list[str]


def locate_homes(households: gpd.GeoDataFrame, shapes: Shapes) -> LocatedHomes:
    """Find the grid of each household.

    Parameters
    ----------
    households
        Points, EPSG:4326; rows without one are set aside.
    shapes
        Grids (k,), EPSG:4326, the lowest name first: a point on a shared edge belongs to it.

    Raises
    ------
    InvalidShape, InvalidCoordinate
        If a household is something else than a point on the globe.
    """
    absent = (households.geometry.isna() | households.geometry.is_empty).to_numpy()
    placed = households[~absent]
    points = household_points(placed)
    grid = locate_points(shapes, points)
    found, doubtful = count_located(shapes, points, grid)
    label = [str(name) for name in placed.index]
    return LocatedHomes(
        points, label, grid, found, doubtful, [str(name) for name in households.index[absent]]
    )


def find_homeless(homes: LocatedHomes, shapes: Shapes, names: list[str]) -> list[Fault]:
    """Name the households that no grid holds.

    Returns
    -------
    faults
        In the order of the table: ``household-unplaced``, then ``household-outside`` with
        the grid nearest to it, if there is one with ground.
    """
    faults = [Fault("household-unplaced", (), {"household": label}) for label in homes.placeless]
    lost = np.flatnonzero(homes.grid < 0)
    params: list[dict[str, Param]] = [
        {"household": homes.label[i], "lon": homes.points[i].x, "lat": homes.points[i].y}
        for i in lost
    ]
    if not shapely.is_empty(shapes).all():
        near, distance_m = nearest_shape(shapes, homes.points[lost])
        for held, grid, metres in zip(params, near, distance_m, strict=True):
            held |= {"nearest": names[grid], "distance_m": round(float(metres), 2)}
    return faults + [Fault("household-outside", (), held) for held in params]


def find_differing(
    grids: gpd.GeoDataFrame, homes: LocatedHomes | None, names: list[str]
) -> list[Fault]:
    """Name the grids whose column ``households`` is not what they hold.

    Returns
    -------
    faults
        By grid; none without the column or without households.
    """
    if homes is None or "households" not in grids.columns:
        return []
    stated = _stated(grids, homes)
    return [
        Fault(
            "count-differs",
            (names[i],),
            {"stated": int(stated[i]), "found": int(homes.found[i]), **_place(grids, int(i))},
        )
        for i in np.flatnonzero(_differs(stated, homes))
    ]


def find_sizes(
    grids: gpd.GeoDataFrame,
    homes: LocatedHomes | None,
    names: list[str],
    bounds: tuple[int, int],
) -> list[Fault]:
    """Name the grids out of range without a reason, and those in range with one.

    Parameters
    ----------
    grids
        Grids; the column ``exception`` gives the reason, in any words. That of too few
        households is no reason for too many.
    homes
        Households found in them; where they differ from the column ``households``, they win.
    names
        What each grid is called.
    bounds
        Fewest and most households.

    Returns
    -------
    faults
        By grid; none when neither column nor households say how many there are.
    """
    held = _held(grids, homes)
    if held is None:
        return []
    reason = _reasons(grids)
    below, above = (held >= 0) & (held < bounds[0]), held > bounds[1]
    given = reason != ""
    wrong = np.where(below | above, ~given | (above & (reason == TOO_FEW)), given)
    faults = []
    for i in np.flatnonzero(wrong):
        params: dict[str, Param] = {"households": int(held[i]), "min": bounds[0], "max": bounds[1]}
        stated: dict[str, Param] = {"exception": str(reason[i])} if given[i] else {}
        faults.append(Fault("size", (names[i],), {**params, **stated, **_place(grids, int(i))}))
    return faults


def _held(grids: gpd.GeoDataFrame, homes: LocatedHomes | None) -> Ints | None:
    if "households" not in grids.columns:
        return None if homes is None else homes.found
    stated = _stated(grids, homes)
    if homes is None:
        return stated
    return np.where(_differs(stated, homes), homes.found, stated)


def _stated(grids: gpd.GeoDataFrame, homes: LocatedHomes | None) -> Ints:
    """Column ``households``; where it holds no number, what was found, -1 if not known."""
    numbers = pd.to_numeric(grids["households"], errors="coerce").to_numpy(dtype=float)
    found = np.full(len(grids), -1) if homes is None else homes.found
    return np.where(np.isnan(numbers), found, np.nan_to_num(numbers)).astype(np.int64)


def _differs(stated: Ints, homes: LocatedHomes) -> NDArray[np.bool_]:
    return np.asarray(np.abs(stated - homes.found) > homes.doubtful)


def _reasons(grids: gpd.GeoDataFrame) -> NDArray[np.object_]:
    if "exception" not in grids.columns:
        return np.full(len(grids), "", dtype=object)
    reasons = [key_text(value).strip() for value in grids["exception"]]
    return np.array(reasons, dtype=object)


def _place(grids: gpd.GeoDataFrame, i: int) -> dict[str, Param]:
    """A point in a grid, if it has ground."""
    shape = grids.geometry.iloc[i]
    if shape is None or shape.is_empty:
        return {}
    point = shapely.point_on_surface(shape)
    return {"lon": point.x, "lat": point.y}
