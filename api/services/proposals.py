"""Proposing grids for villages, and correcting a proposal by hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import geopandas as gpd
from sqlalchemy.orm import Session

from data.database_settings import read_settings
from data.drawing_up import redraw
from data.errors import NoHouseholds, NotFound, RegisterChanged, StaleWrite, UnknownHousehold
from data.jobs import enqueue
from data.pins import end_pin, keep_pin, pins_of
from data.proposals import (
    ProposalRecord,
    change_proposal,
    find_proposal,
    keep_proposals,
)
from data.proposed_grids import keep_cut, proposal_grids, serials_of
from data.scope import as_system
from data.village_register import Village, village_households, villages_under
from dispatch.errors import IllegalTransition
from dispatch.pins import Pin, broken_pins, check_new_pin, check_pins
from dispatch.proposals import CutOptions, ProposalAction, check_options, check_sizes, step
from dispatch.region_codes import code_range
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import PinKind, ProposalStatus

TASK: Final = "cut_grids"
"""Name of the job that cuts one village."""


@dataclass(frozen=True, slots=True)
class Correction:
    """Which proposal is changed by whom, when, and the version of it that was seen."""

    proposal_id: UUID
    actor: Actor
    now: datetime
    seen: int


def villages_to_cut(session: Session, actor: Actor, region: str, now: datetime) -> list[Village]:
    """Villages with households under a region, or the village itself, by code.

    Raises
    ------
    NotPermitted
        If the role proposes no grids.
    NotFound
        If there is no such region, or it is not the actor's.
    """
    actor.require(Verb.PROPOSE_GRIDS)
    first, bound = code_range(actor.region_prefix)
    if not first <= region < bound:
        msg = f"no region {region}"
        raise NotFound(msg)
    with as_system(session):  # an administrator counts households without reading them
        return villages_under(session, region, now.date())


def open_proposals(
    session: Session, actor: Actor, region: str, options: CutOptions, *, batch: UUID, now: datetime
) -> list[UUID]:
    """Ask for a proposal for a village, or for every village with households under a region.

    Each village is a job of its own, so that several workers cut them side by side;
    `data.proposals.batch_progress` says how far they are.

    Returns
    -------
    ids
        Of the proposals, by the code of their village.

    Raises
    ------
    NotPermitted
        If the role proposes no grids.
    NotFound
        If there is no such region, or it is not the actor's.
    NoHouseholds
        If no household is registered there.
    WrongSizes
        If the wanted size is out of range, or agents are wanted for several villages.
    """
    villages = villages_to_cut(session, actor, region, now)
    if not villages:
        msg = f"no households are registered in {region}; import them first"
        raise NoHouseholds(msg)
    sizes = read_settings(session)
    check_options(options, len(villages), (sizes.min_size, sizes.max_size))
    codes = [village.code for village in villages]
    account = actor.account_id
    ids = keep_proposals(session, codes, options, batch=batch, by=account, at=now)
    for one in ids:
        enqueue(session, TASK, key=str(one), proposal_id=str(one))
    return ids


def swap(session: Session, change: Correction, one: str, other: str) -> ProposalRecord:
    """Exchange the grids of two households, by their numbers.

    Raises
    ------
    NotFound, UnknownHousehold
        If the proposal is not the actor's to see, or a household is not in it.
    IllegalTransition
        If it is not (or no longer) open for correction, or both are in one grid.
    StaleWrite
        If somebody changed it since.
    WrongSize, PinBroken
        If sizes or a pin do not allow it.
    RegisterChanged
        If the households of the village are no longer those of the proposal.
    """
    cut = _open_cut(session, change, ProposalAction.SWAP)
    first, second = cut.id_of(one), cut.id_of(other)
    serials = {**cut.serials, first: cut.serials[second], second: cut.serials[first]}
    return _redraw(session, cut, serials)


def move(session: Session, change: Correction, household: str, serial: int) -> ProposalRecord:
    """Put one household into another grid of the proposal; raises as `swap`."""
    cut = _open_cut(session, change, ProposalAction.MOVE)
    if serial not in cut.serials.values():
        msg = f"the proposal has no grid {serial}"
        raise NotFound(msg)
    return _redraw(session, cut, {**cut.serials, cut.id_of(household): serial})


def pin(
    session: Session, change: Correction, kind: PinKind, one: str, other: str
) -> ProposalRecord:
    """Say that two households belong together or apart; the village is cut again.

    All others stay in their grid wherever sizes allow. Raises as `swap`; `PinBroken` if
    another pin says the opposite.
    """
    cut = _open_cut(session, change, ProposalAction.RECUT)
    new = Pin(kind, *sorted((cut.id_of(one), cut.id_of(other))))
    pins = pins_of(session, cut.village)
    if new.one == new.other or new in [known.pin for known in pins]:
        msg = "this is said already" if new.one != new.other else "name two different households"
        raise IllegalTransition(msg)
    check_new_pin(new, [known.pin for known in pins])
    keep_pin(session, cut.village, new, change.actor, change.now)
    return _cut_again(session, change, cut.target)


def unpin(session: Session, change: Correction, pin_id: int) -> ProposalRecord:
    """Take a pin away; the village is cut again. Raises as `swap`."""
    cut = _open_cut(session, change, ProposalAction.RECUT)
    end_pin(session, cut.village, pin_id, change.actor, change.now)
    return _cut_again(session, change, cut.target)


def recut(session: Session, change: Correction) -> ProposalRecord:
    """Cut the village again, after a failure or a change of the register; raises as `swap`."""
    return _cut_again(session, change, begin(session, change, ProposalAction.RECUT)[1])


def withdraw(session: Session, change: Correction) -> ProposalRecord:
    """Give a proposal up. Raises as `swap`."""
    found, withdrawn = begin(session, change, ProposalAction.WITHDRAW)
    settle(session, change, withdrawn, None)
    return find_proposal(session, change.actor, found.id)


@dataclass(frozen=True, slots=True)
class _Cut:
    """A proposal about to be changed.

    Attributes
    ----------
    target
        Status it will have.
    households
        Of its village today; see `data.village_register.village_households`.
    serials
        Serial of the proposed grid of each household, by the household's id.
    """

    found: ProposalRecord
    change: Correction
    target: ProposalStatus
    households: gpd.GeoDataFrame
    serials: dict[int, int]

    @property
    def village(self) -> str:
        """Code of its village."""
        return self.found.region_code

    def id_of(self, number: str) -> int:
        """Id of a household of the village by its number.

        Raises
        ------
        UnknownHousehold
            If the village has no such household.
        """
        ids = self.households.index[self.households["number"] == number]
        if len(ids) == 0:
            msg = f"the village has no household {number}"
            raise UnknownHousehold(msg)
        return int(ids[0])


def begin(
    session: Session, change: Correction, action: ProposalAction
) -> tuple[ProposalRecord, ProposalStatus]:
    """Find a proposal that its editor has seen as it is, and where the action leads.

    Raises
    ------
    NotFound, StaleWrite, IllegalTransition, NotPermitted
        If it is not the actor's to see, was changed since, or does not allow the action.
    """
    found = find_proposal(session, change.actor, change.proposal_id)
    if found.version != change.seen:
        msg = f"you saw version {change.seen}, and somebody changed it since: read it again"
        raise StaleWrite(msg)
    return found, step(found.status, action, change.actor)


def _open_cut(session: Session, change: Correction, action: ProposalAction) -> _Cut:
    found, target = begin(session, change, action)
    change.actor.require(Verb.READ_HOUSEHOLDS)
    pins = pins_of(session, found.region_code)
    households = village_households(session, found.region_code, change.now.date(), pins)
    return _Cut(found, change, target, households, serials_of(session, found.id))


def _redraw(session: Session, cut: _Cut, serials: dict[int, int]) -> ProposalRecord:
    """Keep a division made by hand, if sizes and pins allow it, with its polygons."""
    if serials == cut.serials:
        msg = "that changes nothing: it is so already"
        raise IllegalTransition(msg)
    households, day = cut.households, cut.change.now.date()
    check_register(households, cut.serials)
    _check_by_hand(session, cut, serials)
    drawing = redraw(session, cut.village, households, serials, day)
    drawing = drawing.keeping(proposal_grids(session, cut.found.id, day))
    change_proposal(session, cut.found.id, cut.change.seen, cut.target, faults=drawing.faults)
    keep_cut(session, cut.found.id, drawing.grids, drawing.serials)
    return find_proposal(session, cut.change.actor, cut.found.id)


def check_register(households: gpd.GeoDataFrame, serials: Mapping[int, int]) -> None:
    """Refuse a proposal that was cut for other households.

    Raises
    ------
    RegisterChanged
        If any came or went since.
    """
    changed = set(households.index) ^ serials.keys()
    if changed:
        msg = f"{len(changed)} households came or went since the village was cut: cut it again"
        raise RegisterChanged(msg)


def _check_by_hand(session: Session, cut: _Cut, serials: dict[int, int]) -> None:
    """Refuse what takes a grid out of its size, or breaks a pin that was kept."""
    counted = cut.households["resident"].astype(int)
    before, after = (
        counted.groupby(counted.index.map(one)).sum().to_dict() for one in (cut.serials, serials)
    )
    sizes = read_settings(session)
    check_sizes(before, after, (sizes.min_size, sizes.max_size))
    pins = [known.pin for known in pins_of(session, cut.village)]
    kept = set(pins) - set(broken_pins(pins, cut.serials))
    check_pins(kept, serials, cut.households["number"].to_dict())


def _cut_again(session: Session, change: Correction, working: ProposalStatus) -> ProposalRecord:
    proposal_id = change.proposal_id
    change_proposal(session, proposal_id, change.seen, working, failure=None)
    enqueue(session, TASK, key=str(proposal_id), proposal_id=str(proposal_id))
    return find_proposal(session, change.actor, proposal_id)


def settle(
    session: Session, change: Correction, status: ProposalStatus, reason: str | None
) -> None:
    """Keep who ended a proposal, when, and why if on behalf of the village."""
    by: dict[str, Any] = {"settled_by": change.actor.account_id, "settled_at": change.now}
    by |= {"settled_reason": reason, "failure": None}
    change_proposal(session, change.proposal_id, change.seen, status, **by)
