"""The photos and papers of an issue, as its card shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from api.dates import moment_text
from api.labels import N_
from api.schemas.issue import MOST_FILES
from api.services.images import MEDIA_TYPE as PHOTO
from api.texts import Texts
from data.attachments import Kept, files_of, files_of_each
from data.issue_records import IssueRecord
from dispatch.vocabulary import Purpose

_KINDS = {
    PHOTO: N_("Photo"),
    "application/pdf": N_("Paper (PDF)"),
    "audio/mp4": N_("Voice message"),
    "audio/mpeg": N_("Voice message"),
    "audio/amr": N_("Voice message"),
    "video/mp4": N_("Film"),
}
_MEGABYTE = 1_000_000
_KILOBYTE = 1_000


@dataclass(frozen=True, slots=True)
class FileView:
    """One file; finished texts.

    Attributes
    ----------
    about
        Kind, size and moment.
    photo
        Whether it can be shown small.
    gone
        Whether its bytes were thrown away.
    """

    id: UUID
    name: str
    about: str
    photo: bool
    gone: bool


@dataclass(frozen=True, slots=True)
class FilesView:
    """Files of one issue, for who is shown its house.

    Attributes
    ----------
    query
        What an address of a file ends with: what the issue is read for.
    may_add
        Whether another one can be added.
    key
        New, for the form that adds one.
    problem
        Why the one sent just now was not taken; empty else.
    """

    files: tuple[FileView, ...]
    query: str
    may_add: bool
    key: UUID
    problem: str = ""


def read_files(
    session: Session, record: IssueRecord, today: date, texts: Texts, purpose: Purpose
) -> FilesView | None:
    """Read the files of an issue; None for who is not shown its house."""
    if not record.exact:
        return None
    kept = files_of(session, record.id)
    return FilesView(
        files=_views(kept, today, texts),
        query="?purpose=place" if purpose is Purpose.PLACE else "",
        may_add=record.issue.closed_at is None and len(kept) < MOST_FILES,
        key=uuid4(),
    )


def files_by_issue(
    session: Session, records: Sequence[IssueRecord], today: date, texts: Texts
) -> dict[int, tuple[FileView, ...]]:
    """Files of those issues whose house is shown, by the issue's id."""
    kept = files_of_each(session, [one.id for one in records if one.exact])
    return {issue_id: _views(files, today, texts) for issue_id, files in kept.items()}


def size_text(size_bytes: int) -> str:
    """A size as people read it."""
    if size_bytes >= _MEGABYTE:
        return f"{size_bytes / _MEGABYTE:.1f} MB"
    return f"{max(size_bytes // _KILOBYTE, 1)} KB"


def _views(kept: Sequence[Kept], today: date, texts: Texts) -> tuple[FileView, ...]:
    return tuple(
        FileView(
            id=one.id,
            name=one.name,
            about=" · ".join(
                [
                    texts.translate(_KINDS[one.media_type]),
                    size_text(one.size_bytes),
                    moment_text(one.recorded_at, today=today, language=texts.language),
                ]
            ),
            photo=one.media_type == PHOTO,
            gone=one.erased_at is not None,
        )
        for one in kept
    )
