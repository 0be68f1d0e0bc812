"""Tries and requests, counted where all processes of the service see them.

System work: call it inside `data.scope.as_system`, in a short transaction of its own, so that a
try counts although its request is refused.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, sessionmaker

from data.scope import LAZILY, enter_system
from data.session import transaction
from data.tables import SignInAttempt
from dispatch.throttling import ThrottlePolicy, Tries, give_back, take

_KEPT = timedelta(days=2)
_SWEPT_AT_ONCE = 100
_COUNT = text("""
    INSERT INTO sign_in_attempt AS known (bucket, failures, since)
    SELECT bucket, requests, CAST(:now AS timestamptz)
    FROM unnest(CAST(:names AS text[]), CAST(:counts AS int[])) AS asked(bucket, requests)
    ON CONFLICT (bucket) DO UPDATE
    SET failures = excluded.failures
            + CASE WHEN known.since <= :over THEN 0 ELSE known.failures END,
        since = CASE WHEN known.since <= :over THEN excluded.since ELSE known.since END
    RETURNING bucket, failures, since
""")


@contextmanager
def counting(sessions: sessionmaker[Session]) -> Iterator[Session]:
    """A transaction of the system's own, for counts: what is refused afterwards counts too.

    They may be lost in a crash: waiting for the disk at each request would cost more than a few
    requests too many.
    """
    with transaction(sessions) as session:
        enter_system(session, LAZILY)
        yield session


def account_bucket(username: str) -> str:
    """Bucket of a user name, whether there is such an account or not."""
    return f"account:{sha256(username.encode()).hexdigest()}"


def address_bucket(network: str) -> str:
    """Bucket of the addresses of one network."""
    return f"address:{network}"


def take_try(
    session: Session, bucket: str, policy: ThrottlePolicy, now: datetime
) -> timedelta | None:
    """Count one more try; answers how long it is refused for, none when it may go on."""
    row = _locked(session, bucket, now)
    tries, wait = take(Tries(row.failures, row.since, row.blocked_until), policy, now)
    _keep(row, tries)
    session.flush()
    return wait


def give_try_back(session: Session, bucket: str, now: datetime) -> None:
    """Uncount a try that turned out right."""
    row = _locked(session, bucket, now)
    _keep(row, give_back(Tries(row.failures, row.since, row.blocked_until)))
    session.flush()


def forget_tries(session: Session, bucket: str) -> None:
    """Start a bucket anew."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.bucket == bucket))


def sweep_tries(session: Session, now: datetime) -> None:
    """Drop some buckets that nobody tried for days."""
    old = (
        select(SignInAttempt.bucket)
        .where(SignInAttempt.since < now - _KEPT)
        .limit(_SWEPT_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    session.execute(delete(SignInAttempt).where(SignInAttempt.bucket.in_(old)))


def count_request(
    session: Session, bucket: str, *, limit: int, window: timedelta, now: datetime
) -> timedelta | None:
    """Count one request; answers how long to wait when a window has had more than its limit."""
    count, since = count_requests(session, {bucket: 1}, window=window, now=now)[bucket]
    return since + window - now if count >= limit else None


def count_requests(
    session: Session, requests: Mapping[str, int], *, window: timedelta, now: datetime
) -> dict[str, tuple[int, datetime]]:
    """Count some requests of each bucket; answers how many its window had before, and its begin."""
    values = {"names": sorted(requests), "counts": [requests[name] for name in sorted(requests)]}
    rows = session.execute(_COUNT, {**values, "now": now, "over": now - window}).all()
    return {row.bucket: (row.failures - requests[row.bucket], row.since) for row in rows}


def _locked(session: Session, bucket: str, now: datetime) -> SignInAttempt:
    """Row of a bucket, made when there is none; others who try the same wait for us."""
    query = (
        insert(SignInAttempt)
        .values(bucket=bucket, failures=0, since=now)
        .on_conflict_do_update(
            index_elements=[SignInAttempt.bucket], set_={"failures": SignInAttempt.failures}
        )
        .returning(SignInAttempt)
    )
    return session.scalars(query, execution_options={"populate_existing": True}).one()


def _keep(row: SignInAttempt, tries: Tries) -> None:
    row.failures, row.since, row.blocked_until = tries.count, tries.since, tries.blocked_until
