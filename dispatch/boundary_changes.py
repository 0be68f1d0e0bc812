"""The rules of changing boundaries: the life of a change as a table, its day, its sizes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final, Self

import shapely
from shapely.geometry.base import BaseGeometry

from dispatch.errors import NameMissing, NotPermitted, WrongDay
from dispatch.proposals import number_grids
from dispatch.region_codes import code_range
from dispatch.rights import Actor, Verb
from dispatch.stepping import Edge, find_edge, walk
from dispatch.vocabulary import ChangeKind, ChangeStatus, GridKind
from geo.sizes import INDIVISIBLE, TOO_FEW, plan_sizes

AHEAD: Final = timedelta(days=366)
"""How far ahead a change may take effect."""
BY_HAND: Final = "by-hand"
"""Why a grid is too large that could have been cut: somebody drew it so."""


class ChangeAction(StrEnum):
    """What can be done to a change; the last two only by the program itself."""

    REDRAW = "redraw"
    APPROVE = "approve"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    ENACT = "enact"
    OUTDATE = "outdate"


class Barrier(StrEnum):
    """Why somebody may not approve a change."""

    STATUS = "status"
    RIGHT = "right"
    AREA = "area"
    OWN = "own"


_P, _A, _O = ChangeStatus.PROPOSED, ChangeStatus.APPROVED, ChangeStatus.OUTDATED
_CHANGE: Final = Verb.CHANGE_BOUNDARIES

TRANSITIONS: Final[dict[tuple[ChangeStatus, ChangeAction], Edge[ChangeStatus]]] = {
    **{(status, ChangeAction.REDRAW): Edge(_P, _CHANGE) for status in (_P, _O)},
    (_P, ChangeAction.APPROVE): Edge(_A, _CHANGE),  # see `why_not_approve`
    (_A, ChangeAction.ENACT): Edge(ChangeStatus.ENACTED, None),
    **{(status, ChangeAction.OUTDATE): Edge(_O, None) for status in (_P, _A)},
    **{
        (status, ChangeAction.REFUSE): Edge(ChangeStatus.REFUSED, Verb.APPROVE_BOUNDARIES)
        for status in (_P, _A, _O)
    },
    **{
        (status, ChangeAction.WITHDRAW): Edge(ChangeStatus.WITHDRAWN, _CHANGE)
        for status in (_P, _A, _O)
    },
}
"""Everything else is refused: what took effect or was settled stays so."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a change is to do, as somebody asked for it; geometries in WGS 84 degrees.

    Attributes
    ----------
    effective_on
        First day it is to hold.
    village
        Where it is drawn or imported; the others are where their grids are.
    codes
        Grids: one to split, several to merge, two to reshape.
    line
        Cut of a split, new edge of a reshape.
    polygon
        Ground of a drawn grid.
    household, target
        Number of the household that is moved and code of the grid it goes to.
    keep
        Code that stays of those merged.
    keep_at
        Longitude and latitude of a place in the part of a split grid that keeps the code; none:
        the largest.
    shapes
        Imported grids by code; new ones under "+1", "+2", ...
    grid_kind, grid_name
        What a drawn grid is for, and what a special one is called.
    """

    kind: ChangeKind
    effective_on: date
    village: str | None = None
    codes: tuple[str, ...] = ()
    line: BaseGeometry | None = None
    polygon: BaseGeometry | None = None
    household: str | None = None
    target: str | None = None
    keep: str | None = None
    keep_at: tuple[float, float] | None = None
    shapes: Mapping[str, BaseGeometry] = field(default_factory=dict)
    grid_kind: GridKind = GridKind.HOUSEHOLD
    grid_name: str | None = None
    note: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The request as it is kept; geometries as WKT, day and note stand beside it."""
        shapes = {code: shapely.to_wkt(one, -1) for code, one in self.shapes.items()}
        drawn = {
            name: None if one is None else shapely.to_wkt(one, -1)
            for name, one in (("line", self.line), ("polygon", self.polygon))
        }
        plain = ("village", "household", "target", "keep", "grid_name")
        values = {name: getattr(self, name) for name in plain}
        kinds = {"kind": self.kind.value, "grid_kind": self.grid_kind.value}
        more = {"codes": list(self.codes), "keep_at": self.keep_at, "shapes": shapes}
        return {**kinds, **values, **drawn, **more}

    @classmethod
    def of_json(cls, kept: Mapping[str, Any], effective_on: date, note: str | None) -> Self:
        """The request that was kept."""
        plain = ("village", "household", "target", "keep", "grid_name")
        line, polygon = (
            None if kept[name] is None else shapely.from_wkt(kept[name])
            for name in ("line", "polygon")
        )
        at = kept["keep_at"]
        return cls(
            kind=ChangeKind(kept["kind"]),
            effective_on=effective_on,
            codes=tuple(kept["codes"]),
            line=line,
            polygon=polygon,
            keep_at=None if at is None else (at[0], at[1]),
            shapes={code: shapely.from_wkt(one) for code, one in kept["shapes"].items()},
            grid_kind=GridKind(kept["grid_kind"]),
            note=note,
            **{name: kept[name] for name in plain},
        )


