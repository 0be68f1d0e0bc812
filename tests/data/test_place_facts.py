"""Borders, nearest grids, undeclared datums and claims of households, as PostGIS finds them."""

import random
from datetime import date
from itertools import product

import numpy as np
import pytest
import shapely
from shapely import box
from sqlalchemy import update

from data.imports.grids import import_grids
from data.imports.source import SourceRow
from data.placing import Ask, find_places, questions_of
from data.tables import GridVersion, Household, HouseholdContact
from data.village_locks import hold_places, places_held, villages_of_places
from dispatch.placing import Address, place
from dispatch.vocabulary import Scheme
from geo.border import place_points
from geo.known_ground import known_ground
from geo.undeclared import undeclared_datums

DAY = date(2026, 3, 20)


@pytest.fixture
def patches(session):
    """Small grids 100 m wide with gaps between some, codes in no order of place."""
    chance, side = random.Random(3), 0.001
    codes = chance.sample([f"g{n:02}" for n in range(36)], 36)
    shapes = {
        code: box(
            110 + x * side,
            39.8 + y * side,
            110 + (x + (0.6 if x % 3 else 1)) * side,
            39.8 + (y + 1) * side,
        )
        for code, (x, y) in zip(codes, product(range(6), range(6)), strict=True)
    }
    rows = [SourceRow(n, {"code": code}, shape) for n, (code, shape) in enumerate(shapes.items())]
    import_grids(session, rows, scheme=Scheme.FREE, day=DAY)
    return shapes


def test_borders_and_nearest_grids_are_those_of_python(session, patches):
    chance = random.Random(4)
    points = [
        (chance.uniform(109.998, 110.009), chance.uniform(39.797, 39.809)) for _ in range(250)
    ]
    reach = [chance.choice([np.nan, 0.0, 8.0, 35.0, 120.0, 1000.0, 5e4]) for _ in points]
    asks = [
        Ask(None, *point, None if np.isnan(r) else r, DAY)
        for point, r in zip(points, reach, strict=True)
    ]
    codes = sorted(patches)
    answers = place_points(
        np.array([patches[code] for code in codes]),
        shapely.points(points),
        accuracy_m=np.array(reach),
        nearest_m=300.0,
    )

    for n, found in enumerate(find_places(session, asks)):
        if found.shifted is not None:
            continue
        placed = place(found)
        row, second = int(answers.shape[n]), int(answers.second[n])
        assert (placed.grid.code if placed.grid else None) == (codes[row] if row >= 0 else None)
        assert placed.other == (codes[second] if second >= 0 else None)
        assert placed.share == (None if np.isnan(answers.share[n]) else answers.share[n])
    assert {"border", "inside", "nearest", "none"} <= set(answers.method)


@pytest.fixture
def county(session, small):
    small.load(session, "no hash")
    return session


def test_undeclared_datums_are_those_of_python(county, small):
    chance = random.Random(5)
    points = [(chance.uniform(110.29, 110.375), chance.uniform(39.79, 39.825)) for _ in range(400)]
    homes = [row.shape for row in small.household_rows()]
    ground = known_ground(
        np.array([small.square(grid) for grid in small.GRIDS]),
        dwellings=np.array([(home.x, home.y) for home in homes]),
    )
    expected = undeclared_datums(ground, *np.array(points).T)
    found = find_places(county, [Ask(None, *point, None, DAY) for point in points])

    assert [one.shifted and one.shifted[0].value for one in found] == expected
    assert {"gcj02", "bd09", None} == set(expected)


def told(session, number, **values):
    """Write head and phone of a household."""
    home = session.query(Household).where(Household.number == number).one()
    session.execute(
        update(HouseholdContact).where(HouseholdContact.household_id == home.id).values(**values)
    )


def test_the_callers_phone_finds_his_household_in_any_spelling(county, small):
    first, second = small.home(small.GRIDS[0]), small.home(small.GRIDS[2])
    told(county, first, phone="138 0000 0001")
    told(county, second, phone="13900000002")
    told(county, small.home(small.GRIDS[3]), phone="+8613900000002")
    asks = [
        Ask(None, None, None, None, DAY, phone=phone)
        for phone in ("+86-13800000001", "13900000002", "13700000003", "001")
    ]

    one, two, none, short = find_places(county, asks)

    assert (one.caller.number, one.callers) == (first, 1)
    assert (two.caller, two.callers) == (None, 2)
    assert none.callers == short.callers == 0


