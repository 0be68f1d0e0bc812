"""Photos of residents, made clean before their request has a turn at the database."""

from asyncio import timeout
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from fastapi import Depends, Form, Request, UploadFile
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.datastructures import UploadFile as SentFile

from api.deps import NowDep, SettingsDep
from api.errors import MalformedBody, ManyFiles, UnfitFile
from api.pages.asked import PageTextsDep
from api.pages.report import OUT_OF_DATE
from api.pages.resident import SentDep, WaitDep
from api.resident_forms import ResidentForm, read_form
from api.services.attachments import Clean, Upload, made_clean
from api.services.images import BUSY
from api.settings import Settings
from api.turns import Turns

_PATIENCE_S: Final = 10
"""Waiting for a turn costs neither a thread nor a connection."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo as it came: its name, the mark of its content, what is kept of it or why nothing."""

    name: str
    mark: str
    clean: Clean | UnfitFile


async def read_photo(
    request: Request,
    file: UploadFile,
    key: Annotated[str, Form()],
    token: Annotated[str, Form()],
    texts: PageTextsDep,
    settings: SettingsDep,
    now: NowDep,
) -> tuple[ResidentForm, Photo]:
    """Read a photo that is sent before its report.

    Raises
    ------
    MalformedBody
        If its form is not ours, or too old.
    """
    form = read_form(key, token, settings, now)
    if form is None:
        raise MalformedBody(texts.translate(OUT_OF_DATE))
    return form, await _cleaned(request, file, settings)


async def read_photos(
    request: Request, wait: WaitDep, sent: SentDep, settings: SettingsDep, now: NowDep
) -> Sequence[Photo]:
    """Read the photos that come with a report, up to the first that is not taken."""
    photos: list[Photo] = []
    if wait is not None or form_of(sent, settings, now) is None:
        return photos
    for file in sent.getlist("file"):
        if isinstance(file, SentFile) and file.size:
            photos.append(await _cleaned(request, file, settings))
            if isinstance(photos[-1].clean, UnfitFile):
                break
    return photos


PhotoDep = Annotated[tuple[ResidentForm, Photo], Depends(read_photo)]
PhotosDep = Annotated[Sequence[Photo], Depends(read_photos)]


def form_of(sent: FormData, settings: Settings, now: datetime) -> ResidentForm | None:
    """Hidden fields of a form that was sent; none if they are not ours or too old."""
    return read_form(str(sent.get("key", "")), str(sent.get("token", "")), settings, now)


async def _cleaned(request: Request, file: SentFile, settings: Settings) -> Photo:
    turns: Turns = request.app.state.photo_turns
    try:
        async with timeout(_PATIENCE_S):
            await turns.queue().acquire()
    except TimeoutError:
        return Photo("", "", ManyFiles(BUSY))
    try:
        return await run_in_threadpool(_clean, file, settings)
    finally:
        turns.queue().release()


def _clean(file: SentFile, settings: Settings) -> Photo:
    upload = Upload(file.file.read(), file.filename or "")
    try:
        clean: Clean | UnfitFile = made_clean(upload, settings)
    except UnfitFile as refused:
        clean = refused
    return Photo(upload.name, upload.mark, clean)
