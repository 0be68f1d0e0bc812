"""Erasing personal values: the side row goes, the history stays whole and says so.

The chains hold salted digests only, and the salt goes with the value, so what stays behind
tells nothing of it. An erasure enters the record; a value that is gone without one is found by
`wangge audit verify`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, delete, select, update
from sqlalchemy.orm import Session

from data.audit import Entry, record
from data.errors import NotFound
from data.tables import (
    EventNote,
    Household,
    HouseholdContact,
    Issue,
    Party,
    PartyContact,
    Petitioner,
    PetitionerContact,
    Rating,
)
from dispatch.auditing import AuditVerb, ObjectKind
from dispatch.rights import Actor

_NOTHING: Final = "there is nothing to erase; it may have been erased before"


@dataclass(frozen=True, slots=True)
class Erasing:
    """Who erases, when; nobody for the administrator of the machine."""

    at: datetime
    actor: Actor | None = None
    request_id: str | None = None


def erase_contact(session: Session, petitioner_id: int, by: Erasing) -> None:
    """Erase name and phone of a petitioner.

    Raises
    ------
    NotFound
        If there is nothing to erase, as for the others here.
    """
    owner = select(Issue.number).join(Petitioner).where(Petitioner.id == petitioner_id)
    rows = PetitionerContact.petitioner_id == petitioner_id
    _erase(session, PetitionerContact, rows)
    _record(session, by, owner, ObjectKind.ISSUE, {"erased": "petitioner", "id": petitioner_id})


def erase_party(session: Session, party_id: int, by: Erasing) -> None:
    """Erase the name of a party."""
    owner = select(Issue.number).join(Party).where(Party.id == party_id)
    _erase(session, PartyContact, PartyContact.party_id == party_id)
    _record(session, by, owner, ObjectKind.ISSUE, {"erased": "party", "id": party_id})


def erase_household(session: Session, household_id: int, by: Erasing) -> None:
    """Erase head and phone of a household."""
    owner = select(Household.number).where(Household.id == household_id)
    _erase(session, HouseholdContact, HouseholdContact.household_id == household_id)
    about = {"erased": "household", "id": household_id}
    _record(session, by, owner, ObjectKind.HOUSEHOLD, about)


def erase_note(session: Session, event_id: int, by: Erasing) -> None:
    """Erase the words beside an event."""
    issue = select(EventNote.issue_id).where(EventNote.event_id == event_id)
    owner = select(Issue.number).where(Issue.id == session.scalar(issue))
    _erase(session, EventNote, EventNote.event_id == event_id)
    _record(session, by, owner, ObjectKind.ISSUE, {"erased": "note", "id": event_id})


def erase_opinion(session: Session, rating_id: int, by: Erasing) -> None:
    """Erase the words a resident wrote beside a rating; what was chosen stays."""
    query = (
        update(Rating)
        .where(Rating.id == rating_id, Rating.words.is_not(None))
        .values(words=None)
        .returning(Rating.issue_id)
    )
    issue_id = session.scalar(query)
    if issue_id is None:
        raise NotFound(_NOTHING)
    owner = select(Issue.number).where(Issue.id == issue_id)
    _record(session, by, owner, ObjectKind.ISSUE, {"erased": "opinion", "id": rating_id})


def _erase(session: Session, table: type[Any], rows: ColumnElement[bool]) -> None:
    gone = session.execute(delete(table).where(rows).returning(*table.__mapper__.primary_key))
    if gone.first() is None:
        raise NotFound(_NOTHING)


def _record(
    session: Session,
    by: Erasing,
    owner: Select[str],
    kind: ObjectKind,
    details: Mapping[str, Any],
) -> None:
    about = kind, session.scalars(owner).one()
    erased = Entry.by(
        by.actor, by.at, AuditVerb.ERASE, about, details=details, request_id=by.request_id
    )
    record(session, erased)
