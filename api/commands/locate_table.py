"""The rows of ``wangge locate``: those that cannot be used stay among the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from data.rows import RowProblem
from geo.arrays import Floats, Ints, Shapes
from geo.border import Placements
from geo.errors import MissingColumn, ReservedColumn
from geo.locating import code_order

ADDED: Final = ("method", "distance_m", "why")
_PLACE: Final = ("lon", "lat", "wkt")  # what a table without geometries is given
_PREFIX: Final = "grid_"
NO_POINT: Final = "is no point"
_MOST_DEGREES: Final = 360.0
_POLYGONS: Final = (3, 6)  # shapely's numbers


@dataclass(frozen=True, slots=True)
class GivenPoints:
    """All rows of the points' file, in their order.

    Attributes
    ----------
    frame
        Own columns, EPSG:4326, by line; a place that cannot be used stands as it was given,
        where it could be degrees.
    faults
        Why a row has no usable point, None for the others.
    """

    frame: gpd.GeoDataFrame
    faults: tuple[str | None, ...]

    @property
    def shapes(self) -> Shapes:
        """Usable points, None in place of the others (n,)."""
        shapes: Shapes = self.frame.geometry.to_numpy().copy()
        shapes[[fault is not None for fault in self.faults]] = None
        return shapes


def all_rows(frame: gpd.GeoDataFrame, problems: Sequence[RowProblem]) -> GivenPoints:
    """Put rows that could be read and those that could not into one table.

    Raises
    ------
    ReservedColumn
        If a column has a name that the answer needs.
    """
    taken = [name for name in frame.columns if str(name).lower() in ADDED]
    if taken:
        msg = f"column {taken[0]!r} of the points has a name that the answer needs: rename it"
        raise ReservedColumn(msg)
    kinds = shapely.get_type_id(frame.geometry.to_numpy())
    faults = {line: None if kind == 0 else NO_POINT for line, kind in _by_line(frame, kinds)}
    if problems:
        frame = pd.concat([_nullable(frame), _unusable(frame, problems)])
        faults |= {problem.line: problem.reason for problem in problems}
    frame = frame.sort_index(kind="stable")
    return GivenPoints(frame, tuple(faults[line] for line in frame.index))


def _by_line(frame: gpd.GeoDataFrame, values: Ints) -> Any:
    return zip(frame.index, values, strict=True)


def _unusable(frame: gpd.GeoDataFrame, problems: Sequence[RowProblem]) -> gpd.GeoDataFrame:
    records = [dict(problem.record) for problem in problems]
    table = pd.DataFrame(records, index=pd.Index([one.line for one in problems], name="line"))
    table = table.reindex(columns=frame.columns.drop(frame.geometry.name)).astype(object)
    shapes = [one.shape if _could_be_degrees(one.shape) else None for one in problems]
    return gpd.GeoDataFrame(table, geometry=shapes, crs="EPSG:4326")


def _could_be_degrees(shape: Any) -> bool:
    if shape is None or shape.is_empty:
        return False
    return bool((np.abs(shapely.get_coordinates(shape)) <= _MOST_DEGREES).all())


def _nullable(frame: Any) -> Any:
    """Columns of whole numbers and of truth in kinds that can hold nothing, too."""
    kinds = {"i": "Int64", "u": "UInt64", "b": "boolean"}
    return frame.astype(
        {
            name: kinds[kind.kind]
            for name, kind in frame.dtypes.items()
            if getattr(kind, "kind", "") in kinds and isinstance(kind, np.dtype)
        }
    )


def accuracies(frame: gpd.GeoDataFrame, column: str | None) -> tuple[Floats, list[str | None]]:
    """Metres in a column (n,), NaN where nothing usable stands, and a note where it is none.

    Raises
    ------
    MissingColumn
        If there is no such column.
    """
    if column is None:
        return np.full(len(frame), np.nan), [None] * len(frame)
    if column not in frame.columns:
        msg = f"the points have no column {column!r} with the accuracy"
        raise MissingColumn(msg)
    cells = frame[column].astype(object)
    metres = pd.to_numeric(cells, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    usable = np.isfinite(metres) & (metres >= 0)
    empty = cells.isna() | (cells.astype(str).str.strip() == "")
    notes = [
        None
        if good or nothing
        else f"{column} {str(cell)[:40]!r} is no number of metres, so unused"
        for cell, good, nothing in zip(cells, usable, empty, strict=True)
    ]
    return np.where(usable, metres, np.nan), notes


def valid_polygons(
    frame: gpd.GeoDataFrame,
) -> tuple[gpd.GeoDataFrame, list[RowProblem], int]:
    """Polygons alone, broken ones mended.

    Returns
    -------
    grids
        Valid polygons and multipolygons, numbered from 0.
    problems
        Rows that are no polygon.
    mended
        How many were broken.
    """
    kinds = shapely.get_type_id(frame.geometry.to_numpy())
    polygonal = np.isin(kinds, _POLYGONS)
    problems = [RowProblem(int(line), "is no polygon") for line in frame.index[~polygonal]]
    grids = frame[polygonal]
    shapes = grids.geometry.to_numpy().copy()
    broken = np.flatnonzero(~shapely.is_valid(shapes))
    shapes[broken] = shapely.make_valid(shapes[broken], method="structure", keep_collapsed=False)
    return grids.set_geometry(shapes, crs=frame.crs), problems, len(broken)


def shape_order(grids: gpd.GeoDataFrame) -> Ints:
    """Ranks of polygons: by `code`, else by `id`, else in the order of the file."""
    named = [name for name in ("code", "id") if name in grids.columns]
    if not named:
        return np.arange(len(grids))
    cells = grids[named[0]]
    if pd.api.types.is_numeric_dtype(cells):
        return np.argsort(np.argsort(cells.to_numpy(dtype=np.float64), kind="stable"))
    return code_order(["" if pd.isna(cell) else str(cell) for cell in cells])


def joined(
    points: gpd.GeoDataFrame, grids: gpd.GeoDataFrame, placed: Placements, why: list[str]
) -> gpd.GeoDataFrame:
    """Points with the columns of their polygon, how it was found, how far it is, and why."""
    own = pd.DataFrame(grids.drop(columns=grids.geometry.name)).reset_index(drop=True)
    found = (_nullable(own) if (placed.shape < 0).any() else own).reindex(placed.shape)
    found.columns = _free_names([str(name) for name in own.columns], list(points.columns))
    answer = {"method": placed.method, "distance_m": placed.distance_m, "why": why}
    added = pd.concat([found.reset_index(drop=True), pd.DataFrame(answer)], axis=1)
    table: gpd.GeoDataFrame = points.join(added.set_axis(points.index, axis=0))
    return table


def _free_names(names: list[str], taken: Sequence[Any]) -> list[str]:
    """Names of the polygons' columns, with a prefix where another column has that name."""
    used = {str(name).lower() for name in (*taken, *ADDED, *_PLACE)}
    free = []
    for name in names:
        while name.lower() in used:
            name = _PREFIX + name  # noqa: PLW2901 - until it is free
        used.add(name.lower())
        free.append(name)
    return free
