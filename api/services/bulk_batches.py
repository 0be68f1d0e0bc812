"""A batch of the rows of a file of reports, through the same intake as everybody's."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final
from uuid import UUID

import numpy as np
from sqlalchemy.orm import Session

from api.services.intake import Filing, Refusal, take_in_good
from data.bulk_files import KnownReport, known_reports
from data.errors import UnknownHousehold
from data.imports.reports import CellRefused, Origin, report_of
from data.imports.source import SourceRow
from data.issue_steps import Writer
from data.known_ground import ground_now
from data.regions import regions_at
from data.regridding import regrid_astray
from data.row_faults import Fault
from data.rows import RowProblem
from dispatch.errors import OutsideArea, OutsideCoverage
from dispatch.intake import Report
from dispatch.vocabulary import RegionLevel, Role
from geo.arrays import Floats
from geo.errors import InvalidCoordinate, SwappedCoordinate
from geo.repeated import repeated_points

BATCH: Final = 2_000
"""Rows taken in together: large enough for set-wise SQL, small enough to show progress."""

Row = SourceRow | RowProblem

_FAULTS: Final[tuple[tuple[type[Exception], Fault, str | None], ...]] = (
    (UnknownHousehold, Fault.UNKNOWN_HOUSEHOLD, "household"),
    (OutsideArea, Fault.OUTSIDE_AREA, None),
    (OutsideCoverage, Fault.OUTSIDE_COUNTY, None),
    (SwappedCoordinate, Fault.SWAPPED_POINT, "lon"),
    (InvalidCoordinate, Fault.OFF_GLOBE, "lon"),
)
"""Refusals of intake, the narrower first, with the code of the row and the field it is about."""


@dataclass(slots=True)
class Taken:
    """What became of a batch; `read` = added + `unchanged` + refused rows.

    Attributes
    ----------
    ids, lines
        Of the issues added, and of their rows.
    """

    read: int = 0
    ids: list[int] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    unchanged: int = 0
    refused: list[RowProblem] = field(default_factory=list)

    def refuse(self, line: int, fault: Fault, column: str | None = None, **params: str) -> None:
        """Count a row as refused."""
        told = "".join(f", {name} {word!r}" for name, word in params.items())
        reason = f"{column or 'row'}: {fault}{told}"
        self.refused.append(RowProblem(line, reason, code=fault, column=column, params=params))


@dataclass(slots=True)
class Keys:
    """Which keys a file has used so far.

    Attributes
    ----------
    seen
        By this process.
    since
        What was taken in since then under a key of the file came from the file itself, in a
        batch before; none where no batch was.
    """

    seen: set[UUID] = field(default_factory=set)
    since: datetime | None = None


def at_the_county(session: Session, filing: Filing) -> Filing:
    """Filing of a file nobody's desk brings: the county's own, which is shown where they are.

    What nobody can place lies in the county, as if its desk had filed it.
    """
    county = next(iter(regions_at(session, RegionLevel.COUNTY)), None)
    return replace(
        filing,
        desk=filing.desk or f"{Role.COUNTY}:{county or ''}",
        region_code=filing.region_code or county,
    )


def take_batch(
    session: Session, rows: Sequence[Row], filing: Filing, origin: Origin, keys: Keys
) -> Taken:
    """Take rows in; a key taken in before is left as it is.

    Boundaries are those of the day each was received; what is still open then gets the grid of
    today.
    """
    done, fresh = read_batch(session, rows, origin, keys)
    reports = _with_defaults_known(session, [report for _, report in fresh])
    done.ids, refused = take_in_good(session, reports, filing)
    for position, (line, report) in enumerate(fresh):
        if position in refused:
            _refuse(done, line, report, refused[position])
        else:
            done.lines.append(line)
    _on_todays_boundaries(session, done.ids, filing)
    done.refused.sort(key=lambda problem: problem.line)
    return done


def read_batch(
    session: Session, rows: Sequence[Row], origin: Origin, keys: Keys
) -> tuple[Taken, list[tuple[int, Report]]]:
    """What becomes of rows before anybody looks for their places, and those that are new."""
    done = Taken(read=len(rows))
    return done, _new_ones(session, _reports(rows, origin, done), keys, done)


def _reports(rows: Sequence[Row], origin: Origin, done: Taken) -> list[tuple[int, Report]]:
    reports: list[tuple[int, Report]] = []
    for row in rows:
        if isinstance(row, RowProblem):
            done.refused.append(row)
            continue
        try:
            reports.append((row.line, report_of(row, origin)))
        except CellRefused as refusal:
            problem = RowProblem(
                row.line,
                str(refusal),
                code=refusal.fault,
                column=refusal.field,
                params=refusal.params,
            )
            done.refused.append(problem)
    return reports


def _new_ones(
    session: Session, reports: Sequence[tuple[int, Report]], keys: Keys, done: Taken
) -> list[tuple[int, Report]]:
    """Rows under keys nobody used; of the others, whether they were taken or stand for two."""
    known = known_reports(session, [report.key for _, report in reports])
    fresh: list[tuple[int, Report]] = []
    for line, report in reports:
        earlier = known.get(report.key)
        if report.key in keys.seen or (earlier and _of_this_file(earlier, keys)):
            _refuse_twin(done, line, report)
        elif earlier is None:
            fresh.append((line, report))
        elif _same(earlier, report):
            done.unchanged += 1
        else:
            done.refuse(line, Fault.KEY_TAKEN, "key", key=report.source_key or "")
        keys.seen.add(report.key)
    return fresh


def _of_this_file(earlier: KnownReport, keys: Keys) -> bool:
    return keys.since is not None and earlier.recorded_at >= keys.since


def _same(earlier: KnownReport, report: Report) -> bool:
    return earlier.text == report.text and earlier.received_at == report.received_at


def _refuse_twin(done: Taken, line: int, report: Report) -> None:
    if report.source_key is None:
        done.refuse(line, Fault.ROW_TWICE)
    else:
        done.refuse(line, Fault.KEY_TWICE, "key", key=report.source_key)


def _refuse(done: Taken, line: int, report: Report, error: Refusal) -> None:
    fault, column = next((f, c) for kind, f, c in _FAULTS if isinstance(error, kind))
    params: dict[str, str] = {}
    if column == "household":
        params = {"household": report.household or ""}
    elif column == "lon":
        params = {"lon": f"{report.lon:.7g}", "lat": f"{report.lat:.7g}"}
    done.refuse(line, fault, column, **params)


def _with_defaults_known(session: Session, reports: Sequence[Report]) -> list[Report]:
    """Reports, marked where many of them share a point at which nobody lives."""
    lon, lat, matters = _points(reports)
    shared = repeated_points(lon, lat, matters)
    if shared:
        shared = repeated_points(lon, lat, matters, ground=ground_now(session))
    rows = {int(row) for one in shared for row in one.rows}
    return [
        replace(report, default_point=True) if row in rows else report
        for row, report in enumerate(reports)
    ]


def _points(reports: Sequence[Report]) -> tuple[Floats, Floats, list[str]]:
    lon, lat = (
        np.array([getattr(one, name) for one in reports], dtype=float) for name in ("lon", "lat")
    )
    return lon, lat, [one.household or one.text for one in reports]


def _on_todays_boundaries(session: Session, ids: Sequence[int], filing: Filing) -> None:
    """Give issues of the past that are still open the grid of today."""
    if filing.handed_at is not None and ids:
        now = filing.handed_at.astimezone(filing.zone)
        regrid_astray(session, Writer(None, now, 0), now.date(), among=ids)
