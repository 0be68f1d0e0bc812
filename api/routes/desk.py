"""The pages of the dispatch desk."""

from dataclasses import replace
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse

from api.deps import PageActorDep, SettingsDep
from api.filters import BadFilter
from api.pages.asked import require_page
from api.pages.choices import read_choice
from api.pages.desk import DeskFilter, Pane, Show
from api.pages.desk_page import desk_around, desk_page, issue_part
from api.pages.desk_reading import read_desk, read_issue
from api.pages.desk_record import log_opened, log_shown
from api.pages.issue import revealed_view
from api.pages.maps import Look, draw_desk_map, publish
from api.pages.placing_reading import placed_words, read_opened
from api.pages.reader import ReaderDep, RevealFormDep
from api.services.revealing import reveal_issue
from dispatch.auditing import AuditVerb
from dispatch.precision import require_purpose
from dispatch.region_codes import prefix_of
from dispatch.vocabulary import Category, Channel, Purpose, Stage

router = APIRouter(prefix="/desk")

_PLACED: Final = "placed"
"""Says in the address that the issue was placed just now."""


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
    log_shown(reader, AuditVerb.LIST, desk.exact_numbers, chosen)
    return desk_page(desk, reader)


@router.get("/map")
def show_desk_map(chosen: DeskFilterDep, reader: ReaderDep, settings: SettingsDep) -> HTMLResponse:
    """Show the map of the same issues, for the frame inside the desk."""
    require_page(reader.actor, "/desk")
    look = Look(reader.frame.theme, reader.texts, reader.frame.made_up)
    drawn = draw_desk_map(reader.session, reader.actor, chosen, reader.now, look=look)
    log_shown(reader, AuditVerb.MAP, drawn.exact_numbers, chosen)
    return HTMLResponse(publish(drawn.map, settings.state_dir / "map-assets"))


@router.get("/issues/{number}")
def show_issue(
    number: str,
    chosen: DeskFilterDep,
    reader: ReaderDep,
    settings: SettingsDep,
    part: str = "",
    place: str = "",
    done: str = "",
) -> HTMLResponse:
    """Show one issue beside its list, or alone when the desk's script asks for the part.

    With `place` its reader says that he is finding the place of this one.
    """
    require_page(reader.actor, "/desk")
    if place:
        require_purpose(reader.actor, Purpose.PLACE)
    purpose = Purpose.PLACE if place else chosen.wanted().purpose
    issue = read_opened(number, purpose, reader, settings, finding=bool(place))
    if done == _PLACED:
        issue = replace(issue, placed=placed_words(issue, reader.texts))
    desk = desk_around(issue, chosen, reader, part)
    log_opened(reader, issue, desk, chosen, finding=bool(place))
    return desk_page(desk, reader) if desk else issue_part(issue, chosen, reader)


@router.post("/issues/{number}/reveal")
def reveal(
    number: str, asked: RevealFormDep, chosen: DeskFilterDep, reader: ReaderDep, part: str = ""
) -> HTMLResponse:
    """Show one issue with the people behind it, to who has said what for."""
    require_page(reader.actor, "/desk")
    number = number.replace("\0", "")
    shown = reveal_issue(reader.session, reader.actor, number, asked, reader.now)
    session, actor, now, texts = reader.session, reader.actor, reader.now, reader.texts
    issue = read_issue(session, actor, number, now, texts, purpose=asked.purpose)
    issue = replace(issue, revealed=revealed_view(shown))
    desk = desk_around(issue, chosen, reader, part)
    return desk_page(desk, reader) if desk else issue_part(issue, chosen, reader)
