"""The page of imports: a file is tried, shown, and then imported."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Final

from fastapi import APIRouter, File, UploadFile
from fastapi.responses import HTMLResponse

from api.deps import SettingsDep
from api.kept_uploads import drop_upload, find_upload, keep_upload, sweep_uploads
from api.labels import N_
from api.pages.admin_forms import FieldsDep, Reading
from api.pages.admin_imports import ImportView, outcome_of, read_imports, read_upload_form
from api.pages.admin_words import refusal_words
from api.pages.reader import Reader
from api.pages.render import render
from api.routes.admin_access import UploaderDep
from api.routes.admin_acts import UNFIT
from api.services.register_uploads import Upload, import_upload, try_upload
from api.settings import Settings
from data.errors import (
    CodeTaken,
    GridsOverlap,
    Overlapping,
    PostTaken,
    UnknownFormat,
    UnreadableFile,
)
from data.imports.source import ImportReport
from data.whole import whole
from geo.errors import UnknownDatum

router = APIRouter(prefix="/imports")

_UNREADABLE: Final = (UnreadableFile, UnknownFormat, UnknownDatum)
_REFUSED: Final = (CodeTaken, GridsOverlap, Overlapping, PostTaken)
_NAME: Final = 200


@router.get("")
def show_imports(reader: UploaderDep, settings: SettingsDep) -> HTMLResponse:
    """Show the form for a file."""
    sweep_uploads(_folder(settings), reader.now)
    return _page(reader, read_imports(reader.texts, reader.now.date()))


@router.post("")
def bring(
    reader: UploaderDep,
    settings: SettingsDep,
    fields: FieldsDep,
    file: Annotated[UploadFile | None, File()] = None,
) -> HTMLResponse:
    """Try a file, or import the one that was tried."""
    sweep_uploads(_folder(settings), reader.now)
    if fields.get("mark"):
        return _import(reader, settings, fields)
    return _try(reader, settings, fields, file)


def _try(
    reader: Reader, settings: Settings, fields: Mapping[str, str], file: UploadFile | None
) -> HTMLResponse:
    content = file.file.read() if file is not None else b""
    name = (file.filename or "")[-_NAME:] if file is not None else ""
    sent = Reading("file", {**fields, "name": name}, reader.texts)
    if not content:
        sent.refuse("file", N_("Choose a file that is not empty."))
    upload = read_upload_form(sent, content, reader.now.date())
    report = _act(upload, sent, reader, lambda one: try_upload(reader.session, reader.actor, one))
    if upload is None or report is None:
        return _refused(reader, sent)
    mark = keep_upload(_folder(settings), reader.actor.account_id, content, reader.now)
    outcome = outcome_of(upload, report, reader.texts, done=False)
    useful = report.added + report.changed > 0
    view = read_imports(
        reader.texts,
        reader.now.date(),
        sent.typed,
        outcome=outcome,
        mark=mark if useful else "",
        file=name,
    )
    return _page(reader, view)


def _import(reader: Reader, settings: Settings, fields: Mapping[str, str]) -> HTMLResponse:
    account, mark = reader.actor.account_id, fields["mark"]
    content = find_upload(_folder(settings), account, mark, reader.now)
    sent = Reading("file", fields, reader.texts)
    if content is None:
        sent.refuse("file", N_("The file was kept for an hour and is gone. Choose it again."))
    upload = read_upload_form(sent, content or b"", reader.now.date())
    report = _act(
        upload,
        sent,
        reader,
        lambda one: import_upload(reader.session, reader.actor, one, reader.now),
    )
    if upload is None or report is None:
        return _refused(reader, sent)
    drop_upload(_folder(settings), account, mark)
    outcome = outcome_of(upload, report, reader.texts, done=True)
    view = read_imports(reader.texts, reader.now.date(), outcome=outcome, file=upload.name)
    return _page(reader, view)


def _act(
    upload: Upload | None,
    sent: Reading,
    reader: Reader,
    act: Callable[[Upload], ImportReport],
) -> ImportReport | None:
    """Do it whole or not at all; why not stands beside the file."""
    if upload is None or sent.errors:
        return None
    try:
        with whole(reader.session):
            return act(upload)
    except _UNREADABLE as refused:
        said = reader.texts.translate("The file cannot be used: %(why)s")
        sent.errors["file"] = said % {"why": refused}
    except _REFUSED as refused:
        sent.errors["file"] = refusal_words(refused, reader.texts)
    return None


def _refused(reader: Reader, sent: Reading) -> HTMLResponse:
    view = read_imports(reader.texts, reader.now.date(), sent.typed)
    return _page(reader, view, UNFIT)


def _page(reader: Reader, view: ImportView, status: int = HTTPStatus.OK) -> HTMLResponse:
    page = render("admin_imports.html", reader.frame, tab="imports", done="", view=view)
    return HTMLResponse(page, status)


def _folder(settings: Settings) -> Path:
    return settings.state_dir / "uploads"
