"""The pages of bulk files: a file is tried, shown, and taken in row by row by the worker."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, File, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.deps import SettingsDep
from api.labels import N_
from api.pages.admin_forms import FieldsDep, Reading
from api.pages.asked import require_page
from api.pages.bulk import DATUMS, MOST_WORDS, read_file, read_files, told_of
from api.pages.reader import Reader, ReaderDep, occasion_of
from api.pages.render import render
from api.services.bulk_desk import Sent, choose_columns, receive, start
from api.texts import Texts
from data.bulk_files import find_file, problems_of
from data.csv_write import write_csv
from data.errors import FileTooLarge, UnknownFormat, UnreadableFile
from data.imports.issue_rows import Columns
from data.whole import whole
from dispatch.rights import Verb
from dispatch.vocabulary import Category, Datum
from geo.errors import UnknownDatum

router = APIRouter(prefix="/desk/bulk")

_UNREADABLE: Final = (UnreadableFile, UnknownFormat, UnknownDatum)
_UNFIT: Final = HTTPStatus.UNPROCESSABLE_ENTITY
_HEADER: Final = (N_("Line"), N_("Column"), N_("What is wrong"), N_("What to do"))


def importer(reader: ReaderDep) -> Reader:
    """Refuse a role without these pages before anything else is read."""
    require_page(reader.actor, "/desk/bulk")
    reader.actor.require(Verb.IMPORT_ISSUES)
    return reader


ImporterDep = Annotated[Reader, Depends(importer)]


@router.get("")
def show_files(reader: ImporterDep) -> HTMLResponse:
    """Show the files brought so far, and the form for a new one."""
    view = read_files(reader.session, reader.now, reader.texts)
    return HTMLResponse(render("bulk.html", reader.frame, view=view))


@router.post("")
def bring(
    reader: ImporterDep,
    settings: SettingsDep,
    fields: FieldsDep,
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Try a file; its page shows what would come of it."""
    sent = Reading("file", fields, reader.texts)
    datum = Datum(fields["datum"]) if fields.get("datum") in {one for one, _ in DATUMS} else None
    if datum is None:
        sent.refuse("datum", N_("Choose one of the list."))
    if file is None or not file.filename or not file.size:
        sent.refuse("file", N_("Choose a file that is not empty."))
    elif datum is not None:
        try:
            with whole(reader.session):
                brought = Sent(file.filename, file.file, datum)
                kept = receive(reader.session, brought, occasion_of(reader, settings))
            return _to(kept)
        except _UNREADABLE as refused:
            sent.errors["file"] = _why(refused, reader.texts)
    view = read_files(reader.session, reader.now, reader.texts, sent.typed)
    return HTMLResponse(render("bulk.html", reader.frame, view=view), _UNFIT)


@router.get("/{file_id}")
def show_file(file_id: UUID, reader: ImporterDep) -> HTMLResponse:
    """Show what would come of a file, how far it is, or what came of it."""
    return _page(reader, file_id)


@router.get("/{file_id}/problems.csv")
def download_problems(file_id: UUID, reader: ImporterDep) -> Response:
    """Download all refused rows with what is wrong and what to do."""
    file = find_file(reader.session, file_id)
    translate = reader.texts.translate
    rows = (
        (one.line, one.column, one.what, one.remedy)
        for one in told_of(problems_of(reader.session, file.id), reader.texts)
    )
    table = write_csv([translate(title) for title in _HEADER], rows)
    headers = {"Content-Disposition": f'attachment; filename="problems-{file.id}.csv"'}
    # Spreadsheets take a CSV without this mark for the encoding of their own country.
    return Response(b"\xef\xbb\xbf" + table, media_type="text/csv", headers=headers)


@router.post("/{file_id}/columns")
def read_otherwise(
    file_id: UUID, reader: ImporterDep, settings: SettingsDep, fields: FieldsDep
) -> Response:
    """Read the columns of a file otherwise; it is tried again."""
    occasion = occasion_of(reader, settings)
    try:
        with whole(reader.session):
            choose_columns(reader.session, file_id, _columns(fields), occasion)
    except _UNREADABLE as refused:
        return _page(reader, file_id, _why(refused, reader.texts), _UNFIT)
    return _to(file_id)


@router.post("/{file_id}/start")
def begin_import(file_id: UUID, reader: ImporterDep, settings: SettingsDep) -> Response:
    """Let the worker take the rows of a file in."""
    try:
        with whole(reader.session):
            start(reader.session, file_id, occasion_of(reader, settings))
    except _UNREADABLE as refused:
        return _page(reader, file_id, _why(refused, reader.texts), _UNFIT)
    return _to(file_id)


def _page(
    reader: Reader, file_id: UUID, error: str = "", status: int = HTTPStatus.OK
) -> HTMLResponse:
    view = read_file(reader, file_id, error)
    return HTMLResponse(render("bulk_file.html", reader.frame, view=view), status)


def _to(file_id: UUID) -> RedirectResponse:
    return RedirectResponse(f"/desk/bulk/{file_id}", HTTPStatus.SEE_OTHER)


def _columns(fields: Mapping[str, str]) -> Columns:
    """Columns and words as the form says; what is no category of ours is not taken."""
    mapping = {
        name.removeprefix("col-"): value
        for name, value in fields.items()
        if name.startswith("col-")
    }
    said = {fields.get(f"word-{n}", ""): fields.get(f"means-{n}", "") for n in range(MOST_WORDS)}
    words = {word: ours for word, ours in said.items() if word and ours in set(Category)}
    return Columns(mapping, {"category": words} if words else {})


def _why(refused: Exception, texts: Texts) -> str:
    """Why a whole file cannot be used, and what to do."""
    if isinstance(refused, UnknownFormat):
        return texts.translate("Choose a CSV, Excel (xlsx) or GeoJSON file.")
    if isinstance(refused, FileTooLarge):
        return texts.translate("The file holds too much at once: split it into several.")
    return texts.translate(_WHOLE.get(str(refused), _OTHER)) % {"why": refused}


_OTHER: Final = N_("The file cannot be used: %(why)s")
_WHOLE: Final = {
    "the file holds no rows": N_("The file holds no rows below its header."),
    "the rows of this file are gone: send it again": N_(
        "The rows of this file are no longer kept here: choose the file again. Nothing is doubled."
    ),
    "the text is neither UTF-8 nor GB 18030: save it as UTF-8": N_(
        "The text of the file cannot be read: save it as CSV UTF-8, or as Excel."
    ),
    "the content is not an XLSX workbook, whatever its name says": N_(
        "The file is no Excel workbook, whatever its name says: save it again as xlsx or CSV."
    ),
}
"""Refusals of a whole file that have words of their own."""
