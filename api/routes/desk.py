"""The pages of the dispatch desk."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse

from api.deps import NowDep, PageActorDep, SessionDep, SettingsDep
from api.pages.asked import FrameDep, PageTextsDep, require_page
from api.pages.choices import read_choice
from api.pages.desk import SHOW_OF, DeskFilter, Pane, Show
from api.pages.desk_reading import read_desk, read_issue
from api.pages.maps import Look, draw_desk_map, publish
from api.pages.render import render
from dispatch.region_codes import prefix_of
from dispatch.vocabulary import Category, Channel, Stage

router = APIRouter(prefix="/desk")

_CHOICES: dict[str, Any] = {
    "categories": list(Category),
    "stages": list(Stage),
    "channels": list(Channel),
    "show_of": SHOW_OF,
}


def read_filter(
    show: str = "", category: str = "", stage: str = "", channel: str = "", region: str = ""
) -> DeskFilter:
    """Filter of the desk from its form; an empty choice asks nothing."""
    return DeskFilter(
        show=read_choice(Show, "show", show) or Show.ALL,
        category=read_choice(Category, "category", category),
        stage=read_choice(Stage, "stage", stage),
        channel=read_choice(Channel, "channel", channel),
        region=prefix_of(region.replace("\0", "")) or None,
    )


DeskFilterDep = Annotated[DeskFilter, Depends(read_filter)]


@router.get("")
def show_desk(
    chosen: DeskFilterDep,
    session: SessionDep,
    actor: PageActorDep,
    now: NowDep,
    texts: PageTextsDep,
    frame: FrameDep,
    pane: str = "",
) -> HTMLResponse:
    """Show list and map of the open issues."""
    require_page(actor, "/desk")
    desk = read_desk(session, actor, chosen, now, texts)
    desk = replace(desk, pane=read_choice(Pane, "pane", pane) or Pane.LIST)
    return HTMLResponse(render("desk.html", frame, desk=desk, **_CHOICES))


@router.get("/map")
def show_desk_map(
    chosen: DeskFilterDep,
    session: SessionDep,
    actor: PageActorDep,
    now: NowDep,
    texts: PageTextsDep,
    frame: FrameDep,
    settings: SettingsDep,
) -> HTMLResponse:
    """Show the map of the same issues, for the frame inside the desk."""
    require_page(actor, "/desk")
    drawing = draw_desk_map(
        session, actor, chosen, now, look=Look(frame.theme, texts, frame.made_up)
    )
    return HTMLResponse(publish(drawing, settings.state_dir / "map-assets"))


@router.get("/issues/{number}")
def show_issue(
    number: str,
    chosen: DeskFilterDep,
    session: SessionDep,
    actor: PageActorDep,
    now: NowDep,
    texts: PageTextsDep,
    frame: FrameDep,
    part: str = "",
) -> HTMLResponse:
    """Show one issue beside its list, or alone when the desk's script asks for the part."""
    require_page(actor, "/desk")
    issue = read_issue(session, actor, number, now, texts)
    if part == "issue":
        return HTMLResponse(render("_issue.html", frame, issue=issue, query=chosen.query()))
    desk = read_desk(session, actor, chosen, now, texts)
    desk = replace(desk, issue=issue, pane=Pane.ISSUE)
    return HTMLResponse(render("desk.html", frame, desk=desk, **_CHOICES))
