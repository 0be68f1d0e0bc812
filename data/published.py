"""Publishing figures once for each quarter that is over, and reading them."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from itertools import product
from typing import Any, Final, NamedTuple

import numpy as np
from sqlalchemy import and_, func, insert, select, text
from sqlalchemy.orm import Session

from data.tables import CountedAtom, Household, Issue, PublishedCount, Region
from dispatch.figures import NOWHERE, Atoms, Flags, Ints, Layer, Shape
from dispatch.periods import Period, Quarter, last_over, periods_of, quarter_of, read_period
from dispatch.release import Release, decide
from dispatch.vocabulary import Category, Kind, RegionLevel
from geo.cells import lonlat_to_cell

RESOLUTION: Final = 8
"""H3 resolution of the cells (0.7 km²); design section 4."""
EVERY: Final = "all"
_MOST_QUARTERS: Final = 20
"""A first release goes back five years: older issues are in no figure a planner still asks for."""
_CATEGORIES: Final = tuple(Category)
_COUNTABLE: Final = (
    Issue.held_at.is_(None),
    Issue.barred.is_(None),
    Issue.kind != Kind.ACCUSATION,
)
"""No accusation, and nothing that was ever held as one."""


class Sheet(NamedTuple):
    """Published figures of one layer, category and period; a figure that is none is withheld."""

    areas: list[str]
    issues: list[int | None]
    households: list[int | None]
    published_at: datetime | None


class _Atom(NamedTuple):
    village: str | None
    cell: str | None
    category: str
    quarter: int


@dataclass(frozen=True, slots=True)
class _Map:
    """The areas and quarters of a release, in the order of its arrays."""

    villages: tuple[str, ...]
    cells: tuple[str, ...]
    first: Quarter
    last: Quarter

    @property
    def shape(self) -> Shape:
        quarters = self.last.count - self.first.count + 1
        return Shape(len(self.villages), len(self.cells), len(_CATEGORIES), quarters)

    def areas(self, layer: Layer) -> list[str]:
        known = {Layer.VILLAGES: self.villages, Layer.CELLS: self.cells}
        return list(known.get(layer, ("",)))


def publish(session: Session, today: date, zone: tzinfo, now: datetime) -> list[Period]:
    """Publish all quarters that are over and not published yet.

    Accusations are in no figure, nor is what was ever held. What was published stays as it is,
    whatever becomes of its issues; figures that follow are withheld where they would tell, with
    the earlier ones, what was withheld.

    Parameters
    ----------
    zone
        Zone in which days are counted.

    Returns
    -------
    periods
        Those published now; none when nothing new is over.
    """
    session.execute(text("SELECT pg_advisory_xact_lock(hashtext('publish'))"))
    last = last_over(today)
    known = [period.last for period in published_periods(session)]
    begun = Quarter(max(known).count + 1) if known else _first_quarter(session, last, zone)
    if begun is None or begun > last:
        return []
    earlier = _counted_before(session)
    new = _count(session, begun, last, zone)
    _keep_atoms(session, new)
    atoms = earlier + new
    release_map = _map(session, atoms, min(known, default=begun), last)
    homes = _exposed(session, release_map)
    release = decide(
        _atoms(release_map, atoms),
        release_map.shape,
        homes,
        earlier=_shown_before(session, release_map),
        first_new=begun.count - release_map.first.count,
    )
    fresh = range(begun.count, last.count + 1)
    periods = periods_of(map(Quarter, fresh), release_map.first)
    session.execute(insert(PublishedCount), list(_rows(release_map, release, homes, periods, now)))
    return periods


def published_periods(session: Session) -> list[Period]:
    """Periods that are published, the newest first and each year before its last quarter."""
    codes = session.scalars(select(PublishedCount.period).distinct())
    periods = [period for code in codes if (period := read_period(code))]
    return sorted(periods, reverse=True)


def read_sheet(
    session: Session, layer: Layer, category: Category | None, period: Period
) -> Sheet | None:
    """Published figures of one layer, category (none: all) and period; none if there are none."""
    key = (period.code, layer.value, category.value if category else EVERY)
    row = session.get(PublishedCount, key)
    return Sheet(row.areas, row.issues, row.households, row.published_at) if row else None


def _first_quarter(session: Session, last: Quarter, zone: tzinfo) -> Quarter | None:
    oldest = session.scalar(select(func.min(Issue.received_at)).where(*_COUNTABLE))
    if oldest is None:
        return None
    return max(quarter_of(oldest.astimezone(zone).date()), Quarter(last.count - _MOST_QUARTERS + 1))


def _counted_before(session: Session) -> list[tuple[_Atom, int]]:
    columns = (CountedAtom.village, CountedAtom.cell, CountedAtom.category, CountedAtom.quarter)
    rows = session.execute(select(*columns, CountedAtom.issues).order_by(CountedAtom.id))
    return [(_Atom(*row[:4]), row[4]) for row in rows]


def _count(
    session: Session, begun: Quarter, last: Quarter, zone: tzinfo
) -> list[tuple[_Atom, int]]:
    """Issues of some quarters, but for accusations and what was ever held."""
    since = datetime.combine(begun.first_day, time(), zone)
    until = datetime.combine(Quarter(last.count + 1).first_day, time(), zone)
    rows = session.execute(
        select(
            Region.code,
            func.ST_X(Issue.place),
            func.ST_Y(Issue.place),
            Issue.category,
            Issue.received_at,
        )
        .outerjoin(
            Region, and_(Region.code == Issue.region_code, Region.level == RegionLevel.VILLAGE)
        )
        .where(
            Issue.received_at >= since,
            Issue.received_at < until,
            *_COUNTABLE,
        )
    )
    counted = Counter(_atom(row, zone) for row in rows)
    return sorted(counted.items(), key=lambda one: tuple(part or "" for part in map(str, one[0])))


def _atom(row: Any, zone: tzinfo) -> _Atom:
    village, lon, lat, category, received_at = row
    quarter = quarter_of(received_at.astimezone(zone).date()).count
    if lon is None:
        return _Atom(None, None, category.value, quarter)
    return _Atom(village, lonlat_to_cell(lon, lat, RESOLUTION), category.value, quarter)


def _keep_atoms(session: Session, atoms: Iterable[tuple[_Atom, int]]) -> None:
    rows = [{**atom._asdict(), "issues": issues} for atom, issues in atoms]
    if rows:
        session.execute(insert(CountedAtom), rows)


def _map(
    session: Session, atoms: Collection[tuple[_Atom, int]], first: Quarter, last: Quarter
) -> _Map:
    villages = select(Region.code).where(Region.level == RegionLevel.VILLAGE)
    cells = {atom.cell for atom, _ in atoms if atom.cell}
    cells |= {cell for cell, *_ in _homes_by_cell(session) if cell}
    known = tuple(session.scalars(villages.order_by(Region.code)))
    return _Map(known, tuple(sorted(cells)), first, last)


def _homes_by_cell(
    session: Session,
) -> Iterator[tuple[str | None, str | None, date, date | None]]:
    """Cell, village and dates of every household; no cell where nobody has found the house."""
    query = select(
        func.ST_X(Household.place),
        func.ST_Y(Household.place),
        Household.village_code,
        Household.valid_from,
        Household.valid_to,
    )
    for lon, lat, village, since, until in session.execute(query):
        cell = None if lon is None else lonlat_to_cell(lon, lat, RESOLUTION)
        yield cell, village, since, until


def _exposed(session: Session, known: _Map) -> Ints:
    """Households of each area (rows) at the end of each quarter (columns).

    Whoever was in the register when it began is taken to have lived there before.
    """
    shape = known.shape
    homes = np.zeros((shape.areas, shape.quarters), dtype=np.int64)
    place = {code: n for n, code in enumerate(known.villages)}
    place |= {cell: n + shape.first_cell for n, cell in enumerate(known.cells)}
    register = list(_homes_by_cell(session))
    begun = min((since for _, _, since, _ in register), default=date.min)
    ends = [Quarter(known.first.count + n).last_day for n in range(shape.quarters)]
    for cell, village, since, until in register:
        first = bisect_left(ends, since) if since > begun else 0
        there = slice(first, bisect_left(ends, until) if until else None)
        areas = [place[area] for area in (cell, village) if area in place]
        homes[[*areas, shape.listed, shape.unplaced], there] += 1
    return homes


def _atoms(known: _Map, atoms: Sequence[tuple[_Atom, int]]) -> Atoms:
    village = {code: n for n, code in enumerate(known.villages)}
    cell = {code: n for n, code in enumerate(known.cells)}
    category = {one.value: n for n, one in enumerate(_CATEGORIES)}
    outside = known.shape.outside
    rows = [
        (
            NOWHERE if atom.cell is None else village.get(atom.village or "", outside),
            NOWHERE if atom.cell is None else cell[atom.cell],
            category[atom.category],
            atom.quarter - known.first.count,
            issues,
        )
        for atom, issues in atoms
    ]
    return Atoms(*np.array(rows, dtype=np.int64).reshape(-1, 5).T)


def _shown_before(session: Session, known: _Map) -> Flags:
    shape = known.shape
    shown = np.zeros(shape.dense, dtype=bool)
    category = {one.value: n for n, one in enumerate(_CATEGORIES)} | {EVERY: shape.every}
    for row in session.scalars(select(PublishedCount)):
        period, layer = read_period(row.period), Layer(row.layer)
        if period is None or period.last < known.first:
            continue
        place = {code: n for n, code in enumerate(known.areas(layer), shape.slice_of(layer).start)}
        column = (category[row.category], period.last.count - known.first.count, int(period.year))
        for area, issues in zip(row.areas, row.issues, strict=True):
            if issues is not None and area in place:
                shown[place[area], *column] = True
    return shown


def _rows(
    known: _Map, release: Release, homes: Ints, periods: Sequence[Period], now: datetime
) -> Iterator[dict[str, Any]]:
    shape = known.shape
    names = [*(one.value for one in _CATEGORIES), EVERY]
    for period, layer, (number, name) in product(periods, Layer, enumerate(names)):
        quarter = period.last.count - known.first.count
        areas = shape.slice_of(layer)
        figures = release.issues[areas, number, quarter, int(period.year)]
        shown = release.shown[areas, number, quarter, int(period.year)]
        yield {
            "period": period.code,
            "layer": layer.value,
            "category": name,
            "areas": known.areas(layer),
            "issues": _told(figures, shown),
            "households": _told(homes[areas, quarter], shown),
            "published_at": now,
        }


def _told(figures: Ints, shown: Flags) -> list[int | None]:
    return [int(one) if said else None for one, said in zip(figures, shown, strict=True)]
