"""What another distribution of posts would have meant for issues of the past."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from api.services.people import read_person
from api.services.register_rights import require_person
from data.posts import grids_held_by, tenures_of
from data.rehearsals import names_of, past_issues
from data.scope import as_system
from dispatch.assignment import Tenure
from dispatch.errors import IllegalTransition
from dispatch.rehearsal import Rehearsal, compare, replay
from dispatch.rights import Actor
from dispatch.vocabulary import Duty


@dataclass(frozen=True, slots=True)
class PostChange:
    """A change of posts to be tried out.

    Attributes
    ----------
    giver
        Who would no longer hold his posts at grids.
    taker
        Who would hold them; none: nobody, so that deputies stand in.
    grids
        At these grids only; empty for all of the giver's.
    """

    giver: int
    taker: int | None
    grids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PostRehearsal:
    """What would have been different, and the names of those it speaks of, by id."""

    rehearsal: Rehearsal
    names: dict[int, str]


def rehearse_posts(
    session: Session, actor: Actor, change: PostChange, since: datetime, until: datetime
) -> PostRehearsal:
    """Replay the issues of a span of time as though the changed posts had held all through it.

    Compared is to whom each issue was handed when it came in.

    Parameters
    ----------
    since, until
        In the county's time zone; the posts are those of the last day before `until`.

    Raises
    ------
    NotFound, NotPermitted
        If giver or taker are not the actor's to keep.
    IllegalTransition
        If the giver has no post at such a grid.
    """
    day = until.date()
    for one in (change.giver, change.taker):
        if one is not None:
            read_person(session, actor, one, until)
            require_person(session, actor, one, day)
    with as_system(session):
        tenures = _changed(session, change, since.date(), day)
        past, before = past_issues(session, tenures.keys(), since, until)
        rehearsal = compare(before, replay(past, tenures))
        return PostRehearsal(rehearsal, names_of(session, _people(rehearsal)))


def _changed(
    session: Session, change: PostChange, since: date, day: date
) -> dict[str, list[Tenure]]:
    """Posts of the day at the giver's grids after the change, as though held since a day."""
    today = _held_on(tenures_of(session, _grids(session, change, day)), day)
    return {
        grid: [replace(post, since=since, leaves=()) for post in _instead(posts, change)]
        for grid, posts in today.items()
    }


def _grids(session: Session, change: PostChange, day: date) -> Sequence[str]:
    held = grids_held_by(session, change.giver, day)
    wanted = [grid for grid in held if not change.grids or grid in change.grids]
    if not wanted:
        msg = "nobody answers there today who could give it up; choose somebody with a grid"
        raise IllegalTransition(msg)
    return wanted


def _held_on(tenures: Mapping[str, Sequence[Tenure]], day: date) -> dict[str, list[Tenure]]:
    return {grid: [post for post in posts if post.holds_on(day)] for grid, posts in tenures.items()}


def _instead(posts: Sequence[Tenure], change: PostChange) -> list[Tenure]:
    """Posts after the change; a secretary's is none of the grid's own."""
    given_up = [post for post in posts if post.agent_id == change.giver and not _is_secretary(post)]
    kept = [post for post in posts if post not in given_up]
    if change.taker is None:
        return kept
    return [*kept, *(replace(post, agent_id=change.taker) for post in given_up)]


def _is_secretary(post: Tenure) -> bool:
    return post.duty is Duty.SECRETARY


def _people(rehearsal: Rehearsal) -> set[int]:
    ways = rehearsal.passages
    return {one for way in ways for one in (way.before, way.after) if one is not None}
