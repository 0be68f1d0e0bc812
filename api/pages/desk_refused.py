"""The desk again, after a form on the card of an issue was refused."""

from dataclasses import replace
from http import HTTPStatus
from typing import Any

from fastapi.responses import HTMLResponse

from api.pages.desk import DeskFilter
from api.pages.desk_page import desk_page, desk_with
from api.pages.desk_record import log_opened
from api.pages.placing_reading import read_opened
from api.pages.reader import Reader
from api.pages.similar import Typed
from api.settings import Settings


def desk_again(
    reader: Reader,
    chosen: DeskFilter,
    settings: Settings,
    number: str,
    *,
    section: str,
    status: HTTPStatus,
    **told: str | Typed,
) -> HTMLResponse:
    """The desk with an issue opened; `told` are the fields of its section that say why."""
    issue = read_opened(number, chosen.wanted().purpose, reader, settings, finding=False)
    shown = getattr(issue, section)
    if shown is not None:
        changed: dict[str, Any] = {section: replace(shown, **told)}
        issue = replace(issue, **changed)
    desk = desk_with(issue, chosen, reader)
    log_opened(reader, issue, desk, chosen, finding=False)
    return desk_page(desk, reader, status)
