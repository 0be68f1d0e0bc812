"""Files of reports on their way in: how far each is, and which rows were refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from data.errors import BulkRunning, NotFound
from data.row_faults import Fault
from data.rows import RowProblem
from data.tables import BulkFile, BulkProblem, Issue
from dispatch.vocabulary import BulkState, Datum

_ZERO = {"rows_done": 0, "position": 0, "added": 0, "unchanged": 0, "refused": 0}


@dataclass(frozen=True, slots=True)
class NewFile:
    """One file as somebody brings it; see `data.tables.BulkFile`."""

    digest: bytes
    name: str
    datum: Datum
    header: Sequence[str]
    rows_total: int
    mapping: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    account_id: int | None = None
    region_code: str | None = None
    desk: str | None = None


@dataclass(frozen=True, slots=True)
class KnownReport:
    """What was taken in under a key."""

    text: str
    received_at: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """What one batch did to a file.

    Attributes
    ----------
    position
        Where the next batch begins.
    """

    read: int
    added: int
    unchanged: int
    refused: Sequence[RowProblem]
    position: int


def keep_file(session: Session, new: NewFile) -> BulkFile:
    """File as it is known by its content; one that does not run takes the name and columns told.

    Two who bring the same at once get the same.
    """
    known = session.scalar(select(BulkFile).where(BulkFile.digest == new.digest).with_for_update())
    told = {
        "name": new.name,
        "account_id": new.account_id,
        "desk": new.desk,
        "mapping": dict(new.mapping),
        "words": {name: dict(words) for name, words in new.words.items()},
    }
    if known is None:
        known = BulkFile(
            id=uuid4(),
            digest=new.digest,
            datum=new.datum,
            region_code=new.region_code,
            header=list(new.header),
            rows_total=new.rows_total,
            state=BulkState.DRAFT,
            **told,
        )
        session.add(known)
    elif known.state is not BulkState.RUNNING:
        for name, value in told.items():
            setattr(known, name, value)
    session.flush()
    return known


def find_file(session: Session, file_id: UUID) -> BulkFile:
    """One file.

    Raises
    ------
    NotFound
        If there is none, or it is not the reader's to see.
    """
    query = select(BulkFile).where(BulkFile.id == file_id)
    found = session.scalar(query.execution_options(populate_existing=True))
    if found is None:
        msg = f"no file {file_id}"
        raise NotFound(msg)
    return found


def list_files(session: Session, limit: int) -> list[BulkFile]:
    """Files the reader may see, the newest first."""
    newest = func.coalesce(BulkFile.begun_at, BulkFile.recorded_at).desc()
    return list(session.scalars(select(BulkFile).order_by(newest, BulkFile.id).limit(limit)))


def set_columns(
    session: Session,
    file: BulkFile,
    mapping: Mapping[str, str],
    words: Mapping[str, Mapping[str, str]],
) -> None:
    """Read the columns of a file that does not run otherwise; it is to be tried again."""
    file.mapping, file.words = dict(mapping), {name: dict(one) for name, one in words.items()}
    file.state = BulkState.DRAFT
    session.flush()


def keep_trial(
    session: Session,
    file: BulkFile,
    tried: Mapping[str, Any] | None,
    problems: Sequence[RowProblem],
) -> None:
    """Keep what a trial found, in place of what an earlier one did; none: it was not tried."""
    file.tried = None if tried is None else dict(tried)
    file.state = BulkState.DRAFT
    session.flush()
    session.execute(delete(BulkProblem).where(BulkProblem.file_id == file.id))
    _keep_problems(session, file, problems)


def begin(session: Session, file: BulkFile) -> None:
    """Begin a file, or begin it again once it was done; one that runs goes on where it is."""
    if file.state is BulkState.RUNNING:
        return
    session.execute(
        update(BulkFile)
        .where(BulkFile.id == file.id)
        .values(state=BulkState.RUNNING, begun_at=func.now(), finished_at=None, tried=None, **_ZERO)
    )
    session.execute(delete(BulkProblem).where(BulkProblem.file_id == file.id))
    session.refresh(file)


def hold_file(session: Session, file_id: UUID) -> BulkFile:
    """Hold a file until this transaction ends.

    Raises
    ------
    BulkRunning
        If another batch of it is being taken in right now.
    NotFound
        If there is none.
    """
    query = select(BulkFile).where(BulkFile.id == file_id)
    options = {"populate_existing": True}
    held = session.scalar(query.with_for_update(skip_locked=True).execution_options(**options))
    if held is not None:
        return held
    find_file(session, file_id)
    msg = "the same file is being imported right now"
    raise BulkRunning(msg)


def note_step(session: Session, file: BulkFile, step: Step, now: datetime) -> None:
    """Count a batch, in its own transaction; the last one ends the file."""
    file.rows_done += step.read
    file.added += step.added
    file.unchanged += step.unchanged
    file.refused += len(step.refused)
    file.position = step.position
    if file.rows_done >= file.rows_total:
        file.state, file.finished_at = BulkState.DONE, now
    session.flush()
    _keep_problems(session, file, step.refused)


def problems_of(session: Session, file_id: UUID, limit: int | None = None) -> list[BulkProblem]:
    """Refused rows of a file, by line."""
    query = select(BulkProblem).where(BulkProblem.file_id == file_id)
    return list(session.scalars(query.order_by(BulkProblem.line, BulkProblem.id).limit(limit)))


def unknown_words(session: Session, file_id: UUID, column: str, limit: int) -> list[str]:
    """Words of a column that rows of a file were refused for, the first to come first."""
    word = BulkProblem.params["word"].astext
    query = (
        select(word)
        .where(
            BulkProblem.file_id == file_id,
            BulkProblem.code == Fault.NO_WORD,
            BulkProblem.column == column,
            word.is_not(None),
        )
        .group_by(word)
        .order_by(func.min(BulkProblem.line), word)
        .limit(limit)
    )
    return list(session.scalars(query))


def count_problems(session: Session, file_id: UUID) -> dict[str, int]:
    """How many rows of a file were refused, by code."""
    query = (
        select(BulkProblem.code, func.count())
        .where(BulkProblem.file_id == file_id)
        .group_by(BulkProblem.code)
        .order_by(func.count().desc(), BulkProblem.code)
    )
    return dict(session.execute(query).all())


def known_reports(session: Session, keys: Sequence[UUID]) -> dict[UUID, KnownReport]:
    """What was taken in before under some keys."""
    query = select(Issue.key, Issue.text, Issue.received_at, Issue.recorded_at)
    rows = session.execute(query.where(Issue.key.in_(keys)))
    return {row.key: KnownReport(row.text, row.received_at, row.recorded_at) for row in rows}


def drop_drafts(session: Session, before: datetime) -> None:
    """Let go of files that were tried before a moment and never begun."""
    old = BulkFile.state == BulkState.DRAFT, BulkFile.begun_at.is_(None)
    rows = select(BulkFile.id).where(*old, BulkFile.recorded_at < before)
    ids = list(session.scalars(rows.with_for_update(skip_locked=True)))
    session.execute(delete(BulkProblem).where(BulkProblem.file_id.in_(ids)))
    session.execute(delete(BulkFile).where(BulkFile.id.in_(ids)))


def _keep_problems(session: Session, file: BulkFile, problems: Sequence[RowProblem]) -> None:
    columns = {ours: theirs for ours, theirs in file.mapping.items() if theirs}
    rows = [
        {
            "file_id": file.id,
            "line": one.line,
            "column": columns.get(one.column or "", one.column),
            "code": one.code or Fault.GEOMETRY,
            "params": {name: _storable(value) for name, value in one.params.items()},
        }
        for one in problems
    ]
    if rows:
        session.execute(insert(BulkProblem), rows)


def _storable(value: Any) -> Any:
    """Value of a cell as the database can keep it: no text holds a NUL."""
    return value.replace("\0", "\ufffd") if isinstance(value, str) else value
