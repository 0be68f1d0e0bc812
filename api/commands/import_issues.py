"""``wangge import issues``: a file of reports, a batch at a time."""

import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

import click
from sqlalchemy.orm import Session, sessionmaker

from api.bulk_words import tell
from api.commands.import_summary import say
from api.database import connected
from api.services.bulk_batches import at_the_county
from api.services.bulk_files import Bound, bind_file, lacks
from api.services.bulk_run import (
    Progress,
    origin_at,
    rows_folder,
    rows_of,
    run_batch,
)
from api.services.bulk_trial import LaidOut, batches_of, try_file
from api.services.intake import Filing
from api.settings import Settings
from api.texts import Language, Texts, texts_in
from data.bulk_files import begin, find_file, problems_of
from data.errors import BulkRunning, TwinRunning
from data.file_guards import COMMAND
from data.imports.issue_columns import guess_columns, own_columns
from data.imports.issue_rows import Columns
from data.imports.laid_out import Layout, lay_out
from data.imports.source import ImportReport, read_mapping
from data.imports.suspicious import Watched, place_warnings, watch_places
from data.known_ground import ground_now
from data.row_faults import Fault
from data.rows import RowProblem
from data.scope import as_system
from data.session import make_sessions, transaction
from data.tables import BulkFile
from data.trial import trial
from dispatch.vocabulary import BulkState, Datum

_TRIES: Final = 6
"""How often a batch is tried that others hold up: boundaries are changed in a moment."""
_AGAIN_S: Final = 0.5


@dataclass(frozen=True, slots=True)
class Work:
    """One file as a command brings it."""

    settings: Settings
    sessions: sessionmaker[Session]
    bound: Bound


@click.command(help="Issues: key, text, category, channel, received_at, lon, lat, address, "
               "household; columns by other names are recognised or mapped.")  # fmt: skip
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="CSV field,from,to: other column names (empty to) and other words")  # fmt: skip
@click.option("--datum", type=click.Choice([one.value for one in Datum]), show_default=True,
              default=Datum.WGS84.value, help="datum of the file's coordinates")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="say what would happen, keep nothing")
@click.option("--json", "as_json", is_flag=True, help="machine-readable summary on stdout")
def command(
    file: Path,
    mapping: Path | None,
    datum: str,
    dry_run: bool,  # noqa: FBT001
    as_json: bool,  # noqa: FBT001
) -> None:
    """Bring a file of reports; one that was stopped goes on where it was."""
    settings = Settings()
    draft = rows_folder(settings) / f"{uuid4()}.draft"
    try:
        layout = lay_out(file, datum, draft, COMMAND)
        columns = _columns(layout, mapping, Datum(datum))
        with connected(settings) as engine:
            bound = Bound(file.name, layout, columns, draft)
            work = Work(settings, make_sessions(engine), bound)
            report = _tried(work) if dry_run else bring(work)
    finally:
        draft.unlink(missing_ok=True)
    say(report, as_json=as_json)
    sys.exit(1 if report.refused else 0)


def _columns(layout: Layout, mapping: Path | None, datum: Datum) -> Columns:
    """How the columns are read; said aloud, because a guess may be wrong."""
    renaming = read_mapping(mapping)
    header = layout.header
    chosen = own_columns(header, renaming) if mapping else guess_columns(header)
    lacks(chosen, header)
    read = ", ".join(f"{ours} = {theirs}" for ours, theirs in chosen.items())
    click.echo(f"columns read: {read}", err=True)
    return Columns(chosen, renaming.values, datum)


def _tried(work: Work) -> ImportReport:
    with work.sessions() as session, as_system(session), trial(session):
        now = datetime.now(UTC)
        filing = at_the_county(session, Filing(None, None, now, work.settings.zone))
        tried = try_file(session, _laid_out(work.bound), filing, origin_at(now, work.settings))
        warnings = _warnings(session, work.bound)
    click.echo("dry run: nothing was kept", err=True)
    return ImportReport(
        read=tried.read,
        added=tried.good,
        unchanged=tried.unchanged,
        refused=_in_words(tried.problems, work.bound.columns),
        warnings=warnings,
        placed=dict(tried.placed),  # `asdict` would break a Counter
    )


def bring(work: Work) -> ImportReport:
    """Take a file in to its end, from where it was."""
    with transaction(work.sessions) as session, as_system(session):
        file = bind_file(session, work.bound)
        begin(session, file)
        rows_of(work.settings, file.id).parent.mkdir(parents=True, exist_ok=True)
        work.bound.rows.replace(rows_of(work.settings, file.id))
        if file.rows_done:
            click.echo(f"goes on after {file.rows_done} rows", err=True)
    placed = Counter[str]()
    while (progress := _next_batch(work, file.id)).state is not BulkState.DONE:
        placed.update(progress.placed.methods)
        click.echo(f"{progress.rows_done} of {progress.rows_total} rows read", err=True)
    placed.update(progress.placed.methods)
    with transaction(work.sessions) as session, as_system(session):
        return _report(session, work, find_file(session, file.id), dict(placed))


def _next_batch(work: Work, file_id: UUID) -> Progress:
    """Take the next batch in; what others hold up is tried again."""
    for attempt in range(_TRIES):
        try:
            with transaction(work.sessions) as session:
                return run_batch(session, file_id, work.settings, datetime.now(UTC))
        except BulkRunning:
            raise
        except TwinRunning:
            time.sleep(_AGAIN_S * 2**attempt)
    with transaction(work.sessions) as session:
        return run_batch(session, file_id, work.settings, datetime.now(UTC))


def _report(session: Session, work: Work, file: BulkFile, placed: dict[str, int]) -> ImportReport:
    problems = [
        RowProblem(one.line, "", code=Fault(one.code), column=one.column, params=one.params)
        for one in problems_of(session, file.id)
    ]
    place = rows_of(work.settings, file.id)
    warnings = _warnings(session, work.bound, place)
    place.unlink(missing_ok=True)
    return ImportReport(
        read=file.rows_done,
        added=file.added,
        unchanged=file.unchanged,
        refused=_in_words(problems, work.bound.columns),
        warnings=warnings,
        placed=placed,
    )


def _warnings(session: Session, bound: Bound, place: Path | None = None) -> list[str]:
    """What looks wrong with the places of the whole file."""
    watched = Watched("issues", bound.columns.datum, ground_now(session))
    laid_out = _laid_out(bound, place)
    for rows in batches_of(laid_out):
        for _ in watch_places(rows, watched):
            pass
    return place_warnings(watched)


def _laid_out(bound: Bound, place: Path | None = None) -> LaidOut:
    return LaidOut(place or bound.rows, bound.layout.header, bound.columns)


def _in_words(problems: Iterable[RowProblem], columns: Columns) -> list[RowProblem]:
    """Problems as sentences, for readers of a terminal."""
    texts, names = texts_in(Language.EN), columns.mapping
    return [_said(one, names.get(one.column or "", one.column), texts) for one in problems]


def _said(one: RowProblem, column: str | None, texts: Texts) -> RowProblem:
    told = tell(one.line, column, one.code or Fault.GEOMETRY, one.params, texts)
    where = f"{told.column}: " if told.column else ""
    reason = f"{where}{told.what} {told.remedy}"
    return RowProblem(one.line, reason, code=one.code, column=column, params=one.params)
