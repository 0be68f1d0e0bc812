"""Sessions: begun, found, seen, ended, listed. Writing them is system work."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    CursorResult,
    Select,
    Uuid,
    and_,
    any_,
    delete,
    literal,
    select,
    update,
)
from sqlalchemy.orm import Session

from data.accounts import holds_on
from data.tables import Account, AccountSession, RoleGrant
from dispatch.sessions import SessionEnd, SessionUse

_SEEN_EVERY: Final = timedelta(minutes=1)
_KEPT_AFTER_END: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session to begin; see `data.tables.account_session` for its fields."""

    use: SessionUse
    digest: bytes
    life: timedelta
    device: str
    address: str
    turn_digest: bytes | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A session with the account and the grant it stands on."""

    session: AccountSession
    account: Account
    grant: RoleGrant


def begin_session(
    session: Session, account: Account, grant: RoleGrant, new: NewSession, now: datetime
) -> AccountSession:
    """Begin a session, and forget the account's sessions of long ago."""
    _forget_old(session, account.id, now)
    row = AccountSession(
        id=uuid4(),
        account_id=account.id,
        grant_id=grant.id,
        use=new.use,
        digest=new.digest,
        turn_digest=new.turn_digest,
        token_epoch=account.token_epoch,
        created_at=now,
        last_seen_at=now,
        expires_at=now + new.life,
        device=new.device,
        address=new.address,
    )
    session.add(row)
    session.flush()
    return row


def session_with_id(session: Session, session_id: UUID, today: date) -> Standing | None:
    """The session with this id, unless it, its account or its grant has ended."""
    return _standing(session, AccountSession.id == session_id, today)


def sessions_with_ids(session: Session, ids: Collection[UUID], today: date) -> dict[UUID, Standing]:
    """The sessions with these ids, by id, those left out that `session_with_id` leaves out."""
    if not ids:
        return {}
    asked = AccountSession.id == any_(literal(list(ids), ARRAY(Uuid)))
    rows = session.execute(_with_account().where(asked, _open(today)))
    return {row[0].id: Standing(*row) for row in rows}


def session_with_digest(session: Session, digest: bytes, today: date) -> Standing | None:
    """The session whose secret has this digest, unless it, its account or its grant has ended."""
    return _standing(session, AccountSession.digest == digest, today)


def lock_session(session: Session, session_id: UUID) -> AccountSession:
    """Read a session again and keep others from changing it until the commit."""
    query = select(AccountSession).where(AccountSession.id == session_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def note_seen(session: Session, row: AccountSession, now: datetime) -> None:
    """Note that a session was used: at most once a minute, and never waiting for another."""
    if now - row.last_seen_at < _SEEN_EVERY:
        return
    free = select(AccountSession.id).where(AccountSession.id == row.id)
    free = free.with_for_update(skip_locked=True)
    change = update(AccountSession).where(AccountSession.id.in_(free)).values(last_seen_at=now)
    session.execute(change.execution_options(synchronize_session=False))


def end_session(session: Session, row: AccountSession, why: SessionEnd, now: datetime) -> None:
    """End one session; the first reason stays."""
    if row.ended_at is None:
        row.ended_at, row.ended_why = now, why
        session.flush()


def end_sessions(
    session: Session,
    account_id: int,
    why: SessionEnd,
    now: datetime,
    *,
    but: UUID | None = None,
) -> int:
    """End all sessions of an account, or all but one; answers how many ended."""
    change = update(AccountSession).where(
        AccountSession.account_id == account_id,
        AccountSession.ended_at.is_(None),
        AccountSession.expires_at > now,
    )
    if but is not None:
        change = change.where(AccountSession.id != but)
    change = change.values(ended_at=now, ended_why=why)
    done = session.execute(change.execution_options(synchronize_session="fetch"))
    return done.rowcount if isinstance(done, CursorResult) else 0


def sessions_of(session: Session, account_id: int, now: datetime) -> Sequence[Standing]:
    """Sessions of an account that have not ended, the last used first."""
    query = (
        _with_account()
        .where(AccountSession.account_id == account_id, _open(now.date()))
        .where(AccountSession.expires_at > now)
        .order_by(AccountSession.last_seen_at.desc(), AccountSession.created_at.desc())
    )
    return [Standing(*row) for row in session.execute(query)]


def own_session(session: Session, account_id: int, session_id: UUID) -> AccountSession | None:
    """A session of this account, ended or not; none when it is another's."""
    query = select(AccountSession).where(
        AccountSession.id == session_id, AccountSession.account_id == account_id
    )
    return session.scalars(query).one_or_none()


def _standing(session: Session, which: ColumnElement[bool], today: date) -> Standing | None:
    row = session.execute(_with_account().where(which, _open(today))).one_or_none()
    return Standing(*row) if row else None


def _with_account() -> Select[AccountSession, Account, RoleGrant]:
    return (
        select(AccountSession, Account, RoleGrant)
        .join(Account, Account.id == AccountSession.account_id)
        .join(RoleGrant, RoleGrant.id == AccountSession.grant_id)
    )


def _open(today: date) -> ColumnElement[bool]:
    """What must hold each time: nothing of it is believed from a token."""
    return and_(
        AccountSession.ended_at.is_(None),
        AccountSession.token_epoch == Account.token_epoch,
        Account.active,
        RoleGrant.account_id == Account.id,
        holds_on(today),
    )


def _forget_old(session: Session, account_id: int, now: datetime) -> None:
    session.execute(
        delete(AccountSession).where(
            AccountSession.account_id == account_id,
            AccountSession.expires_at < now - _KEPT_AFTER_END,
        )
    )
