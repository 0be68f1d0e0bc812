"""The pages of the dispatch desk."""

from dataclasses import replace
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse

from api.deps import PageActorDep, SettingsDep
from api.filters import BadFilter
from api.pages.asked import require_page
from api.pages.choices import read_choice
from api.pages.desk import SHOW_OF, DeskFilter, DeskView, Pane, Show
from api.pages.desk_reading import read_desk, read_issue
from api.pages.issue import IssueView, revealed_view
from api.pages.maps import Look, draw_desk_map, publish
from api.pages.reader import Reader, ReaderDep, RevealFormDep
from api.pages.render import render
from api.services.reading_log import log_numbers
from api.services.revealing import reveal_issue
from dispatch.auditing import AuditVerb
from dispatch.precision import require_purpose
from dispatch.region_codes import prefix_of
from dispatch.vocabulary import Category, Channel, Purpose, Stage

router = APIRouter(prefix="/desk")

_CHOICES: Final[dict[str, Any]] = {
    "categories": list(Category),
    "stages": list(Stage),
    "channels": list(Channel),
    "show_of": SHOW_OF,
}
_PART: Final = "issue"


def read_filter(
    actor: PageActorDep,
    *,
    show: str = "",
    category: str = "",
    stage: str = "",
    channel: str = "",
    region: str = "",
    purpose: str = "",
) -> DeskFilter:
    """Filter of the desk from its form; an empty choice asks nothing."""
    stated = read_choice(Purpose, "purpose", purpose)
    if stated not in {None, Purpose.READ, Purpose.PLACE}:
        msg = "a list is read to read it, or to find a place"
        raise BadFilter(msg, field="purpose")
    require_purpose(actor, stated or Purpose.READ)
    return DeskFilter(
        show=read_choice(Show, "show", show) or Show.ALL,
        category=read_choice(Category, "category", category),
        stage=read_choice(Stage, "stage", stage),
        channel=read_choice(Channel, "channel", channel),
        region=prefix_of(region.replace("\0", "")) or None,
        purpose=Purpose.PLACE if stated is Purpose.PLACE else None,
    )


DeskFilterDep = Annotated[DeskFilter, Depends(read_filter)]


@router.get("")
def show_desk(chosen: DeskFilterDep, reader: ReaderDep, pane: str = "") -> HTMLResponse:
    """Show list and map of the open issues."""
    require_page(reader.actor, "/desk")
    desk = read_desk(reader.session, reader.actor, chosen, reader.now, reader.texts)
    desk = replace(desk, pane=read_choice(Pane, "pane", pane) or Pane.LIST)
    _log(reader, AuditVerb.LIST, desk.exact_numbers, chosen)
    return _page(desk, reader)


@router.get("/map")
def show_desk_map(chosen: DeskFilterDep, reader: ReaderDep, settings: SettingsDep) -> HTMLResponse:
    """Show the map of the same issues, for the frame inside the desk."""
    require_page(reader.actor, "/desk")
    look = Look(reader.frame.theme, reader.texts, reader.frame.made_up)
    drawn = draw_desk_map(reader.session, reader.actor, chosen, reader.now, look=look)
    _log(reader, AuditVerb.MAP, drawn.exact_numbers, chosen)
    return HTMLResponse(publish(drawn.map, settings.state_dir / "map-assets"))


@router.get("/issues/{number}")
def show_issue(
    number: str, chosen: DeskFilterDep, reader: ReaderDep, part: str = ""
) -> HTMLResponse:
    """Show one issue beside its list, or alone when the desk's script asks for the part."""
    require_page(reader.actor, "/desk")
    issue = _issue(number, chosen.wanted().purpose, reader)
    desk = _around(issue, chosen, reader, part)
    numbers = [*(desk.exact_numbers if desk else []), *([issue.number] if issue.exact else [])]
    _log(reader, AuditVerb.READ, numbers, chosen)
    return _page(desk, reader) if desk else _alone(issue, chosen, reader)


@router.post("/issues/{number}/reveal")
def reveal(
    number: str, asked: RevealFormDep, chosen: DeskFilterDep, reader: ReaderDep, part: str = ""
) -> HTMLResponse:
    """Show one issue with the people behind it, to who has said what for."""
    require_page(reader.actor, "/desk")
    number = number.replace("\0", "")
    shown = reveal_issue(reader.session, reader.actor, number, asked, reader.now)
    issue = replace(_issue(number, asked.purpose, reader), revealed=revealed_view(shown))
    desk = _around(issue, chosen, reader, part)
    return _page(desk, reader) if desk else _alone(issue, chosen, reader)


def _issue(number: str, purpose: Purpose, reader: Reader) -> IssueView:
    session, actor, now, texts = reader.session, reader.actor, reader.now, reader.texts
    return read_issue(session, actor, number, now, texts, purpose=purpose)


def _around(issue: IssueView, chosen: DeskFilter, reader: Reader, part: str) -> DeskView | None:
    """Desk around an opened issue; none where the issue alone was asked for."""
    if part == _PART:
        return None
    desk = read_desk(reader.session, reader.actor, chosen, reader.now, reader.texts)
    return replace(desk, issue=issue, pane=Pane.ISSUE)


def _page(desk: DeskView, reader: Reader) -> HTMLResponse:
    return HTMLResponse(render("desk.html", reader.frame, desk=desk, **_CHOICES))


def _alone(issue: IssueView, chosen: DeskFilter, reader: Reader) -> HTMLResponse:
    page = render("_issue.html", reader.frame, issue=issue, query=chosen.query())
    return HTMLResponse(page)


def _log(reader: Reader, verb: AuditVerb, numbers: list[str], chosen: DeskFilter) -> None:
    purpose = chosen.wanted().purpose
    log_numbers(reader.session, reader.actor, reader.now, verb, numbers, purpose=purpose)
