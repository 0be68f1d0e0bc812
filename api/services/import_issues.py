"""Issues of a file through the same intake as everybody's."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import tzinfo
from itertools import islice
from typing import Final

import numpy as np
from sqlalchemy.orm import Session

from api.services.intake import Filing, take_in_good
from data.imports.reports import report_of
from data.imports.source import ImportReport, Outcome, RowRefused, SourceRow, take_rows
from data.issue_steps import Writer
from data.issues import known_keys, methods_of
from data.known_ground import ground_now
from data.regions import regions_at
from data.regridding import regrid_astray
from data.rows import RowProblem
from dispatch.intake import Report
from dispatch.vocabulary import RegionLevel, Role
from geo.arrays import Floats
from geo.repeated import repeated_points

BATCH: Final = 2_000
"""Rows taken in together: large enough for set-wise SQL, small enough to show progress."""


def import_issues(
    session: Session,
    rows: Iterable[SourceRow | RowProblem],
    filing: Filing,
    *,
    source: str,
    zone: tzinfo,
    progress: Callable[[int], None],
) -> ImportReport:
    """Take the issues of a file in; a key taken in before is left as it is.

    They come in through the county's own desk, which is shown where they are. Boundaries are
    those of the day each was received; what is still open then gets the grid of today. What
    nobody can place lies in the county, as if its desk had filed it.
    """
    county = next(iter(regions_at(session, RegionLevel.COUNTY)), None)
    filing = replace(
        filing,
        desk=filing.desk or f"{Role.COUNTY}:{county or ''}",
        region_code=filing.region_code or county,
    )
    total = ImportReport()
    stream = iter(rows)
    while batch := list(islice(stream, BATCH)):
        report = _import_batch(session, batch, filing, source=source, zone=zone)
        for name in ("read", "added", "unchanged"):
            setattr(total, name, getattr(total, name) + getattr(report, name))
        total.refused += report.refused
        for method, count in report.placed.items():
            total.placed[method] = total.placed.get(method, 0) + count
        progress(total.read)
    return total


def _import_batch(
    session: Session,
    batch: Sequence[SourceRow | RowProblem],
    filing: Filing,
    *,
    source: str,
    zone: tzinfo,
) -> ImportReport:
    fresh: list[tuple[int, Report]] = []
    seen: set[object] = set()

    def take(row: SourceRow) -> Outcome:
        report = report_of(row, source=source, zone=zone)
        if report.key in seen:
            msg = "the key stands twice; the first row was taken"
            raise RowRefused(msg)
        seen.add(report.key)
        fresh.append((row.line, report))
        return Outcome.ADDED

    done = take_rows(batch, take)
    known = known_keys(session, [report.key for _, report in fresh])
    done.added -= len(known)
    done.unchanged += len(known)
    new = [(line, report) for line, report in fresh if report.key not in known]
    reports = _with_defaults_known(session, [report for _, report in new])
    ids, refused = take_in_good(session, reports, filing)
    for position, error in refused.items():
        done.added -= 1
        done.refuse(new[position][0], str(error))
    _on_todays_boundaries(session, ids, filing)
    done.placed = {method.value: count for method, count in methods_of(session, ids).items()}
    return done


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
