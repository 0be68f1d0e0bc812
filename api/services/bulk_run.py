"""A file of reports taken in, a transaction a batch: killed anywhere, it goes on where it was."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from api.services.bulk_batches import BATCH, Keys, at_the_county, take_batch
from api.services.intake import Filing
from api.settings import Settings
from data.bulk_files import Step, hold_file, note_step
from data.bulk_outcomes import Placed, placed_of
from data.errors import BulkRunning, UnreadableFile
from data.imports.issue_rows import Columns, read_row
from data.imports.laid_out import Raw, raw_rows
from data.imports.reports import Origin
from data.jobs import enqueue
from data.rows import RowProblem
from data.scope import as_system
from data.tables import BulkFile
from dispatch.region_codes import prefix_of
from dispatch.vocabulary import BulkState

TASK: Final = "import_reports"
SOURCE: Final = "import"
"""Keys of all files share one name: what two files call alike is one matter, or told."""
_CLOCKS_DIFFER: Final = timedelta(hours=1)
_NOTHING: Final = Placed({}, 0)
"""Told, by this very object, where a file did not run and no batch was taken in."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a file stands after a batch, and how that batch's places were found."""

    state: BulkState
    rows_done: int
    rows_total: int
    placed: Placed


def rows_folder(settings: Settings) -> Path:
    """Where the rows of files lie until they are taken in."""
    return settings.state_dir / "bulk"


def rows_of(settings: Settings, file_id: UUID) -> Path:
    """Rows of one file, laid out."""
    return rows_folder(settings) / f"{file_id}.rows"


def rows_left(settings: Settings, file_id: UUID) -> Path:
    """Rows of one file that is still to be read.

    Raises
    ------
    UnreadableFile
        If they are gone.
    """
    place = rows_of(settings, file_id)
    if not place.exists():
        msg = "the rows of this file are gone: send it again"
        raise UnreadableFile(msg)
    return place


def columns_of(file: BulkFile) -> Columns:
    """How the columns of a file are read."""
    return Columns(file.mapping, file.words, file.datum)


def origin_at(now: datetime, settings: Settings) -> Origin:
    """What a file brought now does not say in its rows."""
    return Origin(SOURCE, settings.zone, now + _CLOCKS_DIFFER)


def filing_of_file(session: Session, file: BulkFile, settings: Settings, now: datetime) -> Filing:
    """How the rows of a file come in: by the desk that brought it, for its own area only."""
    return at_the_county(
        session,
        Filing(
            file.account_id,
            file.region_code,
            now,
            settings.zone,
            desk=file.desk,
            within=prefix_of(file.region_code or ""),
        ),
    )


def run_batch(session: Session, file_id: UUID, settings: Settings, now: datetime) -> Progress:
    """Take in the next rows of a file; what was done and how far it is commit together.

    Raises
    ------
    BulkRunning
        If another batch of it is being taken in right now.
    TwinRunning
        If somebody changes boundaries meanwhile: ask again.
    UnreadableFile
        If its rows are gone.
    """
    with as_system(session):
        file = hold_file(session, file_id)
        if file.state is not BulkState.RUNNING:
            return Progress(file.state, file.rows_done, file.rows_total, _NOTHING)
        raw, position = _next_rows(rows_left(settings, file_id), file)
        rows = [read_row(row, columns_of(file)) for row in raw]
        keys = Keys(since=file.begun_at if file.rows_done else None)
        filing = filing_of_file(session, file, settings, now)
        taken = take_batch(session, rows, filing, origin_at(now, settings), keys)
        placed = placed_of(session, taken.ids)
        step = Step(taken.read, len(taken.ids), taken.unchanged, taken.refused, position)
        note_step(session, file, step, now)
        return Progress(file.state, file.rows_done, file.rows_total, placed)


def run_in_worker(session: Session, file_id: UUID, settings: Settings, now: datetime) -> None:
    """Take in the next rows and leave the rest to the next job; at the end let the rows go.

    Jobs as short as a batch leave the worker free for what is urgent.
    """
    try:
        progress = run_batch(session, file_id, settings, now)
    except BulkRunning:
        return  # whoever holds it goes on with it
    if progress.state is BulkState.RUNNING or progress.placed is not _NOTHING:
        enqueue_batch(session, file_id)
    elif progress.state is BulkState.DONE:  # and not brought again meanwhile
        rows_of(settings, file_id).unlink(missing_ok=True)


def enqueue_batch(session: Session, file_id: UUID) -> None:
    """Let the worker take in the next rows of a file."""
    enqueue(session, TASK, key=str(file_id), file_id=str(file_id))


def _next_rows(place: Path, file: BulkFile) -> tuple[list[Raw | RowProblem], int]:
    rows, position = raw_rows(place, file.header, file.position, BATCH)
    if not rows:
        msg = "the rows of this file end too early: send it again"
        raise UnreadableFile(msg)
    return rows, position
