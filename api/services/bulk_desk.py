"""Files of reports that a desk brings: laid out, tried, and begun on its word."""

import shutil
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path, PurePath
from typing import IO, Final
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from api.services.bulk_batches import BATCH
from api.services.bulk_files import Bound, Bringer, bind_file, lacks
from api.services.bulk_run import (
    columns_of,
    enqueue_batch,
    filing_of_file,
    origin_at,
    rows_folder,
    rows_left,
    rows_of,
)
from api.services.bulk_trial import LaidOut, try_file
from api.services.occasion import Occasion
from data.audit import Entry, record
from data.bulk_files import begin, drop_drafts, find_file, keep_trial, set_columns
from data.column_mappings import recall_mapping, remember_mapping
from data.file_guards import UPLOAD
from data.files import file_ending
from data.imports.issue_columns import FIELDS, guess_columns, header_digest, lacking
from data.imports.issue_rows import Columns
from data.imports.laid_out import Layout, lay_out
from data.scope import as_system
from data.tables import BulkFile
from dispatch.auditing import AuditVerb, ObjectKind
from dispatch.rights import Verb
from dispatch.vocabulary import BulkState, Datum

PLACED_AT_ONCE: Final = 3 * BATCH
"""Rows whose places are looked for while somebody waits for the page; the others are read."""
_KEPT: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as a form sent it."""

    name: str
    content: IO[bytes]
    datum: Datum


def receive(session: Session, sent: Sent, occasion: Occasion) -> UUID:
    """Take a file in to be looked at; nothing of it becomes an issue yet.

    Raises
    ------
    NotPermitted
        If the actor may not import.
    UnreadableFile, FileTooLarge, UnknownFormat
        If it cannot be read at all.
    """
    occasion.actor.require(Verb.IMPORT_ISSUES)
    settings = occasion.settings
    folder = rows_folder(settings)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = folder / f"{uuid4()}.draft"
    try:
        layout = _laid_out(sent, folder, draft)
        with as_system(session):
            _let_go(session, occasion)
            file = bind_file(session, _bound(session, sent, layout, draft), _bringer(occasion))
            draft.replace(rows_of(settings, file.id))
            if file.state is not BulkState.RUNNING:
                _try(session, file, occasion)
            return file.id
    finally:
        draft.unlink(missing_ok=True)


def choose_columns(
    session: Session, file_id: UUID, columns: Columns, occasion: Occasion
) -> BulkFile:
    """Read a file's columns otherwise, and try it again.

    Raises
    ------
    NotPermitted, NotFound
        If the actor may not import, or does not see the file.
    UnreadableFile
        If its rows are gone.
    """
    occasion.actor.require(Verb.IMPORT_ISSUES)
    file = find_file(session, file_id)
    if file.state is BulkState.RUNNING:
        return file
    asked = {field: columns.mapping.get(field) for field in FIELDS}
    there = {field: name for field, name in asked.items() if name and name in file.header}
    with as_system(session):
        set_columns(session, file, there, columns.words)
        _try(session, file, occasion)
    return file


def start(session: Session, file_id: UUID, occasion: Occasion) -> None:
    """Let the worker take a file in; one that runs goes on, once its worker had died.

    One that was taken in, and not sent again, stays as it is: whoever lost the answer asks again.

    Raises
    ------
    NotPermitted, NotFound
        As `choose_columns`.
    UnreadableFile
        If its rows are gone, or a column is missing.
    """
    actor = occasion.actor
    actor.require(Verb.IMPORT_ISSUES)
    file = find_file(session, file_id)
    if file.state is BulkState.DONE and not rows_of(occasion.settings, file.id).exists():
        return
    rows_left(occasion.settings, file.id)
    lacks(file.mapping, file.header)
    fresh = file.state is not BulkState.RUNNING
    with as_system(session):
        begin(session, file)
        _remember(session, file, occasion)
        enqueue_batch(session, file.id)
    if fresh:
        details = {"file": file.digest.hex(), "rows": file.rows_total}
        about = (ObjectKind.REGISTER, "issues")
        record(session, Entry.by(actor, occasion.now, AuditVerb.CHANGE, about, details=details))


def _laid_out(sent: Sent, folder: Path, draft: Path) -> Layout:
    """Rows of a file that was sent; it lies on disk only while it is read."""
    ending = file_ending(Path(sent.name.lower()))
    packed = ".gz" if sent.name.lower().endswith(".gz") else ""
    kept = folder / f"{uuid4()}{ending}{packed}"
    try:
        kept.touch(mode=0o600)
        with kept.open("wb") as target:
            shutil.copyfileobj(sent.content, target)
        return lay_out(kept, sent.datum, draft, UPLOAD)
    finally:
        kept.unlink(missing_ok=True)


def _bound(session: Session, sent: Sent, layout: Layout, draft: Path) -> Bound:
    name = PurePath(sent.name.replace("\\", "/").replace("\0", "")).name
    columns = _recalled(session, layout) or Columns(guess_columns(layout.header))
    return Bound(name, layout, replace(columns, datum=sent.datum), draft)


def _recalled(session: Session, layout: Layout) -> Columns | None:
    """Columns as somebody chose them for another file with this header."""
    kept = recall_mapping(session, header_digest(layout.header))
    return None if kept is None else Columns(kept.get("columns", {}), kept.get("words", {}))


def _remember(session: Session, file: BulkFile, occasion: Occasion) -> None:
    remember_mapping(
        session,
        header_digest(file.header),
        {"columns": file.mapping, "words": file.words},
        account_id=occasion.actor.account_id,
        now=occasion.now,
    )


def _bringer(occasion: Occasion) -> Bringer:
    actor = occasion.actor
    return Bringer(actor.account_id, actor.region_code, actor.desk)


def _try(session: Session, file: BulkFile, occasion: Occasion) -> None:
    """Keep what the file would become; without its needed columns nobody can tell."""
    if lacking(file.mapping):
        keep_trial(session, file, None, [])
        return
    settings, now = occasion.settings, occasion.now
    laid_out = LaidOut(rows_left(settings, file.id), file.header, columns_of(file))
    filing = filing_of_file(session, file, settings, now)
    origin = origin_at(now, settings)
    tried = try_file(session, laid_out, filing, origin, PLACED_AT_ONCE)
    keep_trial(session, find_file(session, file.id), tried.told, tried.problems)


def _let_go(session: Session, occasion: Occasion) -> None:
    """Throw away what was tried long ago and never begun, and rows nobody came back for."""
    drop_drafts(session, occasion.now - _KEPT)
    for kept in rows_folder(occasion.settings).iterdir():
        with suppress(FileNotFoundError):  # somebody else swept it
            if kept.stat().st_mtime < (occasion.now - _KEPT).timestamp():
                kept.unlink()
