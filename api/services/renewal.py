"""Renewing a program's token, and giving it up."""

from datetime import datetime

from sqlalchemy.orm import Session

from api.errors import NotSignedIn
from api.opaque import digest_of, is_secret, new_secret, read_refresh_token
from api.services.sign_in import Opened, Sessions
from api.settings import Settings
from api.tokens import read_token
from data.audit import Entry, record
from data.scope import as_system
from data.session import transaction
from data.sessions import (
    Standing,
    end_session,
    lock_session,
    note_seen,
    session_with_digest,
    session_with_id,
)
from dispatch.auditing import AuditVerb, ObjectKind
from dispatch.sessions import SessionEnd, SessionUse


def renew(sessions: Sessions, token: str, now: datetime) -> Opened:
    """Exchange a refresh token for the next one.

    A token that was exchanged before ends its whole session: somebody else has it. That is so
    also when a program lost our answer and asks again; it signs in anew then.

    Raises
    ------
    NotSignedIn
        If the token is none of ours, was used before, or its session has ended.
    """
    with transaction(sessions) as session, as_system(session):
        renewed = _renew(session, token, now)
    if renewed is None:
        msg = "this token cannot be renewed; sign in again with name and password"
        raise NotSignedIn(msg)
    return renewed


def give_up(sessions: Sessions, token: str, settings: Settings, now: datetime) -> None:
    """End the session of a bearer or refresh token; a token that is none of ours ends nothing."""
    with transaction(sessions) as session, as_system(session):
        found = _standing_of(session, token, settings, now)
        if found is not None:
            end_session(session, found.session, SessionEnd.SIGNED_OUT, now)
            record(session, ended_entry(found, AuditVerb.SIGN_OUT, SessionEnd.SIGNED_OUT, now))


def ended_entry(found: Standing, verb: AuditVerb, why: SessionEnd, now: datetime) -> Entry:
    """Record of the end of a session, by its own holder."""
    return Entry(
        at=now,
        verb=verb,
        object_kind=ObjectKind.ACCOUNT,
        object_id=str(found.account.id),
        account_id=found.account.id,
        role=found.grant.role,
        region_code=found.grant.region_code,
        details={"session": str(found.session.id), "why": why.value},
    )


def _renew(session: Session, token: str, now: datetime) -> Opened | None:
    found = _with_refresh_token(session, token, now)
    if found is None:
        return None
    family, turn = read_refresh_token(token) or ("", "")
    row = lock_session(session, found.session.id)
    if row.ended_at is not None:
        return None
    if not is_secret(turn, row.turn_digest):
        end_session(session, row, SessionEnd.TOKEN_REUSED, now)
        why = SessionEnd.TOKEN_REUSED
        record(session, ended_entry(found, AuditVerb.SESSION_ENDED, why, now))
        return None
    fresh = new_secret()
    row.turn_digest = digest_of(fresh)
    note_seen(session, row, now)
    return Opened(found, family, fresh)


def _with_refresh_token(session: Session, token: str, now: datetime) -> Standing | None:
    parts = read_refresh_token(token)
    found = session_with_digest(session, digest_of(parts[0]), now.date()) if parts else None
    if found is None or found.session.use is not SessionUse.API:
        return None
    return found if now < found.session.expires_at else None


def _standing_of(
    session: Session, token: str, settings: Settings, now: datetime
) -> Standing | None:
    claims = read_token(token, settings.signing_keys, now=now)
    if claims is not None:
        return session_with_id(session, claims.session_id, now.date())
    return _with_refresh_token(session, token, now)
