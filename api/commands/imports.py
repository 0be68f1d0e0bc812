"""``wangge import``: files into the database."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

import click
from sqlalchemy.orm import Session

from api.commands import import_issues
from api.commands.import_summary import say
from api.database import connected
from api.settings import Settings
from data.database_settings import read_settings
from data.imports.agents import import_agents
from data.imports.columns import check_columns
from data.imports.former_names import import_former_names
from data.imports.grids import import_grids
from data.imports.households import import_households
from data.imports.layers import import_layers, import_mines
from data.imports.offices import import_offices
from data.imports.posts import import_posts
from data.imports.regions import import_regions
from data.imports.source import ImportReport, SourceRow, read_mapping, read_source
from data.imports.suspicious import WATCHED, Watched, place_warnings, watch_places
from data.imports.units import import_units
from data.known_ground import ground_now
from data.layers import BUILDINGS, LANDMARKS, LAYERS
from data.rows import RowProblem
from data.session import make_sessions, transaction
from dispatch.vocabulary import Datum, Scheme


@dataclass(frozen=True, slots=True)
class Job:
    """What one call was asked to do."""

    register: str
    file: Path
    mapping: Path | None
    datum: Datum
    day: date
    min_area: float
    dry_run: bool
    as_json: bool
    layer: str
    settings: Settings
    watched: Watched


class DryRun(Exception):
    """Carries the report out of a transaction that must not be kept."""


_OPTIONS: Final = (
    click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path)),
    click.option("--mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path),
                 help="CSV field,from,to: other column names (empty to) and other words"),
    click.option("--datum", type=click.Choice([one.value for one in Datum]), show_default=True,
                 default=Datum.WGS84.value, help="datum of the file's coordinates"),
    click.option("--from", "day", type=click.DateTime(["%Y-%m-%d"]), help="valid from; today"),
    click.option("--min-area", type=click.FloatRange(0), default=20.0, show_default=True,
                 help="households: leave out footprints smaller than this, in m²"),
    click.option("--layer", type=click.Choice([*LAYERS]), show_default=True, default=BUILDINGS,
                 help="layers: what the features are"),
    click.option("--dry-run", is_flag=True, help="say what would happen, keep nothing"),
    click.option("--json", "as_json", is_flag=True, help="machine-readable summary on stdout"),
)  # fmt: skip


@click.group("import")
def command() -> None:
    """Bring files into the database; a file can be imported again without harm."""


def _job(function: Callable[[Job], None]) -> click.Command:
    name = function.__name__.replace("_", "-")

    def run(
        file: Path,
        mapping: Path | None,
        datum: str,
        day: datetime | None,
        min_area: float,
        layer: str,
        dry_run: bool,  # noqa: FBT001
        as_json: bool,  # noqa: FBT001
    ) -> None:
        settings = Settings()
        start = day.date() if day else datetime.now(settings.zone).date()
        given = (file, mapping, Datum(datum), start, min_area, dry_run, as_json, layer)
        function(Job(name, *given, settings, Watched(name, datum)))

    for option in reversed(_OPTIONS):
        run = option(run)
    return command.command(name, help=function.__doc__)(run)


@_job
def regions(job: Job) -> None:
    """Divisions: code, parent, name; or polygons with a code."""
    _run(job, lambda session, scheme: import_regions(
        session, _rows(job), scheme=scheme, day=job.day, datum=job.datum
    ))  # fmt: skip


@_job
def former_names(job: Job) -> None:
    """Former names of regions: code, former, level, since, until, source."""
    _run(job, lambda session, _: import_former_names(session, _rows(job)))


@_job
def households(job: Job) -> None:
    """Households: number, head, phone, village_code, group, resident, lon, lat."""
    _run(job, lambda session, scheme: import_households(
        session, _rows(job), scheme=scheme, day=job.day, datum=job.datum,
        min_area_m2=job.min_area,
    ))  # fmt: skip


@_job
def grids(job: Job) -> None:
    """Grids: code, village_code and a polygon."""
    _run(job, lambda session, scheme: import_grids(
        session, _rows(job), scheme=scheme, day=job.day
    ))  # fmt: skip


@_job
def agents(job: Job) -> None:
    """Agents: name, phone, grid, from, to."""
    _run(job, lambda session, _: import_agents(session, _rows(job), day=job.day))


@_job
def posts(job: Job) -> None:
    """Posts: name, phone, grid or office, duty, from, to."""
    _run(job, lambda session, _: import_posts(session, _rows(job), day=job.day))


@_job
def offices(job: Job) -> None:
    """Offices: code, region, name, kind (or level), hours, phone, lon, lat."""
    _run(job, lambda session, _: import_offices(session, _rows(job), day=job.day))


@_job
def units(job: Job) -> None:
    """Responsible units: code, name, region, phone."""
    _run(job, lambda session, _: import_units(session, _rows(job), day=job.day))


command.add_command(import_issues.command, "issues")


@_job
def landmarks(job: Job) -> None:
    """Landmarks: name, and lon, lat or a shape."""
    _run(job, lambda session, _: import_layers(
        session, _rows(job), layer=LANDMARKS, day=job.day
    ))  # fmt: skip


@_job
def mines(job: Job) -> None:
    """Mines: code, name and the polygon of the lease."""
    _run(job, lambda session, _: import_mines(session, _rows(job), day=job.day))


@_job
def layers(job: Job) -> None:
    """Features of the county's own map: name, code and a shape; `--layer` says what they are."""
    _run(job, lambda session, _: import_layers(
        session, _rows(job), layer=job.layer, day=job.day
    ))  # fmt: skip


def _rows(job: Job) -> Iterator[SourceRow | RowProblem]:
    rows = read_source(job.file, read_mapping(job.mapping), job.datum)
    return watch_places(check_columns(rows, job.register), job.watched)


def _run(job: Job, work: Callable[[Session, Scheme], ImportReport]) -> None:
    report = ImportReport()
    with connected(job.settings) as engine:
        try:
            with transaction(make_sessions(engine)) as session:
                job.watched.ground = ground_now(session) if job.register in WATCHED else None
                report = work(session, read_settings(session).scheme)
                report.warnings += place_warnings(job.watched)
                if job.dry_run:
                    raise DryRun  # noqa: TRY301 - leaves the transaction without keeping it
        except DryRun:
            click.echo("dry run: nothing was kept", err=True)
    say(report, as_json=job.as_json)
    sys.exit(1 if report.refused else 0)
