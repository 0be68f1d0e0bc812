"""Polygons of a file as boundaries: none on another's ground, edge to edge with those beside."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np
import shapely
from shapely import STRtree, wkb
from shapely.geometry.base import BaseGeometry
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.boundary_changes import outdate_others
from data.dated import holds_on
from data.grid_versions import NewVersion, begin_versions, bend, end_versions
from data.imports.source import ImportReport, Outcome
from data.neighbours import Pending, fit_to_neighbours
from data.tables import Grid, GridVersion
from data.village_locks import lock_villages, villages_beside
from geo.coverage import LATTICE
from geo.plane import area_m2
from geo.tidying import tidy

_SHARED_M2: Final = 1.0
"""What two sources of survey differ by; more is ground that two grids would have."""
_NARROW_M: Final = 1.0
"""How wide the strip may be that two surveys of one edge share; Boston's precincts have 0.95 m."""
_DEGREE_M: Final = 111_000.0
_SAME: Final = 5 * LATTICE
"""Degrees by which fitting moves a corner, and a half more."""


@dataclass(frozen=True, slots=True)
class GivenGrid:
    """One row of a file; `shape` in WGS 84 degrees."""

    line: int
    code: str
    region: str | None
    number: int | None
    shape: BaseGeometry
    households: int | None
    compactness: float | None
    exception: str | None


@dataclass(frozen=True, slots=True)
class _Live:
    """A boundary there is, and the village of its grid."""

    code: str
    version_id: int
    region: str
    shape: BaseGeometry


def keep_given(
    session: Session, given: Mapping[str, GivenGrid], report: ImportReport, day: date
) -> None:
    """Write the grids of a file that fit, and say of the others in the report why not."""
    villages = {one.region or "" for one in given.values()}
    lock_villages(session, villages_beside(session, villages, day))
    live = _live(session, given, day)
    good = _trimmed(_without_history(session, given, live, report, day))
    good = _without_overlaps(good, live, report)
    shapes = _same_as_kept(good, live)
    fitted, corners = _fitted(session, good, shapes, live, day)
    ended = _keep(session, [good[code] for code in sorted(good)], fitted, live, report, day)
    outdate_others(session, [*ended, *bend(session, corners, day)])


def _live(session: Session, given: Mapping[str, GivenGrid], day: date) -> dict[str, _Live]:
    """Boundaries of the given grids and of all near them, by code."""
    if not given:
        return {}
    boxes = shapely.box(*shapely.bounds([one.shape for one in given.values()]).T)
    near = func.ST_GeomFromWKB(shapely.to_wkb(shapely.union_all(boxes)), 4326)
    query = select(
        *(GridVersion.grid_code, GridVersion.id, func.coalesce(Grid.region_code, "")),
        func.ST_AsBinary(GridVersion.shape),
    ).join(Grid, Grid.code == GridVersion.grid_code)
    rows = session.execute(
        query.where(
            holds_on(GridVersion, day),
            GridVersion.grid_code.in_(given) | GridVersion.shape.op("&&")(near),
        )
    )
    return {
        code: _Live(code, version, region, wkb.loads(bytes(shape)))
        for code, version, region, shape in rows
    }


def _without_history(
    session: Session,
    given: Mapping[str, GivenGrid],
    live: Mapping[str, _Live],
    report: ImportReport,
    day: date,
) -> dict[str, GivenGrid]:
    """Those that have not ended, and for which nothing of a later day is recorded."""
    query = select(GridVersion.grid_code).where(
        GridVersion.grid_code.in_(given), GridVersion.valid_from > day
    )
    later = set(session.scalars(query))
    over = _known(session, given) - later - live.keys()
    for code in sorted(later | over, key=lambda code: given[code].line):
        msg = f"grid {code} has ended, and codes are never used again; give it another"
        if code in later:
            msg = f"grid {code} has a boundary of a later day; import it from that day on"
        report.refuse(given[code].line, msg)
    return {code: one for code, one in given.items() if code not in later | over}


def _trimmed(given: Mapping[str, GivenGrid]) -> dict[str, GivenGrid]:
    """The same without the slivers that two surveys of one edge share: the earlier row has them."""
    rows = sorted(given.values(), key=lambda one: one.line)
    shapes = np.array([one.shape for one in rows], dtype=object)
    late, early = STRtree(shapes).query(shapes, predicate="overlaps")
    for row, other in zip(late[early < late], early[early < late], strict=True):
        if _is_narrow(shapely.intersection(shapes[row], shapes[other])):
            rest = shapely.difference(shapes[row], shapes[other])
            shapes[row] = shapely.MultiPolygon(
                [one for one in shapely.get_parts(rest) if one.geom_type == "Polygon"]
            )
    return {one.code: replace(one, shape=shape) for one, shape in zip(rows, shapes, strict=True)}


def _is_narrow(shared: BaseGeometry) -> bool:
    parts = shapely.get_parts(shared)
    areas = np.array([one for one in parts if one.geom_type == "Polygon"], dtype=object)
    if len(areas) == 0:
        return False
    around_m = shapely.length(areas) / 2 * _DEGREE_M
    return bool((area_m2(areas) / around_m <= _NARROW_M).all())


