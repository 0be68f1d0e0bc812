"""Who may write which row of the registers."""

from datetime import date

from sqlalchemy.orm import Session

from data.errors import NotFound
from data.people import regions_of
from dispatch.errors import NotPermitted
from dispatch.region_codes import code_range
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import Role


def require_region(actor: Actor, region_code: str | None) -> None:
    """Refuse who does not keep the registers of a region; none is the county's own.

    Raises
    ------
    NotPermitted
        If the role keeps no registers.
    NotFound
        If the region is not the actor's.
    """
    actor.require(Verb.MANAGE_REGISTERS)
    if not _covers(actor, region_code):
        msg = f"no region {region_code}" if region_code else "this belongs to the whole county"
        raise NotFound(msg)


def require_person(session: Session, actor: Actor, agent_id: int, day: date) -> None:
    """Refuse who does not keep the register of somebody: a post elsewhere is another's to keep.

    Raises
    ------
    NotPermitted
        If the role keeps no registers, or the person has a post outside the actor's region.
    """
    actor.require(Verb.MANAGE_REGISTERS)
    if not all(_covers(actor, region) for region in regions_of(session, agent_id, day)):
        msg = "this person has a post outside your region; ask the county to enter it"
        raise NotPermitted(msg)


def _covers(actor: Actor, region_code: str | None) -> bool:
    if region_code is None:
        return actor.role is not Role.TOWNSHIP
    first, bound = code_range(actor.region_prefix)
    return first <= region_code < bound
