import h3
import pytest
import shapely

from geo.cells import cell_to_polygon, count_cells, lonlat_to_cell
from geo.errors import InvalidCell, InvalidCoordinate, SwappedCoordinate


def test_a_cell_holds_the_point_it_was_found_for():
    cell = lonlat_to_cell(111.2, 39.9, 9)

    assert len(cell) == 15
    assert cell_to_polygon(cell).contains(shapely.Point(111.2, 39.9))


def test_a_swapped_point_gets_no_cell():
    with pytest.raises(SwappedCoordinate):
        lonlat_to_cell(39.9, 111.2, 9)


@pytest.mark.parametrize("resolution", [-1, 16])
def test_a_resolution_that_does_not_exist_is_refused(resolution):
    with pytest.raises(InvalidCell, match="0 to 15"):
        lonlat_to_cell(111.2, 39.9, resolution)


@pytest.mark.parametrize("text", ["", "zzz", "8928308280fffff0", "é"])
def test_text_that_is_no_cell_is_refused(text):
    with pytest.raises(InvalidCell, match="not an H3 cell"):
        cell_to_polygon(text)


def test_points_are_counted_once_each_by_cell():
    middle = cell_to_polygon(lonlat_to_cell(111.2, 39.9, 8)).centroid

    frame = count_cells([middle.x, middle.x, 112.0], [middle.y, middle.y, 40.0], 8)

    assert list(frame.columns) == ["cell", "count", "geometry"]
    assert sorted(frame["count"]) == [1, 2]
    assert frame["cell"].is_monotonic_increasing
    assert frame.crs == "EPSG:4326"


def test_a_point_on_the_border_of_a_cell_is_counted_in_one_cell_only():
    lat, lng = h3.cell_to_boundary(lonlat_to_cell(111.2, 39.9, 7))[0]

    frame = count_cells([lng], [lat], 7)

    assert frame["count"].tolist() == [1]


def test_no_points_no_cells():
    frame = count_cells([], [], 8)

    assert len(frame) == 0
    assert list(frame.columns) == ["cell", "count", "geometry"]


def test_one_bad_point_refuses_the_count():
    with pytest.raises(InvalidCoordinate):
        count_cells([111.2, float("nan")], [39.9, 39.9], 8)
