"""Reading what the page of a boundary change shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from api.dates import day_text, local_date, moment_text
from api.pages.admin_forms import Typed
from api.pages.boundaries import figures_words, kind_title
from api.pages.boundaries_change import (
    ChangeView,
    GridRow,
    IssueRow,
    MoveRow,
    PassageRow,
    RehearsalView,
)
from api.pages.boundaries_words import BARRIER, CHIP, STATUS, short_code
from api.reasons import reason_text
from api.services.boundary_changes import why_not_approve
from api.texts import Texts
from data.boundary_changes import ChangeRecord, find_change
from data.boundary_rehearsal import BoundaryRehearsal, rehearse_boundaries
from data.changed_grids import ChangedGridRecord, changed_grids
from data.database_settings import read_settings
from data.moving_households import MovingHousehold, moving_households
from data.moving_issues import MovingIssue, issues_shown
from dispatch.boundary_changes import TRANSITIONS, ChangeAction
from dispatch.precision import house_precision, may_place
from dispatch.reasons import ReasonCode
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import ChangeStatus, GridFate, Precision, Purpose
from maps.boundaries import fate_words, kind_words
from maps.proposals import exception_words

_CLOSED: Final = (ChangeStatus.REFUSED, ChangeStatus.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Asking:
    """How a change is looked at.

    Attributes
    ----------
    purpose
        What a desk reads houses for; none shows it no house.
    rehearse
        Whether last year is replayed.
    """

    purpose: Purpose | None = None
    rehearse: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """A change with its rows, as page and map read them."""

    record: ChangeRecord
    grids: Sequence[ChangedGridRecord]
    homes: Sequence[MovingHousehold]

    @property
    def exact_ids(self) -> list[int]:
        """Ids of the households whose house is shown."""
        return [one.id for one in self.homes if one.lon is not None]


def read_drawn(
    session: Session, actor: Actor, change_id: UUID, now: datetime, purpose: Purpose | None
) -> Drawn:
    """Read a change with its rows.

    Raises
    ------
    NotFound
        If there is none, or it is not the actor's to see.
    """
    record = find_change(session, actor, change_id)
    day = max(now.date(), record.effective_on) if record.enacted_at is None else record.effective_on
    asked = purpose or Purpose.READ
    homes = moving_households(session, actor, record.id, day, asked)
    return Drawn(record, changed_grids(session, record.id, now.date()), homes)


def view_of(
    session: Session,
    actor: Actor,
    drawn: Drawn,
    asking: Asking,
    now: datetime,
    texts: Texts,
    typed: Typed,
) -> ChangeView:
    """Put a change into words."""
    record, today = drawn.record, local_date(now)
    total, issues = issues_shown(session, actor, record, now.date())
    barrier = why_not_approve(session, actor, record)
    village = record.region_code or ""
    return ChangeView(
        id=record.id,
        version=record.version,
        title=kind_title(record.kind, texts),
        place=record.region_name or "",
        village=village,
        kind=record.kind,
        status=record.status,
        status_words=texts.translate(STATUS[record.status]),
        chip=CHIP[record.status],
        how=figures_words(record, texts),
        made=_made(record, now, texts),
        day=day_text(record.effective_on, today=today, language=texts.language),
        note=record.note or "",
        settled=_settled(record, now, texts),
        grids=tuple(_grid(one, texts) for one in drawn.grids if one.fate is not GridFate.CORNER),
        corners=tuple(
            _beside(one.would_be, village) for one in drawn.grids if one.fate is GridFate.CORNER
        ),
        households=record.households,
        moves=tuple(_move(one, village) for one in drawn.homes),
        issues=total,
        listed=tuple(_issue(one, record, texts) for one in issues),
        barrier=texts.translate(BARRIER[barrier]) if barrier else "",
        may_approve=barrier is None,
        may_refuse=_may(record, ChangeAction.REFUSE, actor, Verb.APPROVE_BOUNDARIES),
        may_withdraw=_may(record, ChangeAction.WITHDRAW, actor, Verb.CHANGE_BOUNDARIES),
        may_redraw=_may(record, ChangeAction.REDRAW, actor, Verb.CHANGE_BOUNDARIES),
        at_once=record.effective_on <= today,
        second=read_settings(session).boundary_approval,
        may_ask=may_place(actor) and house_precision(actor) is not Precision.EXACT,
        reads_issues=actor.may(Verb.READ_ISSUES),
        purpose=asking.purpose,
        rehearsal=_rehearsal(rehearse_boundaries(session, actor, record, now), texts)
        if asking.rehearse
        else None,
        typed=typed,
    )


def _may(record: ChangeRecord, action: ChangeAction, actor: Actor, verb: Verb) -> bool:
    return (record.status, action) in TRANSITIONS and actor.may(verb)


def _made(record: ChangeRecord, now: datetime, texts: Texts) -> str:
    moment = moment_text(record.made_at, today=local_date(now), language=texts.language)
    words = texts.translate("Asked for by %(person)s, %(moment)s")
    return words % {"person": record.made_by_name, "moment": moment}


def _settled(record: ChangeRecord, now: datetime, texts: Texts) -> str:
    """Who approved or ended it, and when; empty while it waits for approval."""
    day = day_text(record.effective_on, today=local_date(now), language=texts.language)
    at = record.settled_at if record.status in _CLOSED else record.approved_at
    moment = moment_text(at, today=local_date(now), language=texts.language) if at else ""
    values = {
        "day": day,
        "moment": moment,
        "approver": record.approved_by_name or record.made_by_name,
        "person": record.settled_by_name or "",
        "reason": record.settled_reason or "",
    }
    words = {
        ChangeStatus.APPROVED: texts.translate(
            "Approved by %(approver)s, %(moment)s. It takes effect on %(day)s by itself."
        ),
        ChangeStatus.ENACTED: texts.translate(
            "In force since %(day)s; approved by %(approver)s, %(moment)s."
        ),
        ChangeStatus.REFUSED: texts.translate(
            "Refused by %(person)s, %(moment)s: %(reason)s Nothing was changed."
        ),
        ChangeStatus.WITHDRAWN: texts.translate(
            "Withdrawn by %(person)s, %(moment)s. Nothing was changed."
        ),
        ChangeStatus.OUTDATED: texts.translate(
            "The boundaries here have changed since it was drawn, so it cannot take effect. "
            "Draw it anew on the boundaries of today, or withdraw it."
        ),
    }
    return words.get(record.status, "") % values


def _grid(one: ChangedGridRecord, texts: Texts) -> GridRow:
    special = kind_words(one.kind, texts.translate) if one.name else ""
    stays = one.fate is not GridFate.RETIRED
    return GridRow(
        code=one.code or "",
        number=short_code(one.would_be),
        name=f"{special} {one.name}".strip() if one.name else "",
        fate=one.fate,
        fate_words=fate_words(one.fate, texts.translate),
        households_before="—" if one.fate is GridFate.NEW else str(one.households_before),
        households=str(one.households) if stays else "—",
        registered_before="—" if one.fate is GridFate.NEW else str(one.registered_before),
        registered=str(one.registered) if stays else "—",
        why=exception_words(one.exception, texts.translate),
        holder=one.agent_name or "",
        vacant=stays and one.agent_name is None,
    )


def _beside(code: str, village: str) -> str:
    """Number of a neighbour; in full where it is another village's."""
    return short_code(code) if code.startswith(village) else code


