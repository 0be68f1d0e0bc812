"""The agent's page: his grids and what is open in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from sqlalchemy.orm import Session

from api.pages.files import FileView, files_by_issue
from api.pages.issue import RevealedView, purposes_of
from api.presentation import RowView, grid_name, issue_row
from api.services.people import read_person
from api.texts import Texts
from data.grids import GridRecord, list_grids
from data.issue_filter import IssueFilter
from data.issue_people import masked_people
from data.issues import list_by_urgency
from dispatch.rights import Actor
from dispatch.vocabulary import Purpose

# Ten to fifteen households rarely have more than a dozen matters open at once.
_LIMIT: Final = 200


@dataclass(frozen=True, slots=True)
class GridIssue:
    """One issue of the grid, with its text in full: its agent may read it.

    Attributes
    ----------
    petitioner
        Masked; empty where nobody is named.
    purposes, revealed
        See `api.pages.issue.IssueView`.
    """

    row: RowView
    text: str
    petitioner: str = ""
    purposes: tuple[Purpose, ...] = ()
    revealed: RevealedView | None = None
    files: tuple[FileView, ...] = ()


@dataclass(frozen=True, slots=True)
class GridView:
    """One grid, its households and its open issues by deadline."""

    name: str
    households: int
    issues: tuple[GridIssue, ...]


@dataclass(frozen=True, slots=True)
class PhoneView:
    """An agent's own number, which he is asked to confirm.

    Attributes
    ----------
    typed, problem
        What he entered instead, and what is wrong with it.
    """

    agent_id: int
    number: str | None
    typed: str = ""
    problem: str = ""


def read_phone(
    session: Session, actor: Actor, now: datetime, *, typed: str = ""
) -> PhoneView | None:
    """The number an agent is to confirm today; none when it is not due, and nothing is typed."""
    if actor.agent_id is None:
        return None
    person = read_person(session, actor, actor.agent_id, now)
    if not (person.phone_due or typed):
        return None
    return PhoneView(person.id, person.phone, typed.strip())


def read_grids(
    session: Session,
    actor: Actor,
    now: datetime,
    texts: Texts,
    revealed: Mapping[str, RevealedView] = MappingProxyType({}),
) -> list[GridView]:
    """Read the grids an agent answers for today, by code.

    Parameters
    ----------
    revealed
        People the agent has asked for just now, by number of the issue.
    """
    grids = list_grids(session, actor, now.date())
    return [_read_grid(session, actor, grid, now, texts, revealed) for grid in grids]


def exact_numbers(grids: Sequence[GridView]) -> list[str]:
    """Numbers of the issues on the page whose house is shown."""
    return [one.row.number for grid in grids for one in grid.issues if one.row.exact]


def _read_grid(
    session: Session,
    actor: Actor,
    grid: GridRecord,
    now: datetime,
    texts: Texts,
    revealed: Mapping[str, RevealedView],
) -> GridView:
    wanted = IssueFilter(grid=grid.code, open_only=True)
    records = list_by_urgency(session, actor, wanted, now, limit=_LIMIT)
    records.sort(key=lambda record: not record.issue.urgent)
    people = masked_people(session, [record.id for record in records])
    files = files_by_issue(session, records, now.date(), texts)
    return GridView(
        name=grid_name(grid.code, grid.region_name),
        households=grid.households or 0,
        issues=tuple(
            GridIssue(
                row=issue_row(record, now.date(), texts),
                text=record.issue.text,
                petitioner=people.get(record.id, ""),
                purposes=purposes_of(actor, record),
                revealed=revealed.get(record.issue.number),
                files=files.get(record.id, ()),
            )
            for record in records
        ),
    )
