"""The same places in every coordinate system and every file that can carry it."""

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely

from data.errors import UnreadableFile
from data.files import read_frame, write_frame
from data.imports.renaming import Renaming
from data.imports.source import read_source
from geo.datum import convert_frame
from geo.plane import metres_per_degree

CODES = [4326, 4490, 3857, *range(4513, 4555)]
DATUMS = [*(f"EPSG:{code}" for code in CODES), "gcj02", "bd09"]
DECLARING = ["geojson", "gpkg", "shp", "zip"]
NOT_DECLARING = ["csv", "xlsx"]
MOST_M = 0.5


def made_places():
    """Fifty places all over Inner Mongolia, fifty in Jungar banner, to the centimetre."""
    chance = np.random.default_rng(150_622)
    region = chance.uniform((97.2, 37.5), (126.0, 53.3), (50, 2))
    county = chance.uniform((110.1, 39.3), (111.4, 40.2), (50, 2))
    return np.vstack((region, county)).round(7)


PLACES = made_places()


@pytest.fixture
def houses():
    return gpd.GeoDataFrame(
        {"number": [f"{i:03d}" for i in range(100)]},
        geometry=shapely.points(PLACES),
        crs="EPSG:4326",
    )


def worst_m(shapes):
    east, north = metres_per_degree(PLACES[:, 1])
    apart = shapely.get_coordinates(shapes) - PLACES
    return float(np.hypot(apart[:, 0] * east, apart[:, 1] * north).max())


def in_system(houses, datum):
    """By GeoPandas for codes, so that not only our own way there and back is tried."""
    return (
        houses.to_crs(datum) if datum.startswith("EPSG") else convert_frame(houses, "wgs84", datum)
    )


@pytest.mark.parametrize("ending", DECLARING + NOT_DECLARING)
def test_the_same_100_places_agree_in_every_system(houses, tmp_path, ending):
    worst = {}
    for datum in DATUMS:
        path = tmp_path / f"f.{ending}"
        write_frame(in_system(houses, datum), path)
        told = ending in DECLARING and datum.startswith("EPSG")

        result = read_frame(path, "wgs84" if told else datum)

        assert result.problems == ()
        assert result.frame["number"].tolist() == houses["number"].tolist()
        worst[datum] = worst_m(result.frame.geometry.to_numpy())
    print(ending, max((apart, datum) for datum, apart in worst.items()))  # noqa: T201 - measured
    assert max(worst.values()) < MOST_M


@pytest.mark.parametrize("ending", NOT_DECLARING)
def test_imports_read_the_same_places_in_every_system(houses, tmp_path, ending):
    path = tmp_path / f"f.{ending}"
    for datum in DATUMS:
        write_frame(in_system(houses, datum), path)

        rows = list(read_source(path, Renaming(), datum))

        assert worst_m([row.shape for row in rows]) < MOST_M


@pytest.mark.parametrize("ending", ["gpkg", "shp"])
def test_a_file_of_another_system_is_refused_with_what_to_do(houses, tmp_path, ending):
    path = tmp_path / f"f.{ending}"
    xian_1980 = houses.set_crs("EPSG:4610", allow_override=True)
    pyogrio.write_dataframe(xian_1980, path)

    with pytest.raises(UnreadableFile, match="convert the file to EPSG:4490"):
        read_frame(path)


def county(houses):
    return houses.iloc[50:]


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "zip"])
def test_a_file_that_declares_the_wrong_zone_is_refused_with_the_right_one(
    houses, tmp_path, ending
):
    path = tmp_path / f"f.{ending}"
    frame = county(houses).to_crs("EPSG:4525").set_crs("EPSG:4526", allow_override=True)
    write_frame(frame, path)

    with pytest.raises(UnreadableFile, match="but of EPSG:4525: declare that one"):
        read_frame(path)


@pytest.mark.parametrize(
    "read", [read_frame, lambda path, datum: list(read_source(path, Renaming(), datum))]
)
@pytest.mark.parametrize("ending", NOT_DECLARING)
def test_a_table_in_the_wrong_zone_or_with_swapped_axes_is_refused(houses, tmp_path, ending, read):
    path = tmp_path / f"f.{ending}"
    frame = county(houses).to_crs("EPSG:4525")
    write_frame(frame, path)
    with pytest.raises(UnreadableFile, match="EPSG:4525"):
        read(path, "EPSG:4546")

    swapped = shapely.transform(frame.geometry.to_numpy(), lambda places: places[:, ::-1])
    write_frame(frame.set_geometry(swapped), path)
    with pytest.raises(UnreadableFile, match="axes are swapped"):
        read(path, "EPSG:4525")


def test_web_mercator_with_swapped_axes_is_refused(houses, tmp_path):
    frame = houses.to_crs("EPSG:3857")
    swapped = shapely.transform(frame.geometry.to_numpy(), lambda places: places[:, ::-1])
    write_frame(frame.set_geometry(swapped), tmp_path / "f.gpkg")

    with pytest.raises(UnreadableFile, match="only with x and y swapped"):
        read_frame(tmp_path / "f.gpkg")


@pytest.mark.parametrize("ending", ["shp", "zip"])
def test_a_shapefile_without_prj_is_read_only_if_somebody_says_what_it_is_in(
    houses, tmp_path, ending
):
    path = tmp_path / f"f.{ending}"
    write_frame(houses.to_crs("EPSG:4525").set_crs(None, allow_override=True), path)

    with pytest.raises(UnreadableFile, match=r"\.prj file is missing"):
        read_frame(path)
    assert worst_m(read_frame(path, "EPSG:4525").frame.geometry.to_numpy()) < MOST_M


def test_a_shapefile_without_prj_may_be_declared_to_be_in_degrees(houses, tmp_path):
    write_frame(houses.set_crs(None, allow_override=True), tmp_path / "f.zip")

    for datum in ("cgcs2000", "EPSG:4326"):
        frame = read_frame(tmp_path / "f.zip", datum).frame
        assert worst_m(frame.geometry.to_numpy()) < MOST_M
