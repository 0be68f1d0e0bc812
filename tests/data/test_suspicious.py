"""Files whose places cannot be right: what is refused, what is said of the whole."""

import numpy as np
import pytest
from shapely import Point, box

from data.imports.layers import import_layers
from data.imports.source import ImportReport, Outcome, SourceRow, take_rows
from data.imports.suspicious import Watched, place_warnings, watch_places
from data.known_ground import ground_now
from data.layers import BUILDINGS
from data.rows import RowProblem
from geo.datum import convert_points
from geo.known_ground import house_m, known_ground

HOMES = np.random.default_rng(3).uniform((110.302, 39.802), (110.318, 39.808), (60, 2))
GRIDS = np.array([box(110.30, 39.80, 110.31, 39.81), box(110.31, 39.80, 110.32, 39.81)])
COUNTY = box(110.2, 39.7, 110.6, 40.0)
GROUND = known_ground(GRIDS, covered=COUNTY, dwellings=HOMES)


def rows_at(places, **cells):
    return [
        SourceRow(n, {"number": f"H{n}", "name": f"N{n}", "text": f"T{n}", **cells}, Point(*place))
        for n, place in enumerate(places, 2)
    ]


def imported(rows, register="households", declared="wgs84", ground=GROUND):
    """Report of an import that takes every row it gets."""
    watched = Watched(register, declared, ground)
    report = take_rows(watch_places(rows, watched), lambda _: Outcome.ADDED)
    report.warnings += place_warnings(watched)
    return report


def shifted(places, datum):
    return np.column_stack(convert_points(*np.array(places).T, "wgs84", datum))


def test_a_register_whose_places_are_right_says_nothing():
    assert imported(rows_at(HOMES)) == ImportReport(60, 60)


@pytest.mark.parametrize(
    ("place", "words"),
    [((0, 0), "zero"), ((0.0065, 0.006), "zero"), ((110.3, 0), "zero"), ((39.8, 110.3), "swapped")],
    ids=["null island", "shifted zero", "half a zero", "swapped"],
)
def test_a_register_row_that_is_nowhere_is_refused_with_what_to_do(place, words):
    report = imported(rows_at([HOMES[0], place, HOMES[1]]))

    [refused] = report.refused
    assert (report.added, refused.line) == (2, 3)
    assert words in refused.reason
    assert "; " in refused.reason
    assert report.warnings == []


def test_what_people_report_is_kept_and_said():
    report = imported(rows_at([HOMES[0], (0, 0), (0, 0)]), "issues")

    assert (report.added, report.refused) == (3, [])
    [warning] = report.warnings
    assert warning.startswith("2 rows (line 3, 4): the coordinates are zero")


@pytest.mark.parametrize(("datum", "name"), [("gcj02", "GCJ-02"), ("bd09", "BD-09")])
@pytest.mark.parametrize("register", ["households", "issues", "landmarks"])
def test_a_whole_file_in_another_datum_is_said_once_and_nothing_is_moved(register, datum, name):
    rows = rows_at(shifted(HOMES, datum))

    report = imported(rows, register)

    assert report.added == 60
    assert [f"looks like {name}" in one for one in report.warnings] == [True]
    assert f"--datum {datum}" in report.warnings[0]


def test_a_file_that_was_declared_is_not_suspected_of_another_datum():
    report = imported(rows_at(shifted(HOMES, "gcj02")), declared="bd09")

    assert report.warnings == []


def test_without_dwellings_the_grids_tell_of_the_whole_file():
    ground = known_ground(GRIDS[:1], covered=COUNTY)
    inside = HOMES[HOMES[:, 0] < 110.303]

    report = imported(rows_at(shifted(np.repeat(inside, 60, axis=0), "bd09")), ground=ground)

    assert "lie in no grid, 0% once read so" in report.warnings[0]


def test_single_rows_in_another_datum_and_far_away_are_counted_with_their_lines():
    ground = known_ground(GRIDS[:1], covered=COUNTY, dwellings=HOMES[:1])
    odd = shifted(HOMES[:1], "bd09")

    report = imported(rows_at([HOMES[0], *odd, (116.4, 39.9), (116.5, 39.9)]), ground=ground)

    assert [one.partition(":")[0] for one in report.warnings] == [
        "1 row (line 3)",
        "2 rows (line 4, 5)",
    ]
    assert "BD-09" in report.warnings[0]
    assert "outside" in report.warnings[1]


def test_a_point_that_many_matters_share_is_said_with_its_first_lines():
    places = np.repeat([(110.45, 39.9)], 12, axis=0)

    [warning] = imported(rows_at(places), "issues").warnings

    assert warning.startswith("12 rows (line 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, …): all at lon 110.45")
    assert imported(rows_at(places, household="H1"), "issues").warnings == []


@pytest.mark.parametrize("register", ["grids", "agents", "mines"])
def test_other_registers_are_left_alone(register):
    assert imported(rows_at([(0, 0)]), register) == ImportReport(1, 1)


def test_problems_and_rows_without_a_place_pass():
    rows = [RowProblem(2, "broken"), SourceRow(3, {}), SourceRow(4, {}, Point())]

    report = imported(rows)

    assert (report.added, [one.line for one in report.refused]) == (2, [2])


def test_a_building_counts_by_its_middle():
    report = imported([SourceRow(2, {}, box(-0.001, -0.001, 0.001, 0.001))], "layers")

    assert report.added == 0


def test_where_nothing_is_known_only_zeros_are_seen():
    nothing = known_ground(np.array([], dtype=object))

    report = imported(rows_at([(0, 0), (110, 39)]), ground=nothing)

    assert (report.added, len(report.refused), report.warnings) == (1, 1, [])


def test_the_ground_is_what_the_registers_hold_now(session, small):
    small.load(session, "x")
    shed, house = box(110.3, 39.9, 110.30002, 39.90002), box(110.301, 39.9, 110.3012, 39.9001)
    import_layers(
        session, [SourceRow(2, {}, shed), SourceRow(3, {}, house)], layer=BUILDINGS, day=small.DAY
    )

    ground = ground_now(session)

    assert len(ground.grids) == 6
    assert ground.covered.covers(Point(small.IN_NO_GRID))
    assert not ground.covered.intersects(Point(small.OUTSIDE))
    assert house_m(ground, np.array([(110.3011, 39.90005)]))[0] < 1
    assert house_m(ground, np.array([(110.30001, 39.90001)]))[0] > 50


def test_an_empty_database_knows_no_ground(session):
    ground = ground_now(session)

    assert (len(ground.grids), ground.covered.is_empty, ground.dwellings) == (0, True, None)
