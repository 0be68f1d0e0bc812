"""The rules of posts: their days, and how they pass from one person to another."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from dispatch.errors import IllegalTransition
from dispatch.vocabulary import Duty

MANY_GRIDS: Final = 3
"""Grids one person can answer for: 45 households at 15 each, a day's round on foot."""
FURTHEST_AHEAD: Final = timedelta(days=366)
"""How far ahead a post or a handover may be dated; a later day is most likely a mistyped year."""

_PHONE: Final = re.compile(r"(?=(?:\D*\d){3})[0-9+()\- 转#*]{3,32}")
_AT_GRIDS: Final = frozenset({Duty.HOLDER, Duty.DEPUTY})


@dataclass(frozen=True, slots=True)
class Held:
    """One post somebody holds or will hold; `until` is the first day it no longer is held."""

    post_id: int
    grid_code: str | None
    office_id: int | None
    duty: Duty
    since: date
    until: date | None

    @property
    def at(self) -> tuple[str | None, int | None]:
        """Grid or office."""
        return self.grid_code, self.office_id


@dataclass(frozen=True, slots=True)
class Begun:
    """A post that begins instead of another."""

    instead_of: int
    agent_id: int
    grid_code: str | None
    office_id: int | None
    duty: Duty
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Passed:
    """What a handover does to posts: the day each ends by its id, and those that begin."""

    ended: dict[int, date]
    begun: tuple[Begun, ...]


def is_phone(word: str) -> bool:
    """Whether a word can be a telephone number: digits, with what people write between them."""
    return bool(_PHONE.fullmatch(word))


def check_days(since: date, until: date | None, today: date) -> None:
    """Refuse days no post or absence can have.

    Raises
    ------
    IllegalTransition
        If it ends before it began, or begins more than a year ahead.
    """
    if until is not None and until <= since:
        msg = f"it would end on {until}, before its first day {since} is over"
        raise IllegalTransition(msg)
    if since > today + FURTHEST_AHEAD:
        msg = f"{since} lies more than a year ahead; check the year"
        raise IllegalTransition(msg)


def check_duty(duty: Duty, *, at_grid: bool) -> None:
    """Refuse a duty at the wrong place.

    Raises
    ------
    IllegalTransition
        If a grid is given a duty of offices, or an office a holder or deputy of grids.
    """
    if at_grid and duty not in _AT_GRIDS | {Duty.SECRETARY}:
        msg = f"the duty {duty} is for offices; a grid has a holder, a deputy or a secretary"
        raise IllegalTransition(msg)
    if not at_grid and duty in _AT_GRIDS:
        msg = f"the duty {duty} is for grids; name one"
        raise IllegalTransition(msg)


def check_handover(giver: int, taker: int, on: date, today: date) -> None:
    """Refuse a handover to oneself, of the past, or of a day far ahead.

    Raises
    ------
    IllegalTransition
        If it is one of these.
    """
    if giver == taker:
        msg = "nobody can hand over to himself; choose somebody else"
        raise IllegalTransition(msg)
    if on < today:
        msg = f"{on} is past: what was done since then was done by its holder; hand over from today"
        raise IllegalTransition(msg)
    check_days(on, None, today)


def pass_posts(giver: Sequence[Held], taker: int, own: Sequence[Held], on: date) -> Passed:
    """Let every post of one person pass to another on a day.

    Parameters
    ----------
    giver
        Posts held on the day or later.
    taker, own
        Who takes them, and the posts he holds on the day or later himself.

    Returns
    -------
    passed
        A post that begins later passes whole. What the taker has already is not begun again,
        a deputy who becomes the holder is his own deputy no longer, and who holds a grid is
        not made its deputy.
    """
    ended = {post.post_id: max(on, post.since) for post in giver}
    begun = []
    for post in giver:
        at = [one for one in own if one.at == post.at and _meet(one, post, on)]
        if post.duty is Duty.HOLDER:
            ended |= {one.post_id: max(on, one.since) for one in at if one.duty is Duty.DEPUTY}
        if not any(_covers(one, post) for one in at):
            begun.append(_begun(post, taker, on))
    return Passed(ended, tuple(begun))


def grids_after(giver: Iterable[Held], own: Iterable[Held]) -> int:
    """How many grids the taker would hold."""
    posts = [*giver, *own]
    return len({post.grid_code for post in posts if post.duty is Duty.HOLDER} - {None})


def _covers(own: Held, post: Held) -> bool:
    """Whether the taker's own post makes another one needless."""
    needless = own.duty is post.duty or (own.duty is Duty.HOLDER and post.duty is Duty.DEPUTY)
    return needless and (own.until is None or (post.until is not None and own.until >= post.until))


def _meet(one: Held, other: Held, on: date) -> bool:
    first = max(one.since, other.since, on)
    return all(post.until is None or first < post.until for post in (one, other))


def _begun(post: Held, taker: int, on: date) -> Begun:
    since = max(on, post.since)
    return Begun(post.post_id, taker, post.grid_code, post.office_id, post.duty, since, post.until)
