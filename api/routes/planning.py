"""The pages of the planner."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse

from api.deps import NowDep, PageActorDep, SessionDep, SettingsDep
from api.filters import BadFilter
from api.pages.asked import FrameDep, PageTextsDep, require_page
from api.pages.choices import read_choice
from api.pages.maps import Look, publish
from api.pages.planning import Layer, PlanFilter, PlanView, layers_of
from api.pages.planning_reading import draw_counts, read_counts
from api.pages.render import render
from dispatch.errors import NotPermitted
from dispatch.rights import Actor
from dispatch.vocabulary import Category
from maps.legend import MapCounts

router = APIRouter(prefix="/planning")

_A_YEAR = timedelta(days=365)
_NOTHING = MapCounts(0, 0, 0, 0)


def read_filter(
    now: NowDep,
    *,
    layer: str = "",
    category: str = "",
    since: Annotated[str, Query(alias="from")] = "",
    until: Annotated[str, Query(alias="to")] = "",
) -> PlanFilter:
    """Filter of the planning page from its form; the last year when it names no period."""
    last = _day("to", until) or now.date()
    return PlanFilter(
        layer=read_choice(Layer, "layer", layer) or Layer.VILLAGES,
        category=read_choice(Category, "category", category),
        since=_day("from", since) or last - _A_YEAR,
        until=last,
    )


PlanFilterDep = Annotated[PlanFilter, Depends(read_filter)]


@router.get("")
def show_planning(
    chosen: PlanFilterDep,
    session: SessionDep,
    actor: PageActorDep,
    now: NowDep,
    texts: PageTextsDep,
    frame: FrameDep,
) -> HTMLResponse:
    """Show where the issues of a period come from."""
    require_page(actor, "/planning")
    if chosen.since > chosen.until:
        error = texts.translate("The period ends before it begins. Swap the two dates.")
        plan = PlanView(chosen, layers_of(actor), _NOTHING, error)
    else:
        require_layer(actor, chosen.layer)
        counts = read_counts(session, actor, chosen, now).counts
        plan = PlanView(chosen, layers_of(actor), counts, "")
    return HTMLResponse(render("planning.html", frame, plan=plan, categories=list(Category)))


@router.get("/map/{layer}")
def show_planning_map(
    layer: Layer,
    chosen: PlanFilterDep,
    session: SessionDep,
    actor: PageActorDep,
    now: NowDep,
    texts: PageTextsDep,
    frame: FrameDep,
    settings: SettingsDep,
) -> HTMLResponse:
    """Show the counts as a map, for the frame inside the planning page."""
    require_page(actor, "/planning")
    require_layer(actor, layer)
    chosen = replace(chosen, layer=layer)
    drawing = draw_counts(session, actor, chosen, now, look=Look(frame.theme, texts, frame.made_up))
    return HTMLResponse(publish(drawing, settings.state_dir / "map-assets"))


def require_layer(actor: Actor, layer: Layer) -> None:
    """Refuse a map an actor may not see.

    Raises
    ------
    NotPermitted
        If it shows totals the actor may not see.
    """
    if layer not in layers_of(actor):
        msg = f"the role {actor.role} sees counts by village and by cell, not by grid"
        raise NotPermitted(msg)


def _day(name: str, text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        msg = f"{name} is a day such as 2026-03-20"
        raise BadFilter(msg, field=name) from error
