"""Households as sorted arrays, ready to be divided."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.arrays import Floats, Ints, Shapes
from geo.coordinates import MAX_LAT, MAX_LON, check_lonlat
from geo.errors import InvalidShape, MissingColumn, ReservedColumn
from geo.pins import APART, TOGETHER, read_bonds, read_quarrels

# A centimetre: households closer than this have one place.
_PLACE_DECIMALS: Final = 7
OUTPUT_COLUMNS: Final = frozenset(
    {
        "serial",
        "code",
        "households",
        "compactness",
        "distance_m",
        "exception",
        "merged",
        "geometry",
    }
)


@dataclass(frozen=True, slots=True)
class Houses:
    """Households in an order that does not depend on how they came.

    Attributes
    ----------
    row
        Row number in the table they came from (n,).
    homes
        Points as given (n,), EPSG:4326.
    place
        Degrees to the centimetre (n, 2): households of one place are equal here.
    counted
        Who counts towards the size (n,).
    group
        Group number of each household (n,), ascending from 0.
    keys
        Values of the splitting columns for each group, first the village.
    village_of_group
        Village number of each group, ascending from 0.
    bond
        Households that share a number of 0 or more must share a grid (n,); -1 for the rest.
    apart
        Pairs of households (e, 2) that must not share a grid.
    """

    row: Ints
    homes: Shapes
    place: Floats
    counted: NDArray[np.bool_]
    group: Ints
    keys: list[tuple[object, ...]]
    village_of_group: Ints
    bond: Ints
    apart: Ints


def sort_houses(households: gpd.GeoDataFrame, by: Sequence[str], counts: str | None) -> Houses:
    """Check a table of households and sort it by group, place and label.

    Parameters
    ----------
    households
        Points, EPSG:4326, one row per household.
    by
        Columns that split the households; the first one is the village.
    counts
        Boolean column: who counts towards the size; None when all do.

    Raises
    ------
    MissingColumn
        If a column is not in the table.
    ReservedColumn
        If a splitting column has the name of a column of the grids.
    InvalidShape
        If a geometry is not a point, or the CRS is not EPSG:4326.
    InvalidCoordinate
        If a point is not on the globe.
    ContradictingPins
        If two households are to be kept together and apart.
    """
    _check_columns(households, by, counts)
    lonlat = shapely.get_coordinates(household_points(households))
    names = pd.DataFrame({column: households[column].map(key_text) for column in by})
    number = names.groupby(list(by)).ngroup() if by else pd.Series(0, households.index)
    group = number.to_numpy(dtype=np.int64)
    place = np.round(lonlat, _PLACE_DECIMALS)
    order = np.lexsort((*_tie_breakers(households, place, counts), place[:, 1], place[:, 0], group))
    table = households.iloc[order]
    first = np.unique(group[order], return_index=True)[1]
    village = [names[by[0]].to_numpy()[order][row] if by else "" for row in first]
    village_of_group = np.unique(village, return_inverse=True)[1]
    village_of_house = village_of_group[group[order]]
    bond = read_bonds(table, village_of_house)
    return Houses(
        row=order,
        homes=table.geometry.to_numpy(),
        place=place[order],
        counted=table[counts].to_numpy(dtype=bool) if counts else np.ones(len(table), bool),
        group=np.asarray(group[order], dtype=np.int64),
        keys=[tuple(table[column].iloc[row] for column in by) for row in first],
        village_of_group=village_of_group,
        bond=bond,
        apart=read_quarrels(table, village_of_house, bond),
    )


def _tie_breakers(
    households: gpd.GeoDataFrame, place: Floats, counts: str | None
) -> list[NDArray[Any]]:
    """Order of the households of one place, the last key first: all that can tell them apart.

    What the register says of a household, its number first, is the same in every file and
    every order of rows; only where that does not help its label decides.
    """
    label = households.index.astype(str).to_numpy()
    shared = pd.DataFrame(place).duplicated(keep=False).to_numpy()
    told = [name for name in households.columns if name != households.geometry.name]
    told.sort(key=lambda name: (name != "number", str(name)))
    words = np.full(len(households), "", dtype=object)
    rows = households.loc[shared, told].itertuples(index=False, name=None)
    words[shared] = ["\x1f".join(map(key_text, row)) for row in rows]
    first = [name for name in (counts, TOGETHER, APART) if name in households.columns]
    return [label, words, *(households[name].map(key_text).to_numpy() for name in first)]


def key_text(value: Any) -> str:
    """Text by which a village or group is recognised: ``3``, ``3.0`` and ``"3"`` are one.

    A missing value is the empty text, a group of its own.
    """
    if pd.isna(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _check_columns(households: gpd.GeoDataFrame, by: Sequence[str], counts: str | None) -> None:
    taken = [column for column in by if column in OUTPUT_COLUMNS]
    if taken:
        msg = f"column {', '.join(taken)} cannot split the households: rename it, grids use it"
        raise ReservedColumn(msg)
    wanted = [*by, *([counts] if counts else [])]
    missing = [column for column in wanted if column not in households.columns]
    if missing:
        own = {households.geometry.name, counts}
        held = ", ".join(str(c) for c in households.columns if c not in own)
        msg = f"the households have no column {', '.join(missing)}; they have: {held or 'none'}"
        raise MissingColumn(msg)


def household_points(households: gpd.GeoDataFrame) -> Shapes:
    """Points of a table of households, checked.

    Raises
    ------
    InvalidShape
        If a geometry is not a point, or the CRS is not EPSG:4326.
    InvalidCoordinate
        If a point is not on the globe.
    """
    if households.crs is not None and households.crs != "EPSG:4326":
        msg = f"households are in {households.crs.to_string()}: convert them to EPSG:4326 first"
        raise InvalidShape(msg)
    homes: Shapes = households.geometry.to_numpy()
    wrong = np.flatnonzero((shapely.get_type_id(homes) != 0) | shapely.is_empty(homes))
    if len(wrong):
        msg = f"household {households.index[wrong[0]]} is not a point: give each household one"
        raise InvalidShape(msg)
    lonlat = shapely.get_coordinates(homes)
    on_globe = (np.abs(lonlat[:, 0]) <= MAX_LON) & (np.abs(lonlat[:, 1]) <= MAX_LAT)
    for lon, lat in lonlat[~on_globe]:
        check_lonlat(float(lon), float(lat))
    return homes
