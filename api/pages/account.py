"""What the account page shows: roles, sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from api.dates import local_date, moment_text
from api.pages.county import region_name
from api.services.callers import Caller
from api.texts import Texts
from data.accounts import grants_of
from data.sessions import Standing, sessions_of
from data.tables import RoleGrant
from data.units import unit_name
from dispatch.sessions import SessionUse
from dispatch.vocabulary import Role


@dataclass(frozen=True, slots=True)
class RoleView:
    """One role of the reader."""

    grant_id: int
    role: Role
    area: str
    current: bool


@dataclass(frozen=True, slots=True)
class SessionView:
    """One place where the reader is signed in."""

    id: UUID
    device: str
    program: bool
    role: Role
    since: str
    seen: str
    current: bool


@dataclass(frozen=True, slots=True)
class AccountView:
    """The reader's account."""

    username: str
    roles: Sequence[RoleView]
    sessions: Sequence[SessionView]


def read_account(session: Session, caller: Caller, now: datetime, texts: Texts) -> AccountView:
    """Read the account of who asks."""
    actor = caller.actor
    grants = grants_of(session, actor.account_id, now.date())
    roles = [
        RoleView(grant.id, grant.role, _area(session, grant), grant.id == actor.grant_id)
        for grant in grants
    ]
    own = sessions_of(session, actor.account_id, now)
    return AccountView(
        actor.username, roles, [_session(one, caller.session_id, now, texts) for one in own]
    )


def _area(session: Session, grant: RoleGrant) -> str:
    where = region_name(session, grant.region_code)
    unit = unit_name(session, grant.unit_id) if grant.unit_id is not None else ""
    return " · ".join(one for one in (where, unit) if one)


def _session(standing: Standing, current: UUID | None, now: datetime, texts: Texts) -> SessionView:
    row = standing.session

    def told(moment: datetime) -> str:
        return moment_text(moment, today=local_date(now), language=texts.language)

    return SessionView(
        id=row.id,
        device=row.device,
        program=row.use is SessionUse.API,
        role=standing.grant.role,
        since=told(row.created_at),
        seen=told(row.last_seen_at),
        current=row.id == current,
    )
