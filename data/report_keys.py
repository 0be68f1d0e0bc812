"""The keys of reports: a retry gets the first answer, a stranger gets nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, null, select, update
from sqlalchemy.orm import Session

from data.errors import KeyReused, TwinRunning
from data.tables import ReportKey

KEPT_FOR: Final = timedelta(days=45)
"""Agents go offline for weeks; design section 4."""


@dataclass(frozen=True, slots=True)
class UsedKey:
    """A key with what was sent under it, and by whom.

    Attributes
    ----------
    digest
        Of the request.
    likeness
        What a second click would send again; none where keys are vouched for.
    """

    key: UUID
    digest: bytes
    account_id: int | None
    likeness: bytes | None = None


def claim(session: Session, key: UUID) -> None:
    """Take a key for this transaction.

    Raises
    ------
    TwinRunning
        If another transaction has it.
    """
    _lock(session, str(key))


def earlier_answer(
    session: Session, key: UUID, digest: bytes, account_id: int | None, now: datetime
) -> tuple[int, dict[str, Any]] | None:
    """Status and body answered to the first use of a key; none for a new key.

    Raises
    ------
    KeyReused
        If the key belongs to another report, another actor, or an answer no longer kept.
    """
    row = session.get(ReportKey, key)
    if row is None:
        return None
    same = row.digest == digest and row.account_id == account_id
    if not same or row.answer is None or row.answer_until < now:
        msg = "this key was already used for something else; make a new UUID for each new request"
        raise KeyReused(msg)
    return row.status, row.answer


def alike_answer(
    session: Session, likeness: bytes, account_id: int | None, since: datetime
) -> dict[str, Any] | None:
    """Answer to the same words sent since then by the same account, or by nobody known.

    Raises
    ------
    TwinRunning
        If they are being filed right now.
    """
    _lock(session, likeness.hex())
    same = ReportKey.account_id.is_not_distinct_from(account_id)
    query = (
        select(ReportKey.answer)
        .where(ReportKey.likeness == likeness, ReportKey.recorded_at > since, same)
        .order_by(ReportKey.recorded_at.desc())
        .limit(1)
    )
    return session.scalar(query)


def remember(session: Session, used: UsedKey, answer: dict[str, Any], now: datetime) -> None:
    """Keep the answer to the first use of a key."""
    session.add(
        ReportKey(
            key=used.key,
            digest=used.digest,
            account_id=used.account_id,
            likeness=used.likeness,
            status=201,
            answer=answer,
            answer_until=now + KEPT_FOR,
        )
    )


def forget_answers(session: Session, now: datetime) -> None:
    """Empty the stored answers whose time is over; their keys stay taken for ever."""
    session.execute(
        update(ReportKey)
        .where(ReportKey.answer_until < now, ReportKey.answer.is_not(None))
        .values(answer=null())
    )


def _lock(session: Session, word: str) -> None:
    lock = func.pg_try_advisory_xact_lock(func.hashtextextended(word, 0))
    if not session.scalar(select(lock)):
        msg = "the same report is being filed right now; ask again in a moment"
        raise TwinRunning(msg)
