"""Who stands behind an issue, and what happened to it: masked, or revealed to who may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ARRAY, BigInteger, Select, any_, func, literal, select
from sqlalchemy.orm import Session

from data.scope import as_system
from data.tables import (
    Household,
    HouseholdContact,
    Issue,
    Party,
    PartyContact,
    Petitioner,
    PetitionerContact,
)
from dispatch.masking import mask_name, mask_phone, mask_text


class Contact(NamedTuple):
    """Name and phone of one person, as far as kept."""

    name: str | None
    phone: str | None


@dataclass(frozen=True, slots=True)
class Behind:
    """What must not be read in the words of an issue whose house is not shown.

    Attributes
    ----------
    household
        Number in the register.
    names
        Of petitioners, of the head of the household, of the other party.
    """

    household: str | None
    address: str | None
    names: tuple[str, ...]

    def mask(self, text: str) -> str:
        """Text without them."""
        return mask_text(text, self.names, (self.household, self.address))


def behind(session: Session, ids: Sequence[int]) -> dict[int, Behind]:
    """What stands behind some issues, by id, whoever asks: for grading, never to be shown."""
    if not ids:
        return {}
    with as_system(session):
        rows = session.execute(_behind(ids)).all()
    return {
        row.id: Behind(
            row.household,
            row.address,
            tuple(name for name in (row.head, *row.petitioners, *row.parties) if name),
        )
        for row in rows
    }


def masked_petitioners_of(session: Session, issue_id: int) -> list[Contact]:
    """Who brought one issue, as everybody may read it who sees the issue."""
    return [
        Contact(mask_name(one.name or ""), mask_phone(one.phone or ""))
        for one in petitioners_of(session, issue_id)
    ]


def masked_people(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """Masked name of the first petitioner of some issues, by id, where there is one."""
    query = (
        select(Petitioner.issue_id, PetitionerContact.name)
        .join(PetitionerContact, PetitionerContact.petitioner_id == Petitioner.id)
        .where(Petitioner.issue_id.in_(ids), PetitionerContact.name.is_not(None))
        .order_by(Petitioner.id.desc())
    )
    return {issue_id: mask_name(name or "") for issue_id, name in session.execute(query)}


def petitioners_of(session: Session, issue_id: int) -> list[Contact]:
    """Who brought one issue, for who has stated a purpose."""
    query = (
        select(PetitionerContact.name, PetitionerContact.phone)
        .join(Petitioner, Petitioner.id == PetitionerContact.petitioner_id)
        .where(Petitioner.issue_id == issue_id)
        .order_by(Petitioner.id)
    )
    return [Contact(*row) for row in session.execute(query)]


def _behind(ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    petitioners = (
        select(PetitionerContact.name)
        .join(Petitioner, Petitioner.id == PetitionerContact.petitioner_id)
        .where(Petitioner.issue_id == Issue.id)
    )
    parties = (
        select(PartyContact.name)
        .join(Party, Party.id == PartyContact.party_id)
        .where(Party.issue_id == Issue.id)
    )
    return (
        select(
            Issue.id,
            Issue.address,
            Household.number.label("household"),
            HouseholdContact.head,
            func.array(petitioners.scalar_subquery()).label("petitioners"),
            func.array(parties.scalar_subquery()).label("parties"),
        )
        .outerjoin(Household, Household.id == Issue.household_id)
        .outerjoin(HouseholdContact, HouseholdContact.household_id == Household.id)
        .where(Issue.id == any_(literal(list(ids), ARRAY(BigInteger))))
    )
