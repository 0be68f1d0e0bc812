"""Attaching files: what is taken, made clean, kept once, and shown to whom."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from api.errors import FileTooBig, UnfitFile
from api.file_store import FileStore, FolderStore
from api.labels import N_
from api.schemas.issue import MOST_FILES
from api.services import films, images, papers, recordings
from api.services.file_kinds import FileKind, kind_of
from api.services.reading_log import log_issues
from api.settings import Settings
from data.attachments import (
    Kept,
    count_files,
    count_waiting,
    files_of,
    find_file,
    find_sent,
    hold_content,
    keep_file,
)
from data.errors import NotFound, TooManyFiles
from data.issue_records import IssueRecord
from data.issue_steps import Step, Writer, keep_step
from data.issues import find_issue
from data.scope import as_system
from dispatch.auditing import AuditVerb
from dispatch.errors import NotPermitted
from dispatch.reasons import Reason, ReasonCode
from dispatch.rights import Actor
from dispatch.vocabulary import Purpose

NOT_TAKEN: Final = N_(
    "This kind of file is not taken. Send a photo (JPEG, PNG, HEIC), a PDF, a voice message "
    "(M4A, MP3, AMR) or an MP4 film."
)
TOO_BIG: Final = N_("The file is over %(megabytes)s MB. Send a smaller one.")
EMPTY: Final = N_("The file is empty. Choose it again.")
_ENDINGS: Final = {
    images.MEDIA_TYPE: ".jpg",
    papers.MEDIA_TYPE: ".pdf",
    "audio/mp4": ".m4a",
    "audio/mpeg": ".mp3",
    "audio/amr": ".amr",
    "video/mp4": ".mp4",
}
_ACCEPTED: Final = {
    FileKind.IMAGE: "image/*",
    FileKind.PDF: "application/pdf",
    FileKind.SOUND: "audio/*",
    FileKind.VIDEO: "video/mp4,video/quicktime",
}
_LONGEST_NAME: Final = 80
_UNSAFE: Final = re.compile(r'[\\/:*?"<>|\s]+')


@dataclass(frozen=True, slots=True)
class Upload:
    """One file as it was sent."""

    content: bytes
    name: str

    @property
    def mark(self) -> str:
        """SHA-256 of the content."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends a file: an account, or a resident under the key of the report to come."""

    account_id: int | None = None
    form_key: UUID | None = None


@dataclass(frozen=True, slots=True)
class Clean:
    """What is kept of a file."""

    content: bytes
    media_type: str


def store_of(settings: Settings) -> FileStore:
    """Where the bytes of attachments are kept."""
    return FolderStore(settings.files_dir)


def accepted(settings: Settings) -> str:
    """What a file field offers to choose: the value of its ``accept``."""
    return ",".join(_ACCEPTED[kind] for kind in FileKind if kind in _kinds(settings))


def take_file(
    session: Session, upload: Upload, sender: Sender, settings: Settings, now: datetime
) -> Kept:
    """Take a file whose report is filed later.

    Raises
    ------
    UnfitFile, FileTooBig
        If it is not taken; the words say what to do.
    """
    clean = made_clean(upload, settings)
    with as_system(session):
        kept = _store(session, clean, upload.name, settings, now)
        keep_file(session, kept, account_id=sender.account_id, form_key=sender.form_key)
    return kept


def keep_of_form(
    session: Session, clean: Clean, name: str, form_key: UUID, settings: Settings, now: datetime
) -> Kept:
    """Keep a file of a resident's form; one that was sent with it before is the same.

    Raises
    ------
    TooManyFiles
        If the form has as many as it may have.
    """
    with as_system(session):
        before = find_sent(session, form_key, hashlib.sha256(clean.content).digest())
        if before is not None:
            return before
        _check_room(count_waiting(session, form_key))
        kept = _store(session, clean, name, settings, now)
        keep_file(session, kept, form_key=form_key)
    return kept


def attach(
    session: Session, actor: Actor, number: str, upload: Upload, settings: Settings, now: datetime
) -> Kept:
    """Add a file to an open issue, with a line in its history.

    Raises
    ------
    NotFound, NotPermitted
        As `issue_files`; also if the issue is closed.
    UnfitFile, FileTooBig, TooManyFiles
        As `take_file`.
    """
    record = _shown(session, actor, number, Purpose.READ)
    if record.issue.closed_at is not None:
        msg = f"issue {number} is closed; file a new one"
        raise NotPermitted(msg)
    clean = made_clean(upload, settings)
    with as_system(session):
        _check_room(count_files(session, record.id))
        kept = _store(session, clean, upload.name, settings, now)
        keep_file(session, kept, account_id=actor.account_id, issue_id=record.id)
        keep_step(session, record.id, _step(record, kept), Writer(actor, now, record.issue.version))
    return kept


