"""Reports of a file, taken in as the command does it, beside COPY of the same finished rows."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from psycopg import connect
from pydantic import SecretStr

from api.commands.import_issues import Work, bring
from api.database import connected
from api.services.bulk_files import Bound
from api.services.bulk_run import rows_folder
from api.settings import Settings
from bench.intake_county import ServedCounty
from bench.intake_mix import make_report
from bench.intake_rows import copy_all, read_finished
from data.csv_write import write_csv
from data.file_guards import COMMAND
from data.imports.issue_columns import guess_columns
from data.imports.issue_rows import Columns
from data.imports.laid_out import lay_out
from data.imports.source import ImportReport
from data.session import make_sessions
from dispatch.vocabulary import Datum

_HEADER: Final = (
    *("key", "text", "category", "channel", "received_at", "lon", "lat", "accuracy_m"),
    *("household", "address", "petitioner_name", "petitioner_phone"),
)


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
    rows = [_cells(n, make_report(homes, villages, chance), now) for n in range(reports)]
    file = county.folder / "reports.csv"
    file.write_bytes(write_csv(_HEADER, rows))
    with connect(county.clone("imported")) as connection:
        before = connection.execute("SELECT max(id) FROM issue").fetchall()[0][0]
    began = perf_counter()
    done = _import(file, county.cluster.url("imported"))
    import_s = perf_counter() - began
    if done.added < reports:
        msg = f"the file was not taken in whole: {done.refused[:3]}"
        raise RuntimeError(msg)
    copy_s = copy_all(county.clone("copied"), read_finished(county.clone("imported"), before))
    return BulkFigures(reports, import_s, copy_s)


def _cells(line: int, report: dict[str, Any], now: datetime) -> tuple[str, ...]:
    place, person = report.get("place") or {}, report.get("petitioner") or {}
    received = now - timedelta(minutes=line % 1_000)
    return (
        f"bench-{line}",
        report["text"],
        report.get("category") or "other",
        report["channel"],
        received.isoformat(),
        *(str(place.get(name, "")) for name in ("lon", "lat", "accuracy_m")),
        report.get("household", ""),
        report.get("address", ""),
        person.get("name", ""),
        person.get("phone", ""),
    )


def _import(file: Path, database: str) -> ImportReport:
    """Take a file in as ``wangge import issues`` does: laid out, then a transaction a batch."""
    settings = Settings(project_dir=file.parent, database_url=SecretStr(database))
    draft = rows_folder(settings) / "bench.draft"
    layout = lay_out(file, Datum.WGS84, draft, COMMAND)
    bound = Bound(file.name, layout, Columns(guess_columns(layout.header)), draft)
    with connected(settings) as engine:
        return bring(Work(settings, make_sessions(engine), bound))


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
