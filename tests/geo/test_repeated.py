import csv
import gzip

import numpy as np
import pytest

from geo.known_ground import known_ground
from geo.repeated import repeated_points

CHANCE = np.random.default_rng(5)
SCATTERED = CHANCE.uniform((110, 39), (111, 40), (200, 2))
CENTRE = (110.5, 39.5)


def points(shared):
    places = np.concatenate([SCATTERED, np.repeat([CENTRE], shared, axis=0)])
    return *places.T, [f"matter {n}" for n in range(len(places))]


def test_a_point_of_ten_matters_is_a_default():
    [found] = repeated_points(*points(10))

    assert (found.lon, found.lat) == CENTRE
    assert found.rows.tolist() == list(range(200, 210))


def test_a_point_of_nine_matters_is_not():
    assert repeated_points(*points(9)) == []


def test_in_a_large_batch_it_takes_one_in_a_hundred():
    lon, lat, _ = points(15)
    lon, lat = np.append(lon, CHANCE.uniform(110, 111, 2_000)), np.append(lat, [39.1] * 2_000)

    assert repeated_points(lon, lat, range(len(lon))) == []


def test_many_complaints_of_one_household_are_one_matter():
    lon, lat, matters = points(30)

    assert repeated_points(lon, lat, matters[:200] + ["the same house"] * 30) == []


def test_a_house_with_many_tenants_is_no_default():
    ground = known_ground(np.array([], dtype=object), dwellings=np.array([CENTRE]))
    afar = known_ground(np.array([], dtype=object), dwellings=np.array([(110.51, 39.5)]))

    assert repeated_points(*points(40), ground=ground) == []
    assert len(repeated_points(*points(40), ground=afar)) == 1


def test_missing_places_share_nothing():
    lon, lat, matters = points(10)
    nothing = np.full(50, np.nan)

    found = repeated_points(
        np.append(lon, nothing), np.append(lat, nothing), [*matters, *map(str, range(50))]
    )

    assert [one.rows.tolist() for one in found] == [list(range(200, 210))]


@pytest.mark.shared
def test_bostons_default_location_is_found_and_nothing_else(shared_data):
    path = shared_data / "incidents_boston" / "boston311_2011_jul_sep.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    lon, lat = (
        np.array([float(row[name] or "nan") for row in rows]) for name in ("longitude", "latitude")
    )

    [found] = repeated_points(lon, lat, [row["case_enquiry_id"] for row in rows])

    assert {n for n, row in enumerate(rows) if row["default_location"] == "True"} == set(found.rows)
