"""Made-up villages near Jungar Banner, laid out in metres."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

WEST, SOUTH = 111.0, 39.6
DEGREES_PER_METRE = np.array([1 / 85_900, 1 / 111_030])


def lonlat(metres):
    return np.asarray(metres, dtype=float) * DEGREES_PER_METRE + (WEST, SOUTH)


@pytest.fixture(scope="session")
def households():
    """Make households from metres east and north, with more columns if given."""

    def make(metres, **columns):
        points = shapely.points(lonlat(np.reshape(metres, (-1, 2))))
        return gpd.GeoDataFrame(columns, geometry=points, crs="EPSG:4326")

    return make


@pytest.fixture(scope="session")
def outlines():
    """Make a boundary table from polygons in metres, with more columns if given."""

    def make(*polygons, **columns):
        shapes = [shapely.transform(polygon, lonlat) for polygon in polygons]
        return gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326")

    return make


@pytest.fixture(scope="session")
def hamlets():
    """Make places in metres: some households scattered around each of a few middles."""

    def make(per_hamlet, middles, spread=80.0, seed=0):
        chance = np.random.default_rng(seed)
        return np.concatenate(
            [chance.normal(middle, spread, (per_hamlet, 2)) for middle in middles]
        )

    return make
