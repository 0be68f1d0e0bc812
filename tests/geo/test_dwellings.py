import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo.dwellings import dwelling_points, residents
from geo.errors import InvalidShape


def test_a_footprint_becomes_a_point_inside_it_and_sheds_are_left_out(outlines):
    courtyard = shapely.box(0, 0, 30, 30) - shapely.box(5, 5, 25, 25)
    frame = outlines(courtyard, shapely.box(50, 0, 54, 4), name=["house", "shed"])

    dwellings = dwelling_points(frame)

    assert dwellings["name"].tolist() == ["house"]
    assert frame.geometry[0].contains(dwellings.geometry[0])


def test_the_area_limit_is_in_square_metres(outlines):
    frame = outlines(shapely.box(0, 0, 5, 3.9), shapely.box(0, 0, 5, 4.2))

    assert dwelling_points(frame).index.tolist() == [1]
    assert dwelling_points(frame, min_area_m2=0).index.tolist() == [0, 1]


def test_points_stay_as_they_are(households):
    frame = households([(0, 0), (1, 1)])

    assert dwelling_points(frame).geometry.equals(frame.geometry)


def test_a_line_is_no_dwelling():
    frame = gpd.GeoDataFrame(geometry=[shapely.LineString([(0, 0), (1, 1)])], crs="EPSG:4326")

    with pytest.raises(InvalidShape, match="neither a point nor a footprint"):
        dwelling_points(frame)


def test_only_a_clear_no_takes_a_household_out_of_the_count():
    words = ["true", "False", "no", "0", "否", "", None, 1, 0, False, 0.0, float("nan"), "是"]

    flags = residents(pd.DataFrame({"resident": words}))

    assert flags.tolist() == [
        *[True, False, False, False, False, True, True],
        True,
        False,
        False,
        False,
        True,
        True,
    ]


def test_without_the_column_everybody_counts():
    assert residents(pd.DataFrame({"name": ["a", "b"]})).tolist() == [True, True]
