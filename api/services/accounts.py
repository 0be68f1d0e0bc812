"""Changing accounts: each change ends what must end, and enters the record."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.opaque import digest_of, new_key_prefix, new_secret, write_key
from api.passwords import hash_password
from data.accounts import NewGrant, end_grant, end_grants, grant_role, keep_account
from data.api_keys import NewKey, keep_key, revoke_key, revoke_keys_of
from data.attempts import account_bucket, forget_tries
from data.audit import Entry, record
from data.sessions import end_session, end_sessions, own_session
from data.tables import Account, RoleGrant
from dispatch.auditing import AuditVerb, ObjectKind
from dispatch.numbers import tracking_code
from dispatch.rights import Actor, Verb
from dispatch.sessions import SessionEnd


@dataclass(frozen=True, slots=True)
class By:
    """Who changes an account, and when; nobody signed in: the machine's administrator."""

    now: datetime
    actor: Actor | None = None

    @property
    def account_id(self) -> int | None:
        """Account that made the change; none at the machine itself."""
        return self.actor.account_id if self.actor else None

    def entry(self, verb: AuditVerb, account_id: int, **details: Any) -> Entry:
        """Record of an act on an account."""
        about = (ObjectKind.ACCOUNT, account_id)
        return Entry.by(self.actor, self.now, verb, about, details=details)


def new_password() -> str:
    """Password to be handed over: 60 random bits, easy to read out."""
    return tracking_code(secrets.randbelow).lower()


def add_account(
    session: Session,
    by: By,
    *,
    username: str,
    password: str,
    name: str,
    grant: NewGrant,
    agent_id: int | None = None,
    must_change: bool,
) -> Account:
    """Add an account, or give a known one these values; its sessions and earlier roles end."""
    account = keep_account(
        session,
        username=username,
        password_hash=hash_password(password),
        name=name,
        agent_id=agent_id,
        must_change=must_change,
    )
    end_sessions(session, account.id, SessionEnd.ENDED_BY_ADMINISTRATOR, by.now)
    end_grants(session, account.id, by.now.date())
    given = grant_role(session, account.id, grant, by.now.date(), by=by.account_id)
    record(session, by.entry(AuditVerb.ACCOUNT_MADE, account.id, grant=given.id, role=given.role))
    return account


def give_role(session: Session, by: By, account: Account, grant: NewGrant) -> RoleGrant:
    """Grant one more role to an account."""
    given = grant_role(session, account.id, grant, by.now.date(), by=by.account_id)
    record(session, by.entry(AuditVerb.GRANT, account.id, grant=given.id, role=given.role))
    return given


def take_role(session: Session, by: By, account: Account, grant_id: int) -> RoleGrant:
    """End one grant of an account today; what acts under it stops at its next request."""
    ended = end_grant(session, account.id, grant_id, by.now.date())
    details = {"grant": ended.id, "role": ended.role}
    record(session, by.entry(AuditVerb.REVOKE_GRANT, account.id, **details))
    return ended


def set_password(
    session: Session, by: By, account: Account, password: str, *, must_change: bool
) -> None:
    """Replace a password; every session and token of the account ends."""
    account.password_hash = hash_password(password)
    account.must_change_password = must_change
    _end_everything(session, account, SessionEnd.PASSWORD_CHANGED, by.now)
    forget_tries(session, account_bucket(account.username))
    record(session, by.entry(AuditVerb.PASSWORD_CHANGED, account.id))


def set_active(session: Session, by: By, account: Account, *, active: bool) -> None:
    """Close an account, with its sessions and keys, or open it again."""
    account.active = active
    if not active:
        _end_everything(session, account, SessionEnd.ACCOUNT_CLOSED, by.now)
        revoke_keys_of(session, account.id, by.now)
    record(session, by.entry(AuditVerb.ACCOUNT_CHANGED, account.id, active=active))


def unlock(session: Session, by: By, account: Account) -> None:
    """Let an account that had too many wrong passwords try again at once."""
    forget_tries(session, account_bucket(account.username))
    record(session, by.entry(AuditVerb.ACCOUNT_CHANGED, account.id, unlocked=True))


def end_all_sessions(
    session: Session, by: By, account_id: int, why: SessionEnd, *, but: UUID | None = None
) -> int:
    """End the sessions of an account, or all but one; answers how many."""
    count = end_sessions(session, account_id, why, by.now, but=but)
    record(session, by.entry(AuditVerb.SESSION_ENDED, account_id, sessions=count, why=why))
    return count


def end_own_session(session: Session, by: By, account_id: int, session_id: UUID) -> bool:
    """End one session of an account; answers whether it has such a one."""
    row = own_session(session, account_id, session_id)
    if row is None:
        return False
    end_session(session, row, SessionEnd.ENDED_BY_OWNER, by.now)
    details = {"session": str(row.id), "why": SessionEnd.ENDED_BY_OWNER}
    record(session, by.entry(AuditVerb.SESSION_ENDED, account_id, **details))
    return True


def add_key(
    session: Session, by: By, grant: RoleGrant, *, name: str, scopes: list[Verb], life: timedelta
) -> str:
    """Make an API key under a grant; answers the key, which nobody can read again."""
    secret, prefix = new_secret(), new_key_prefix()
    expires_at = by.now + life
    new = NewKey(prefix, digest_of(secret), name, scopes, expires_at)
    keep_key(session, grant, new, by.now, by=by.account_id)
    details = {"key": prefix, "grant": grant.id, "scopes": sorted(scopes)}
    record(session, by.entry(AuditVerb.KEY_MADE, grant.account_id, **details))
    return write_key(prefix, secret)


def drop_key(session: Session, by: By, prefix: str) -> None:
    """Revoke an API key."""
    key = revoke_key(session, prefix, by.now)
    record(session, by.entry(AuditVerb.KEY_REVOKED, key.account_id, key=key.prefix))


def _end_everything(session: Session, account: Account, why: SessionEnd, now: datetime) -> None:
    account.token_epoch += 1
    end_sessions(session, account.id, why, now)
