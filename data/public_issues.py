"""Issues the county desk made public, as everybody may read of them.

Whoever reads here has no account: what decides is that an issue was published, is not held and
accuses nobody. The exact place is read to be graded, and leaves this module as the centre of an
area.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, and_, func, select, text, true
from sqlalchemy.orm import Session

from data.dated import holds_on
from data.issue_precision import centre_of_region
from data.place_names import full_names_of, region_names_of
from data.scope import as_system
from data.tables import Clock, Grid, Household, Issue, Region, Unit
from dispatch.disclosure import LEAST_EXPOSED
from dispatch.publishing import NEVER_PUBLIC, Point, public_place
from dispatch.region_codes import township_over
from dispatch.vocabulary import Category, Kind
from geo.cells import cell_to_polygon, lonlat_to_cell

RESOLUTION: Final = 8
"""H3 resolution of what leaves the county desk; design, "precision follows the task"."""

_HOMES_IN_CELLS: Final = text("""
    SELECT area.cell, count(household.id) AS homes
    FROM unnest(CAST(:cells AS text[]), CAST(:outlines AS text[])) AS area(cell, outline)
    JOIN household ON household.resident
        AND daterange(household.valid_from, household.valid_to) @> CAST(:day AS date)
        AND household.place && ST_GeomFromText(area.outline, 4326)
        AND ST_Covers(ST_GeomFromText(area.outline, 4326), household.place)
    GROUP BY area.cell
""")


@dataclass(frozen=True, slots=True)
class PublicIssue:
    """One issue as everybody may read of it.

    Attributes
    ----------
    text
        Words of the county desk, never those of the petitioner.
    due_on
        Day on which its next clock ends; none where none runs.
    area
        Name of its village with the township; of the township alone where few live in the
        village.
    place
        Centre of an area where at least ten households live, lon, lat in WGS 84 degrees.
    """

    number: str
    text: str
    category: Category
    received_at: datetime
    updated_at: datetime
    closed_at: datetime | None
    due_on: date | None
    unit: str | None
    area: str
    place: Point | None


@dataclass(frozen=True, slots=True)
class PublicFilter:
    """Which public issues are asked for; `numbers` overrides everything else."""

    numbers: tuple[str, ...] = ()
    categories: tuple[Category, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    closed: bool | None = None


def list_public(
    session: Session, wanted: PublicFilter, today: date, *, limit: int, offset: int = 0
) -> list[PublicIssue]:
    """Public issues under a filter, the newest first."""
    query = _select(wanted).limit(limit).offset(offset)
    with as_system(session):
        rows = session.execute(query).all()
        homes = _homes(session, rows, today)
        names = _names(session, rows, homes)
    return [_public(row, homes, names) for row in rows]


def number_tracked(session: Session, tracking_code: str) -> str | None:
    """Public number of the issue with a tracking code; none for a code nobody was given."""
    with as_system(session):
        return session.scalar(select(Issue.number).where(Issue.tracking_code == tracking_code))


def region_of_grid(session: Session, code: str) -> str | None:
    """Code of the village of a grid; none for a code that is no grid's."""
    with as_system(session):
        return session.scalar(select(Grid.region_code).where(Grid.code == code))


def _select(wanted: PublicFilter) -> Select[*tuple[Any, ...]]:
    due = select(func.min(Clock.due_on)).where(
        Clock.issue_id == Issue.id, Clock.stopped_at.is_(None)
    )
    centre = centre_of_region()
    return (
        select(
            Issue.number,
            Issue.public_text,
            Issue.category,
            Issue.received_at,
            func.greatest(Issue.published_at, Issue.closed_at).label("updated_at"),
            Issue.closed_at,
            due.scalar_subquery().label("due_on"),
            Unit.name.label("unit"),
            Issue.region_code,
            func.ST_X(Issue.place).label("lon"),
            func.ST_Y(Issue.place).label("lat"),
            func.ST_X(centre).label("centre_lon"),
            func.ST_Y(centre).label("centre_lat"),
        )
        .outerjoin(Unit, Unit.id == Issue.unit_id)
        .outerjoin(Region, Region.code == Issue.region_code)
        .where(_is_public(), _asked(wanted))
        .order_by(Issue.received_at.desc(), Issue.number)
    )


