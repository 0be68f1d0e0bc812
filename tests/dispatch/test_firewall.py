from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dispatch.firewall import Accused, Route, bars_of, is_barred, route_above
from dispatch.rights import Actor
from dispatch.vocabulary import Level, Role

PROVINCE, CITY, COUNTY = "150000000000", "150600000000", "150699000000"
NORTH, SOUTH = "150699100000", "150699101000"
A, B, C = "150699100201", "150699100202", "150699101201"
OTHER_COUNTY, FAR = "150622000000", "150622100201"
DIGITS = {PROVINCE: 2, CITY: 4, COUNTY: 6, OTHER_COUNTY: 6, NORTH: 9, SOUTH: 9, A: 12, B: 12, C: 12}
DIGITS |= {FAR: 12}
OURS = (COUNTY, NORTH, SOUTH, A, B, C)
TAKERS = {Level.TOWNSHIP: 9, Level.COUNTY: 6, Level.ABOVE: 4}

bodies = st.sampled_from([*OURS, None])
parties = st.builds(
    Accused,
    agent_id=st.none() | st.integers(1, 3),
    account_id=st.none() | st.integers(1, 3),
    unit_id=st.none() | st.integers(1, 3),
    region_code=bodies,
)
accusations = st.lists(parties, min_size=1, max_size=4)
actors = st.builds(
    Actor,
    account_id=st.integers(1, 5),
    username=st.just("somebody"),
    name=st.just("某人"),
    role=st.sampled_from(list(Role)),
    region_code=st.sampled_from([*DIGITS, None]),
    unit_id=st.none() | st.integers(1, 4),
    agent_id=st.none() | st.integers(1, 4),
)
NAMES = ("agent_id", "account_id", "unit_id", "region_code")
DESK = Actor(9, "desk", "台", Role.TOWNSHIP)


def lies_in(code, region):
    """Whether a region is another one or part of it, by its digits alone."""
    digits = DIGITS[region]
    return code is not None and DIGITS[code] >= digits and code[:digits] == region[:digits]


def desk_of(route, role=Role.COUNTY):
    return replace(DESK, role=role, region_code=route.region_code or CITY)


@pytest.mark.parametrize(
    ("accused", "place", "level", "region"),
    [
        ([Accused(agent_id=1, region_code=A)], A, Level.TOWNSHIP, NORTH),
        ([Accused(region_code=A)], B, Level.TOWNSHIP, NORTH),
        ([Accused(region_code=A)], C, Level.COUNTY, COUNTY),
        ([Accused(region_code=A)], None, Level.COUNTY, COUNTY),
        ([Accused(region_code=A)], COUNTY, Level.COUNTY, COUNTY),
        ([Accused(region_code=A), Accused(region_code=B)], A, Level.TOWNSHIP, NORTH),
        ([Accused(region_code=A), Accused(region_code=C)], A, Level.COUNTY, COUNTY),
        ([Accused(region_code=A), Accused(region_code=NORTH)], A, Level.COUNTY, COUNTY),
        ([Accused(region_code=NORTH)], A, Level.COUNTY, COUNTY),
        ([Accused(unit_id=1)], A, Level.COUNTY, COUNTY),
        ([Accused(unit_id=1), Accused(region_code=A)], A, Level.COUNTY, COUNTY),
        ([Accused(), Accused(region_code=A)], A, Level.COUNTY, COUNTY),
        ([Accused()], A, Level.COUNTY, COUNTY),
        ([Accused(unit_id=1)], None, Level.COUNTY, None),
        ([Accused(unit_id=1, region_code=NORTH)], A, Level.COUNTY, COUNTY),
        ([Accused(region_code=COUNTY)], A, Level.ABOVE, None),
        ([Accused(region_code=COUNTY)], None, Level.ABOVE, None),
        ([Accused(region_code=CITY)], A, Level.ABOVE, None),
        ([Accused(region_code=A), Accused(region_code=FAR)], A, Level.ABOVE, None),
        ([], A, Level.COUNTY, COUNTY),
        ([], None, Level.COUNTY, None),
        ([Accused(region_code="ward-7")], "ward-7", Level.COUNTY, None),
    ],
)
def test_it_goes_to_the_lowest_desk_above_all_accused_that_covers_the_place(
    accused, place, level, region
):
    assert route_above(accused, place) == Route(level, region)


