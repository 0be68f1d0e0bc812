"""Reports of a file, beside COPY of the same finished rows."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any

from api.services.import_issues import import_issues
from api.services.intake import Filing
from bench.intake_county import ServedCounty, plain
from bench.intake_mix import make_report
from bench.intake_rows import copy_all, read_finished
from data.imports.source import SourceRow
from data.session import make_engine, make_sessions, transaction


@dataclass(frozen=True, slots=True)
class BulkFigures:
    """Reports, and the seconds in which each of the two ways wrote them."""

    reports: int
    import_s: float
    copy_s: float


def measure_bulk(
    county: ServedCounty, homes: list[dict[str, Any]], villages: list[str], reports: int
) -> BulkFigures:
    """Import a file into one copy of the county, then COPY what became of it into another."""
    chance = random.Random(3)
    now = datetime.now().astimezone()
    rows = [_row(n, make_report(homes, villages, chance), now) for n in range(reports)]
    mine, theirs = (county.cluster.url(name) for name in ("imported", "copied"))
    engine = make_engine(mine)
    try:
        began = perf_counter()
        with transaction(make_sessions(engine)) as session:
            before = session.connection().exec_driver_sql("SELECT max(id) FROM issue").scalar_one()
            filing = Filing(None, None, now, now.tzinfo)
            done = import_issues(
                session, rows, filing, source="bench", zone=now.tzinfo, progress=lambda _: None
            )
        import_s = perf_counter() - began
    finally:
        engine.dispose()
    if done.added < reports:
        msg = f"the file was not taken in whole: {done.refused[:3]}"
        raise RuntimeError(msg)
    copy_s = copy_all(plain(theirs), read_finished(plain(mine), before))
    return BulkFigures(reports, import_s, copy_s)


def _row(line: int, report: dict[str, Any], now: datetime) -> SourceRow:
    place, person = report.get("place") or {}, report.get("petitioner") or {}
    received = now - timedelta(minutes=line % 1_000)
    cells = {
        "key": f"bench-{line}",
        "text": report["text"],
        "category": report.get("category") or "other",
        "channel": report["channel"],
        "received_at": received.isoformat(),
        "lon": str(place.get("lon", "")),
        "lat": str(place.get("lat", "")),
        "accuracy_m": str(place.get("accuracy_m", "")),
        "household": report.get("household", ""),
        "address": report.get("address", ""),
        "petitioner_name": person.get("name", ""),
        "petitioner_phone": person.get("phone", ""),
    }
    return SourceRow(line + 2, cells)


def names_of(county: ServedCounty) -> tuple[list[dict[str, Any]], list[str]]:
    """Located households with their phones, and the names of the villages."""
    columns = ("number", "lon", "lat", "phone")
    homes = county.rows(
        "SELECT number, ST_X(place), ST_Y(place), phone FROM household "
        "LEFT JOIN household_contact ON household_id = household.id "
        "WHERE place IS NOT NULL ORDER BY number"
    )
    villages: Sequence[tuple[str]] = county.rows(
        "SELECT name FROM region WHERE level = 'village' ORDER BY code"
    )
    return [dict(zip(columns, home, strict=True)) for home in homes], [name for (name,) in villages]
