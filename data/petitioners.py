"""The people behind an issue, one added at a time."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, func, insert, select
from sqlalchemy.orm import Session

from data.tables import Petitioner, PetitionerContact
from dispatch.auditing import digests_of


def add_petitioner(
    session: Session, issue_id: int, name: str, phone: str | None, *, representative: bool
) -> dict[str, Any]:
    """Write one person; answers the salted digests the history keeps. System work."""
    person = {"issue_id": issue_id, "representative": representative}
    query = insert(Petitioner).values(**person).returning(Petitioner.id)
    petitioner_id = session.scalars(query).one()
    contact = {"petitioner_id": petitioner_id, "name": name, "phone": phone}
    kept = insert(PetitionerContact).values(**contact).returning(PetitionerContact.salt)
    salt = session.scalars(kept).one()
    return {"petitioner": petitioner_id, **digests_of(salt, name=name, phone=phone)}


def people_of(session: Session, issue_id: int) -> list[Row[Any]]:
    """``name, phone, representative`` of who stands behind an issue, the first first."""
    query = (
        select(PetitionerContact.name, PetitionerContact.phone, Petitioner.representative)
        .join(Petitioner, Petitioner.id == PetitionerContact.petitioner_id)
        .where(Petitioner.issue_id == issue_id)
        .order_by(Petitioner.id)
    )
    return list(session.execute(query))


def representatives_of(session: Session, issue_ids: Collection[int]) -> int:
    """How many people speak for some issues; one phone that brought several counts once."""
    key = func.nullif(PetitionerContact.phone_key, "")
    person = func.coalesce(key, func.concat("n", Petitioner.id))
    query = (
        select(func.count(func.distinct(person)))
        .select_from(Petitioner)
        .outerjoin(PetitionerContact, PetitionerContact.petitioner_id == Petitioner.id)
        .where(Petitioner.issue_id.in_(issue_ids), Petitioner.representative)
    )
    return session.scalar(query) or 0
