"""Issues of a file through the same intake as everybody's."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import tzinfo
from itertools import islice
from typing import Final

from sqlalchemy.orm import Session

from api.services.intake import Filing, take_in_good
from data.imports.reports import report_of
from data.imports.source import ImportReport, Outcome, RowRefused, SourceRow, take_rows
from data.issues import known_keys
from data.regions import regions_at
from data.rows import RowProblem
from dispatch.intake import Report
from dispatch.vocabulary import RegionLevel, Role

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

    They come in through the county's own desk, which is shown where they are.
    """
    filing = replace(filing, desk=filing.desk or _county_desk(session))
    total = ImportReport()
    stream = iter(rows)
    while batch := list(islice(stream, BATCH)):
        report = _import_batch(session, batch, filing, source=source, zone=zone)
        for name in ("read", "added", "unchanged"):
            setattr(total, name, getattr(total, name) + getattr(report, name))
        total.refused += report.refused
        progress(total.read)
    return total


def _county_desk(session: Session) -> str:
    county = next(iter(regions_at(session, RegionLevel.COUNTY)), "")
    return f"{Role.COUNTY}:{county}"


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
    _, refused = take_in_good(session, [report for _, report in new], filing)
    for position, error in refused.items():
        done.added -= 1
        done.refuse(new[position][0], str(error))
    return done
