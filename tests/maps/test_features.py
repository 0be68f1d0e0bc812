import json

import geopandas as gpd
import pytest
from shapely.geometry import MultiPolygon, Point, Polygon, box

from maps.errors import MissingColumn, WrongCrs
from maps.features import feature_collection, lat_lon_bounds, point_table, require_columns
from maps.safe import json_block


def _frame(shapes, crs="EPSG:4326", **columns):
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=crs)


def test_features_keep_longitude_before_latitude_and_round_to_a_decimetre():
    frame = _frame([Point(110.12345678, 39.98765432)], name=["a"])

    written = json.loads(json_block(feature_collection(frame, ["name"])))

    [feature] = written["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [110.123457, 39.987654]}
    assert feature["properties"] == {"name": "a"}


def test_rows_without_a_place_are_left_out_and_empty_values_are_not_written():
    frame = _frame([Point(1, 2), None, Point()], name=[None, "b", "c"])

    collection = feature_collection(frame, ["name"])

    assert [feature["properties"] for feature in collection["features"]] == [{}]


def test_holes_and_several_parts_survive():
    holed = Polygon([(0, 0), (4, 0), (4, 4), (0, 4)], [[(1, 1), (2, 1), (2, 2), (1, 2)]])
    frame = _frame([holed, MultiPolygon([box(5, 5, 6, 6), box(8, 8, 9, 9)])])

    written = json.loads(json_block(feature_collection(frame)))

    one, two = (feature["geometry"]["coordinates"] for feature in written["features"])
    assert len(one) == 2
    assert len(two) == 2


def test_a_table_of_points_holds_what_the_features_hold():
    frame = _frame([Point(1, 2), Point(3, 4)], name=["a", None])

    table = json.loads(json_block(point_table(frame, ["name"])))

    assert table == {"columns": ["name"], "points": [[1, 2], [3, 4]], "rows": [["a"], [None]]}


def test_an_empty_frame_is_an_empty_collection_without_bounds():
    frame = _frame([], crs=None, name=[])

    assert feature_collection(frame, ["name"])["features"] == []
    assert point_table(frame, ["name"])["rows"] == []
    assert lat_lon_bounds(frame, None) is None


def test_bounds_are_those_of_the_first_frame_that_has_something():
    empty = _frame([])

    assert lat_lon_bounds(empty, None, _frame([box(1, 2, 3, 4)])) == [[2, 1], [4, 3]]


def test_a_frame_without_the_column_is_refused_by_name():
    with pytest.raises(MissingColumn, match="agent_name"):
        require_columns(_frame([Point(1, 2)], code=["a"]), ["code", "agent_name"])


@pytest.mark.parametrize("crs", ["EPSG:3857", "EPSG:4490", None])
def test_a_frame_that_is_not_in_wgs84_is_refused(crs):
    with pytest.raises(WrongCrs, match="4326"):
        require_columns(_frame([Point(1, 2)], crs=crs), [])
