"""Who stands behind a token, a key or a cookie.

What they say is only where to look: that session or key, account and grant still hold is read
from the database each time, so that ending any of them works at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from api.opaque import digest_of, is_secret, read_key
from api.settings import Settings
from api.tokens import Claims, read_token
from data.accounts import actor_of, actor_with
from data.api_keys import key_with_prefix, note_used
from data.scope import as_system, enter_scope
from data.sessions import (
    Standing,
    note_seen,
    session_with_digest,
    session_with_id,
    sessions_with_ids,
)
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
        if found is None or not _fits(claims, found):
            return None
        caller = _in_session(session, found, SessionUse.API, settings, now)
    return _enter(session, caller)


def callers_of(
    session: Session,
    tokens: Sequence[tuple[str | None, Claims | None, datetime]],
    settings: Settings,
) -> list[Caller | None]:
    """Callers behind some tokens or keys, each sent at a moment, in their order; as the system.

    The grids an agent holds are left out: whoever asks for many callers only asks for rights.
    """
    said = {claims.session_id for _, claims, _ in tokens if claims is not None}
    standing = sessions_with_ids(session, said, max(now for _, _, now in tokens).date())
    callers: list[Caller | None] = []
    for token, claims, now in tokens:
        found = standing.get(claims.session_id) if claims is not None else None
        if claims is None:
            callers.append(_with_key(session, token or "", now))
        elif found is None or not _fits(claims, found):
            callers.append(None)
        else:
            used = _is_used(session, found, SessionUse.API, settings, now)
            callers.append(_without_grids(found) if used else None)
    return callers


def _fits(claims: Claims, found: Standing) -> bool:
    return (claims.account_id, claims.epoch) == (found.account.id, found.account.token_epoch)


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
    with as_system(session):
        caller = _with_key(session, key, now)
    return _enter(session, caller)


def _with_key(session: Session, key: str, now: datetime) -> Caller | None:
    parts = read_key(key)
    if parts is None:
        return None
    found = key_with_prefix(session, parts[0], now)
    if not is_secret(parts[1], found.key.digest if found else None) or found is None:
        return None
    note_used(session, found.key, now)
    actor = actor_of(session, found.account, found.grant, now.date(), program=True)
    scopes = frozenset(verb for verb in Verb if verb in found.key.scopes)
    return Caller(replace(actor, scopes=scopes))


def _in_session(
    session: Session, found: Standing, use: SessionUse, settings: Settings, now: datetime
) -> Caller | None:
    if not _is_used(session, found, use, settings, now):
        return None
    actor = actor_of(
        session,
        found.account,
        found.grant,
        now.date(),
        program=use is SessionUse.API,
        session_id=str(found.session.id),
    )
    return Caller(actor, found.session.id, found.account.must_change_password)


def _is_used(
    session: Session, found: Standing, use: SessionUse, settings: Settings, now: datetime
) -> bool:
    """Whether a session may be used so at a moment; if so, that it was is noted."""
    row = found.session
    idle = settings.idle if use is SessionUse.PAGE else None
    alive = is_alive(now, last_seen_at=row.last_seen_at, expires_at=row.expires_at, idle=idle)
    if row.use is not use or not alive:
        return False
    note_seen(session, row, now)
    return True


def _without_grids(found: Standing) -> Caller:
    row = found.session
    actor = actor_with(found.account, found.grant, (), program=True, session_id=str(row.id))
    return Caller(actor, row.id, found.account.must_change_password)


def _enter(session: Session, caller: Caller | None) -> Caller | None:
    if caller is not None:
        enter_scope(session, caller.actor)
    return caller
