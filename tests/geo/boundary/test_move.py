import pytest

from geo.boundary.move import move
from geo.errors import BrokenApart, LineMisses, NotBeside, SamePlace
from tests.geo.boundary import exact_coverage as exact
from tests.geo.boundary.six_grids import after, metres2, point, six_grids

OTHERS = [point(20, 20), point(20, 70), point(50, 50)]


def test_the_ground_around_a_house_goes_to_the_grid_beside_it():
    live = six_grids()

    redrawn = move(live, "a", "b", point(80, 50), OTHERS)

    assert sorted(redrawn.shapes) == ["a", "b"]
    assert redrawn.shapes["b"].contains(point(80, 50))
    assert all(redrawn.shapes["a"].contains(place) for place in OTHERS)
    assert metres2(redrawn.shapes["a"]) == pytest.approx(65 * 100, rel=0.15)
    assert exact.faults(after(live, redrawn), ground=exact.ground_of(live)) == []


def test_a_house_away_from_the_edge_is_refused_with_those_it_is_beside():
    with pytest.raises(NotBeside, match="no edge with grid b; it does with d"):
        move(six_grids(), "a", "b", point(20, 90), [*OTHERS, point(80, 50), point(80, 90)])


def test_a_house_amid_others_is_beside_nobody():
    around = [point(50, 20), point(50, 80), point(20, 50), point(80, 50)]

    with pytest.raises(NotBeside, match="inside its own"):
        move(six_grids(), "a", "b", point(50, 50), around)


@pytest.mark.parametrize(
    ("house", "others", "refused"),
    [
        (point(80, 50), [point(80, 50)], SamePlace),
        (point(80, 50), [], LineMisses),
        (point(150, 50), OTHERS, LineMisses),
    ],
    ids=["same-place", "only-one", "elsewhere"],
)
def test_houses_that_cannot_be_told_apart_stay(house, others, refused):
    with pytest.raises(refused):
        move(six_grids(), "a", "b", house, others)


def test_a_grid_is_not_cut_in_two():
    with pytest.raises(BrokenApart, match="grid b"):
        move(six_grids(), "b", "a", point(150, 50), [point(150, 5), point(150, 95)])
