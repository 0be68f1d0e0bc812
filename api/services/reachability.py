"""Who can be called now about a grid or a region."""

from datetime import datetime

from sqlalchemy.orm import Session

from data.database_settings import read_settings
from data.errors import NotFound
from data.post_register import grid_life
from data.reachability import known_about
from data.scope import as_system
from dispatch.reachability import Contact, whom_to_call
from dispatch.region_codes import prefix_of
from dispatch.rights import Actor, Verb


def reachable(
    session: Session,
    actor: Actor,
    moment: datetime,
    region: str | None = None,
    grid: str | None = None,
) -> list[Contact]:
    """Whom to call about a grid, else a region, else the actor's own region; best first.

    Parameters
    ----------
    moment
        In the county's time zone.

    Raises
    ------
    NotPermitted
        If the role reads no agents.
    NotFound
        If grid or region are not the actor's to see.
    """
    actor.require(Verb.READ_AGENTS)
    if grid is not None:
        region = grid_life(session, actor, grid)[0]
    elif region is None:
        region = actor.region_code
    elif not prefix_of(region).startswith(actor.region_prefix):
        msg = f"no region {region}"
        raise NotFound(msg)
    with as_system(session):  # offices and units above the actor's own region serve it too
        known = known_about(session, region, grid, moment)
        days = read_settings(session).phone_confirm_days
    return whom_to_call(known, moment, days)
