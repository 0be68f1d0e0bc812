"""The page of the desk, with an issue opened or not."""

from dataclasses import replace
from http import HTTPStatus
from typing import Any, Final

from fastapi.responses import HTMLResponse

from api.pages.desk import SHOW_OF, DeskFilter, DeskView, Pane
from api.pages.desk_reading import read_desk
from api.pages.issue import IssueView
from api.pages.reader import Reader
from api.pages.render import render
from dispatch.vocabulary import Category, Channel, Stage

_CHOICES: Final[dict[str, Any]] = {
    "categories": list(Category),
    "stages": list(Stage),
    "channels": list(Channel),
    "show_of": SHOW_OF,
}
PART: Final = "issue"
"""What the desk's script asks for: the opened issue alone."""


def desk_around(issue: IssueView, chosen: DeskFilter, reader: Reader, part: str) -> DeskView | None:
    """Desk around an opened issue; none where the issue alone was asked for."""
    return None if part == PART else desk_with(issue, chosen, reader)


def desk_with(issue: IssueView, chosen: DeskFilter, reader: Reader) -> DeskView:
    """Desk around an opened issue."""
    desk = read_desk(reader.session, reader.actor, chosen, reader.now, reader.texts)
    return replace(desk, issue=issue, pane=Pane.ISSUE)


def desk_page(desk: DeskView, reader: Reader, status: int = HTTPStatus.OK) -> HTMLResponse:
    """The desk as a page."""
    return HTMLResponse(render("desk.html", reader.frame, desk=desk, **_CHOICES), status)


def issue_part(issue: IssueView, chosen: DeskFilter, reader: Reader) -> HTMLResponse:
    """An opened issue alone, for the script of the desk."""
    query = chosen.query()
    return HTMLResponse(render("_issue.html", reader.frame, issue=issue, query=query))
