"""What needs doing in the registers today: counts, each with where it is done."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from api.labels import N_
from api.services.people import people_on
from data.boundary_changes import count_changes
from data.offices import list_offices
from data.people import count_people
from data.survey_progress import progress
from data.vacancies import uncovered, vacancies
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import ChangeStatus


@dataclass(frozen=True, slots=True)
class Task:
    """One kind of thing to do; `title` and `about` are message ids.

    Attributes
    ----------
    count
        How many there are; the page says so when there are none.
    """

    title: str
    about: str
    count: int
    path: str


def read_tasks(session: Session, actor: Actor, now: datetime) -> tuple[Task, ...]:
    """Read what waits for an actor, in the order of the parts of the registers."""
    tasks = [_changes(session, actor)]
    if actor.may(Verb.MANAGE_REGISTERS):
        tasks += _posts(session, actor, now)
        tasks += _offices(session, actor, now)
    if actor.may(Verb.SURVEY_HOUSEHOLDS):
        tasks.append(_houses(session, actor, now))
    return tuple(tasks)


def _changes(session: Session, actor: Actor) -> Task:
    return Task(
        N_("Changes of boundaries wait for approval"),
        N_("Somebody proposed them; look at what moves, then approve or refuse."),
        count_changes(session, actor, region=None, status=ChangeStatus.PROPOSED),
        "/admin/boundaries",
    )


def _posts(session: Session, actor: Actor, now: datetime) -> list[Task]:
    today = now.date()
    return [
        Task(
            N_("Grids without a holder"),
            N_("Their new issues go to the village desk until somebody holds them."),
            len(vacancies(session, actor, today)),
            "/admin/people/vacant",
        ),
        Task(
            N_("Holders away today without a deputy"),
            N_("Name a deputy, or new issues of these grids wait at the village desk."),
            len(uncovered(session, actor, today)),
            "/admin/people/vacant#away",
        ),
        Task(
            N_("Phone numbers to confirm"),
            N_("Nobody has said for a while that they are right."),
            count_people(session, actor, people_on(session, now, phone_due=True)),
            "/admin/people?due=yes",
        ),
    ]


def _offices(session: Session, actor: Actor, now: datetime) -> list[Task]:
    kept = list_offices(session, actor, now.date(), region=actor.region_prefix or None)
    return [
        Task(
            N_("Offices whose hours cannot be read"),
            N_("They never count as open. Word the hours another way."),
            sum(one.opening is None for one in kept),
            "/admin/offices?hours=unread",
        )
    ]


def _houses(session: Session, actor: Actor, now: datetime) -> Task:
    villages = progress(session, actor, now)
    return Task(
        N_("Villages with houses that have no position"),
        N_("Their agents find them at the door, with the phone."),
        sum(one.found < one.households for one in villages),
        "/survey",
    )
