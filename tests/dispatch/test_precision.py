"""Who sees the house, who a point of its grid, who only the village."""

from itertools import product

import pytest

from dispatch.errors import NotPermitted
from dispatch.precision import (
    Subject,
    house_precision,
    knows_households,
    may_place,
    precision,
    require_purpose,
)
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import Level, Precision, Purpose, Role

COUNTY, TOWN, VILLAGE = "150699000000", "150699100000", "150699100201"
REGIONS = {Role.AGENT: VILLAGE, Role.SECRETARY: VILLAGE, Role.TOWNSHIP: TOWN}
GRID, OTHER_GRID = f"{VILLAGE}001", f"{VILLAGE}002"
DESKS = (Role.SECRETARY, Role.TOWNSHIP, Role.COUNTY, Role.SCREENER)
EXACT, MOVED, AREA = Precision.EXACT, Precision.MOVED, Precision.AREA


def actor(role, **changes):
    own = {"region_code": REGIONS.get(role, COUNTY)}
    own |= {"grids": frozenset({GRID})} if role is Role.AGENT else {}
    own |= {"unit_id": 5} if role is Role.HANDLER else {}
    return Actor(1, "a", "a", role, **(own | changes))


def placed(**changes):
    return Subject(**({"level": Level.GRID, "grid_code": GRID, "has_moved": True} | changes))


LEVEL_OF = {
    Role.SECRETARY: Level.VILLAGE,
    Role.TOWNSHIP: Level.TOWNSHIP,
    Role.COUNTY: Level.COUNTY,
    Role.SCREENER: Level.COUNTY,
}


@pytest.mark.parametrize(("role", "level"), list(product(DESKS, Level)))
def test_a_desk_sees_the_house_of_what_lies_at_its_own_level(role, level):
    sees = precision(actor(role), placed(level=level)) is EXACT

    assert sees is (level is LEVEL_OF[role])


@pytest.mark.parametrize(("role", "desk"), list(product(DESKS, DESKS)))
def test_the_desk_that_entered_it_goes_on_seeing_the_house(role, desk):
    entered = placed(level=Level.ABOVE, entered_desk=actor(desk).desk)

    assert (precision(actor(role), entered) is EXACT) is (role is desk)


def test_the_same_desk_of_another_township_did_not_enter_it():
    other = actor(Role.TOWNSHIP, region_code="150699101000")

    assert precision(other, placed(entered_desk=actor(Role.TOWNSHIP).desk)) is MOVED


@pytest.mark.parametrize(("grid", "expected"), [(GRID, EXACT), (OTHER_GRID, MOVED), (None, AREA)])
def test_an_agent_sees_the_houses_of_his_grids(grid, expected):
    subject = placed(grid_code=grid, has_moved=grid is not None)

    assert precision(actor(Role.AGENT), subject) is expected


@pytest.mark.parametrize(("unit", "expected"), [(5, EXACT), (6, AREA), (None, AREA)])
def test_a_handler_sees_the_houses_of_what_his_unit_has(unit, expected):
    assert precision(actor(Role.HANDLER), placed(unit_id=unit)) is expected
    assert precision(actor(Role.HANDLER, unit_id=None), placed(unit_id=unit)) is AREA


@pytest.mark.parametrize(("account", "expected"), [(1, EXACT), (2, AREA), (None, AREA)])
def test_a_program_sees_the_houses_of_what_it_filed(account, expected):
    assert precision(actor(Role.INTEGRATION), placed(entered_by=account)) is expected


@pytest.mark.parametrize("role", list(Role))
def test_whose_task_it_is_not_sees_a_moved_point_in_the_township_and_the_village_in_the_county(
    role,
):
    own = actor(role, unit_id=None, grids=frozenset())

    seen = precision(own, placed(level=Level.ABOVE))

    assert seen is (MOVED if role in REGIONS else AREA)


@pytest.mark.parametrize("role", [Role.TOWNSHIP, Role.AGENT, Role.SECRETARY])
def test_without_a_moved_point_the_village_is_all_there_is(role):
    assert precision(actor(role), placed(grid_code=OTHER_GRID, has_moved=False)) is AREA


def test_a_free_scheme_is_one_place_where_points_are_moved():
    assert precision(actor(Role.LEADER, region_code=None), placed()) is MOVED
    assert precision(actor(Role.LEADER, region_code="ward-8"), placed()) is MOVED


@pytest.mark.parametrize("role", list(Role))
def test_only_a_desk_may_say_that_it_finds_a_place_and_then_sees_it(role):
    who = actor(role)
    seen = precision(who, placed(grid_code=OTHER_GRID, level=Level.ABOVE), Purpose.PLACE)

    assert may_place(who) is (role in DESKS)
    assert (seen is EXACT) is (role in DESKS)
    if role in DESKS:
        require_purpose(who, Purpose.PLACE)
    else:
        with pytest.raises(NotPermitted, match="leave the purpose out"):
            require_purpose(who, Purpose.PLACE)


def test_no_other_purpose_changes_what_is_seen():
    who = actor(Role.COUNTY)
    others = [purpose for purpose in Purpose if purpose is not Purpose.PLACE]

    assert {precision(who, placed(), purpose) for purpose in others} == {AREA}


def test_a_key_without_the_verb_to_file_finds_no_places():
    key = actor(Role.COUNTY, scopes=frozenset({Verb.READ_ISSUES}))

    assert not may_place(key)
    assert precision(key, placed(), Purpose.PLACE) is AREA


@pytest.mark.parametrize("role", list(Role))
def test_households_are_known_to_who_serves_the_village(role):
    who = actor(role)

    assert knows_households(who) is (role in {Role.AGENT, Role.SECRETARY})
    assert (house_precision(who) is EXACT) is knows_households(who)
    assert (house_precision(who, Purpose.PLACE) is EXACT) is (
        knows_households(who) or may_place(who)
    )


def test_a_secretary_of_more_than_a_village_is_no_neighbour():
    assert not knows_households(actor(Role.SECRETARY, region_code=TOWN))
