"""The hotline 12345: its work orders come in, and what became of them is asked for."""

from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Response

from api.deps import ActorDep, NowDep, SessionDep, SettingsDep, TextsDep
from api.requests import StrictRoute
from api.schemas.hotline import OrderIn, OrderOut, OrderState
from api.services.hotline import read_order, take_order
from api.services.occasion import Occasion

router = APIRouter(prefix="/hotline/orders", tags=["hotline"], route_class=StrictRoute)


@router.post("", status_code=201, response_model=OrderOut)
def send_order(
    wire: OrderIn,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    texts: TextsDep,
    settings: SettingsDep,
    response: Response,
) -> dict[str, Any]:
    """Take a work order in, once by its number; 200 where it joins an issue that is there."""
    answer = take_order(session, wire, Occasion(actor, now, texts, settings))
    if answer["repeated"]:
        response.status_code = HTTPStatus.OK
    return answer


@router.get("/{number}")
def ask_order(number: str, session: SessionDep, actor: ActorDep) -> OrderState:
    """Where the issue of one of your orders stands."""
    return read_order(session, number.replace("\0", ""), actor)
