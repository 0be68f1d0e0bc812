"""Page sessions after the sign-in: left, taken on in another role, kept after a new password."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from api.errors import NotSignedIn, TooManyTries
from api.opaque import digest_of
from api.passwords import check_password, is_password
from api.services.accounts import By, set_password
from api.services.callers import Caller
from api.services.renewal import ended_entry
from api.services.sign_in import Opened, Sessions, count_try, open_session, refused_entry
from api.visitors import Visitor
from data.accounts import find_account, grants_of
from data.attempts import account_bucket, address_bucket, forget_tries, give_try_back
from data.audit import record
from data.errors import NotFound
from data.scope import as_system
from data.session import transaction
from data.sessions import end_session, lock_session, session_with_digest
from data.tables import Account
from dispatch.auditing import AuditVerb
from dispatch.sessions import SessionEnd, SessionUse


def leave_page(sessions: Sessions, secret: str, why: SessionEnd, now: datetime) -> None:
    """End the page session of a cookie; a cookie that is none of ours ends nothing."""
    with transaction(sessions) as session, as_system(session):
        found = session_with_digest(session, digest_of(secret), now.date())
        if found is not None:
            end_session(session, found.session, why, now)
            record(session, ended_entry(found, AuditVerb.SIGN_OUT, why, now))


def change_role(
    session: Session,
    caller: Caller,
    grant_id: int,
    *,
    life: timedelta,
    visitor: Visitor,
    now: datetime,
) -> Opened:
    """Go on under another grant of the same account, in a session of its own; system work.

    Raises
    ------
    NotFound
        If the account does not hold the grant today.
    """
    account = find_account(session, caller.actor.username)
    held = {grant.id: grant for grant in grants_of(session, account.id, now.date())}
    if grant_id not in held:
        msg = "you do not hold this role today"
        raise NotFound(msg)
    _end_own(session, caller, SessionEnd.ROLE_CHANGED, now)
    grant, use = held[grant_id], SessionUse.PAGE
    return open_session(session, account, grant, use, life=life, visitor=visitor, now=now)


def check_own_password(
    sessions: Sessions, caller: Caller, password: str, visitor: Visitor, now: datetime
) -> None:
    """Let only the owner change the password: a session left open is not enough.

    Tries count like those of the sign-in.

    Raises
    ------
    TooManyTries
        If there were too many lately.
    NotSignedIn
        If the password is wrong.
    """
    username = caller.actor.username
    with transaction(sessions) as session, as_system(session):
        wait = count_try(session, username, visitor, now)
        account = find_account(session, username)
    if wait is not None:
        raise TooManyTries.for_(wait)
    fits = is_password(password, account.password_hash)
    with transaction(sessions) as session, as_system(session):
        if fits:
            give_try_back(session, address_bucket(visitor.network), now)
            forget_tries(session, account_bucket(username))
        else:
            record(session, refused_entry(account, visitor, now, "wrong"))
    if not fits:
        msg = "the present password is wrong"
        raise NotSignedIn(msg)


def change_password(
    sessions: Sessions,
    caller: Caller,
    password: str,
    *,
    life: timedelta,
    visitor: Visitor,
    now: datetime,
) -> Opened:
    """Replace the own password; all sessions end but a fresh one for this browser.

    Raises
    ------
    WeakPassword
        If the new one is too easy to guess.
    """
    actor = caller.actor
    check_password(password, actor.username)
    with transaction(sessions) as session, as_system(session):
        account: Account = find_account(session, actor.username)
        set_password(session, By(now, actor), account, password, must_change=False)
        grant = next(
            g for g in grants_of(session, account.id, now.date()) if g.id == actor.grant_id
        )
        use = SessionUse.PAGE
        return open_session(session, account, grant, use, life=life, visitor=visitor, now=now)


def _end_own(session: Session, caller: Caller, why: SessionEnd, now: datetime) -> None:
    if caller.session_id is not None:
        end_session(session, lock_session(session, caller.session_id), why, now)
