"""Pins: what was said by hand of two households of a village."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session, aliased

from data.errors import NotFound
from data.tables import Household, HouseholdPin
from dispatch.pins import Pin
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import PinKind


@dataclass(frozen=True, slots=True)
class PinRecord:
    """One pin that holds, with the register numbers of its households."""

    id: int
    kind: PinKind
    one_id: int
    other_id: int
    one: str
    other: str
    made_at: datetime

    @property
    def pin(self) -> Pin:
        """What it demands."""
        return Pin(self.kind, self.one_id, self.other_id)


def list_pins(session: Session, actor: Actor, village: str) -> list[PinRecord]:
    """Pins of a village that the actor has found; none for a role that reads no households."""
    return pins_of(session, village) if actor.may(Verb.READ_HOUSEHOLDS) else []


def pins_of(session: Session, village: str) -> list[PinRecord]:
    """Pins of a village that hold, the oldest first."""
    one, other = aliased(Household), aliased(Household)
    query = (
        select(
            HouseholdPin.id,
            HouseholdPin.kind,
            HouseholdPin.one_id,
            HouseholdPin.other_id,
            one.number,
            other.number,
            HouseholdPin.made_at,
        )
        .join(one, one.id == HouseholdPin.one_id)
        .join(other, other.id == HouseholdPin.other_id)
        .where(HouseholdPin.village_code == village, HouseholdPin.ended_at.is_(None))
        .order_by(HouseholdPin.id)
    )
    return [PinRecord(*row) for row in session.execute(query)]


def keep_pin(session: Session, village: str, pin: Pin, actor: Actor, at: datetime) -> int:
    """Write a pin; answers its id."""
    row = {
        "village_code": village,
        "kind": pin.kind,
        "one_id": min(pin.one, pin.other),
        "other_id": max(pin.one, pin.other),
        "made_by": actor.account_id,
        "made_at": at,
    }
    pin_id = session.scalar(insert(HouseholdPin).values(**row).returning(HouseholdPin.id))
    return int(pin_id or 0)


def end_pin(session: Session, village: str, pin_id: int, actor: Actor, at: datetime) -> None:
    """Take a pin of a village away.

    Raises
    ------
    NotFound
        If no pin of the village that holds has this id.
    """
    query = (
        update(HouseholdPin)
        .where(
            HouseholdPin.id == pin_id,
            HouseholdPin.village_code == village,
            HouseholdPin.ended_at.is_(None),
        )
        .values(ended_by=actor.account_id, ended_at=at)
        .returning(HouseholdPin.id)
    )
    if session.scalar(query) is None:
        msg = f"no pin {pin_id}"
        raise NotFound(msg)
