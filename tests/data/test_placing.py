"""What the registers know about a place, against the same question asked of shapely."""

import random
from datetime import date
from itertools import product

import pytest
from shapely import Point, box

from data.imports.grids import import_grids
from data.imports.source import SourceRow
from data.placing import Ask, coverage_contains, find_places, has_coverage
from dispatch.placing import place
from dispatch.reasons import ReasonCode
from dispatch.vocabulary import Datum, Scheme
from geo.datum import convert_points

DAY = date(2026, 3, 20)
SIDE = 0.25  # exact in binary: edges and corners are met, not missed by rounding


def ask(lon=None, lat=None, household=None, day=DAY):
    return Ask(household, lon, lat, None, day)


@pytest.fixture
def chessboard(session):
    """Nine grids of a free scheme whose edges and corners touch, codes in no order of place."""
    codes = random.Random(1).sample([f"g{n}" for n in range(9)], 9)
    squares = {
        code: box(x * SIDE, y * SIDE, (x + 1) * SIDE, (y + 1) * SIDE)
        for code, (x, y) in zip(codes, product(range(3), range(3)), strict=True)
    }
    rows = [SourceRow(n, {"code": code}, shape) for n, (code, shape) in enumerate(squares.items())]
    import_grids(session, rows, scheme=Scheme.FREE, day=DAY)
    return squares


def test_points_on_edges_and_corners_belong_to_the_lower_code_as_in_python(session, chessboard):
    steps = [n * SIDE / 2 for n in range(-1, 8)]
    points = [Point(x, y) for x, y in product(steps, steps)]
    found = find_places(session, [ask(p.x, p.y) for p in points])

    for point, one in zip(points, found, strict=True):
        covering = sorted(code for code, shape in chessboard.items() if shape.covers(point))
        assert [hit.code for hit in one.grids] == covering
        assert (place(one).grid.code if covering else None) == (covering[0] if covering else None)


def test_a_thousand_points_are_where_python_says(session, chessboard):
    chance = random.Random(2)
    points = [Point(chance.uniform(-0.1, 0.9), chance.uniform(-0.1, 0.9)) for _ in range(1000)]
    found = find_places(session, [ask(p.x, p.y) for p in points])

    for point, one in zip(points, found, strict=True):
        expected = [code for code, shape in chessboard.items() if shape.covers(point)]
        assert [hit.code for hit in one.grids] == sorted(expected)


def test_nothing_asked_is_nothing_answered(session):
    assert find_places(session, []) == []
    assert not has_coverage(session)
    assert place(find_places(session, [ask(1.0, 1.0)])[0]).reason.code is ReasonCode.OUTSIDE_COUNTY


@pytest.fixture
def county(session, small):
    small.load(session, "no hash")
    return session


@pytest.mark.parametrize("datum", [Datum.GCJ02, Datum.BD09])
def test_a_point_of_another_datum_just_outside_is_recognised(county, small, datum):
    # The shift is to the north-east: a house by the eastern edge falls out of its grid.
    lon, lat = small.square(small.GRIDS[5]).bounds[0] + 0.006, small.FLOOR + 0.004
    moved = [float(degrees[0]) for degrees in convert_points([lon], [lat], "wgs84", datum.value)]
    (one,) = find_places(county, [ask(*moved)])

    assert one.grids == ()
    assert one.shifted == (datum, small.GRIDS[5])


def test_only_a_point_in_no_grid_is_suspected(county, small):
    found = find_places(county, [ask(*small.middle(small.GRIDS[0])), ask(*small.IN_NO_GRID)])

    assert [one.shifted for one in found] == [None, None]
    assert [one.in_county for one in found] == [True, True]
    assert found[1].region_code == small.A


def test_a_household_is_found_with_its_grid_village_and_distance(county, small):
    number = small.home(small.GRIDS[0])
    alone, with_point = find_places(
        county, [ask(household=number), ask(110.302, 39.804, household=number)]
    )

    assert alone.household.number == number
    assert alone.household.grid.code == small.GRIDS[0]
    assert (alone.household.region_code, alone.household.distance_m) == (small.A, None)
    assert with_point.household.distance_m == pytest.approx(85.6, abs=1)
    assert alone.grids == ()


def test_an_unknown_household_is_none(county):
    assert find_places(county, [ask(household="nobody")])[0].household is None


def test_a_household_in_no_grid_keeps_its_village(county, small):
    (one,) = find_places(county, [ask(household="LONE0")])

    assert (one.household.grid, one.household.region_code) == (None, small.A)


def test_answers_come_in_the_order_of_the_asks(county, small):
    asks = [ask(*small.middle(grid)) for grid in reversed(small.GRIDS)] * 3
    found = find_places(county, asks)

    assert [one.grids[0].code for one in found] == [*reversed(small.GRIDS)] * 3


def test_the_boundary_is_that_of_the_day(county, small):
    code, changed = small.GRIDS[0], date(2026, 3, 1)
    half = box(small.WEST, small.FLOOR, small.WEST + small.SIDE / 2, small.FLOOR + small.SIDE)
    rows = [SourceRow(2, {"code": code}, half)]
    import_grids(county, rows, scheme=Scheme.CN12, day=changed)
    east = (small.WEST + 0.0075, small.FLOOR + 0.005)
    days = [date(1990, 1, 1), date(2026, 2, 28), changed]
    before_all, before, after = find_places(county, [ask(*east, day=day) for day in days])

    assert [hit.code for hit in before.grids] == [hit.code for hit in before_all.grids] == [code]
    assert after.grids == ()
    assert before.grids[0].version_id == before_all.grids[0].version_id


def test_the_area_covered_is_known(county, small):
    assert has_coverage(county)
    assert coverage_contains(county, *small.IN_NO_GRID)
    assert not coverage_contains(county, *small.OUTSIDE)


def test_a_grid_without_region_still_covers(session):

    rows = [SourceRow(2, {"code": "g"}, box(0, 0, 1, 1))]
    import_grids(session, rows, scheme=Scheme.FREE, day=DAY)
    (one,) = find_places(session, [ask(0.5, 0.5)])

    assert (one.in_county, one.region_code, one.grids[0].region_code) == (True, None, None)
    assert has_coverage(session)
