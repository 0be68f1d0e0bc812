import numpy as np
import pytest
import shapely

from geo.boundary.replace import replace
from geo.errors import GapLeft, GroundTaken, InvalidShape, LineMisses, NoSuchGrid
from tests.geo.boundary import exact_coverage as exact
from tests.geo.boundary.six_grids import DEGREES_PER_METRE, after, polygon, six_grids

OWN = ("a", "b", "d", "e")


def shifted(shape, east, north):
    return shapely.transform(
        shape, lambda at: np.round(at + np.array([east, north]) * DEGREES_PER_METRE, 8)
    )


def test_polygons_half_a_metre_off_meet_edge_to_edge_and_at_the_border():
    live = six_grids()
    off = {"a": (0.3, 0.2), "b": (-0.4, 0.1), "d": (0.2, -0.4), "e": (0.1, 0.3)}
    given = {code: shifted(live[code], *by) for code, by in off.items()}

    redrawn = replace(live, given, own=OWN)

    assert redrawn.retired == ()
    assert set(redrawn.corners) <= {"c", "f"}
    assert exact.faults(after(live, redrawn), ground=exact.ground_of(live)) == []


def test_other_divisions_retire_what_is_not_given():
    live = six_grids()
    given = {"a": shapely.union_all([live["a"], live["d"]]), "+1": live["b"], "+2": live["e"]}

    redrawn = replace(live, given, own=OWN)

    assert sorted(redrawn.shapes) == ["+1", "+2", "a"]
    assert redrawn.retired == ("b", "d", "e")
    assert exact.faults(after(live, redrawn), ground=exact.ground_of(live)) == []


def test_the_grids_that_are_there_change_nothing():
    live = six_grids()

    with pytest.raises(LineMisses, match="nothing"):
        replace(live, {code: live[code] for code in OWN}, own=OWN)


def test_an_overlap_is_refused_with_names_and_place():
    live = six_grids()
    given = {code: live[code] for code in OWN}
    given["a"] = shapely.union_all([live["a"], shifted(live["a"], 10, 0) & live["b"]])

    with pytest.raises(GroundTaken, match=r"a and b overlap by \d+ m² near 111\.001\d+, 39\.600"):
        replace(live, given, own=OWN)


def test_a_gap_is_refused_with_area_and_place():
    live = six_grids()

    with pytest.raises(GapLeft, match=r"nobody: \d{4,5} m² near 111\.0017"):
        replace(live, {code: live[code] for code in "ade"}, own=OWN)


def test_ground_of_the_next_village_is_refused_by_name():
    live = six_grids()
    given = {code: live[code] for code in OWN}
    given["b"] = shapely.union_all([live["b"], shifted(live["b"], 20, 0) & live["c"]])

    with pytest.raises(GroundTaken, match="into grid c"):
        replace(live, given, own=OWN)


def test_ground_beyond_the_village_is_refused_without_an_outline_and_taken_with_one():
    live = six_grids()
    more = polygon((-40, 0), (0, 0), (-3, 101), (-40, 100))
    given = {code: live[code] for code in OWN} | {"+1": more}
    outline = shapely.union_all(list(given.values()))

    with pytest.raises(GroundTaken, match="beyond the village by"):
        replace(live, given, own=OWN)
    redrawn = replace(live, given, own=OWN, outline=outline)

    assert list(redrawn.shapes) == ["+1"]
    assert exact.faults(after(live, redrawn)) == []


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({}, NoSuchGrid),
        ({"c": six_grids()["c"]}, NoSuchGrid),
        ({"a": shapely.Polygon()}, InvalidShape),
        ({"a": shapely.Point(111, 39.6)}, InvalidShape),
    ],
    ids=["nothing", "of-others", "empty", "point"],
)
def test_what_is_no_set_of_grids_is_refused(given, refused):
    with pytest.raises(refused):
        replace(six_grids(), given, own=OWN)
