"""A real city's requests in its real police districts, wards and precincts."""

import csv
import gzip

import numpy as np
import pytest
import shapely

from data.files import read_frame
from geo.locating import locate_points

LAYERS = [
    pytest.param("police_districts", "DISTRICT", "police_district", 99.7, id="police"),
    pytest.param("wards", "WARD", "ward", 99.2, id="wards"),
    pytest.param("precincts", "WARD_PRECINCT", "precinct", 95.25, id="precincts"),
]
"""With what the city's own field agrees with its polygons, in percent."""


@pytest.mark.shared
@pytest.mark.untraced
@pytest.mark.parametrize(("layer", "name", "field", "percent"), LAYERS)
def test_points_are_where_the_city_says(shared_data, layer, name, field, percent):
    folder = shared_data / "incidents_boston"
    districts = read_frame(folder / f"boston_{layer}.wgs84.geojson.gz").frame
    with gzip.open(folder / "boston311_2011_jul_sep.csv.gz", "rt", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["default_location"] == "False"]
    rows = [row for row in rows if row[field]]
    places = [(float(row["longitude"]), float(row["latitude"])) for row in rows]

    found = locate_points(districts.geometry.to_numpy(), shapely.points(places))

    names = [*districts[name].astype(str).str.lstrip("0"), None]
    same = [names[at] == row[field].lstrip("0") for at, row in zip(found, rows, strict=True)]
    assert len(rows) > 29_000
    assert 100 * np.mean(same) == pytest.approx(percent, abs=0.1)
