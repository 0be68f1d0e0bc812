"""Who is told of an urgent issue next, when nobody on the list says that they know."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from dispatch.region_codes import ancestors_of
from dispatch.vocabulary import Role

ANSWER_WITHIN: Final = timedelta(minutes=5)
"""Whoever does not acknowledge within it is followed by the next on the list."""
STILL_URGENT: Final = timedelta(days=2)
"""A danger that a file tells of later than this is a record of one, and alerts nobody."""
AGAIN_EVERY: Final = timedelta(hours=1)
"""Pause between repetitions once the list has long come to its end."""
OFTEN_UNTIL: Final = 30
"""Step up to which it is repeated every five minutes: two and a half hours."""
LAST_STEP: Final = 200
"""A week of repetitions; the alert itself stands until somebody acknowledges it."""
MOST_OF_A_RUNG: Final = 2
"""Of several people on duty this many are asked, one after the other, before the next rung."""


class AlertLine(StrEnum):
    """The two ladders on which an urgent issue is told."""

    COUNTY = "county"
    TOWNSHIP = "township"


class Rung(StrEnum):
    """As what somebody is told of an urgent issue; `AGAIN` when the list has come to its end."""

    DESK = "desk"
    ON_DUTY = "on-duty"
    DEPUTY = "deputy"
    SECRETARY = "secretary"
    COUNTY_ON_DUTY = "county-on-duty"
    SUPERVISOR = "supervisor"
    LEADER = "leader"
    AGAIN = "again"


@dataclass(frozen=True, slots=True)
class Told:
    """One rung: as what, where, and who; without a person everybody of the role there."""

    rung: Rung
    region_code: str | None
    agent_id: int | None = None


@dataclass(frozen=True, slots=True)
class Reachable:
    """Whom an issue's place has right now.

    Attributes
    ----------
    village, township, county
        Codes of its regions; none where it lies in none.
    at_township, at_county
        Who has a turn of duty there now, then who is on duty by his post.
    at_village
        Holder and deputies of its grid, unless away.
    secretaries
        Of its village, unless away.
    roles
        Roles somebody in the county has today.
    """

    village: str | None = None
    township: str | None = None
    county: str | None = None
    at_township: tuple[int, ...] = ()
    at_county: tuple[int, ...] = ()
    at_village: tuple[int, ...] = ()
    secretaries: tuple[int, ...] = ()
    roles: frozenset[Role] = frozenset()


def ladder(line: AlertLine, who: Reachable, *, held: bool) -> list[Told]:
    """List whom a silent desk is followed by, in order.

    Parameters
    ----------
    held
        Whether it waits for a screener: it may accuse the village, so nobody there is told.
    """
    if line is AlertLine.COUNTY:
        return _once([*_on_duty(who), *_oversight(who, Rung.SUPERVISOR, Rung.LEADER)])
    village = [] if held else _village(who)
    near = [Told(Rung.ON_DUTY, who.township, one) for one in who.at_township[:MOST_OF_A_RUNG]]
    far = [Told(Rung.COUNTY_ON_DUTY, who.county, one) for one in who.at_county[:MOST_OF_A_RUNG]]
    return _once([*near, *village, *far, *_oversight(who, Rung.LEADER)])


def next_rung(
    line: AlertLine,
    who: Reachable,
    told: Collection[Told],
    *,
    held: bool = False,
    barred: Collection[str] = (),
) -> Told:
    """Tell who comes after those that were told; at the end of the list both desks, again.

    Parameters
    ----------
    held
        As in `ladder`.
    barred
        Whom an accusation it makes is kept from; see `dispatch.firewall.bars_of`.
    """
    known = {(one.rung, one.agent_id) for one in told}
    people = {one.agent_id for one in told if one.agent_id is not None}
    for one in ladder(line, who, held=held):
        if not _tokens(one).isdisjoint(barred):
            continue
        if (one.rung, one.agent_id) not in known and one.agent_id not in people:
            return one
    return Told(Rung.AGAIN, who.county if line is AlertLine.COUNTY else who.township)


def answer_within(step: int) -> timedelta | None:
    """How long a rung may take; none for the last one, after which nobody is told any more."""
    if step >= LAST_STEP:
        return None
    return ANSWER_WITHIN if step < OFTEN_UNTIL else AGAIN_EVERY


_ROLE_OF: Final = {
    Rung.DEPUTY: Role.AGENT,
    Rung.SECRETARY: Role.SECRETARY,
    Rung.SUPERVISOR: Role.SUPERVISOR,
    Rung.LEADER: Role.LEADER,
}


def _tokens(told: Told) -> set[str]:
    """What bars whoever stands on a rung, as far as the rung tells."""
    tokens = {f"r:{code}" for code in ancestors_of(told.region_code)}
    if told.agent_id is not None:
        tokens.add(f"a:{told.agent_id}")
    if told.rung in _ROLE_OF:
        tokens.add(f"l:{_ROLE_OF[told.rung]}")
    return tokens


def _on_duty(who: Reachable) -> list[Told]:
    return [Told(Rung.ON_DUTY, who.county, one) for one in who.at_county[:MOST_OF_A_RUNG]]


def _village(who: Reachable) -> list[Told]:
    deputies = [Told(Rung.DEPUTY, who.village, one) for one in who.at_village[:MOST_OF_A_RUNG]]
    secretaries = [Told(Rung.SECRETARY, who.village, one) for one in who.secretaries]
    return [*deputies, *secretaries[:MOST_OF_A_RUNG]]


def _oversight(who: Reachable, *rungs: Rung) -> list[Told]:
    return [Told(one, who.county) for one in rungs if _ROLE_OF[one] in who.roles]


def _once(told: list[Told]) -> list[Told]:
    """Nobody is told twice: each at the first place he stands at."""
    first: dict[object, Told] = {}
    for one in told:
        first.setdefault(one.agent_id or one.rung, one)
    return list(first.values())