def step(status: ChangeStatus, action: ChangeAction, actor: Actor | None = None) -> ChangeStatus:
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
    what = "a change of boundaries"
    if action is ChangeAction.APPROVE:  # who may depends on more, see `why_not_approve`
        return find_edge(TRANSITIONS, status, action, what=what, by_hand=actor is not None).target
    return walk(TRANSITIONS, status, action, actor, what=what)


@dataclass(frozen=True, slots=True)
class Maker:
    """Who asked for a change: the account, and the agent behind it if there is one."""

    account_id: int
    agent_id: int | None


def why_not_approve(
    status: ChangeStatus, actor: Actor, village: str | None, maker: Maker, *, second: bool
) -> Barrier | None:
    """What keeps somebody from approving a change; none if nothing does.

    Parameters
    ----------
    village
        Where the change is; none in a free scheme without regions.
    second
        Whether a second person is asked for; else whoever may change boundaries may approve.
    """
    if (status, ChangeAction.APPROVE) not in TRANSITIONS:
        return Barrier.STATUS
    if not actor.may(Verb.APPROVE_BOUNDARIES if second else Verb.CHANGE_BOUNDARIES):
        return Barrier.RIGHT
    if not covers(actor, village):
        return Barrier.AREA
    same = actor.account_id == maker.account_id or (
        actor.agent_id is not None and actor.agent_id == maker.agent_id
    )
    return Barrier.OWN if second and same else None


def require_approver(barrier: Barrier | None) -> None:
    """Refuse who may not approve, and say why.

    Raises
    ------
    NotPermitted
        If there is a barrier other than the status, which the table refuses.
    """
    why = {
        Barrier.RIGHT: "your role approves no boundaries: ask a township or county desk",
        Barrier.AREA: "the village lies outside your area: ask its own township or the county",
        Barrier.OWN: "a second person approves what you asked for",
    }
    if barrier in why:
        raise NotPermitted(why[barrier])


def covers(actor: Actor, village: str | None) -> bool:
    """Whether a village lies in the area of an actor."""
    if village is None:
        return not actor.region_prefix
    first, bound = code_range(actor.region_prefix)
    return first <= village < bound


def check_day(effective_on: date, today: date) -> None:
    """Refuse a day that is over, or too far ahead.

    Raises
    ------
    WrongDay
        If it is.
    """
    if not today <= effective_on <= today + AHEAD:
        last = today + AHEAD
        msg = f"boundaries change today or later, at most a year ahead: {today} to {last}"
        raise WrongDay(msg)


def check_name(asked: Asked) -> None:
    """Refuse to draw a special grid that has no name.

    Raises
    ------
    NameMissing
        If nobody said what the place is called.
    """
    special = asked.kind is ChangeKind.DRAW and asked.grid_kind is not GridKind.HOUSEHOLD
    if special and not (asked.grid_name or "").strip():
        msg = "a special grid needs a name: say what the school, mine or market is called"
        raise NameMissing(msg)


def exception_for(kind: GridKind, households: int, bounds: tuple[int, int]) -> str | None:
    """Why a grid leaves the size it should have; none if it does not, or has no size to keep.

    Parameters
    ----------
    households
        Those that count.
    bounds
        Fewest and most households of a grid.
    """
    if kind is not GridKind.HOUSEHOLD or bounds[0] <= households <= bounds[1]:
        return None
    if households < bounds[0]:
        return TOO_FEW
    return INDIVISIBLE if plan_sizes(households, *bounds).exception == INDIVISIBLE else BY_HAND


def new_codes(
    village: str | None, numbers: Mapping[str, int], used: Collection[str], count: int
) -> list[tuple[str, int]]:
    """Codes for new grids with their numbers, none of which any grid ever had.

    Parameters
    ----------
    numbers
        Number of every grid the village ever had, by code.
    used
        Every code that might be in the way, in schemes without villages.

    Raises
    ------
    TooManyGrids
        If the village has used up its numbers.
    """
    prefix = village or ""
    codes: list[tuple[str, int]] = []
    number = max(numbers.values(), default=0)
    while len(codes) < count:
        number = number_grids({}, numbers, [number + 1])[number + 1]
        if f"{prefix}{number:03d}" not in used:
            codes.append((f"{prefix}{number:03d}", number))
    return codes
