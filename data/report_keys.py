"""The keys of reports: a retry gets the first answer, a stranger gets nothing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, func, null, select, text, update
from sqlalchemy.orm import Session

from data.errors import KeyReused, TwinRunning
from data.row_sets import insert_rows
from data.tables import ReportKey

KEPT_FOR: Final = timedelta(days=45)
"""Agents go offline for weeks; design section 4."""
RUNNING: Final = "the same report is being filed right now; ask again in a moment"
REUSED: Final = "this key was already used for something else; make a new UUID for each new request"

# Materialized, so that each key is asked for once: a lock taken twice is held twice.
_CLAIM: Final = text("""
    WITH asked AS MATERIALIZED (
        SELECT key, pg_try_advisory_xact_lock(hashtextextended(CAST(key AS text), 0)) AS free
        FROM unnest(CAST(:keys AS uuid[])) AS key
    )
    SELECT key FROM asked WHERE free
""")


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
    if not claim_each(session, [key]):
        raise TwinRunning(RUNNING)


def claim_each(session: Session, keys: Collection[UUID]) -> set[UUID]:
    """Take keys for this transaction; answers those that no other transaction has."""
    return set(session.scalars(_CLAIM, {"keys": list(keys)}))


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
    return row.status, answer_again(row, UsedKey(key, digest, account_id), now)


def first_uses(session: Session, keys: Collection[UUID]) -> dict[UUID, ReportKey]:
    """What is remembered of the first use of some keys."""
    query = select(ReportKey).where(ReportKey.key == any_(bindparam("keys", type_=ARRAY(Uuid))))
    return {row.key: row for row in session.scalars(query, {"keys": list(keys)})}


def answer_again(first: ReportKey, used: UsedKey, now: datetime) -> dict[str, Any]:
    """Body answered to the first use of a key, for who used it then.

    Raises
    ------
    KeyReused
        As `earlier_answer`.
    """
    same = first.digest == used.digest and first.account_id == used.account_id
    if not same or first.answer is None or first.answer_until < now:
        raise KeyReused(REUSED)
    return first.answer


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
    remember_each(session, [(used, answer, now)])


def remember_each(
    session: Session, answers: Sequence[tuple[UsedKey, dict[str, Any], datetime]]
) -> None:
    """Keep the answers to the first uses of some keys, given at these moments."""
    rows = [
        {
            "key": used.key,
            "digest": f"\\x{used.digest.hex()}",
            "account_id": used.account_id,
            "likeness": f"\\x{used.likeness.hex()}" if used.likeness is not None else None,
            "status": 201,
            "answer": answer,
            "answer_until": now + KEPT_FOR,
        }
        for used, answer, now in answers
    ]
    insert_rows(session, "report_key", rows)


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
        raise TwinRunning(RUNNING)
