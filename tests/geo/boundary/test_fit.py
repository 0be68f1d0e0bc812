import numpy as np
import pytest
import shapely

from geo.boundary.fit import fit
from geo.errors import TooFine
from tests.geo.boundary import exact_coverage as exact
from tests.geo.boundary.made_up_county import VILLAGES, made_up_county
from tests.geo.boundary.six_grids import six_grids


def stepped(shape, east, north):
    return shapely.transform(shape, lambda at: (np.rint(at * 1e9) + np.array([east, north])) / 1e9)


def parts(live):
    return {c: live[c] for c in "abde"}, {c: live[c] for c in "cf"}


@pytest.mark.parametrize("north", [-2, 0, 2])
@pytest.mark.parametrize("east", [-2, 0, 2])
def test_a_border_a_few_steps_off_is_closed(east, north):
    ours, theirs = parts(six_grids())
    ours = {code: stepped(shape, east, north) for code, shape in ours.items()}

    fitted, corners = fit(ours, theirs)

    after = ours | theirs | fitted | corners
    open_ones = exact.open_edges({c: exact.rings_of(exact.polygons(s)) for c, s in after.items()})
    assert exact.faults(after) == []
    assert len(open_ones) == 10
    assert corners == {}
    assert set(fitted) <= {"b", "e"}


def test_both_get_the_corners_of_the_other():
    live = six_grids()
    ours, theirs = parts(live)
    b, c = (shapely.get_coordinates(live[code]) for code in "bc")
    ours["b"] = shapely.Polygon([*b[:2], np.rint((b[1] * 2 + b[2]) / 3 * 1e9) / 1e9, *b[2:]])
    theirs["c"] = shapely.Polygon([*c[:4], np.rint((c[0] + c[3] * 2) / 3 * 1e9 + 1) / 1e9, c[0]])

    fitted, corners = fit(ours, theirs)

    assert list(corners) == ["c"]
    assert exact.faults(ours | theirs | fitted | corners) == []


def test_villages_far_from_each_other_stay_as_they_are():
    ours, theirs = parts(six_grids())
    far = {code: stepped(shape, 10**7, 0) for code, shape in theirs.items()}

    assert fit(ours, far) == ({}, {})
    assert fit(ours, {}) == ({}, {})
    assert fit({}, theirs) == ({}, {})


def test_an_overlap_of_a_metre_is_refused():
    ours, theirs = parts(six_grids())
    ours = {code: stepped(shape, 10_000, 0) for code, shape in ours.items()}

    with pytest.raises(TooFine):
        fit(ours, theirs)


def test_villages_cut_one_by_one_are_one_exact_coverage():
    county = made_up_county()

    houses = [(place.x, place.y) for place in county.houses]
    assert {code[:12] for code in county.live} == set(VILLAGES)
    assert exact.faults(county.live, houses) == []
