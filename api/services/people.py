"""Entering people, correcting them, confirming their phone numbers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from api.services.register_rights import require_person
from data.absences import AbsenceRecord, list_absences
from data.audit import Entry, record
from data.database_settings import read_settings
from data.handovers import HandoverRecord, list_handovers
from data.people import PeopleFilter, PersonRecord, find_person, keep_person
from data.post_register import PostFilter, PostRecord, list_posts
from data.register_versions import change_row
from data.scope import as_system
from data.tables import Agent
from dispatch.auditing import AuditVerb, ObjectKind
from dispatch.rights import Actor, Verb


@dataclass(frozen=True, slots=True)
class PersonHistory:
    """All that is kept about what somebody did, the latest absence and handover first."""

    posts: list[PostRecord]
    absences: list[AbsenceRecord]
    handovers: list[HandoverRecord]


def people_on(session: Session, now: datetime, **wanted: Any) -> PeopleFilter:
    """Filter for people of a day, today when none is given, by the settings of the database."""
    day = wanted.pop("day", None) or now.date()
    return PeopleFilter(day, read_settings(session).phone_confirm_days, **wanted)


def read_person(session: Session, actor: Actor, agent_id: int, now: datetime) -> PersonRecord:
    """One person of today.

    Raises
    ------
    NotFound
        If there is none, or the person is not the actor's to see.
    """
    return find_person(session, actor, agent_id, people_on(session, now))


def person_history(session: Session, actor: Actor, agent_id: int, now: datetime) -> PersonHistory:
    """Posts, absences and handovers of somebody an actor may see.

    Raises
    ------
    NotFound
        As for `read_person`.
    """
    read_person(session, actor, agent_id, now)
    return PersonHistory(
        list_posts(session, actor, PostFilter(agent=agent_id)),
        list_absences(session, actor, None, agent=agent_id),
        list_handovers(session, agent_id),
    )


def add_person(
    session: Session, actor: Actor, name: str, phone: str | None, now: datetime
) -> PersonRecord:
    """Enter somebody who has no post yet; a number given now counts as confirmed today.

    Raises
    ------
    NotPermitted
        If the role keeps no registers.
    """
    actor.require(Verb.MANAGE_REGISTERS)
    confirmed = now.date() if phone else None
    with as_system(session):
        values = {"name": name, "phone": phone, "phone_confirmed_on": confirmed}
        agent_id = keep_person(session, values)
        record(session, _entry(actor, now, agent_id, "new"))
    return read_person(session, actor, agent_id, now)


def change_person(
    session: Session,
    actor: Actor,
    agent_id: int,
    seen: int,
    *,
    name: str,
    phone: str | None,
    now: datetime,
) -> PersonRecord:
    """Correct somebody's name or number; another number counts as confirmed today.

    Raises
    ------
    StaleWrite
        If somebody else changed it since.
    NotPermitted, NotFound
        If the person is not the actor's to keep.
    """
    before = read_person(session, actor, agent_id, now)
    require_person(session, actor, agent_id, now.date())
    values: dict[str, Any] = {"name": name, "phone": phone}
    if phone != before.phone:
        values["phone_confirmed_on"] = now.date() if phone else None
    with as_system(session):
        change_row(session, Agent, agent_id, seen, values)
        record(session, _entry(actor, now, agent_id, "changed"))
    return read_person(session, actor, agent_id, now)


def confirm_phone(
    session: Session, actor: Actor, agent_id: int, phone: str | None, now: datetime
) -> PersonRecord:
    """Say that somebody's number is right, or give the right one.

    Raises
    ------
    NotPermitted, NotFound
        If it is neither the person nor who keeps the register.
    """
    before = read_person(session, actor, agent_id, now)
    if actor.agent_id != agent_id:
        require_person(session, actor, agent_id, now.date())
    values = {"phone": phone or before.phone, "phone_confirmed_on": now.date()}
    with as_system(session):
        change_row(session, Agent, agent_id, before.version, values)
        change = "phone-changed" if phone not in {None, before.phone} else "phone-confirmed"
        record(session, _entry(actor, now, agent_id, change))
    return read_person(session, actor, agent_id, now)


def _entry(actor: Actor, now: datetime, agent_id: int, change: str) -> Entry:
    about = (ObjectKind.AGENT, agent_id)
    return Entry.by(actor, now, AuditVerb.CHANGE, about, details={"change": change})
