"""What residents say of how their issues went."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from data.errors import KeyReused
from data.tables import Rating


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one form says; `score` 1 bad, 2 fair, 3 good, or none beside "not solved"."""

    key: UUID
    score: int | None
    solved: bool | None
    words: str | None


def keep_rating(session: Session, issue_id: int, opinion: Opinion, now: datetime) -> bool:
    """Keep an opinion; answers whether it is new. Claim its key first.

    Raises
    ------
    KeyReused
        If the key was used for another issue.
    """
    earlier = session.scalar(select(Rating.issue_id).where(Rating.key == opinion.key))
    if earlier is not None and earlier != issue_id:
        msg = "this form was already sent for another report; open the page again"
        raise KeyReused(msg)
    if earlier is None:
        row = {
            "key": opinion.key,
            "issue_id": issue_id,
            "rated_at": now,
            "score": opinion.score,
            "solved": opinion.solved,
            "words": opinion.words,
        }
        session.execute(insert(Rating).values(**row))
    return earlier is None


def last_opinion(session: Session, issue_id: int) -> tuple[datetime, Opinion] | None:
    """Newest opinion about an issue, with its moment; it is the one that counts."""
    query = (
        select(Rating)
        .where(Rating.issue_id == issue_id)
        .order_by(Rating.rated_at.desc(), Rating.id.desc())
        .limit(1)
    )
    row = session.scalar(query)
    if row is None:
        return None
    return row.rated_at, Opinion(row.key, row.score, row.solved, row.words)
