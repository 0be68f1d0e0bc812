"""What becomes of a held report once the county's screener has read it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from dispatch.assignment import Assigned, Tenure, assign
from dispatch.firewall import Accused, bars_of, route_above
from dispatch.placing import Placed
from dispatch.reasons import Reason, ReasonCode
from dispatch.region_codes import is_statistical, level_of
from dispatch.vocabulary import Kind, RegionLevel


class Outcome(StrEnum):
    """What a screener finds in a held report."""

    ORDINARY = "ordinary"
    ACCUSATION = "accusation"


@dataclass(frozen=True, slots=True)
class Service:
    """One body a person serves or served: a region's, or a unit of one.

    Attributes
    ----------
    region_code
        Region of the body; where a unit is given, the region of the unit.
    """

    region_code: str | None = None
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class Release:
    """How a held report goes on.

    Attributes
    ----------
    assigned
        Who takes it, with the reason.
    region_code
        Region of the desk that takes it; none above the county or where nobody knows.
    bars
        From whom it is kept; none for an ordinary matter.
    """

    kind: Kind
    assigned: Assigned
    region_code: str | None
    bars: tuple[str, ...] | None = None


_OWN_BODY: Final = frozenset({RegionLevel.VILLAGE, RegionLevel.TOWNSHIP})
"""Regions so small that what accuses one of their units accuses their body."""


def accused_unit(unit_id: int, region_code: str | None) -> Accused:
    """Who is accused with a unit: in a village or township its body too, in a county it alone."""
    chained = (
        region_code is not None
        and is_statistical(region_code)
        and level_of(region_code) in _OWN_BODY
    )
    return Accused(unit_id=unit_id, region_code=region_code if chained else None)


def accused_person(
    services: Iterable[Service],
    *,
    agent_id: int | None = None,
    accounts: Collection[int] = (),
) -> list[Accused]:
    """Who is accused with a person: all the person is here as, once for every body served.

    Parameters
    ----------
    services
        Bodies the person serves today or ever served; may be empty.
    agent_id, accounts
        The person in the register of agents, and the accounts the person signs in with.
    """
    bodies = {
        accused_unit(one.unit_id, one.region_code)
        if one.unit_id is not None
        else Accused(region_code=one.region_code)
        for one in services
    }
    signed_in: list[int | None] = [*sorted(accounts)] or [None]
    ordered = sorted(bodies, key=lambda one: (one.region_code or "", one.unit_id or 0))
    return [
        replace(body, agent_id=agent_id, account_id=account)
        for body in ordered or [Accused()]
        for account in signed_in
    ]


def release_ordinary(placed: Placed, tenures: Iterable[Tenure], kind: Kind, today: date) -> Release:
    """Let a report that accuses nobody go the way of every other one.

    It is handed over by the rules of intake to whoever answers for its grid today, however
    long ago it came in. What was filed as an accusation goes on as a claim.

    Parameters
    ----------
    placed
        Where it was placed.
    tenures
        Posts at its grid, in any order.
    """
    assigned = assign(placed, tenures, today, today)
    kept = Kind.CLAIM if kind is Kind.ACCUSATION else kind
    return Release(kept, assigned, placed.region_code)


def release_accusation(
    accused: Collection[Accused], place: str | None, colleagues: Collection[int] = ()
) -> Release:
    """Hand an accusation to the desk above those it accuses, and keep it from them.

    Parameters
    ----------
    place
        Region the issue lies in; none where nobody knows.
    colleagues
        Accounts that serve an accused body and something else.

    Notes
    -----
    信访工作条例 art. 30 and 46(5); see `dispatch.firewall`.
    """
    route = route_above(accused, place)
    assigned = Assigned(route.level, Reason(ReasonCode.ABOVE_ACCUSED))
    bars = tuple(bars_of(accused, place, colleagues))
    return Release(Kind.ACCUSATION, assigned, route.region_code, bars)
