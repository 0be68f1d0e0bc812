"""Pins set by hand: which a division breaks, which contradict each other."""

import pytest

from dispatch.errors import PinBroken
from dispatch.pins import Pin, broken_pins, check_new_pin, check_pins
from dispatch.vocabulary import PinKind

TOGETHER = Pin(PinKind.TOGETHER, 1, 2)
APART = Pin(PinKind.APART, 1, 2)


@pytest.mark.parametrize(
    ("pin", "serials", "broken"),
    [
        (TOGETHER, {1: 5, 2: 5}, False),
        (TOGETHER, {1: 5, 2: 6}, True),
        (APART, {1: 5, 2: 5}, True),
        (APART, {1: 5, 2: 6}, False),
        (TOGETHER, {1: 5}, False),
        (APART, {}, False),
    ],
)
def test_a_pin_holds_where_both_households_are(pin, serials, broken):
    assert broken_pins([pin], serials) == ([pin] if broken else [])
    if broken:
        with pytest.raises(PinBroken, match="H1 and H2 belong"):
            check_pins([pin], serials, {1: "H1", 2: "H2"})
    else:
        check_pins([pin], serials, {1: "H1", 2: "H2"})


def together(*pairs):
    return [Pin(PinKind.TOGETHER, *pair) for pair in pairs]


@pytest.mark.parametrize(
    ("pins", "new", "refused"),
    [
        ([], APART, False),
        ([TOGETHER], APART, True),
        ([APART], TOGETHER, True),
        (together((1, 2), (2, 3)), Pin(PinKind.APART, 1, 3), True),
        (together((1, 2), (3, 4)), Pin(PinKind.APART, 1, 3), False),
        ([*together((1, 2), (3, 4)), Pin(PinKind.APART, 1, 3)], *together((2, 4)), True),
        (together((1, 2), (3, 2), (4, 3)), *together((1, 4)), False),
    ],
)
def test_no_two_households_are_kept_together_and_apart(pins, new, refused):
    if refused:
        with pytest.raises(PinBroken, match="opposite"):
            check_new_pin(new, pins)
    else:
        check_new_pin(new, pins)