def _without_overlaps(
    given: Mapping[str, GivenGrid], live: Mapping[str, _Live], report: ImportReport
) -> dict[str, GivenGrid]:
    """Those that share no ground with another; a refused one leaves its live boundary standing."""
    shared = _shared_ground(given, live)
    good = dict(given)
    refused: dict[str, str] = {}
    while True:
        clash = next(
            (
                (code, other, ground_m2)
                for code, other, fresh, ground_m2 in shared
                if code in good and (other in good if fresh else other not in good)
            ),
            None,
        )
        if clash is None:
            break
        code, other, ground_m2 = clash
        refused[code] = f"grids {code} and {other} would share {ground_m2:.0f} m² of ground"
        del good[code]
    for code in sorted(refused, key=lambda code: given[code].line):
        report.refuse(given[code].line, refused[code])
    return good


def _shared_ground(
    given: Mapping[str, GivenGrid], live: Mapping[str, _Live]
) -> list[tuple[str, str, bool, float]]:
    """Pairs that share ground, by line: given code, other code, whether that is given, m².

    Of two given ones the later stands first; a live boundary of a given grid counts only once
    that grid is refused.
    """
    rows = sorted(given.values(), key=lambda one: one.line)
    names = [*(one.code for one in rows), *sorted(live)]
    shapes = np.array([*(one.shape for one in rows), *(live[one].shape for one in sorted(live))])
    if len(rows) == 0:
        return []
    late, early = STRtree(shapes).query(shapes[: len(rows)], predicate="intersects")
    told = (early < late) | (early >= len(rows))
    late, early = late[told], early[told]
    ground_m2 = area_m2(shapely.intersection(shapes[late], shapes[early]))
    found = []
    for row in np.flatnonzero(ground_m2 > _SHARED_M2):
        code, other = names[late[row]], names[early[row]]
        if code != other:
            fresh = bool(early[row] < len(rows))
            found.append((code, other, fresh, float(ground_m2[row])))
    return found


def _same_as_kept(
    given: Mapping[str, GivenGrid], live: Mapping[str, _Live]
) -> dict[str, BaseGeometry]:
    """Shapes as given, or as kept where only fitting told them apart."""
    shapes = {}
    for code, one in given.items():
        kept = live.get(code)
        same = kept is not None and _is_same(kept.shape, one.shape)
        shapes[code] = kept.shape if kept is not None and same else one.shape
    return shapes


def _is_same(one: BaseGeometry, other: BaseGeometry) -> bool:
    return bool(shapely.hausdorff_distance(one.boundary, other.boundary) <= _SAME)


def _whole(shape: BaseGeometry) -> BaseGeometry:
    return shapely.normalize(shapely.MultiPolygon(list(shapely.get_parts(shape))))


def _fitted(
    session: Session,
    given: Mapping[str, GivenGrid],
    shapes: Mapping[str, BaseGeometry],
    live: Mapping[str, _Live],
    day: date,
) -> tuple[dict[str, BaseGeometry], dict[str, BaseGeometry]]:
    """Shapes that meet edge to edge, village by village, and live ones that get a corner."""
    by_village: dict[str, list[str]] = defaultdict(list)
    for code in sorted(given):
        by_village[given[code].region or ""].append(code)
    fitted: dict[str, BaseGeometry] = {}
    corners: dict[str, BaseGeometry] = {}
    for village in sorted(by_village):
        done = {code: (given[code].region or "", shape) for code, shape in fitted.items()}
        done |= {code: (live[code].region, shape) for code, shape in corners.items()}
        pending = Pending(done, frozenset(given.keys() - fitted.keys()))
        own = tidy({code: shapes[code] for code in by_village[village]})
        own, bent = fit_to_neighbours(session, village, own, day, pending)
        fitted |= own | {code: shape for code, shape in bent.items() if code in fitted}
        corners |= {code: shape for code, shape in bent.items() if code not in fitted}
    return fitted, corners


def _keep(
    session: Session,
    given: Iterable[GivenGrid],
    shapes: Mapping[str, BaseGeometry],
    live: Mapping[str, _Live],
    report: ImportReport,
    day: date,
) -> list[int]:
    """Write what is new or changed; answers the boundaries that end."""
    ended: list[int] = []
    for one in given:
        kept, shape = live.get(one.code), shapes[one.code]
        if kept is not None and _whole(kept.shape).equals_exact(_whole(shape), 0):
            report.count(Outcome.UNCHANGED)
            continue
        if kept is not None:
            ended.append(kept.version_id)
            end_versions(session, [kept.version_id], day)
        figures = (one.households, one.compactness, one.exception)
        version = NewVersion(*(one.code, shape, *figures), begins=kept is None, number=one.number)
        begin_versions(session, one.region, [version], day)
        report.count(Outcome.CHANGED if kept is not None else Outcome.ADDED)
    return ended


def _known(session: Session, codes: Collection[str]) -> set[str]:
    """Codes that some grid has or had."""
    return set(session.scalars(select(Grid.code).where(Grid.code.in_(codes))))
