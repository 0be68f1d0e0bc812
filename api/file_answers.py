"""Attached files as answers: downloads, for nothing of them may run here."""

from typing import Final
from urllib.parse import quote

from fastapi.responses import Response

from api.services.images import MEDIA_TYPE as PHOTO
from api.services.images import SMALL_SIDE, remade
from data.attachments import Kept

_SANDBOX: Final = "sandbox; default-src 'none'"


def download(kept: Kept, content: bytes) -> Response:
    """A file to be saved, never shown as a page of ours."""
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(kept.name, safe='')}",
        "Content-Security-Policy": _SANDBOX,
        "Cache-Control": "no-store",
    }
    return Response(content, media_type=kept.media_type, headers=headers)


def small_photo(kept: Kept, content: bytes) -> Response:
    """A photo at the size of a list, to be shown; any other file is a download."""
    if kept.media_type != PHOTO:
        return download(kept, content)
    headers = {"Content-Security-Policy": _SANDBOX, "Cache-Control": "no-store"}
    return Response(remade(content, SMALL_SIDE), media_type=PHOTO, headers=headers)
