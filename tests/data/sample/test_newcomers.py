"""Newcomers of the sample county: something to survey, where nothing overlaps."""

from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import shapely

from data.sample.county import generate
from data.sample.newcomers import NEWCOMERS, doors_of, settle_newcomers
from data.sample.plane import shape_to_metres
from data.sample.randomness import stream

NOW = datetime(2026, 3, 18, 9, 40, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(scope="module")
def made():
    county = generate(3, 240, NOW)
    village = county.households["village_code"].iloc[0]
    outline = county.regions.set_index("code").loc[village, "outline"]
    return (
        county,
        village,
        outline,
        settle_newcomers(stream(3, "newcomers"), county.households, village, outline),
    )


def test_a_village_gets_newcomers_without_coordinates(made):
    county, village, _, newcomers = made

    assert len(newcomers.households) == NEWCOMERS
    assert set(newcomers.households["village_code"]) == {village}
    assert not set(newcomers.households["number"]) & set(county.households["number"])
    assert not {"lon", "lat", "phone"} & set(newcomers.households)


def test_every_house_has_a_building_of_its_own_inside_the_village(made):
    county, village, outline, newcomers = made
    houses = newcomers.buildings.geometry.to_numpy()
    old = county.households[county.households["village_code"] == village]

    assert shapely.covers(outline, houses).all()
    assert (shapely.area(shape_to_metres(houses)) > 50).all()
    inside = shapely.contains_xy(houses[:, None], *old[["lon", "lat"]].to_numpy().T)
    assert inside.any(axis=0).all()
    new = houses[-NEWCOMERS:]
    apart = shapely.distance(shape_to_metres(new)[:, None], shape_to_metres(houses)[None])
    np.fill_diagonal(apart[:, -NEWCOMERS:], np.inf)
    assert apart.min() > 0


def test_the_doors_lie_in_the_buildings_of_the_newcomers(made):
    newcomers = made[3]
    doors = doors_of(newcomers)

    buildings = newcomers.buildings.geometry.to_numpy()[-NEWCOMERS:]
    assert shapely.contains_xy(buildings, *doors.T).all()
