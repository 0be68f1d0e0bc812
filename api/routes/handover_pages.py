"""The pages of a handover: who, to whom, from when; what passes; done in one step."""

from collections.abc import Mapping
from datetime import date
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from api.labels import N_
from api.pages.admin_forms import NOTHING, FieldsDep, Reading, Typed
from api.pages.admin_handover import HandoverWish, read_handover
from api.pages.reader import Reader
from api.pages.render import render
from api.routes.admin_access import ManagerDep
from api.routes.admin_acts import UNFIT, attempt, see
from api.services.handover import HandoverPreview, hand_over, preview_handover
from dispatch.errors import IllegalTransition, NotPermitted
from dispatch.posts import FURTHEST_AHEAD

router = APIRouter(prefix="/handover")

_NOTE: Final = 200
_WORDS: Final[dict[type[Exception], str]] = {
    IllegalTransition: N_(
        "There is nothing to hand over: no post from that day on, and no open issue."
    ),
    NotPermitted: N_("One of the two has a post outside your area. Ask the county to do it."),
}


@router.get("")
def show_handover(
    reader: ManagerDep,
    giver: Annotated[str, Query(alias="from", max_length=20)] = "",
    taker: Annotated[str, Query(alias="to", max_length=20)] = "",
    on: Annotated[str, Query(max_length=10)] = "",
) -> HTMLResponse:
    """Show the form, and what would pass once it says who and when."""
    if not (giver and taker):
        return _page(reader, HandoverWish(giver, taker, on))
    return _preview(reader, {"from": giver, "to": taker, "on": on})


@router.post("")
def pass_on(reader: ManagerDep, fields: FieldsDep) -> Response:
    """Hand over all posts and open issues."""
    sent = Reading("handover", fields, reader.texts)
    giver, taker, on = _asked(sent, reader.now.date())
    note = sent.text("note", most=_NOTE)
    session, actor = reader.session, reader.actor
    made, status = attempt(
        reader,
        sent,
        lambda: hand_over(session, actor, giver, taker, on, note or None, reader.now),
        _WORDS,
    )
    if made is None:
        return _preview(reader, fields, sent.typed, status)
    done = "later" if made.later else "handed"
    return see(f"/admin/people/{giver}", done, handover=made.id)


def _asked(sent: Reading, today: date) -> tuple[int, int, date]:
    """Who hands over, to whom, from which day on."""
    giver, taker = sent.row("from"), sent.row("to")
    on = sent.day("on") or today
    if giver and giver == taker:
        sent.refuse("to", N_("Nobody hands over to himself. Choose somebody else."))
    if on < today:
        sent.refuse("on", N_("This day is over. Hand over from today or a later day on."))
    if on > today + FURTHEST_AHEAD:
        sent.refuse("on", N_("At most a year ahead."))
    return giver, taker, on


def _preview(
    reader: Reader, fields: Mapping[str, str], typed: Typed = NOTHING, status: int = HTTPStatus.OK
) -> HTMLResponse:
    sent = Reading("handover", fields, reader.texts)
    giver, taker, on = _asked(sent, reader.now.date())
    wish = HandoverWish(
        fields.get("from", ""), fields.get("to", ""), on.isoformat(), fields.get("note", "")
    )
    found, refused = attempt(
        reader,
        sent,
        lambda: preview_handover(reader.session, reader.actor, giver, taker, on, reader.now),
        _WORDS,
    )
    if found is None:
        return _page(reader, wish, typed if typed.errors else sent.typed, status=refused or UNFIT)
    return _page(reader, wish, typed, found, status)


def _page(
    reader: Reader,
    wish: HandoverWish,
    typed: Typed = NOTHING,
    found: HandoverPreview | None = None,
    status: int = HTTPStatus.OK,
) -> HTMLResponse:
    view = read_handover(reader.session, reader.actor, wish, found, reader.now, reader.texts)
    page = render(
        "admin_handover.html", reader.frame, tab="people", done="", view=view, typed=typed
    )
    return HTMLResponse(page, status)
