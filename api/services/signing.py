"""Signing a proposal: its grids become those of the village."""

from sqlalchemy.orm import Session

from api.services.proposals import Correction, begin, check_register, settle
from data.audit import Entry, record
from data.enactment import Enacted, enact, lock_village
from data.issue_steps import Writer
from data.pins import pins_of
from data.proposals import ProposalRecord, change_proposal, find_proposal, open_proposals_of
from data.proposed_grids import serials_of
from data.regridding import regrid_issues
from data.scope import as_system
from data.village_register import village_households
from dispatch.auditing import AuditVerb, ObjectKind
from dispatch.pins import check_pins
from dispatch.proposals import ProposalAction, require_signer, step
from dispatch.vocabulary import Role


def sign(session: Session, change: Correction, reason: str | None = None) -> ProposalRecord:
    """Sign a proposal: its grids are those of the village from today on.

    Parameters
    ----------
    reason
        Why somebody of the county signs on behalf of the village secretary.

    Raises
    ------
    NotFound, IllegalTransition, StaleWrite, RegisterChanged
        As for `swap`.
    NotPermitted
        If the actor is neither the village's secretary nor an administrator with a reason.
    PinBroken
        If a pin was set since that it does not keep.
    """
    found, signed = begin(session, change, ProposalAction.SIGN)
    actor, village, day = change.actor, found.region_code, change.now.date()
    require_signer(actor, village, reason)
    with as_system(session):
        lock_village(session, village, day)
        pins = pins_of(session, village)
        households = village_households(session, village, day, pins)
        serials = serials_of(session, found.id)
        check_register(households, serials)
        check_pins([known.pin for known in pins], serials, households["number"].to_dict())
        on_behalf = reason if actor.role is not Role.SECRETARY else None
        settle(session, change, signed, on_behalf)
        for one, seen, status in open_proposals_of(session, village):
            aside = step(status, ProposalAction.SUPERSEDE)
            change_proposal(session, one, seen, aside, settled_at=change.now)
        enacted = enact(session, village, found.id, day)
        writer = Writer(actor, change.now, change.seen)
        issues = regrid_issues(session, enacted.touched, writer, day)
        record(session, *_entries(change, found, enacted, issues))
    return find_proposal(session, actor, found.id)


def _entries(
    change: Correction, found: ProposalRecord, enacted: Enacted, issues: int
) -> list[Entry]:
    """Lines of the record: the signature, and each grid it changed."""
    actor, now, proposal = change.actor, change.now, str(found.id)
    figures = {
        "village": found.region_code,
        "new": len(enacted.new),
        "redrawn": len(enacted.redrawn),
        "retired": len(enacted.retired),
        "households": enacted.households,
        "issues": issues,
        "on_behalf": actor.role is not Role.SECRETARY,
    }
    about = (ObjectKind.GRID_PROPOSAL, proposal)
    signed = Entry.by(actor, now, AuditVerb.SIGN, about, details=figures)
    changes = {"new": enacted.new, "redrawn": enacted.redrawn, "retired": enacted.retired}
    changes["corner"] = enacted.corners
    return [
        signed,
        *(
            Entry.by(
                *(actor, now, AuditVerb.CHANGE, (ObjectKind.GRID, code)),
                details={"change": what, "proposal": proposal},
            )
            for what, codes in changes.items()
            for code in codes
        ),
    ]