def _is_public() -> ColumnElement[bool]:
    """Published, and still of those that may be: an issue can turn out to be another matter."""
    return and_(
        Issue.published_at.is_not(None),
        ~Issue.held,
        Issue.barred.is_(None),
        Issue.kind != Kind.ACCUSATION,
        Issue.category.not_in(NEVER_PUBLIC),
    )


def _asked(wanted: PublicFilter) -> ColumnElement[bool]:
    if wanted.numbers:
        return Issue.number.in_(wanted.numbers)
    rules: list[ColumnElement[bool]] = [true()]
    if wanted.categories:
        rules.append(Issue.category.in_(wanted.categories))
    if wanted.since is not None:
        rules.append(Issue.received_at >= wanted.since)
    if wanted.until is not None:
        rules.append(Issue.received_at <= wanted.until)
    if wanted.closed is not None:
        rules.append(Issue.closed_at.is_not(None) == wanted.closed)
    return and_(*rules)


def _cell(row: Row[Any]) -> str | None:
    return None if row.lon is None else lonlat_to_cell(row.lon, row.lat, RESOLUTION)


def _homes(session: Session, rows: Sequence[Row[Any]], today: date) -> dict[str, int]:
    """Households living in the cells and villages of some issues, by cell or code."""
    cells = {cell for row in rows if (cell := _cell(row))}
    codes = {row.region_code for row in rows if row.region_code}
    return _homes_in_cells(session, cells, today) | _homes_in_villages(session, codes, today)


def _homes_in_cells(session: Session, cells: Collection[str], today: date) -> dict[str, int]:
    if not cells:
        return {}
    named = sorted(cells)
    outlines = [cell_to_polygon(cell).wkt for cell in named]
    values = {"cells": named, "outlines": outlines, "day": today}
    return {row.cell: row.homes for row in session.execute(_HOMES_IN_CELLS, values)}


def _homes_in_villages(session: Session, codes: Collection[str], today: date) -> dict[str, int]:
    if not codes:
        return {}
    query = (
        select(Household.village_code, func.count())
        .where(Household.village_code.in_(codes), Household.resident, holds_on(Household, today))
        .group_by(Household.village_code)
    )
    return {code or "": count for code, count in session.execute(query)}


def _names(session: Session, rows: Sequence[Row[Any]], homes: dict[str, int]) -> dict[str, str]:
    """Name of the area that is told of each region."""
    codes = {row.region_code for row in rows if row.region_code}
    large = sorted(code for code in codes if homes.get(code, 0) >= LEAST_EXPOSED)
    above = {code: township_over(code) for code in codes.difference(large)}
    names = region_names_of(session, {code for code in above.values() if code})
    small = {code: names.get(up or "", "") for code, up in above.items()}
    return small | full_names_of(session, large)


def _public(row: Row[Any], homes: dict[str, int], names: dict[str, str]) -> PublicIssue:
    cell = _cell(row)
    middle = cell_to_polygon(cell).centroid if cell else None
    village = None if row.centre_lon is None else (row.centre_lon, row.centre_lat)
    place = public_place(
        (middle.x, middle.y) if middle else None,
        homes.get(cell or "", 0),
        village,
        homes.get(row.region_code or "", 0),
    )
    return PublicIssue(
        number=row.number,
        text=row.public_text or "",
        category=row.category,
        received_at=row.received_at,
        updated_at=row.updated_at,
        closed_at=row.closed_at,
        due_on=row.due_on,
        unit=row.unit,
        area=names.get(row.region_code or "", ""),
        place=place,
    )
