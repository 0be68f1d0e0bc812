"""Signing in with a name and a password.

The work goes through three short transactions, and the slow hash between them holds no
connection: a try counts although it is refused, and a hundred at once do not starve the pool.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session, sessionmaker

from api.errors import NoRoleToday, NotSignedIn, TooManyTries
from api.opaque import digest_of, new_secret
from api.passwords import is_password
from api.visitors import Visitor
from data.accounts import account_named, account_with, grants_of
from data.attempts import (
    account_bucket,
    address_bucket,
    forget_tries,
    give_try_back,
    sweep_tries,
    take_try,
)
from data.audit import Entry, record
from data.scope import as_system
from data.session import transaction
from data.sessions import NewSession, Standing, begin_session
from data.tables import Account, RoleGrant
from dispatch.auditing import AuditVerb, ObjectKind
from dispatch.sessions import SessionUse
from dispatch.throttling import ACCOUNT_POLICY, ADDRESS_POLICY
from dispatch.vocabulary import Role

Sessions = sessionmaker[Session]


@dataclass(frozen=True, slots=True)
class Credentials:
    """What somebody says to be known by, and as what to act; the first grant without a role."""

    username: str
    password: str
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that began, and the secrets only its holder gets."""

    standing: Standing
    secret: str
    turn: str | None = None


def sign_in(
    sessions: Sessions,
    visitor: Visitor,
    said: Credentials,
    use: SessionUse,
    *,
    life: timedelta,
    now: datetime,
) -> Opened:
    """Begin a session for who knows name and password.

    Raises
    ------
    TooManyTries
        If name or network had too many tries lately, whether name and password fit or not.
    NotSignedIn
        If name and password do not fit, whichever is wrong.
    NoRoleToday
        If they fit, and the account may not act as what was asked for.
    """
    username = said.username.replace("\0", "")
    known = _begin_try(sessions, visitor, username, now)
    fits = is_password(said.password, known.password_hash if known else None)
    if known is None or not fits:
        _refuse(sessions, visitor, known, now)
        msg = "name or password is wrong"
        raise NotSignedIn(msg)
    with transaction(sessions) as session, as_system(session):
        account = _again(session, known)
        give_try_back(session, address_bucket(visitor.network), now)
        forget_tries(session, account_bucket(username))
        sweep_tries(session, now)
        grant = choose_grant(session, account, said.role, now)
        return open_session(session, account, grant, use, life=life, visitor=visitor, now=now)


def open_session(
    session: Session,
    account: Account,
    grant: RoleGrant,
    use: SessionUse,
    *,
    life: timedelta,
    visitor: Visitor,
    now: datetime,
) -> Opened:
    """Begin a session with secrets of its own, and record it; system work."""
    secret = new_secret()
    turn = new_secret() if use is SessionUse.API else None
    new = NewSession(
        use=use,
        digest=digest_of(secret),
        turn_digest=digest_of(turn) if turn else None,
        life=life,
        device=visitor.device,
        address=visitor.network,
    )
    row = begin_session(session, account, grant, new, now)
    entry = Entry(
        at=now,
        verb=AuditVerb.SIGN_IN,
        object_kind=ObjectKind.ACCOUNT,
        object_id=str(account.id),
        account_id=account.id,
        role=grant.role,
        region_code=grant.region_code,
        details={"session": str(row.id), "use": use.value, "network": visitor.network},
        request_id=visitor.request_id,
    )
    record(session, entry)
    return Opened(Standing(row, account, grant), secret, turn)


def choose_grant(session: Session, account: Account, role: Role | None, now: datetime) -> RoleGrant:
    """First grant of an account that holds today, of one role or of any.

    Raises
    ------
    NoRoleToday
        If there is none.
    """
    for grant in grants_of(session, account.id, now.date()):
        if role in (None, grant.role):
            return grant
    msg = "the account may not act as this today; ask the administrator of your county"
    raise NoRoleToday(msg)


def count_try(session: Session, username: str, visitor: Visitor, now: datetime) -> timedelta | None:
    """Count a try of a name from a network; answers how long it is refused for.

    The network first, here and where tries are given back, so that no two wait for each other;
    a network that waits cannot make anybody else's account wait too.
    """
    wait = take_try(session, address_bucket(visitor.network), ADDRESS_POLICY, now)
    return wait or take_try(session, account_bucket(username), ACCOUNT_POLICY, now)


def count_wrong_key(sessions: Sessions, visitor: Visitor, now: datetime) -> None:
    """Count and record a key that opens nothing.

    Raises
    ------
    TooManyTries
        If the network had too many of them.
    """
    with transaction(sessions) as session, as_system(session):
        # Apart from passwords: one wrongly set program must not lock out a whole office.
        wait = take_try(session, f"key-{address_bucket(visitor.network)}", ADDRESS_POLICY, now)
        if wait is None:
            record(session, refused_entry(None, visitor, now, "key"))
    if wait is not None:
        raise TooManyTries.for_(wait)


def _begin_try(
    sessions: Sessions, visitor: Visitor, username: str, now: datetime
) -> Account | None:
    with transaction(sessions) as session, as_system(session):
        wait = count_try(session, username, visitor, now)
        known = account_named(session, username)
        if wait is not None:
            record(session, refused_entry(known, visitor, now, "too-many"))
    if wait is not None:
        raise TooManyTries.for_(wait)
    return known


def _refuse(sessions: Sessions, visitor: Visitor, known: Account | None, now: datetime) -> None:
    with transaction(sessions) as session, as_system(session):
        record(session, refused_entry(known, visitor, now, "wrong"))


def refused_entry(known: Account | None, visitor: Visitor, now: datetime, why: str) -> Entry:
    """Record of a refusal; a name nobody has is not kept, it may be a mistyped password."""
    return Entry(
        at=now,
        verb=AuditVerb.SIGN_IN_REFUSED,
        object_kind=ObjectKind.ACCOUNT,
        object_id=str(known.id) if known else "unknown",
        details={"why": why, "network": visitor.network},
        request_id=visitor.request_id,
    )


def _again(session: Session, known: Account) -> Account:
    """Read the account again, as it may have changed while the password was looked at."""
    account = account_with(session, known.id, known.token_epoch)
    if account is None or account.password_hash != known.password_hash:
        msg = "name or password is wrong"
        raise NotSignedIn(msg)
    return account
