"""Who stands behind a token, a key or a cookie.

What they say is only where to look: that session or key, account and grant still hold is read
from the database each time, so that ending any of them works at once.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from api.opaque import digest_of, is_secret, read_key
from api.settings import Settings
from api.tokens import read_token
from data.accounts import actor_of
from data.api_keys import key_with_prefix, note_used
from data.scope import as_system, enter_scope
from data.sessions import Standing, note_seen, session_with_digest, session_with_id
from dispatch.rights import Actor, Verb
from dispatch.sessions import SessionUse, is_alive


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, and what goes with it.

    Attributes
    ----------
    session_id
        Session the caller asks in; none for a key.
    must_change_password
        Whether nothing else may be done before the password is replaced.
    """

    actor: Actor
    session_id: UUID | None = None
    must_change_password: bool = False


def caller_with_token(
    session: Session, token: str, settings: Settings, now: datetime
) -> Caller | None:
    """Caller behind a bearer token; the transaction sees what it may see from here on."""
    claims = read_token(token, settings.signing_keys, now=now)
    if claims is None:
        return None
    with as_system(session):
        found = session_with_id(session, claims.session_id, now.date())
        said = (claims.account_id, claims.epoch)
        if found is None or said != (found.account.id, found.account.token_epoch):
            return None
        caller = _in_session(session, found, SessionUse.API, settings, now)
    return _enter(session, caller)


def caller_with_cookie(
    session: Session, secret: str, settings: Settings, now: datetime
) -> Caller | None:
    """Caller behind the secret of a session cookie; the transaction sees what it may see."""
    with as_system(session):
        found = session_with_digest(session, digest_of(secret), now.date())
        if found is None:
            return None
        caller = _in_session(session, found, SessionUse.PAGE, settings, now)
    return _enter(session, caller)


def caller_with_key(session: Session, key: str, now: datetime) -> Caller | None:
    """Caller behind an API key, limited to its scopes."""
    parts = read_key(key)
    if parts is None:
        return None
    with as_system(session):
        found = key_with_prefix(session, parts[0], now)
        if not is_secret(parts[1], found.key.digest if found else None) or found is None:
            return None
        note_used(session, found.key, now)
        actor = actor_of(session, found.account, found.grant, now.date(), program=True)
    scopes = frozenset(verb for verb in Verb if verb in found.key.scopes)
    return _enter(session, Caller(replace(actor, scopes=scopes)))


def _in_session(
    session: Session, found: Standing, use: SessionUse, settings: Settings, now: datetime
) -> Caller | None:
    row = found.session
    idle = settings.idle if use is SessionUse.PAGE else None
    alive = is_alive(now, last_seen_at=row.last_seen_at, expires_at=row.expires_at, idle=idle)
    if row.use is not use or not alive:
        return None
    note_seen(session, row, now)
    actor = actor_of(
        session,
        found.account,
        found.grant,
        now.date(),
        program=use is SessionUse.API,
        session_id=str(row.id),
    )
    return Caller(actor, row.id, found.account.must_change_password)


def _enter(session: Session, caller: Caller | None) -> Caller | None:
    if caller is not None:
        enter_scope(session, caller.actor)
    return caller
