"""How well a house is found, what is odd about it, and who may find it."""

from dataclasses import replace
from itertools import product

import pytest

from dispatch.positions import (
    GridThere,
    House,
    Oddity,
    Quality,
    Surroundings,
    may_survey,
    oddities,
    quality,
)
from dispatch.rights import Actor
from dispatch.vocabulary import Datum, Role

VILLAGE, OTHER = "150699100201", "150699100202"
GRID, OTHER_GRID = GridThere(f"{VILLAGE}001", VILLAGE), GridThere(f"{OTHER}001", OTHER)
HOME = Surroundings(VILLAGE, (GRID,), gridded=True, off_village_m=0.0)


@pytest.mark.parametrize(
    ("accuracy_m", "expected"),
    [
        (0.0, Quality.GOOD),
        (10.0, Quality.GOOD),
        (10.1, Quality.USABLE),
        (30.0, Quality.USABLE),
        (30.1, Quality.POOR),
        (None, Quality.UNKNOWN),
    ],
)
def test_a_position_is_as_good_as_the_circle_it_lies_in(accuracy_m, expected):
    assert quality(accuracy_m) is expected


@pytest.mark.parametrize(
    ("there", "accuracy_m", "expected"),
    [
        (HOME, 5.0, ()),
        (HOME, None, ()),
        (HOME, 31.0, (Oddity.POOR,)),
        (replace(HOME, grids=()), 5.0, (Oddity.OUTSIDE_GRIDS,)),
        (replace(HOME, grids=(), gridded=False), 5.0, ()),
        (replace(HOME, grids=(OTHER_GRID,)), 5.0, (Oddity.OTHER_VILLAGE,)),
        (replace(HOME, grids=(GRID, OTHER_GRID)), 5.0, ()),
        (replace(HOME, grids=(OTHER_GRID,), village=None), 5.0, ()),
        (replace(HOME, off_village_m=2_000.0), 5.0, ()),
        (replace(HOME, off_village_m=2_000.1), 5.0, (Oddity.FAR,)),
        (
            replace(HOME, grids=(), in_county=False, shifted=(Datum.GCJ02, GRID.code)),
            80.0,
            (Oddity.POOR, Oddity.WRONG_DATUM, Oddity.OUTSIDE_COUNTY, Oddity.OUTSIDE_GRIDS),
        ),
    ],
    ids=range(11),
)
def test_what_is_odd_is_said_and_what_is_not_is_not(there, accuracy_m, expected):
    assert oddities(there, accuracy_m) == expected


def somebody(role, **more):
    return Actor(account_id=9, username="u", name="n", role=role, **more)


AGENT = somebody(Role.AGENT, grids=frozenset({GRID.code}))


@pytest.mark.parametrize("found", [True, False])
@pytest.mark.parametrize("village", [VILLAGE, OTHER, None])
def test_an_agent_finds_the_houses_of_his_grids_wherever_they_are_registered(village, found):
    assert may_survey(AGENT, House(village, GRID.code, found), {VILLAGE})


@pytest.mark.parametrize(
    ("house", "expected"),
    [
        (House(VILLAGE, None, found=False), True),
        (House(VILLAGE, f"{VILLAGE}002", found=False), True),
        (House(VILLAGE, None, found=True), False),
        (House(VILLAGE, f"{VILLAGE}002", found=True), False),
        (House(VILLAGE, f"{VILLAGE}002", found=True, found_by=9), True),
        (House(VILLAGE, f"{VILLAGE}002", found=True, found_by=8), False),
        (House(OTHER, None, found=False), False),
        (House(OTHER, None, found=True, found_by=9), False),
        (House(None, None, found=False), False),
    ],
    ids=range(9),
)
def test_beside_his_grids_an_agent_finds_what_nobody_found_in_his_village(house, expected):
    assert may_survey(AGENT, house, {VILLAGE}) is expected


@pytest.mark.parametrize(
    ("role", "prefix", "village", "expected"),
    [
        (Role.SECRETARY, VILLAGE, VILLAGE, True),
        (Role.SECRETARY, VILLAGE, OTHER, False),
        (Role.TOWNSHIP, "150699100", OTHER, True),
        (Role.TOWNSHIP, "150699101", OTHER, False),
        (Role.COUNTY, "", None, True),
        (Role.COUNTY, "150699", None, False),
    ],
)
def test_a_desk_finds_the_houses_of_its_region(role, prefix, village, expected):
    who = somebody(role, region_prefix=prefix)

    assert may_survey(who, House(village, None, found=True), ()) is expected


def test_nobody_else_finds_houses():
    others = set(Role) - {Role.AGENT, Role.SECRETARY, Role.TOWNSHIP, Role.COUNTY}

    for role, found in product(others, (True, False)):
        who = somebody(role, grids=frozenset({GRID.code}))
        assert not may_survey(who, House(VILLAGE, GRID.code, found), {VILLAGE})
