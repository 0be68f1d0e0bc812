"""Where houses stand: imports with and without points, findings, and the grids that follow."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from shapely import Point
from sqlalchemy import func, select

from data.enrolment import rejoin
from data.household_positions import Finding, keep_findings
from data.imports.grids import import_grids
from data.imports.households import import_households
from data.imports.source import SourceRow
from data.issue_filter import IssueFilter
from data.placing import Ask, find_places
from data.position_surroundings import Spot, surroundings
from data.statistics import cells_frame, households_by_region
from data.tables import Household, HouseholdPosition, Membership
from data.village_register import village_households, villages_under
from dispatch.placing import place
from dispatch.positions import Oddity, oddities
from dispatch.reasons import ReasonCode
from dispatch.vocabulary import Datum, PositionMethod, Scheme
from geo.datum import convert_points

DAY = date(2026, 3, 20)
LATER = date(2026, 4, 1)
NOW = datetime(2026, 3, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
KNOWN = {"scheme": Scheme.CN12, "datum": Datum.WGS84}


def file_of(number, point=None, village="150699100201", **cells):
    return [SourceRow(2, {"number": number, "village_code": village, **cells}, point)]


def take(session, rows, day=DAY):
    report = import_households(session, rows, day=day, **KNOWN)
    assert not report.refused, report.refused
    return report


def household(session, number):
    return session.scalars(select(Household).where(Household.number == number)).one()


def where(session, number):
    """Longitude, latitude and method of a household."""
    query = select(func.ST_X(Household.place), func.ST_Y(Household.place), Household.method)
    return tuple(session.execute(query.where(Household.number == number)).one())


def lives_in(session, number):
    """Grid, first day and last day of all that a household ever belonged to."""
    query = (
        select(Membership.grid_code, Membership.valid_from, Membership.valid_to)
        .join(Household, Household.id == Membership.household_id)
        .where(Household.number == number)
    )
    return [tuple(row) for row in session.execute(query.order_by(Membership.id))]


def find(session, number, lon, lat, *, accuracy_m=5.0, day=DAY, method=PositionMethod.SURVEY):
    one = household(session, number).id
    ids = keep_findings(session, [Finding(one, lon, lat, accuracy_m, method, day)])
    return ids, rejoin(session, ids, day)


@pytest.fixture
def county(session, small):
    small.load(session, "x")
    return session


@pytest.fixture
def unfound(county):
    """Number of a household of village A whose house nobody has found."""
    take(county, file_of("NEW1", head="新户"))
    return "NEW1"


def test_a_register_without_coordinates_is_taken_and_joins_no_grid(county, unfound):
    assert where(county, unfound) == (None, None, None)
    assert lives_in(county, unfound) == []


def test_a_file_without_coordinates_takes_nothing_from_a_house_that_was_found(county, small):
    number, file = small.home(small.GRIDS[0]), {"head": "户主0"}
    before = where(county, number)

    again = take(county, file_of(number, **file))

    assert (again.unchanged, where(county, number)) == (1, before)


def test_the_file_that_put_a_house_there_does_not_undo_a_survey(county, small):
    number = small.home(small.GRIDS[0])
    lon, lat, _ = where(county, number)
    file = file_of(number, Point(lon, lat), head="户主0")

    find(county, number, lon + 0.0001, lat)
    again = take(county, file, LATER)

    assert again.unchanged == 1
    assert where(county, number) == (lon + 0.0001, lat, PositionMethod.SURVEY)


def test_another_coordinate_is_a_new_position_and_every_earlier_one_is_kept(county, small):
    number, grid = small.home(small.GRIDS[0]), small.GRIDS[1]
    old = where(county, number)
    there = Point(*small.middle(grid))
    file = file_of(number, there, head="户主0", accuracy_m="12")

    first, again = take(county, file), take(county, file)

    assert (first.changed, again.unchanged) == (1, 1)
    assert where(county, number) == (there.x, there.y, PositionMethod.IMPORT)
    assert household(county, number).accuracy_m == 12
    kept = select(
        func.ST_X(HouseholdPosition.place), HouseholdPosition.found_on, HouseholdPosition.method
    ).order_by(HouseholdPosition.id)
    assert [tuple(row) for row in county.execute(kept)] == [
        (old[0], small.DAY, PositionMethod.IMPORT),
        (there.x, DAY, PositionMethod.IMPORT),
    ]
    assert lives_in(county, number) == [(small.GRIDS[0], small.DAY, DAY), (grid, DAY, None)]


@pytest.mark.parametrize("word", ["far", "-1", "nan", "inf", "100001"])
def test_an_accuracy_is_metres(county, word):
    report = import_households(
        county, file_of("X", Point(110.305, 39.805), accuracy_m=word), day=DAY, **KNOWN
    )

    assert "metres" in report.refused[0].reason


def test_a_house_that_is_found_joins_the_grid_it_stands_in_from_that_day(county, small, unfound):
    _, joined = find(county, unfound, *small.middle(small.GRIDS[1]))

    assert [(one.before, one.after) for one in joined] == [(None, small.GRIDS[1])]
    assert lives_in(county, unfound) == [(small.GRIDS[1], DAY, None)]


def test_a_grid_given_by_hand_ends_when_the_house_is_found_elsewhere(county, small, unfound):
    one = household(county, unfound).id
    county.add(Membership(household_id=one, grid_code=small.GRIDS[0], valid_from=small.DAY))
    county.flush()

    find(county, unfound, *small.middle(small.GRIDS[1]))

    assert lives_in(county, unfound) == [
        (small.GRIDS[0], small.DAY, DAY),
        (small.GRIDS[1], DAY, None),
    ]


def test_on_an_edge_it_stays_else_its_own_village_goes_first(county, small, unfound):
    edge = (small.WEST + 2 * small.SIDE, small.FLOOR + 0.005)  # of the villages A and B
    take(county, file_of("NEW2", village=small.B))
    for number in (unfound, "NEW2"):
        find(county, number, *edge)
    stays = small.home(small.GRIDS[2])
    find(county, stays, *edge)

    assert lives_in(county, unfound)[-1][0] == small.GRIDS[1]
    assert lives_in(county, "NEW2")[-1][0] == small.GRIDS[2]
    assert lives_in(county, stays) == [(small.GRIDS[2], small.DAY, None)]


def test_outside_every_grid_it_stays_where_it_was(county, small):
    number = small.home(small.GRIDS[0])

    _, joined = find(county, number, *small.IN_NO_GRID)

    assert joined == []
    assert lives_in(county, number) == [(small.GRIDS[0], small.DAY, None)]
    assert where(county, number)[:2] == small.IN_NO_GRID


def test_two_findings_of_one_day_leave_one_grid(county, small, unfound):
    for grid in small.GRIDS[:2]:
        find(county, unfound, *small.middle(grid))

    live = [row for row in lives_in(county, unfound) if row[1] != row[2]]
    assert live == [(small.GRIDS[1], DAY, None)]


def test_a_finding_of_an_earlier_day_is_kept_and_not_shown(county, small, unfound):
    find(county, unfound, *small.middle(small.GRIDS[0]), day=LATER)

    ids, _ = find(county, unfound, *small.middle(small.GRIDS[1]), day=DAY)

    assert ids == []
    assert where(county, unfound)[:2] == small.middle(small.GRIDS[0])
    count = select(func.count()).select_from(HouseholdPosition)
    assert county.scalar(count) == 2


def test_households_nobody_has_found_are_counted_and_never_drawn(county, small, unfound):
    everybody = households_by_region(county, DAY)[small.A]
    cells = cells_frame(county, IssueFilter(), NOW, 8)

    assert everybody == 17
    assert cells["households"].sum() == 40
    assert len(village_households(county, small.A, DAY)) == 16
    assert villages_under(county, small.A, DAY)[0].registered == 16


def test_a_report_that_names_an_unfound_household_lies_in_its_village_and_grid(
    county, small, unfound
):
    def ask(lon=None, lat=None):
        [found] = find_places(county, [Ask(unfound, lon, lat, 10.0, DAY)])
        return place(found)

    nowhere, pointed = ask(), ask(*small.middle(small.GRIDS[0]))
    one = household(county, unfound).id
    county.add(Membership(household_id=one, grid_code=small.GRIDS[1], valid_from=small.DAY))
    county.flush()
    in_grid, elsewhere = ask(), ask(*small.middle(small.GRIDS[0]))

    assert (nowhere.lon, nowhere.region_code, nowhere.grid) == (None, small.A, None)
    assert nowhere.reason.code is ReasonCode.HOUSEHOLD_NOWHERE
    assert (pointed.lon, pointed.lat) == small.middle(small.GRIDS[0])
    assert pointed.grid.code == small.GRIDS[0]
    assert (in_grid.lon, in_grid.grid.code) == (None, small.GRIDS[1])
    assert (elsewhere.lon, elsewhere.lat) == small.middle(small.GRIDS[0])
    assert elsewhere.grid.code == small.GRIDS[1]


ODD = {
    "at home": (lambda small: small.middle(small.GRIDS[0]), ()),
    "another village": (lambda small: small.middle(small.GRIDS[3]), (Oddity.OTHER_VILLAGE,)),
    "in no grid": (lambda small: small.IN_NO_GRID, (Oddity.OUTSIDE_GRIDS,)),
    "far": (lambda small: small.middle(small.GRIDS[5]), (Oddity.OTHER_VILLAGE, Oddity.FAR)),
    "outside": (
        lambda small: small.OUTSIDE,
        (Oddity.OUTSIDE_COUNTY, Oddity.OUTSIDE_GRIDS, Oddity.FAR),
    ),
}


@pytest.mark.parametrize("case", ODD)
def test_what_lies_around_a_place_says_what_is_odd(county, small, case):
    where_, expected = ODD[case]

    [there] = surroundings(county, [Spot(small.A, *where_(small))], DAY)

    assert oddities(there, 5.0) == expected


@pytest.mark.parametrize("datum", [Datum.GCJ02, Datum.BD09])
def test_a_shifted_point_is_told_from_a_house_that_stands_elsewhere(county, small, datum):
    lon, lat = (float(one) for one in convert_points(110.301, 39.8095, "wgs84", datum.value))

    [there] = surroundings(county, [Spot(small.A, lon, lat)], DAY)

    assert Oddity.WRONG_DATUM in oddities(there, 5.0)


def test_a_village_without_grids_has_nothing_outside_them(session):
    [there] = surroundings(session, [Spot(None, 110.3, 39.8)], DAY)

    assert oddities(there, 5.0) == (Oddity.OUTSIDE_COUNTY,)
    assert surroundings(session, [], DAY) == []


def test_a_new_grid_takes_in_only_houses_that_were_found(county, small, unfound):
    code = f"{small.A}003"
    shape = Point(*small.IN_NO_GRID).buffer(0.003)
    import_grids(county, [SourceRow(2, {"code": code}, shape)], scheme=Scheme.CN12, day=DAY)

    assert lives_in(county, unfound) == []
