"""Who calls: households by phone, number or name, with their history, kept with its purpose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from api.filters import BadFilter
from api.schemas.callers import CallerOut, CallersOut, ClosedOut, OpenIssueOut
from api.services.answering import answering_for
from api.services.reading_log import log_households, log_issues
from data.callers import (
    MOST,
    Closed,
    caller_with_number,
    callers_named,
    callers_with_phone,
    closed_issues_of,
    open_issues_filed_with,
    open_issues_of,
)
from data.households import HouseholdRecord
from data.issue_records import IssueRecord
from data.place_names import grid_names_of, region_names_of
from dispatch.auditing import AuditVerb
from dispatch.placing import GridHit, Placed, phone_key
from dispatch.reasons import Reason, ReasonCode
from dispatch.region_codes import is_local
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import Confidence, PlacementMethod, Purpose

_ONE_QUESTION: Final = "ask by phone, by number, or by name with a region; one at a time"
_PHONE: Final = "a phone number has at least 7 digits"
_REGION: Final = "a name is looked up in a village or township; give its code as region"


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody knows of a caller: a phone, a household's number, or a name with a region."""

    phone: str | None = None
    number: str | None = None
    name: str | None = None
    region: str | None = None


def look_up(session: Session, actor: Actor, asked: Asked, now: datetime) -> CallersOut:
    """Households a caller may belong to, with what they brought; every answer is kept.

    Raises
    ------
    NotPermitted
        If the role finds no places.
    BadFilter
        If it is no question: two at a time, half a phone number, a name in the whole county.
    """
    actor.require(Verb.PLACE_ISSUES)
    homes = _homes(session, actor, asked, now)
    ids = [home.id for home in homes]
    opened = open_issues_of(session, actor, ids) if ids else {}
    closed = closed_issues_of(session, actor, ids) if ids else {}
    filed = open_issues_filed_with(session, actor, asked.phone, ids) if asked.phone else []
    _log(session, actor, now, homes, [*filed, *(one for held in opened.values() for one in held)])
    return CallersOut(
        items=_items(session, homes, opened, closed, now),
        filed=[OpenIssueOut.of(one, now) for one in filed],
    )


def _homes(
    session: Session, actor: Actor, asked: Asked, now: datetime
) -> Sequence[HouseholdRecord]:
    given = [asked.phone, asked.number, asked.name]
    if sum(one is not None for one in given) != 1:
        raise BadFilter(_ONE_QUESTION)
    if asked.phone is not None:
        if phone_key(asked.phone) is None:
            raise BadFilter(_PHONE, field="phone")
        return callers_with_phone(session, actor, asked.phone, now.date())
    if asked.number is not None:
        return caller_with_number(session, actor, asked.number, now.date())
    if not asked.region or not is_local(asked.region):
        raise BadFilter(_REGION, field="region")
    return callers_named(session, actor, asked.name or "", asked.region, now.date())


def _items(
    session: Session,
    homes: Sequence[HouseholdRecord],
    opened: Mapping[str, Sequence[IssueRecord]],
    closed: Mapping[int, Closed],
    now: datetime,
) -> list[CallerOut]:
    if not homes:
        return []
    villages = region_names_of(session, {one.village_code for one in homes if one.village_code})
    grids = grid_names_of(session, {one.grid for one in homes if one.grid})
    agents = answering_for(session, [_place(one) for one in homes], now.date())
    return [
        CallerOut.of(
            home,
            villages,
            grid_name=grids.get(home.grid or ""),
            agent=agent,
            open=[OpenIssueOut.of(one, now) for one in opened.get(home.number, ())][:MOST],
            closed=ClosedOut.model_validate(closed.get(home.id, Closed())),
        )
        for home, (_, agent) in zip(homes, agents, strict=True)
    ]


def _place(home: HouseholdRecord) -> Placed:
    """Where what a household brings lies: in its grid."""
    reason = Reason(ReasonCode.HOUSEHOLD_GRID, {"household": home.number, "grid": home.grid})
    grid = GridHit(home.grid, None, home.village_code) if home.grid else None
    return Placed(
        PlacementMethod.HOUSEHOLD,
        Confidence.HIGH,
        reason,
        grid=grid,
        region_code=home.village_code,
    )


def _log(
    session: Session,
    actor: Actor,
    now: datetime,
    homes: Sequence[HouseholdRecord],
    issues: Sequence[IssueRecord],
) -> None:
    ids = [home.id for home in homes]
    log_households(session, actor, now, AuditVerb.READ, ids, purpose=Purpose.PLACE)
    log_issues(session, actor, now, AuditVerb.LIST, issues, purpose=Purpose.PLACE)
