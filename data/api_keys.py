"""Keys of connected systems: made, found, seen, revoked. Writing them is system work."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from data.accounts import holds_on
from data.errors import NotFound
from data.tables import Account, ApiKey, RoleGrant
from dispatch.rights import Verb

_SEEN_EVERY: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key to be made; its secret is known by its digest only."""

    prefix: str
    digest: bytes
    name: str
    scopes: Collection[Verb]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class KeyStanding:
    """A key with the account and the grant it stands on."""

    key: ApiKey
    account: Account
    grant: RoleGrant


def keep_key(
    session: Session, grant: RoleGrant, new: NewKey, now: datetime, *, by: int | None = None
) -> ApiKey:
    """Make a key under a grant."""
    key = ApiKey(
        prefix=new.prefix,
        digest=new.digest,
        account_id=grant.account_id,
        grant_id=grant.id,
        name=new.name,
        scopes=sorted(new.scopes),
        created_at=now,
        created_by=by,
        expires_at=new.expires_at,
    )
    session.add(key)
    session.flush()
    return key


def key_with_prefix(session: Session, prefix: str, now: datetime) -> KeyStanding | None:
    """The key with this prefix, unless it, its account or its grant has ended."""
    query = (
        select(ApiKey, Account, RoleGrant)
        .join(Account, Account.id == ApiKey.account_id)
        .join(RoleGrant, RoleGrant.id == ApiKey.grant_id)
        .where(ApiKey.prefix == prefix, ApiKey.revoked_at.is_(None), ApiKey.expires_at > now)
        .where(Account.active, RoleGrant.account_id == Account.id, holds_on(now.date()))
    )
    row = session.execute(query).one_or_none()
    return KeyStanding(*row) if row else None


def note_used(session: Session, key: ApiKey, now: datetime) -> None:
    """Note that a key was used: at most once a minute, and never waiting for another."""
    if key.last_used_at is not None and now - key.last_used_at < _SEEN_EVERY:
        return
    free = select(ApiKey.id).where(ApiKey.id == key.id).with_for_update(skip_locked=True)
    change = update(ApiKey).where(ApiKey.id.in_(free)).values(last_used_at=now)
    session.execute(change.execution_options(synchronize_session=False))


def list_keys(session: Session) -> Sequence[KeyStanding]:
    """All keys that were not revoked, the newest first."""
    query = (
        select(ApiKey, Account, RoleGrant)
        .join(Account, Account.id == ApiKey.account_id)
        .join(RoleGrant, RoleGrant.id == ApiKey.grant_id)
        .where(ApiKey.revoked_at.is_(None))
        .order_by(ApiKey.created_at.desc(), ApiKey.id.desc())
    )
    return [KeyStanding(*row) for row in session.execute(query)]


def revoke_key(session: Session, prefix: str, now: datetime) -> ApiKey:
    """Revoke a key.

    Raises
    ------
    NotFound
        If there is none with this prefix that still holds.
    """
    query = select(ApiKey).where(ApiKey.prefix == prefix, ApiKey.revoked_at.is_(None))
    key = session.scalars(query.with_for_update()).one_or_none()
    if key is None:
        msg = f"there is no key {prefix!r} that still holds; list them with: wangge admin keys"
        raise NotFound(msg)
    key.revoked_at = now
    session.flush()
    return key


def revoke_keys_of(session: Session, account_id: int, now: datetime) -> int:
    """Revoke all keys of an account; answers how many."""
    query = select(ApiKey).where(ApiKey.account_id == account_id, ApiKey.revoked_at.is_(None))
    keys = session.scalars(query.with_for_update()).all()
    for key in keys:
        key.revoked_at = now
    session.flush()
    return len(keys)
