"""Where a report would lie and who would get it: found and graded, nothing written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import uuid4

from sqlalchemy.orm import Session

from api.labels import label
from api.schemas.callers import AnsweringOut, HouseOut
from api.schemas.issue import ReasonOut
from api.schemas.previews import (
    CandidatesOut,
    MissingOut,
    PreviewIn,
    PreviewOut,
    PreviewPlacementOut,
    VillageOut,
)
from api.services.answering import answering_for
from api.services.filing import report_of
from api.services.intake import asks_of, check_place, names_for
from api.services.occasion import Filer, Occasion, filing_of
from api.services.reading_log import log_households
from api.services.reason_names import names_in
from data.callers import (
    MOST,
    caller_with_number,
    callers_in_words,
    callers_named,
    callers_with_phone,
)
from data.households import HouseholdRecord
from data.place_names import full_names_of, grid_names_of, region_names_of
from data.placing import Ask, find_places
from data.scope import as_system
from dispatch.assignment import Assigned
from dispatch.auditing import AuditVerb
from dispatch.intake import Decision, Report, settle
from dispatch.missing import missing
from dispatch.placing import Placed, place
from dispatch.reasons import Reason, ReasonCode, without_the_house
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import EvidenceKind, Precision, Purpose

_RECEIVED: Final = Reason(ReasonCode.RECEIVED)


@dataclass(frozen=True, slots=True)
class _Outlook:
    """What filing would lead to, before anything of it is left out."""

    ask: Ask
    decision: Decision
    agent: AnsweringOut | None

    @property
    def placed(self) -> Placed:
        return self.decision.placed


def preview(
    session: Session, wire: PreviewIn, occasion: Occasion, *, region: str | None = None
) -> PreviewOut:
    """Say where a report would lie and who would get it, as far as the actor may know.

    Parameters
    ----------
    region
        Code of the village or township it is said to be about.

    Raises
    ------
    NotPermitted
        If the role finds no places.
    InvalidCoordinate, UnknownHousehold, OutsideCoverage
        As filing it would.
    """
    actor = occasion.actor
    actor.require(Verb.PLACE_ISSUES)
    report = replace(report_of(wire, uuid4(), occasion.now), region=region)
    with as_system(session):
        outlook = _look(session, report, occasion)
    homes = _homes(session, actor, report, outlook, occasion)
    exact = _is_shown(actor, outlook.placed, homes)
    if not exact:
        homes = []
    ids = [home.id for home in homes]
    log_households(session, actor, occasion.now, AuditVerb.READ, ids, purpose=Purpose.PLACE)
    return _told(session, outlook, homes, exact=exact, occasion=occasion)


def _look(session: Session, report: Report, occasion: Occasion) -> _Outlook:
    filing = filing_of(Filer.of(occasion))
    asks, refused = asks_of(session, [report], filing)
    for error in refused.values():
        raise error
    ask = asks[0]
    placed = place(find_places(session, [ask])[0])
    check_place(session, report, placed, filing)
    [(assigned, agent)] = answering_for(session, [placed], occasion.now.date())
    names = names_for(session, {placed.region_code})[placed.region_code]
    decision = settle(report, placed, assigned, names=names, zone=filing.zone)
    return _Outlook(ask, decision, agent if decision.assigned else None)


def _is_shown(actor: Actor, placed: Placed, homes: Sequence[HouseholdRecord]) -> bool:
    """Whether the actor may know the place: in his own region, and of a house he may read."""
    if not (placed.region_code or "").startswith(actor.region_prefix):
        return placed.region_code is None
    number = placed.reason.params.get("household")
    return number is None or any(home.number == number for home in homes)


def _homes(
    session: Session, actor: Actor, report: Report, outlook: _Outlook, occasion: Occasion
) -> list[HouseholdRecord]:
    """Households that may be meant, of those the actor may read: the one chosen first."""
    day, found = occasion.now.date(), list[HouseholdRecord]()
    number = outlook.placed.reason.params.get("household")
    if number is not None:
        found += caller_with_number(session, actor, str(number), day)
    if report.petitioner_phone:
        found += callers_with_phone(session, actor, report.petitioner_phone, day)
    village = outlook.ask.address.village if outlook.ask.address else None
    if village and outlook.ask.words and _several_heads(outlook.placed):
        found += callers_in_words(session, actor, outlook.ask.words, village, day)
    if village and report.petitioner_name:
        found += callers_named(session, actor, report.petitioner_name, village, day)
    return list({home.id: home for home in found}.values())[:MOST]


def _several_heads(placed: Placed) -> bool:
    """Whether the words name several heads of households, or one name that several bear."""
    heads = (one for one in placed.evidence if one["kind"] == EvidenceKind.HEAD)
    return any(one["result"] == "several" for one in heads)


def _told(
    session: Session,
    outlook: _Outlook,
    homes: Sequence[HouseholdRecord],
    *,
    exact: bool,
    occasion: Occasion,
) -> PreviewOut:
    placed, assigned = outlook.placed, outlook.decision.assigned
    texts = occasion.texts
    lacking = missing(placed.reason.code, placed.reason.params)
    why = _why(assigned, exact=exact)
    return PreviewOut(
        placement=_placement(session, placed, exact=exact, occasion=occasion),
        candidates=CandidatesOut(
            villages=_villages(session, outlook.ask), households=_houses(session, homes)
        ),
        level=assigned.level if assigned else None,
        agent=outlook.agent if exact else None,
        assigned=ReasonOut.of(why, texts, names_in(session, [why])),
        missing=[MissingOut(code=one, text=label(one, texts.translate)) for one in lacking],
    )


def _why(assigned: Assigned | None, *, exact: bool) -> Reason:
    reason = assigned.reason if assigned else _RECEIVED
    return reason if exact else _coarse(reason)


def _coarse(reason: Reason) -> Reason:
    code, params = without_the_house(reason.code, reason.params)
    kept = {name: one for name, one in params.items() if name not in {"agent", "holder"}}
    return Reason(ReasonCode(code), kept, reason.rule_version)


def _placement(
    session: Session, placed: Placed, *, exact: bool, occasion: Occasion
) -> PreviewPlacementOut:
    """Wire form of a place: in full, or only its village."""
    grid = placed.grid.code if placed.grid and exact else None
    region = placed.region_code
    reason = placed.reason if exact else _coarse(placed.reason)
    params = placed.reason.params if exact else {}
    household = params.get("household") if placed.household_id is not None else None
    other_m = params.get("other_m")
    return PreviewPlacementOut(
        placed=placed.lon is not None,
        method=placed.method,
        confidence=placed.confidence,
        accuracy_m=placed.accuracy_m if exact else None,
        precision=Precision.EXACT if exact else Precision.AREA,
        lon=placed.lon if exact else None,
        lat=placed.lat if exact else None,
        household=None if household is None else str(household),
        region=region,
        region_name=region_names_of(session, {region}).get(region) if region else None,
        grid=grid,
        grid_name=grid_names_of(session, {grid}).get(grid) if grid else None,
        other_grid=placed.other if exact else None,
        other_m=None if other_m is None else float(other_m),
        share=placed.share if exact else None,
        reason=ReasonOut.of(reason, occasion.texts, names_in(session, [reason])),
    )


def _villages(session: Session, ask: Ask) -> list[VillageOut]:
    address = ask.address
    if address is None or address.village:
        return []
    names = full_names_of(session, address.candidates[:MOST])
    return [VillageOut(code=code, name=name) for code, name in names.items()]


def _houses(session: Session, homes: Sequence[HouseholdRecord]) -> list[HouseOut]:
    names = region_names_of(session, {one.village_code for one in homes if one.village_code})
    return [HouseOut.of(one, names) for one in homes]
