"""Reading what the page and the map of a proposal show."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

import folium
from sqlalchemy.orm import Session

from api.dates import local_date, moment_text
from api.pages.maps import Look, base_layers
from api.pages.proposal import Focus, GridRow, HomeRow, PinRow, ProposalView, Refused
from api.pages.proposal_words import (
    CHIP,
    PIN,
    STATUS,
    failure_words,
    fault_words,
    metres,
    options_words,
    range_words,
)
from api.texts import Texts
from data.grids import grids_frame, list_grids
from data.layers import regions_frame
from data.pins import PinRecord, list_pins
from data.proposals import ProposalRecord, find_proposal
from data.proposed_grids import (
    MemberRecord,
    ProposedGridRecord,
    members_frame,
    proposal_frame,
    proposal_grids,
    proposal_members,
)
from dispatch.precision import house_precision, may_place
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import Precision, ProposalStatus, Purpose, Role
from maps.proposals import exception_words, proposal_map

_SETTLED: Final = (ProposalStatus.SIGNED, ProposalStatus.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Cut:
    """A proposal with its rows, as page and map read them."""

    record: ProposalRecord
    grids: Sequence[ProposedGridRecord]
    members: Sequence[MemberRecord]

    @property
    def exact_ids(self) -> list[int]:
        """Ids of the households whose house is shown."""
        return [one.id for one in self.members if one.lon is not None]


def read_cut(
    session: Session, actor: Actor, proposal_id: UUID, now: datetime, purpose: Purpose | None
) -> Cut:
    """Read a proposal with its rows.

    Raises
    ------
    NotFound
        If there is none, or it is not the actor's to see.
    """
    record = find_proposal(session, actor, proposal_id)
    grids = proposal_grids(session, record.id, now.date())
    asked = purpose or Purpose.READ
    return Cut(record, grids, proposal_members(session, actor, record.id, now.date(), asked))


def view_of(
    session: Session,
    actor: Actor,
    cut: Cut,
    focus: Focus,
    now: datetime,
    texts: Texts,
    refused: Refused,
) -> ProposalView:
    """Put a proposal into words."""
    record, today = cut.record, now.date()
    live = list_grids(session, actor, today, region=record.region_code)
    kept = sum(grid.code is not None for grid in cut.grids)
    pins = list_pins(session, actor, record.region_code)
    proposed = record.status is ProposalStatus.PROPOSED
    return ProposalView(
        id=record.id,
        version=record.version,
        name=record.region_name,
        status=record.status,
        status_words=texts.translate(STATUS[record.status]),
        chip=CHIP[record.status],
        when=moment_text(record.made_at, today=local_date(now), language=texts.language),
        asked=options_words(record.options, texts),
        summary=_summary(record, texts),
        range=range_words(record.grids, record.exceptions, texts) if record.grids else "",
        odd=record.exceptions > 0,
        change=_change(record, focus, texts),
        faults=tuple(fault_words(record.faults, texts)),
        failure=failure_words(record.failure, texts),
        settled=_settled(record, now, texts),
        grids=tuple(_grid(grid, texts) for grid in cut.grids),
        homes=_homes(cut),
        pins=tuple(_pin(one, texts, record.region_code) for one in pins),
        kept=kept,
        new=len(cut.grids) - kept,
        ending=len(live) - kept,
        may_edit=proposed and actor.may(Verb.READ_HOUSEHOLDS),
        may_sign=proposed and actor.may(Verb.SIGN_GRIDS),
        on_behalf=actor.role is not Role.SECRETARY,
        may_ask=may_place(actor) and house_precision(actor) is not Precision.EXACT,
        focus=focus,
        refused=refused,
    )


def draw_proposal(
    session: Session, actor: Actor, cut: Cut, now: datetime, *, look: Look
) -> folium.Map:
    """Draw a proposal over the county's layers and the grids of today."""
    today, village = now.date(), cut.record.region_code
    base = base_layers(session, actor, today)
    regions = regions_frame(session, actor.region_code)
    # The number of a grid stands where the village's own name would.
    named = regions["name"].where(regions["code"] != village, "")
    live = list_grids(session, actor, today, region=village)
    return proposal_map(
        proposal_frame(cut.grids),
        members_frame(cut.members),
        replace(base, regions=regions.assign(name=named), grids=grids_frame(live), houses=None),
        title=look.texts.translate("Proposed grids of %(name)s") % {"name": cut.record.region_name},
        **look.options,
    )


def _summary(record: ProposalRecord, texts: Texts) -> tuple[tuple[str, str], ...]:
    """Figures of the whole proposal, each with its name; none before it is cut."""
    if not record.grids:
        return ()
    translate = texts.translate
    return (
        (translate("Grids"), str(record.grids)),
        (translate("Households"), str(record.households)),
        (translate("Registered"), str(record.registered)),
        (translate("Mean distance"), metres(record.distance_m, texts)),
        (translate("Farthest"), metres(record.farthest_m, texts)),
    )


def _change(record: ProposalRecord, focus: Focus, texts: Texts) -> str:
    """Say what the last change did: the distance before and after, and the sizes."""
    if focus.was_m is None or record.distance_m is None:
        return ""
    words = texts.translate("Mean distance %(before)s → %(after)s, %(range)s.")
    return words % {
        "before": metres(focus.was_m, texts),
        "after": metres(record.distance_m, texts),
        "range": range_words(record.grids, record.exceptions, texts),
    }


def _settled(record: ProposalRecord, now: datetime, texts: Texts) -> str:
    if record.settled_at is None or record.status not in _SETTLED:
        return ""
    moment = moment_text(record.settled_at, today=local_date(now), language=texts.language)
    words = texts.translate("Withdrawn on %(moment)s.")
    if record.status is ProposalStatus.SIGNED:
        words = texts.translate(
            "Signed on %(moment)s: these are the grids of the village from that day on."
        )
    return words % {"moment": moment}


def _grid(grid: ProposedGridRecord, texts: Texts) -> GridRow:
    return GridRow(
        serial=grid.serial,
        households=grid.households,
        registered=grid.registered,
        mean=f"{grid.distance_m:.0f}",
        farthest=f"{grid.farthest_m:.0f}",
        compactness=f"{grid.compactness:.2f}",
        why=exception_words(grid.exception, texts.translate),
        merged=grid.merged or "",
        kept=grid.code is not None,
        holder=grid.agent_name or "",
    )


def _pin(one: PinRecord, texts: Texts, village: str) -> PinRow:
    kind = texts.translate(PIN[one.kind])
    return PinRow(one.id, kind, _short(one.one, village), _short(one.other, village))


def _short(number: str, village: str) -> str:
    """Number of a household as people of its village say it."""
    return number.removeprefix(f"{village}-") or number


def _homes(cut: Cut) -> tuple[HomeRow, ...]:
    stays = {grid.serial: grid.code for grid in cut.grids}
    return tuple(
        HomeRow(
            number=one.number,
            short=_short(one.number, cut.record.region_code),
            head=one.head or "",
            group=one.group or "",
            serial=one.serial,
            distance="" if one.distance_m is None else f"{one.distance_m:.0f}",
            resident=one.resident,
            moves=one.grid is not None and one.grid != stays.get(one.serial),
        )
        for one in cut.members
    )