def issue_files(
    session: Session, actor: Actor, number: str, now: datetime, purpose: Purpose = Purpose.READ
) -> list[Kept]:
    """Files of an issue, for who is shown its house; the look is recorded.

    Raises
    ------
    NotFound
        If there is no such issue, or it is not the actor's to see.
    NotPermitted
        If it is, but not exactly.
    """
    record = _shown(session, actor, number, purpose)
    log_issues(session, actor, now, AuditVerb.READ, [record], purpose=purpose)
    return files_of(session, record.id)


def file_content(
    session: Session,
    actor: Actor,
    file_id: UUID,
    settings: Settings,
    now: datetime,
    purpose: Purpose = Purpose.READ,
) -> tuple[Kept, bytes]:
    """A file with its bytes, for who is shown the house of its issue; the look is recorded.

    Raises
    ------
    NotFound
        If it is not there any more, or its issue is not the actor's to see exactly.
    """
    kept, number = find_file(session, file_id)
    try:
        record = _shown(session, actor, number, purpose)
    except NotPermitted as error:
        msg = f"no file {file_id}"
        raise NotFound(msg) from error
    if kept.erased_at is not None:
        msg = "this file was thrown away: its time is over"
        raise NotFound(msg)
    log_issues(session, actor, now, AuditVerb.READ, [record], purpose=purpose)
    return kept, store_of(settings).get(kept.digest)


def made_clean(upload: Upload, settings: Settings) -> Clean:
    """What is kept of a file: its pixels, pages or sounds, and nothing that tells where or who.

    Raises
    ------
    UnfitFile, FileTooBig
        If it is not taken.
    """
    if not upload.content:
        raise UnfitFile(EMPTY)
    if len(upload.content) > settings.attachment_bytes:
        raise FileTooBig(TOO_BIG, megabytes=settings.attachment_bytes // 1_000_000)
    kind = kind_of(upload.content)
    if kind is None or not _may_be(kind) & _kinds(settings):
        raise UnfitFile(NOT_TAKEN)
    told, clean = _cleaned(kind, upload.content)
    if told not in _kinds(settings):
        raise UnfitFile(NOT_TAKEN)
    return clean


def _cleaned(kind: FileKind, content: bytes) -> tuple[FileKind, Clean]:
    if kind is FileKind.IMAGE:
        return kind, Clean(images.remade(content), images.MEDIA_TYPE)
    if kind is FileKind.PDF:
        return kind, Clean(papers.rewritten(content), papers.MEDIA_TYPE)
    if kind is FileKind.SOUND:
        return kind, Clean(*recordings.clean_voice(content))
    made, told = films.clean_film(content)
    return told, Clean(made, "video/mp4" if told is FileKind.VIDEO else "audio/mp4")


def file_name(name: str, media_type: str) -> str:
    """Name a file is offered under: that it was sent with, without paths, ending as it is."""
    plain = "".join(c for c in name if unicodedata.category(c)[0] != "C")
    last = re.split(r"[\\/]", plain)[-1]
    stem = _UNSAFE.sub("-", last.rpartition(".")[0] or last).strip(" .-")
    return (stem[:_LONGEST_NAME] or "file") + _ENDINGS[media_type]


def _store(session: Session, clean: Clean, sent_as: str, settings: Settings, now: datetime) -> Kept:
    """Put the bytes first: a row without bytes would be a loss, bytes without a row are swept."""
    digest = hashlib.sha256(clean.content).digest()
    hold_content(session, digest)
    store_of(settings).put(clean.content)
    name = file_name(sent_as, clean.media_type)
    return Kept(uuid4(), digest, clean.media_type, len(clean.content), name, now)


def _shown(session: Session, actor: Actor, number: str, purpose: Purpose) -> IssueRecord:
    record = find_issue(session, actor, number, purpose)
    if not record.exact:
        msg = "files are shown to who sees the house; state `purpose` if you are finding the place"
        raise NotPermitted(msg)
    return record


def _step(record: IssueRecord, kept: Kept) -> Step:
    issue = record.issue
    reason = Reason(ReasonCode.FILES_ATTACHED, {"file": str(kept.id), "digest": kept.digest.hex()})
    return Step("attached", issue.stage, issue.level, reason, issue.version)


def _check_room(count: int) -> None:
    if count >= MOST_FILES:
        msg = f"at most {MOST_FILES} files belong to one issue"
        raise TooManyFiles(msg)


def _may_be(kind: FileKind) -> set[str]:
    """What a file may turn out to be: an MP4 without a picture is a voice."""
    return {kind, FileKind.SOUND} if kind is FileKind.VIDEO else {kind}


def _kinds(settings: Settings) -> set[str]:
    return set(settings.attachment_kinds.split(","))
