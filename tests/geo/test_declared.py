import pyproj
import pytest

from geo.datum import normalise_datum
from geo.declared import declared_datum
from geo.errors import UnknownDatum

CODES = [4326, 4490, 3857, *range(4513, 4555)]
SPELLINGS = ["WKT1_ESRI", "WKT1_GDAL", "WKT2_2019"]
# As ArcGIS and SuperMap write it, with other names for the same numbers.
BY_HAND = (
    'PROJCS["{name}",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",'
    'SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],'
    'UNIT["Degree",0.0174532925199433]],PROJECTION["{method}"],'
    'PARAMETER["False_Easting",{easting}],PARAMETER["False_Northing",{northing}],'
    'PARAMETER["Central_Meridian",{meridian}],PARAMETER["Scale_Factor",{scale}],'
    'PARAMETER["Latitude_Of_Origin",0.0],UNIT["{unit}",{metres}]]'
)
WGS84_BUT = (
    'GEOGCS["a",DATUM["D_WGS_1984",SPHEROID["W",6378137,298.257223563]],'
    'PRIMEM["x",{meridian}],UNIT[{unit}]]'
)
RIGHT = {
    "name": "CGCS2000_3_Degree_GK_Zone_37",
    "method": "Gauss_Kruger",
    "easting": 37_500_000.0,
    "northing": 0.0,
    "meridian": 111.0,
    "scale": 1.0,
    "unit": "Meter",
    "metres": 1.0,
}


def test_every_code_is_known_in_every_spelling():
    for code in CODES:
        for spelling in SPELLINGS:
            text = pyproj.CRS.from_epsg(code).to_wkt(spelling)

            assert declared_datum(text) == normalise_datum(f"EPSG:{code}"), text


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, 4525),
        ({"method": "Transverse_Mercator"}, 4525),
        ({"name": "whatever"}, 4525),
        ({"name": "CGCS2000_3_Degree_GK_CM_111E", "easting": 500_000.0}, 4546),
        ({"meridian": 75.0, "easting": 25_500_000.0}, 4513),
        ({"meridian": 135.0, "easting": 500_000.0}, 4554),
    ],
)
def test_the_numbers_decide_and_not_the_name(changes, code):
    assert declared_datum(BY_HAND.format(**RIGHT | changes)) == f"epsg:{code}"


@pytest.mark.parametrize(
    "changes",
    [
        {"easting": 38_500_000.0},
        {"easting": 0.0},
        {"meridian": 112.0},
        {"meridian": 111.5},
        {"meridian": 72.0, "easting": 500_000.0},
        {"scale": 0.9996},
        {"northing": 10_000.0},
        {"unit": "Foot", "metres": 0.3048},
        {"method": "Mercator"},
    ],
)
def test_other_numbers_are_refused_with_what_to_do(changes):
    with pytest.raises(UnknownDatum, match="convert the file to EPSG:4490"):
        declared_datum(BY_HAND.format(**RIGHT | changes))


@pytest.mark.parametrize("code", [32649, 4491, 27700, 2249, 3034])
def test_any_other_system_that_can_be_converted_counts_by_its_code(code):
    assert declared_datum(f"EPSG:{code}") == f"epsg:{code}"
    assert declared_datum(pyproj.CRS.from_epsg(code).to_wkt("WKT2_2019")) == f"epsg:{code}"


@pytest.mark.parametrize("code", [4610, 2343, 2379])
def test_a_system_nobody_knows_the_way_from_is_refused(code):
    with pytest.raises(UnknownDatum, match="unknown coordinate system"):
        declared_datum(pyproj.CRS.from_epsg(code).to_wkt("WKT1_ESRI"))
    with pytest.raises(UnknownDatum, match="unknown coordinate system"):
        declared_datum(f"EPSG:{code}")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Mars",
        "/etc/passwd",
        'GEOGCS["WGS 84"',
        'GEOGCS["a",' * 2_000 + "]" * 2_000,
        'LOCAL_CS["x",UNIT["m",1]]',
        'GEOGCS["a",DATUM["D_Mars",SPHEROID["m",1,0]],PRIMEM["g",0],UNIT["Degree",0.0174532925]]',
        WGS84_BUT.format(meridian=2.3, unit='"Degree",0.0174532925199433'),
        WGS84_BUT.format(meridian=0, unit='"Grad",0.01570796326794897'),
    ],
)
def test_what_is_no_system_of_ours_is_refused(text):
    with pytest.raises(UnknownDatum):
        declared_datum(text)


def test_a_shift_of_zeros_to_wgs84_is_none():
    text = pyproj.CRS.from_epsg(4490).to_wkt("WKT1_GDAL")
    shifted = text.replace(',AUTHORITY["EPSG","1043"]]', ",TOWGS84[{},0,0,0,0,0,0]]")

    assert declared_datum(shifted.replace("{}", "0")) == "wgs84"
    with pytest.raises(UnknownDatum):
        declared_datum(shifted.replace("{}", "5"))
