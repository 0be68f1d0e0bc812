"""The pages of the planner."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse

from api.dates import day_text, local_date
from api.deps import NowDep, PageActorDep, SessionDep, SettingsDep
from api.filters import BadFilter
from api.pages.asked import require_page
from api.pages.choices import read_choice
from api.pages.maps import Look, publish
from api.pages.planning import Layer, PlanFilter, PlanView, counts_live, layers_of
from api.pages.planning_reading import Counted, draw_counted, read_counts
from api.pages.planning_release import choose_period, read_published
from api.pages.reader import Reader, ReaderDep
from api.pages.render import render
from data.published import published_periods
from dispatch.errors import NotPermitted
from dispatch.rights import Actor
from dispatch.vocabulary import Category
from maps.legend import MapCounts

router = APIRouter(prefix="/planning")

_A_YEAR = timedelta(days=365)
_NOTHING = MapCounts(0, 0, 0, 0)


def read_filter(
    session: SessionDep,
    actor: PageActorDep,
    now: NowDep,
    *,
    layer: str = "",
    category: str = "",
    since: Annotated[str, Query(alias="from")] = "",
    until: Annotated[str, Query(alias="to")] = "",
    period: str = "",
) -> PlanFilter:
    """Filter of the planning page from its form.

    Live counts are of the last year when it names no days, published ones of the newest period.
    """
    require_page(actor, "/planning")
    last = _day("to", until) or now.date()
    first = _day("from", since) or last - _A_YEAR
    chosen = PlanFilter(
        layer=read_choice(Layer, "layer", layer) or Layer.VILLAGES,
        category=read_choice(Category, "category", category),
        since=first,
        until=last,
    )
    if counts_live(actor):
        return chosen
    return choose_period(session, chosen, period, days=bool(since or until))


PlanFilterDep = Annotated[PlanFilter, Depends(read_filter)]


@router.get("")
def show_planning(chosen: PlanFilterDep, reader: ReaderDep) -> HTMLResponse:
    """Show where the issues of a period come from."""
    return HTMLResponse(
        render("planning.html", reader.frame, plan=_view(chosen, reader), categories=list(Category))
    )


def _view(chosen: PlanFilter, reader: Reader) -> PlanView:
    texts, layers = reader.texts, layers_of(reader.actor)
    if chosen.since > chosen.until:
        error = texts.translate("The period ends before it begins. Swap the two dates.")
        return PlanView(chosen, layers, _NOTHING, error)
    require_layer(reader.actor, chosen.layer)
    periods = () if counts_live(reader.actor) else tuple(published_periods(reader.session))
    counted = _read(chosen, reader)
    if not counts_live(reader.actor) and not periods:
        error = texts.translate("Nothing is published yet: no quarter that was counted is over.")
        return PlanView(chosen, layers, _NOTHING, error)
    return PlanView(
        filter=chosen,
        layers=layers,
        counts=counted.counts,
        error="",
        periods=periods,
        published=_published_on(counted, reader),
        listed=counted.listed,
        shown=counted.shown,
    )


def _read(chosen: PlanFilter, reader: Reader) -> Counted:
    if counts_live(reader.actor):
        return read_counts(reader.session, reader.actor, chosen, reader.now)
    return read_published(reader.session, reader.actor, chosen)


def _published_on(counted: Counted, reader: Reader) -> str:
    if counted.published_at is None:
        return ""
    return day_text(local_date(counted.published_at), language=reader.texts.language)


@router.get("/map/{layer}")
def show_planning_map(
    layer: Layer, chosen: PlanFilterDep, reader: ReaderDep, settings: SettingsDep
) -> HTMLResponse:
    """Show the counts as a map, for the frame inside the planning page."""
    require_layer(reader.actor, layer)
    chosen = replace(chosen, layer=layer)
    look = Look(reader.frame.theme, reader.texts, reader.frame.made_up)
    counted = _read(chosen, reader)
    session, actor = reader.session, reader.actor
    drawing = draw_counted(session, actor, chosen, counted, reader.now, look=look)
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
