"""Files: send one before its report or for an open issue, list them, read one."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, File, UploadFile
from fastapi.responses import Response

from api.deps import ActorDep, NowDep, SessionDep, SettingsDep
from api.edits import KeyDep
from api.file_answers import download
from api.filters import PurposeDep
from api.rates import FILE_LIMIT
from api.schemas.attachment import AttachmentList, AttachmentOut
from api.services.attachments import Sender, Upload, attach, file_content, issue_files, take_file
from api.services.once import Sent, answer_once
from data.attachments import Kept
from dispatch.rights import Actor, Verb

router = APIRouter(tags=["attachments"], dependencies=[FILE_LIMIT])

FileDep = Annotated[UploadFile, File(description="JPEG, PNG, WebP, GIF, HEIC, PDF, M4A, MP3, MP4")]


def _who(verb: Verb) -> Callable[[Actor], Actor]:
    """Refuse a role before what it sent is looked at."""

    def check(actor: ActorDep) -> Actor:
        actor.require(verb)
        return actor

    return check


FilerDep = Annotated[Actor, Depends(_who(Verb.FILE_ISSUE))]
ReaderDep = Annotated[Actor, Depends(_who(Verb.READ_ISSUES))]


def _adder(actor: ReaderDep) -> Actor:
    """Refuse a key that may only read; people add files to what they handle."""
    if actor.scopes is not None:
        actor.require(Verb.FILE_ISSUE)
    return actor


AdderDep = Annotated[Actor, Depends(_adder)]


@router.post("/attachments", status_code=201, response_model=AttachmentOut)
def send_file(
    file: FileDep,
    session: SessionDep,
    actor: FilerDep,
    now: NowDep,
    settings: SettingsDep,
    key: KeyDep = None,
) -> dict[str, Any]:
    """Keep a file whose report is filed within a week, its id among the `attachments`."""
    upload, sender = _read(file), Sender(actor.account_id)
    sent = Sent(key, actor.account_id, now, _body(upload))
    return answer_once(
        session, sent, lambda: _wire(take_file(session, upload, sender, settings, now))
    )


@router.get("/attachments/{file_id}")
def read_file(
    file_id: UUID,
    session: SessionDep,
    actor: ReaderDep,
    now: NowDep,
    settings: SettingsDep,
    purpose: PurposeDep,
) -> Response:
    """A file as a download, for who is shown the house of its issue."""
    return download(*file_content(session, actor, file_id, settings, now, purpose))


@router.get("/issues/{number}/attachments")
def read_files(
    number: str, session: SessionDep, actor: ReaderDep, now: NowDep, purpose: PurposeDep
) -> AttachmentList:
    """Files of an issue, for who is shown its house."""
    files = issue_files(session, actor, number.replace("\0", ""), now, purpose)
    return AttachmentList(items=[AttachmentOut.of(one) for one in files])


@router.post("/issues/{number}/attachments", status_code=201, response_model=AttachmentOut)
def add_file(
    number: str,
    file: FileDep,
    session: SessionDep,
    actor: AdderDep,
    now: NowDep,
    settings: SettingsDep,
    key: KeyDep = None,
) -> dict[str, Any]:
    """Add a file to an open issue, for who is shown its house."""
    number, upload = number.replace("\0", ""), _read(file)
    sent = Sent(key, actor.account_id, now, {**_body(upload), "issue": number})
    return answer_once(
        session, sent, lambda: _wire(attach(session, actor, number, upload, settings, now))
    )


def _read(file: UploadFile) -> Upload:
    return Upload(file.file.read(), file.filename or "")


def _body(upload: Upload) -> dict[str, str]:
    return {"attachment": upload.mark, "name": upload.name}


def _wire(kept: Kept) -> dict[str, Any]:
    return AttachmentOut.of(kept).model_dump(mode="json")
