"""The rules of proposing grids: the life of a proposal as a table, numbers, sizes."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from dispatch.errors import NotPermitted, WrongSize
from dispatch.rights import Actor, Verb
from dispatch.stepping import Edge, walk
from dispatch.vocabulary import ProposalStatus, Role
from geo.errors import TooManyGrids, WrongSizes


class ProposalAction(StrEnum):
    """What can be done to a proposal; the first three only by the program itself."""

    FINISH = "finish"
    FAIL = "fail"
    SUPERSEDE = "supersede"
    SWAP = "swap"
    MOVE = "move"
    RECUT = "recut"
    SIGN = "sign"
    WITHDRAW = "withdraw"


class Failure(StrEnum):
    """Why a village could not be divided."""

    NO_HOUSEHOLDS = "no-households"
    CONTRADICTING_PINS = "contradicting-pins"
    BROKEN_OUTLINE = "broken-outline"
    BROKEN_POSITION = "broken-position"
    WRONG_SIZES = "wrong-sizes"
    TOO_MANY_GRIDS = "too-many-grids"
    UNEXPECTED = "unexpected"


@dataclass(frozen=True, slots=True)
class CutOptions:
    """How a village is to be divided.

    Attributes
    ----------
    size, agents
        Households wanted in a grid, or grids wanted in all; at most one of them.
    seed
        Same households and seed, same grids.
    best
        Whether to take longer for shorter ways.
    keep_previous
        Whether households stay in the grid they have wherever sizes allow.
    """

    size: int | None = None
    agents: int | None = None
    seed: int = 0
    best: bool = False
    keep_previous: bool = False


_W, _P, _F, _X = (
    ProposalStatus.WORKING,
    ProposalStatus.PROPOSED,
    ProposalStatus.FAILED,
    ProposalStatus.WITHDRAWN,
)
_ANY: Final = Verb.PROPOSE_GRIDS

TRANSITIONS: Final[dict[tuple[ProposalStatus, ProposalAction], Edge[ProposalStatus]]] = {
    (_W, ProposalAction.FINISH): Edge(_P, None),
    (_W, ProposalAction.FAIL): Edge(_F, None),
    (_P, ProposalAction.SWAP): Edge(_P, _ANY),
    (_P, ProposalAction.MOVE): Edge(_P, _ANY),
    (_P, ProposalAction.RECUT): Edge(_W, _ANY),  # a pin was set or taken away
    (_F, ProposalAction.RECUT): Edge(_W, _ANY),  # asked again
    (_P, ProposalAction.SIGN): Edge(ProposalStatus.SIGNED, Verb.SIGN_GRIDS),
    **{(status, ProposalAction.WITHDRAW): Edge(_X, _ANY) for status in (_W, _P, _F)},
    **{(status, ProposalAction.SUPERSEDE): Edge(_X, None) for status in (_W, _P, _F)},
}
"""Everything else is refused: what is signed or withdrawn stays so."""

MOST_SERIALS: Final = 999
"""A grid's code is its village's code and three digits."""


def step(
    status: ProposalStatus, action: ProposalAction, actor: Actor | None = None
) -> ProposalStatus:
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
    return walk(TRANSITIONS, status, action, actor, what="a proposal")


def require_signer(actor: Actor, village: str, reason: str | None) -> None:
    """Refuse a signature that is not the village secretary's own, nor given for him.

    Parameters
    ----------
    reason
        Why somebody of the county signs on behalf of the village.

    Raises
    ------
    NotPermitted
        If a secretary of another region signs, or somebody signs on behalf without a reason.
    """
    actor.require(Verb.SIGN_GRIDS)
    if actor.role is Role.SECRETARY:
        if actor.region_code != village:
            msg = "a secretary signs for the own village only"
            raise NotPermitted(msg)
    elif not reason:
        msg = "say why you sign on behalf of the village secretary"
        raise NotPermitted(msg)


def check_options(options: CutOptions, villages: int, bounds: tuple[int, int]) -> None:
    """Refuse a wish that no division can meet.

    Parameters
    ----------
    villages
        How many are to be divided.
    bounds
        Fewest and most households of a grid.

    Raises
    ------
    WrongSizes
        If the wanted size is out of range, or a number of agents is wanted of several villages
        or beside a size.
    """
    least, most = bounds
    if options.size is not None and not least <= options.size <= most:
        msg = f"a grid holds {least} to {most} households, not {options.size}"
        raise WrongSizes(msg)
    if options.agents is not None and (villages > 1 or options.size is not None):
        msg = "a number of agents is wanted of one village, and instead of a size"
        raise WrongSizes(msg)


def kept_codes(before: Mapping[int, str], after: Mapping[int, int]) -> dict[int, str]:
    """Which proposed grids go on present ones, with their code and holder.

    Parameters
    ----------
    before
        Code of the present grid of each household, by household.
    after
        Serial of its proposed grid.

    Returns
    -------
    codes
        By serial: the code of the present grid that sends it more than half of its households;
        of several such grids the one that sends most, then the lower code.
    """
    staying = {one: code for one, code in before.items() if one in after}
    size = Counter(staying.values())
    shared = Counter((after[one], code) for one, code in staying.items())
    kept: dict[int, str] = {}
    for (serial, code), number in sorted(shared.items(), key=lambda one: (-one[1], one[0])):
        if 2 * number > size[code]:
            kept.setdefault(serial, code)
    return kept


def number_grids(
    kept: Mapping[int, str], numbers: Mapping[str, int], serials: Collection[int]
) -> dict[int, int]:
    """Give proposed grids the numbers they would have in the village.

    Parameters
    ----------
    kept
        Codes of `kept_codes`.
    numbers
        Number of every grid the village ever had, by code.
    serials
        Of the proposal.

    Returns
    -------
    numbers
        New serial by serial: that of the grid it goes on; a new grid keeps its own unless some
        grid ever had it, then it gets the next free one, in the order of the serials.

    Raises
    ------
    TooManyGrids
        If the village has used up its numbers.
    """
    given = {serial: numbers[code] for serial, code in kept.items() if code in numbers}
    used = set(numbers.values())
    rest = sorted(set(serials) - given.keys())
    own = {serial: serial for serial in rest if serial not in used}
    used |= own.keys()
    free = max(used, default=0)
    for serial in rest:
        if serial not in own:
            free += 1
            own[serial] = free
    if max((*given.values(), *own.values()), default=0) > MOST_SERIALS:
        msg = f"the village has used all its {MOST_SERIALS} grid numbers; codes are never reused"
        raise TooManyGrids(msg)
    return given | own


def check_sizes(
    before: Mapping[int, int], after: Mapping[int, int], bounds: tuple[int, int]
) -> None:
    """Refuse a change by hand that takes a grid out of its size, or further out of it.

    Parameters
    ----------
    before, after
        Households that count in each grid concerned, by serial.
    bounds
        Fewest and most households of a grid.

    Raises
    ------
    WrongSize
        With the first such grid.
    """
    least, most = bounds
    for serial in sorted(before):
        held = after.get(serial, 0)
        if _excess(held, bounds) > _excess(before[serial], bounds):
            msg = f"grid {serial} would hold {held} households; a grid holds {least} to {most}"
            raise WrongSize(msg)


def _excess(held: int, bounds: tuple[int, int]) -> int:
    least, most = bounds
    return max(least - held, held - most, 0)
