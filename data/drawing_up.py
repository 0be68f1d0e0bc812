"""A division of a village as the grids of a proposal: numbers, codes kept, sizes, ways."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, Self

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from sqlalchemy.orm import Session

from data.database_settings import read_settings
from data.proposed_grids import NewGrid, ProposedGridRecord
from data.village_register import grid_numbers, present_codes, village_outline
from data.ways import ways_m
from dispatch.proposals import kept_codes, number_grids
from geo.arrays import Ints
from geo.faults import Fault, grid_names
from geo.partition import Partition, redraw_grids

BY: Final = ("village_code", "group")
"""Columns that split the households of `data.village_register.village_households`."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a proposal is to hold.

    Attributes
    ----------
    serials
        Serial of the grid of each household, by the household's id.
    faults
        What the partition could not do: `code`, `serials`, `number` of times.
    """

    grids: list[NewGrid]
    serials: dict[int, int]
    faults: list[dict[str, Any]]

    def keeping(self, before: Sequence[ProposedGridRecord]) -> Self:
        """The same, but a grid that is as large as it was is out of its size as it was."""
        known = {(grid.serial, grid.households): grid.exception for grid in before}
        grids = [
            replace(grid, exception=known.get((grid.serial, grid.households), grid.exception))
            for grid in self.grids
        ]
        return replace(self, grids=grids)


def draw_up(
    session: Session, village: str, households: gpd.GeoDataFrame, partition: Partition, day: date
) -> Drawing:
    """Number the grids of a partition as they would be numbered were they signed on a day."""
    serial = partition.members["serial"].loc[households.index].to_numpy(dtype=np.int64)
    member = dict(zip(households.index.tolist(), serial.tolist(), strict=True))
    before = present_codes(session, village, day)
    kept = kept_codes(before, member)
    serials = partition.grids["serial"].tolist()
    number = number_grids(kept, grid_numbers(session, village), serials)
    figures = _figures(households, serial)
    grids = [
        _new_grid(row, number[row["serial"]], kept.get(row["serial"]), figures[row["serial"]])
        for row in partition.grids.to_dict("records")
    ]
    names = dict(zip(grid_names(partition.grids), (number[one] for one in serials), strict=True))
    return Drawing(
        sorted(grids, key=lambda grid: grid.serial),
        {one: number[old] for one, old in member.items()},
        _faults(partition.faults, names),
    )


def redraw(
    session: Session,
    village: str,
    households: gpd.GeoDataFrame,
    serials: Mapping[int, int],
    day: date,
) -> Drawing:
    """Draw the grids that a person has put the households into; nobody is moved."""
    sizes = read_settings(session)
    partition = redraw_grids(
        households,
        pd.Series(serials).loc[households.index],
        by=BY,
        boundary=village_outline(session, village, day),
        min_size=sizes.min_size,
        max_size=sizes.max_size,
        counts="resident",
    )
    return draw_up(session, village, households, partition, day)


def _figures(households: gpd.GeoDataFrame, serial: Ints) -> dict[int, dict[str, Any]]:
    """Sizes and ways by serial."""
    counted = households["resident"].to_numpy(dtype=bool)
    ways = ways_m(shapely.get_coordinates(households.geometry.to_numpy()), serial, counted)
    figures = {}
    for one in np.unique(serial):
        rows = serial == one
        makers = rows & counted if (rows & counted).any() else rows
        figures[int(one)] = {
            "households": int((rows & counted).sum()),
            "registered": int(rows.sum()),
            "distance_m": round(float(ways[makers].mean()), 1),
            "farthest_m": round(float(ways[makers].max()), 1),
        }
    return figures


def _new_grid(
    row: Mapping[Any, Any], serial: int, code: str | None, figures: Mapping[str, Any]
) -> NewGrid:
    return NewGrid(
        serial=serial,
        code=code,
        shape=row["geometry"],
        compactness=float(row["compactness"]),
        exception=_word(row.get("exception")),
        merged=_word(row.get("merged")),
        **figures,
    )


def _word(value: Any) -> str | None:
    return str(value) if isinstance(value, str) and value else None


def _faults(faults: tuple[Fault, ...], serial_of: Mapping[str, int]) -> list[dict[str, Any]]:
    """Faults by code with the grids concerned; households and places are left out."""
    found: dict[str, dict[str, Any]] = {}
    for fault in faults:
        kind = found.setdefault(fault.code, {"code": fault.code, "serials": set(), "number": 0})
        kind["serials"] |= {serial_of[name] for name in fault.grids if name in serial_of}
        kind["number"] += 1
    return [{**kind, "serials": sorted(kind["serials"])} for _, kind in sorted(found.items())]
