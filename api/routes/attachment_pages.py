"""Photos and papers on the pages: shown, saved, added to an issue at the desk."""

from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, File, Form, Query, UploadFile
from fastapi.responses import RedirectResponse, Response

from api.deps import SettingsDep
from api.errors import UnfitFile
from api.file_answers import download, small_photo
from api.labels import N_
from api.pages.desk import DeskFilter
from api.pages.desk_refused import desk_again
from api.pages.reader import Reader, ReaderDep, desk_reader_who
from api.rates import FILE_LIMIT
from api.routes.desk import DeskFilterDep
from api.schemas.attachment import AttachmentOut
from api.services.attachments import Upload, attach, file_content
from api.services.once import Sent, answer_once
from api.settings import Settings
from data.errors import TooManyFiles
from dispatch.precision import require_purpose
from dispatch.rights import Verb
from dispatch.vocabulary import Purpose

router = APIRouter()

_SMALL = "small"
_FULL = N_("It has nine files already: more cannot be added.")
AdderDep = Annotated[Reader, Depends(desk_reader_who(Verb.READ_ISSUES))]


@router.get("/files/{file_id}")
def show_file(
    file_id: UUID,
    reader: ReaderDep,
    settings: SettingsDep,
    size: Annotated[str, Query(max_length=8)] = "",
    purpose: Annotated[str, Query(max_length=8)] = "",
) -> Response:
    """A file as a download, or a photo small as the list shows it."""
    reader.actor.require(Verb.READ_ISSUES)
    stated = Purpose.PLACE if purpose == Purpose.PLACE else Purpose.READ
    require_purpose(reader.actor, stated)
    found = file_content(reader.session, reader.actor, file_id, settings, reader.now, stated)
    return small_photo(*found) if size == _SMALL else download(*found)


@router.post("/desk/issues/{number}/files", dependencies=[FILE_LIMIT])
def add_file(
    number: str,
    reader: AdderDep,
    chosen: DeskFilterDep,
    settings: SettingsDep,
    key: Annotated[UUID, Form()],
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Add a file to an issue, and come back to it; one that is not taken says why."""
    number = number.replace("\0", "")
    upload = Upload(file.file.read(), file.filename or "") if file else Upload(b"", "")
    try:
        with reader.session.begin_nested():
            _add(reader, number, upload, key, settings)
    except UnfitFile as refused:
        return _again(reader, number, chosen, settings, refused.said(reader.texts))
    except TooManyFiles:
        return _again(reader, number, chosen, settings, reader.texts.translate(_FULL))
    return RedirectResponse(f"/desk/issues/{number}{chosen.query()}#files", HTTPStatus.SEE_OTHER)


def _add(
    reader: Reader, number: str, upload: Upload, key: UUID, settings: Settings
) -> dict[str, Any]:
    session, actor, now = reader.session, reader.actor, reader.now
    body = {"attachment": upload.mark, "name": upload.name, "issue": number}
    sent = Sent(key, actor.account_id, now, body)

    def act() -> dict[str, Any]:
        kept = attach(session, actor, number, upload, settings, now)
        return AttachmentOut.of(kept).model_dump(mode="json")

    return answer_once(session, sent, act)


def _again(
    reader: Reader, number: str, chosen: DeskFilter, settings: Settings, problem: str
) -> Response:
    """The issue again, with what is wrong with the file."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return desk_again(
        reader, chosen, settings, number, section="files", status=status, problem=problem
    )
