"""The bar above the pages, one alert in full, and the button that says one knows."""

from typing import Annotated

from fastapi import APIRouter, Form, Path
from fastapi.responses import HTMLResponse, RedirectResponse

from api.deps import SettingsDep
from api.pages.alert_bar import alert_view
from api.pages.preferences import local_path
from api.pages.reader import ReaderDep, occasion_of
from api.pages.render import render
from api.services.alerting import acknowledge, read_alert
from dispatch.rights import Verb

router = APIRouter(prefix="/alerts")

AlertId = Annotated[int, Path(ge=1, lt=2**63)]


@router.get("/bar")
def show_bar(reader: ReaderDep) -> HTMLResponse:
    """Show what waits now, for the script that keeps the bar up to date.

    Nothing of it is kept: nobody who left his desk stays signed in because a script looks.
    """
    bar = render("_alerts.html", reader.frame)
    reader.session.rollback()
    return HTMLResponse(bar)


@router.get("/{alert_id}")
def show_alert(alert_id: AlertId, reader: ReaderDep, settings: SettingsDep) -> HTMLResponse:
    """Show the danger and where it is, to whom the issue itself is closed."""
    reader.actor.require(Verb.ACKNOWLEDGE_ALERTS)
    found = read_alert(reader.session, alert_id, occasion_of(reader, settings))
    view = alert_view(found, reader.actor, reader.now, reader.texts)
    return HTMLResponse(render("alert.html", reader.frame, alert=view))


@router.post("/{alert_id}/acknowledge")
def say_known(
    alert_id: AlertId,
    reader: ReaderDep,
    settings: SettingsDep,
    path: Annotated[str, Form(alias="next", max_length=2_000)] = "/",
) -> RedirectResponse:
    """Say that one knows, and go on where one was."""
    reader.actor.require(Verb.ACKNOWLEDGE_ALERTS)
    acknowledge(reader.session, alert_id, None, occasion_of(reader, settings))
    return RedirectResponse(local_path(path), 303)
