"""Walking a table of transitions: what follows from an action, and whether one may."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

from dispatch.errors import IllegalTransition, NotPermitted
from dispatch.rights import Actor, Verb

Status = TypeVar("Status", bound=StrEnum)
Action = TypeVar("Action", bound=StrEnum)


class Edge(NamedTuple, Generic[Status]):
    """One allowed move, and the right it takes; none for the program's own."""

    target: Status
    verb: Verb | None


def find_edge(
    table: Mapping[tuple[Status, Action], Edge[Status]],
    status: Status,
    action: Action,
    *,
    what: str,
    by_hand: bool,
) -> Edge[Status]:
    """Edge of a table that an action takes; whether the actor has its right is not asked.

    Parameters
    ----------
    what
        The thing, as messages name it: "a proposal".
    by_hand
        Whether a person acts rather than the program itself.

    Raises
    ------
    IllegalTransition
        If the table has no such edge.
    NotPermitted
        If only the program takes it.
    """
    edge = table.get((status, action))
    if edge is None:
        msg = f"cannot {action} {what} that is {status}"
        raise IllegalTransition(msg)
    if by_hand and edge.verb is None:
        msg = f"nobody may {action} {what} by hand"
        raise NotPermitted(msg)
    return edge


def walk(
    table: Mapping[tuple[Status, Action], Edge[Status]],
    status: Status,
    action: Action,
    actor: Actor | None,
    *,
    what: str,
) -> Status:
    """Status that follows from an action.

    Parameters
    ----------
    actor
        Who acts; none for the program itself.

    Raises
    ------
    IllegalTransition
        If the table has no such edge.
    NotPermitted
        If the edge exists but not for this actor.
    """
    edge = find_edge(table, status, action, what=what, by_hand=actor is not None)
    if actor is not None and edge.verb is not None:
        actor.require(edge.verb)
    return edge.target
