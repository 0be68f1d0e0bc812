"""Files that belong to issues: the rows about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, and_, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from data.errors import FileGone, NotFound
from data.scope import as_system
from data.tables import Attachment, Issue
from dispatch.vocabulary import Level, Stage


@dataclass(frozen=True, slots=True)
class Binding:
    """Files sent beforehand, and the issue they turned out to belong to.

    Attributes
    ----------
    account_id, form_key
        Who sent them: an account, or a resident under the key of a form.
    """

    issue_id: int
    files: tuple[UUID, ...]
    account_id: int | None
    form_key: UUID


@dataclass(frozen=True, slots=True)
class Kept:
    """One file as it is kept.

    Attributes
    ----------
    digest
        SHA-256 of the bytes kept.
    erased_at
        When they were thrown away.
    """

    id: UUID
    digest: bytes
    media_type: str
    size_bytes: int
    name: str
    recorded_at: datetime
    erased_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OutOfTime:
    """An issue whose files are to go, and where it stands."""

    issue_id: int
    stage: Stage
    level: Level
    version: int


def keep_file(
    session: Session,
    kept: Kept,
    *,
    account_id: int | None = None,
    form_key: UUID | None = None,
    issue_id: int | None = None,
) -> None:
    """Write the row of a file whose bytes lie in the store."""
    sender = {"account_id": account_id, "form_key": form_key, "issue_id": issue_id}
    row: dict[str, Any] = {name: getattr(kept, name) for name in Kept.__dataclass_fields__}
    session.execute(insert(Attachment).values(**row, **sender))


def bind_files(session: Session, bindings: Sequence[Binding]) -> None:
    """Bind files to their issues.

    Raises
    ------
    FileGone
        If a file is not there, is bound already, or was sent by somebody else.
    """
    for one in bindings:
        mine = and_(Attachment.account_id.is_(None), Attachment.form_key == one.form_key)
        if one.account_id is not None:
            mine = or_(mine, Attachment.account_id == one.account_id)
        bound = session.scalars(
            update(Attachment)
            .where(Attachment.id.in_(one.files), Attachment.issue_id.is_(None), mine)
            .values(issue_id=one.issue_id)
            .returning(Attachment.id)
        ).all()
        if set(bound) != set(one.files):
            msg = "a file named in `attachments` is not there any more; send it again"
            raise FileGone(msg)


def files_of(session: Session, issue_id: int) -> list[Kept]:
    """Files of an issue, the first at the top; those thrown away too."""
    return files_of_each(session, [issue_id]).get(issue_id, [])


def files_of_each(session: Session, issue_ids: Sequence[int]) -> dict[int, list[Kept]]:
    """Files of some issues, by the issue's id; none for those without any."""
    query = _kept().add_columns(Attachment.issue_id).where(Attachment.issue_id.in_(issue_ids))
    files: dict[int, list[Kept]] = {}
    for row in session.execute(query):
        files.setdefault(row[-1], []).append(Kept(*row[:-1]))
    return files


def marks_of(session: Session, file_ids: Sequence[UUID]) -> list[bytes]:
    """Digests of the contents of some files, in one order: sent anew they have other ids."""
    with as_system(session):
        query = select(Attachment.digest).where(Attachment.id.in_(file_ids))
        return sorted(session.scalars(query)) if file_ids else []


def count_files(session: Session, issue_id: int) -> int:
    """How many files an issue has; whoever counts to add one holds the issue's row meanwhile."""
    session.execute(select(Issue.id).where(Issue.id == issue_id).with_for_update())
    query = select(func.count()).where(Attachment.issue_id == issue_id)
    return session.scalar(query) or 0


def find_sent(session: Session, form_key: UUID, digest: bytes) -> Kept | None:
    """Find the file of a content that was sent with a resident's form before."""
    mine = and_(Attachment.form_key == form_key, Attachment.account_id.is_(None))
    row = session.execute(_kept().where(mine, Attachment.digest == digest).limit(1)).one_or_none()
    return Kept(*row) if row else None


def count_waiting(session: Session, form_key: UUID) -> int:
    """How many files wait for the report of a resident's form."""
    query = select(func.count()).where(
        Attachment.form_key == form_key, Attachment.account_id.is_(None)
    )
    return session.scalar(query) or 0


def find_file(session: Session, file_id: UUID) -> tuple[Kept, str]:
    """A file with the public number of its issue.

    Raises
    ------
    NotFound
        If there is none, or its issue is out of the session's scope.
    """
    query = _kept().add_columns(Issue.number).join(Issue, Issue.id == Attachment.issue_id)
    row = session.execute(query.where(Attachment.id == file_id)).one_or_none()
    if row is None:
        msg = f"no file {file_id}"
        raise NotFound(msg)
    return Kept(*row[:-1]), row[-1]


def hold_content(session: Session, digest: bytes, *, alone: bool = False) -> None:
    """Keep others from throwing a content away until the end of this transaction.

    Parameters
    ----------
    alone
        For who throws it away himself: nobody else puts it there meanwhile.
    """
    lock = func.pg_advisory_xact_lock if alone else func.pg_advisory_xact_lock_shared
    session.execute(select(lock(int.from_bytes(digest[:8], signed=True))))


def is_needed(session: Session, digest: bytes) -> bool:
    """Whether any file has this content."""
    here = select(Attachment.id).where(Attachment.digest == digest, Attachment.erased_at.is_(None))
    return session.scalar(select(here.exists())) or False


def needed_among(session: Session, digests: Sequence[bytes]) -> set[bytes]:
    """Those of some contents that files have."""
    query = select(Attachment.digest).where(
        Attachment.digest.in_(digests), Attachment.erased_at.is_(None)
    )
    return set(session.scalars(query))


def forget_unbound(session: Session, before: datetime) -> int:
    """Let go of files whose report was never filed; answers how many."""
    old = and_(Attachment.issue_id.is_(None), Attachment.recorded_at < before)
    return len(session.scalars(delete(Attachment).where(old).returning(Attachment.id)).all())


_AT_ONCE: Final = 50


def out_of_time(session: Session, closed_before: datetime) -> list[OutOfTime]:
    """Issues closed before a moment that still have files; the next ones once these have none."""
    live = select(Attachment.id).where(
        Attachment.issue_id == Issue.id, Attachment.erased_at.is_(None)
    )
    query = (
        select(Issue.id, Issue.stage, Issue.level, Issue.version)
        .where(Issue.closed_at < closed_before, live.exists())
        .order_by(Issue.id)
        .limit(_AT_ONCE)
    )
    return [OutOfTime(*row) for row in session.execute(query)]


def erase_files(session: Session, issue_id: int, at: datetime) -> list[bytes]:
    """Mark the files of an issue as thrown away; answers what they held."""
    query = (
        update(Attachment)
        .where(Attachment.issue_id == issue_id, Attachment.erased_at.is_(None))
        .values(erased_at=at)
        .returning(Attachment.digest)
    )
    return list(session.scalars(query))


def _kept() -> Select[*tuple[Any, ...]]:
    columns = [getattr(Attachment, name) for name in Kept.__dataclass_fields__]
    return select(*columns).order_by(Attachment.recorded_at, Attachment.id)
