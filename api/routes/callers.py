"""Who calls: households by phone, number or name, with what they brought."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.deps import ActorDep, NowDep, SessionDep
from api.rates import LOOKUP_LIMIT
from api.requests import StrictRoute
from api.schemas.callers import CallersOut
from api.services.looking_up import Asked, look_up

router = APIRouter(prefix="/callers", tags=["callers"], route_class=StrictRoute)

Words = Annotated[str, Query(min_length=1, max_length=100, pattern=r"^[^\x00]*$")]


def _asked(
    phone: Words | None = None,
    number: Words | None = None,
    name: Words | None = None,
    region: Words | None = None,
) -> Asked:
    return Asked(phone, number, name, region)


AskedDep = Annotated[Asked, Depends(_asked)]


@router.get("", dependencies=[LOOKUP_LIMIT])
def read_callers(asked: AskedDep, session: SessionDep, actor: ActorDep, now: NowDep) -> CallersOut:
    """Households a caller may belong to, for a desk that finds a place; the answer is logged."""
    return look_up(session, actor, asked, now)
