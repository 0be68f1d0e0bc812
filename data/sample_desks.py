"""Turns of duty, absences and confirmed numbers of the made-up county."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from data.tables import Absence, Agent, Office, Shift, Unit


def keep_sample_turns(session: Session, turns: Sequence[Mapping[Any, Any]]) -> None:
    """Write turns with the people who take them: ``name, phone, unit, office, starts_at, ends_at``.

    Units and offices are named by their codes.
    """
    units = dict(session.execute(select(Unit.code, Unit.id)).all())
    offices = dict(session.execute(select(Office.code, Office.id)).all())
    people = _entered(session, dict.fromkeys((one["name"], one["phone"]) for one in turns))
    rows = [
        {
            "agent_id": people[one["name"], one["phone"]],
            "unit_id": units[one["unit"]],
            "office_id": offices[one["office"]],
            "starts_at": one["starts_at"],
            "ends_at": one["ends_at"],
        }
        for one in turns
    ]
    session.execute(insert(Shift), rows)


def keep_sample_absences(session: Session, absences: Sequence[Mapping[Any, Any]]) -> None:
    """Write absences of known people: ``name, phone, kind, from, to``."""
    for one in absences:
        person = select(Agent.id).where(Agent.name == one["name"], Agent.phone == one["phone"])
        values = {
            "agent_id": session.scalars(person).one(),
            "kind": one["kind"],
            "valid_from": one["from"],
            "valid_to": one["to"],
        }
        session.execute(insert(Absence), values)


def confirm_sample_numbers(session: Session, days: Iterator[date | None]) -> None:
    """Say when each number was confirmed last, by the order of the people."""
    ids = session.scalars(select(Agent.id).order_by(Agent.id)).all()
    rows = [{"id": one, "phone_confirmed_on": day} for one, day in zip(ids, days, strict=False)]
    session.execute(update(Agent), rows)


def _entered(
    session: Session, people: Mapping[tuple[str, str], None]
) -> dict[tuple[str, str], int]:
    query = insert(Agent).returning(Agent.id, sort_by_parameter_order=True)
    ids = session.scalars(query, [{"name": name, "phone": phone} for name, phone in people])
    return dict(zip(people, ids, strict=True))
