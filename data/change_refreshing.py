"""An approved change meets boundaries that only got corners since it was drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import count
from typing import Final

import numpy as np
import shapely
from shapely import wkb
from shapely.geometry.base import BaseGeometry
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.boundary_changes import ChangeRecord
from data.boundary_drawing import draw_change
from data.changed_grids import ChangedGridRecord, changed_grids, keep_drawing
from data.errors import RegisterChanged
from data.grid_versions import live_versions
from data.tables import GridVersion
from dispatch.vocabulary import GridFate
from geo.plane import area_m2

_SAME_M2: Final = 0.5
"""Ground by which a corner bends the edges of a grid at most, with room for hundreds of them."""


def on_todays_boundaries(
    session: Session, change: ChangeRecord, day: date
) -> list[ChangedGridRecord]:
    """Grids of a change, drawn again where boundaries it was drawn from only got a corner.

    Neighbouring changes of one day put corners on each other's edges; what was approved of one
    stays approved as long as the ground is the same.

    Raises
    ------
    RegisterChanged
        If a grid has other ground by now, or would get other ground than was approved.
    EditRefused
        If it can no longer be drawn.
    """
    grids = changed_grids(session, change.id, day)
    other = _others(session, grids, day)
    if not other:
        return grids
    for one in _changing(grids):
        if one.would_be in other and not _is_bent_only(one, other[one.would_be]):
            msg = f"grid {one.would_be} has another boundary since this was drawn: draw it anew"
            raise RegisterChanged(msg)
    asked = replace(change.asked, effective_on=day)
    keep_drawing(session, change.id, asked, draw_change(session, asked))
    anew = changed_grids(session, change.id, day)
    if not _same_ground(_ground(grids), _ground(anew)):
        msg = "the grids would be others than were approved by now: draw it anew"
        raise RegisterChanged(msg)
    return anew


def _others(
    session: Session, grids: Sequence[ChangedGridRecord], day: date
) -> dict[str, BaseGeometry | None]:
    """Boundary of today of each grid that has another than it was drawn from; none if it ended."""
    drawn_from = {one.would_be: one.before_id for one in grids if one.code is not None}
    live = live_versions(session, drawn_from, day)
    moved = [code for code, version in drawn_from.items() if live.get(code) != version]
    query = select(GridVersion.grid_code, func.ST_AsBinary(GridVersion.shape)).where(
        GridVersion.id.in_([live[code] for code in moved if code in live])
    )
    shapes = {code: wkb.loads(bytes(shape)) for code, shape in session.execute(query)}
    return {code: shapes.get(code) for code in moved}


def _is_bent_only(one: ChangedGridRecord, now: BaseGeometry | None) -> bool:
    if now is None or one.before_shape is None:
        return False
    return _differs_m2(wkb.loads(one.before_shape), now) <= _SAME_M2


def _ground(grids: Sequence[ChangedGridRecord]) -> dict[str, BaseGeometry]:
    """What each grid but the cornered ones gets, by code; new ones in their order."""
    fresh = count(1)
    return {
        one.code or f"+{next(fresh)}": wkb.loads(one.shape) if one.shape else shapely.Polygon()
        for one in _changing(grids)
    }


def _changing(grids: Sequence[ChangedGridRecord]) -> list[ChangedGridRecord]:
    """Those that get other ground, not only a corner."""
    return [one for one in grids if one.fate is not GridFate.CORNER]


def _same_ground(before: Mapping[str, BaseGeometry], after: Mapping[str, BaseGeometry]) -> bool:
    return before.keys() == after.keys() and all(
        _differs_m2(before[key], after[key]) <= _SAME_M2 for key in before
    )


def _differs_m2(one: BaseGeometry, other: BaseGeometry) -> float:
    return float(area_m2(np.array([shapely.symmetric_difference(one, other)]))[0])