@pytest.mark.parametrize(
    ("accused", "place", "bars"),
    [
        ([Accused(agent_id=4, region_code=A)], A, {"a:4", f"r:{A}"}),
        ([Accused(account_id=4)], A, {"p:4", f"r:{NORTH}"}),
        ([Accused(region_code=A)], C, {f"r:{A}", f"r:{NORTH}", f"r:{SOUTH}"}),
        ([Accused(unit_id=2)], None, {"u:2"}),
        ([Accused(region_code=COUNTY)], A, {f"r:{COUNTY}"}),
        ([Accused(region_code="ward-7")], None, {"r:ward-7"}),
        ([], None, set()),
    ],
)
def test_the_bars_name_the_party_its_body_and_all_that_was_passed_over(accused, place, bars):
    always = {"l:agent", "l:secretary", "l:integration"}

    assert set(bars_of(accused, place)) == bars | always


def test_a_colleague_is_barred_under_every_grant():
    bars = bars_of([Accused(region_code=A)], A, colleagues=[7])

    assert is_barred(Actor(7, "both", "两职", Role.LEADER, COUNTY), bars)
    assert not is_barred(Actor(8, "leader", "领导", Role.LEADER, COUNTY), bars)


def test_who_was_accused_stays_barred_after_a_change_of_body():
    bars = bars_of([Accused(agent_id=4, account_id=6, region_code=A)], A)

    assert is_barred(Actor(1, "moved", "调走", Role.TOWNSHIP, NORTH, agent_id=4), bars)
    assert is_barred(Actor(6, "risen", "提拔", Role.COUNTY, COUNTY), bars)
    assert not is_barred(Actor(1, "other", "别人", Role.TOWNSHIP, NORTH, agent_id=5), bars)


@given(accusations, bodies, actors, st.data())
def test_whoever_is_or_serves_an_accused_party_is_barred(accused, place, actor, data):
    one = data.draw(st.sampled_from(accused))
    known = {name: value for name in NAMES if (value := getattr(one, name)) is not None}
    assume(known)
    name, value = data.draw(st.sampled_from(sorted(known.items())))
    if name == "region_code":
        value = data.draw(st.sampled_from([code for code in DIGITS if lies_in(code, value)]))

    assert is_barred(replace(actor, **{name: value}), bars_of(accused, place))


@given(accusations, bodies)
def test_the_desk_that_takes_it_stands_above_every_accused_and_is_not_barred(accused, place):
    route = route_above(accused, place)
    desk = desk_of(route)

    for one in accused:
        if one.region_code is not None:
            assert DIGITS[one.region_code] > TAKERS[route.level]
            assert lies_in(one.region_code, desk.region_code)
    assert place is None or lies_in(place, desk.region_code)
    assert not is_barred(desk, bars_of(accused, place))


@given(accusations, st.sampled_from(OURS))
def test_nobody_below_the_desk_that_takes_it_learns_of_it(accused, place):
    level, bars = route_above(accused, place).level, bars_of(accused, place)
    below = [code for code in DIGITS if DIGITS[code] > TAKERS[level] and lies_in(place, code)]

    assert all(is_barred(replace(DESK, region_code=code), bars) for code in below)


@given(accusations, parties, bodies, st.lists(actors, min_size=20, max_size=20))
def test_one_more_accused_never_lets_anybody_in_again(accused, another, place, everybody):
    before, after = bars_of(accused, place), bars_of([*accused, another], place)

    assert all(is_barred(one, after) for one in everybody if is_barred(one, before))


@given(accusations, bodies, st.randoms())
def test_the_order_in_which_they_are_named_changes_nothing(accused, place, chance):
    shuffled = [*accused, accused[0]]
    chance.shuffle(shuffled)

    assert bars_of(shuffled, place) == bars_of(accused, place)
    assert route_above(shuffled, place) == route_above(accused, place)


@pytest.mark.parametrize("role", [Role.AGENT, Role.SECRETARY, Role.INTEGRATION])
def test_nobody_in_the_village_and_no_program_handles_an_accusation(role):
    bars = bars_of([Accused(unit_id=1)], A)

    assert is_barred(Actor(1, "somebody", "某人", role, C), bars)
