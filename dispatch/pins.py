"""What pins set by hand demand of a division of a village."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from dispatch.errors import PinBroken
from dispatch.vocabulary import PinKind

_SAYS: Final = {
    PinKind.TOGETHER: "belong together",
    PinKind.APART: "belong into different grids",
}


@dataclass(frozen=True, slots=True)
class Pin:
    """Two households that belong together or apart; `one` and `other` are their ids."""

    kind: PinKind
    one: int
    other: int


def broken_pins(pins: Iterable[Pin], serials: Mapping[int, int]) -> list[Pin]:
    """Pins that a division does not keep.

    Parameters
    ----------
    serials
        Grid of each household; a pin on a household that is in none demands nothing.
    """
    return [
        pin
        for pin in pins
        if pin.one in serials
        and pin.other in serials
        and (serials[pin.one] == serials[pin.other]) is not (pin.kind is PinKind.TOGETHER)
    ]


def check_pins(pins: Iterable[Pin], serials: Mapping[int, int], numbers: Mapping[int, str]) -> None:
    """Refuse a division that breaks a pin.

    Parameters
    ----------
    numbers
        Register number of each household, for the refusal.

    Raises
    ------
    PinBroken
        With the first pin it breaks.
    """
    for pin in broken_pins(pins, serials):
        one, other = numbers[pin.one], numbers[pin.other]
        msg = f"a pin says that the households {one} and {other} {_SAYS[pin.kind]}"
        raise PinBroken(msg)


def check_new_pin(new: Pin, pins: Iterable[Pin]) -> None:
    """Refuse a pin that others contradict.

    Raises
    ------
    PinBroken
        If the pins would keep two households together and apart.
    """
    every = [*pins, new]
    leader = _leaders(every)
    for pin in every:
        if pin.kind is PinKind.APART and _lead(leader, pin.one) == _lead(leader, pin.other):
            msg = "other pins say the opposite of these two households; take those away first"
            raise PinBroken(msg)


def _leaders(pins: Iterable[Pin]) -> dict[int, int]:
    """One household of all that hang together, by household."""
    leader: dict[int, int] = {}
    for pin in pins:
        if pin.kind is PinKind.TOGETHER:
            leader[_lead(leader, pin.one)] = _lead(leader, pin.other)
    return leader


def _lead(leader: Mapping[int, int], one: int) -> int:
    while leader.get(one, one) != one:
        one = leader[one]
    return one