def _move(one: MovingHousehold, village: str) -> MoveRow:
    return MoveRow(
        number=one.number.removeprefix(f"{village}-") or one.number,
        head=one.head or "",
        group=one.group or "",
        before=short_code(one.before),
        after=short_code(one.after),
    )


def _issue(one: MovingIssue, record: ChangeRecord, texts: Texts) -> IssueRow:
    """A moved issue; its reason names grids as the desk does, by village and number."""
    desk, village = texts.translate("village desk"), record.region_name or ""
    names = {code: f"{village} {short_code(code)}" for code in (one.before, one.after) if code}
    return IssueRow(
        number=one.number,
        before=short_code(one.before),
        after=short_code(one.after),
        agent_before=one.agent_before or desk,
        agent_after=one.agent_after or desk,
        reason=_reason(one, names, texts),
    )


def _reason(one: MovingIssue, names: Mapping[str, str], texts: Texts) -> str:
    """Why an issue moves; a grid that is only proposed is one all the same."""
    code, params = one.reason_code, dict(one.reason_params)
    if one.after is not None:
        params |= {"grid": one.after}
        code = ReasonCode.GRID_REDRAWN if code == ReasonCode.OUTSIDE_GRID else code
        if params.get("why") == ReasonCode.OUTSIDE_GRID:
            params["why"] = ReasonCode.GRID_REDRAWN.value
    return reason_text(code, params, texts, names)


def _rehearsal(done: BoundaryRehearsal, texts: Texts) -> RehearsalView:
    counted, desk = done.rehearsal, texts.translate("village desk")
    words = texts.ngettext(
        "Of %(num)s issue since %(day)s, %(moved)s would have gone to somebody else; "
        "%(nobody)s would have waited at the village desk.",
        "Of %(num)s issues since %(day)s, %(moved)s would have gone to somebody else; "
        "%(nobody)s would have waited at the village desk.",
        counted.issues,
    )
    values = {
        "num": counted.issues,
        "day": day_text(done.since, language=texts.language),
        "moved": counted.moved,
        "nobody": counted.nobody,
    }
    passages = tuple(
        PassageRow(_name(done, one.before, desk), _name(done, one.after, desk), one.issues)
        for one in counted.passages
    )
    return RehearsalView(words % values, passages)


def _name(done: BoundaryRehearsal, agent: int | None, desk: str) -> str:
    return desk if agent is None else done.names.get(agent, "—")