def test_a_household_that_is_no_more_has_no_phone(county, small):
    number = small.home(small.GRIDS[0])
    told(county, number, phone="13800000001")
    county.execute(update(Household).where(Household.number == number).values(valid_to=DAY))

    (found,) = find_places(county, [Ask(None, None, None, None, DAY, phone="13800000001")])

    assert found.callers == 0


@pytest.mark.parametrize(
    ("asked", "fits"),
    [
        ({"words": "三社王小明家门口"}, 1),
        ({"words": "在王小明家旁", "name": "李二狗"}, 1),
        ({"words": "门口", "name": "李二狗"}, 1),
        ({"words": "王小明和李二狗两家"}, 2),
        ({"words": "张宝家"}, 1),
        ({"words": "门口", "name": "张 宝"}, 1),
        ({"words": "谁家都不是", "name": "钱"}, 0),
        ({"words": None, "name": None}, 0),
    ],
)
def test_a_head_is_found_in_the_words_or_by_the_petitioners_name(county, small, asked, fits):
    told(county, small.home(small.GRIDS[0]), head="王小明")
    told(county, small.home(small.GRIDS[1]), head="李二狗")
    told(county, small.home(small.GRIDS[1], 1), head="钱")
    told(county, small.home(small.GRIDS[1], 2), head="张　宝")
    address = Address(code=small.A)

    (found,) = find_places(county, [Ask(None, None, None, None, DAY, address=address, **asked)])
    (without,) = find_places(county, [Ask(None, None, None, None, DAY, **asked)])

    assert found.namesakes == fits
    assert without.namesakes == 0


def test_a_group_is_one_grid_or_several(county, small):
    inside = [small.home(small.GRIDS[0], n) for n in range(3)]
    across = [small.home(grid, 4) for grid in small.GRIDS[:2]]
    for group, numbers in (("一社", inside), ("二社", across)):
        county.execute(
            update(Household).where(Household.number.in_(numbers)).values(villagers_group=group)
        )
    asks = [
        Ask(None, None, None, None, DAY, address=Address(code=small.A, group=group))
        for group in ("一社", "二社", "三社")
    ]

    one, several, none = find_places(county, asks)

    assert one.group.grid.code == small.GRIDS[0]
    assert (one.group.lon, one.group.lat) == pytest.approx((110.302, 39.804))
    assert one.group.radius_m == pytest.approx(86, abs=1)
    assert several.group.grid is None
    assert none.group is None


def test_the_only_grid_of_a_village_is_that_of_the_day(county, small):
    gone = GridVersion.grid_code == small.GRIDS[5]
    county.execute(update(GridVersion).where(gone).values(valid_to=DAY))
    days = (DAY, date(2026, 3, 19))
    asks = [
        Ask(None, None, None, None, day, address=Address(code=small.C), region=small.C)
        for day in days
    ]

    one, two = find_places(county, asks)

    assert one.only_grid.code == one.only_grid_named.code == small.GRIDS[4]
    assert two.only_grid is two.only_grid_named is None


def test_the_villages_held_are_those_near_the_place_of_the_caller_and_of_the_address(county, small):
    told(county, small.home(small.GRIDS[4]), phone="13800000001")
    west, _, _, top = small.square(small.GRIDS[2]).bounds
    ask = Ask(None, west + 0.0005, top - 0.001, None, DAY)
    by_phone = Ask(None, None, None, None, DAY, phone="13800000001")
    by_address = Ask(None, None, None, None, DAY, address=Address(code=small.B))

    assert villages_of_places(county, [ask]) == {small.B}
    assert villages_of_places(county, [ask], nearby=True) == {small.A, small.B}
    assert villages_of_places(county, [by_phone], nearby=True) >= {small.C}
    assert villages_of_places(county, [by_address]) == {small.B}
    assert villages_of_places(county, []) == set()


def test_a_report_that_waited_over_midnight_is_placed_by_the_boundaries_of_the_new_day(
    county, small
):
    code, changed = small.GRIDS[0], date(2026, 3, 21)
    west, south, _, top = small.square(code).bounds
    half = box(west, south, west + small.SIDE / 2, top)
    assert import_grids(
        county, [SourceRow(2, {"code": code}, half)], scheme=Scheme.CN12, day=changed
    )
    ask = Ask(None, west + 0.009, south + 0.005, None, DAY, handed_on=DAY)

    (before,) = places_held(county, [ask])
    (after,) = places_held(county, [ask], lambda: changed)
    questions = questions_of([ask])
    (held,) = hold_places(county, questions, lambda: changed)

    assert [hit.code for hit in before.grids] == [code]
    assert after.grids == ()
    assert (held["day"], held["handed_on"]) == (changed, changed)
    assert hold_places(county, questions) == questions
