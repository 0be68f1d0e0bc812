"""Cutting a village into grids: the work of one job."""

import logging
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import geopandas as gpd
from sqlalchemy.orm import Session

from api.log import FIELDS
from data.database_settings import read_settings
from data.drawing_up import BY, draw_up
from data.errors import NoHouseholds, StaleWrite
from data.pins import pins_of
from data.proposals import change_proposal, proposal_of_system
from data.proposed_grids import keep_cut, proposal_frame, proposal_grids
from data.scope import as_system
from data.tables import GridProposal
from data.village_register import present_grids, village_households, village_outline
from dispatch.proposals import CutOptions, Failure, ProposalAction, step
from dispatch.vocabulary import ProposalStatus
from geo.errors import (
    ContradictingPins,
    InvalidCoordinate,
    InvalidShape,
    MissingBoundary,
    TooManyGrids,
    WrongSizes,
)
from geo.partition import Partition, build_grids

log = logging.getLogger("wangge.worker")

_FAILURES: Final[dict[type[Exception], Failure]] = {
    NoHouseholds: Failure.NO_HOUSEHOLDS,
    ContradictingPins: Failure.CONTRADICTING_PINS,
    MissingBoundary: Failure.BROKEN_OUTLINE,
    InvalidShape: Failure.BROKEN_OUTLINE,
    InvalidCoordinate: Failure.BROKEN_POSITION,
    WrongSizes: Failure.WRONG_SIZES,
    TooManyGrids: Failure.TOO_MANY_GRIDS,
}
"""Why a village cannot be cut, by what was raised; anything else is unexpected."""


def cut(session: Session, proposal_id: UUID, now: datetime) -> None:
    """Cut the village of a proposal that waits for it, and keep what comes out.

    A village that cannot be cut makes a failed proposal with its reason: cutting it once more
    would end alike. Somebody who settles the proposal meanwhile goes first.
    """
    with as_system(session):
        proposal = proposal_of_system(session, proposal_id)
        if proposal is None or proposal.status is not ProposalStatus.WORKING:
            return
        seen = proposal.version
        households = village_households(
            session, proposal.region_code, now.date(), pins_of(session, proposal.region_code)
        )
        try:
            partition = _divide(session, proposal, households, now.date())
            drawing = draw_up(session, proposal.region_code, households, partition, now.date())
        except Exception as error:  # noqa: BLE001 - whatever it is, people are told and may retry
            _fail(session, proposal_id, seen, error)
            return
        try:
            done = step(ProposalStatus.WORKING, ProposalAction.FINISH)
            change_proposal(session, proposal_id, seen, done, faults=drawing.faults)
        except StaleWrite:
            return
        keep_cut(session, proposal_id, drawing.grids, drawing.serials)


def _divide(
    session: Session, proposal: GridProposal, households: gpd.GeoDataFrame, day: date
) -> Partition:
    if households.empty:
        msg = f"village {proposal.region_code} has no households"
        raise NoHouseholds(msg)
    sizes = read_settings(session)
    options = CutOptions(**proposal.options)
    previous = _previous(session, proposal, options, day)
    wanted: dict[str, Any] = {
        "size": options.size,
        "agents": options.agents,
        "previous": previous,
        "best": options.best or None,
    }
    return build_grids(
        households,
        by=BY,
        boundary=village_outline(session, proposal.region_code, day),
        min_size=sizes.min_size,
        max_size=sizes.max_size,
        seed=options.seed,
        counts="resident",
        **{name: value for name, value in wanted.items() if value is not None},
    )


def _previous(
    session: Session, proposal: GridProposal, options: CutOptions, day: date
) -> gpd.GeoDataFrame | None:
    """What households should stay in: the proposal's own grids, else those of today if wanted."""
    own = proposal_frame(proposal_grids(session, proposal.id, day))
    if len(own):
        return own[["serial", "geometry"]].assign(village_code=proposal.region_code)
    grids = present_grids(session, proposal.region_code, day) if options.keep_previous else []
    numbered = [grid for grid in grids if grid.serial is not None]
    if not numbered:
        return None
    return gpd.GeoDataFrame(
        {
            "village_code": [proposal.region_code] * len(numbered),
            "serial": [grid.serial for grid in numbered],
        },
        geometry=[grid.shape for grid in numbered],
        crs="EPSG:4326",
    )


def _fail(session: Session, proposal_id: UUID, seen: int, error: Exception) -> None:
    kinds = type(error).__mro__
    failure = next((_FAILURES[kind] for kind in kinds if kind in _FAILURES), Failure.UNEXPECTED)
    about = {"proposal": str(proposal_id), "error": type(error).__name__}
    log.warning("village not cut", extra={FIELDS: about})
    failed = step(ProposalStatus.WORKING, ProposalAction.FAIL)
    try:
        change_proposal(session, proposal_id, seen, failed, failure=failure.value)
    except StaleWrite:
        return
