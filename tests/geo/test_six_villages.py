import gzip
import json

import geopandas as gpd
import pytest
import shapely

from geo.dwellings import dwelling_points
from geo.partition import build_grids
from geo.topology import check_grids

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def dwellings(shared_data):
    path = shared_data / "settlements" / "tz_villages_buildings.wgs84.geojson.gz"
    features = json.loads(gzip.decompress(path.read_bytes()))["features"]
    return dwelling_points(gpd.GeoDataFrame.from_features(features, crs="EPSG:4326"))


@pytest.fixture(scope="module")
def partition(dwellings):
    return build_grids(dwellings, by=["village"])


def test_all_sizes_are_in_range_in_all_six(dwellings, partition):
    assert dwellings["village"].nunique() == 6
    assert len(dwellings) > 5000
    assert partition.grids["households"].between(10, 15).all()
    assert partition.grids["exception"].isna().all()


def test_every_dwelling_lies_inside_its_own_grid(dwellings, partition):
    shapes = partition.grids.set_index(["village", "serial"]).geometry
    own = shapes.loc[partition.members.set_index(["village", "serial"]).index].to_numpy()

    assert shapely.contains_properly(own, dwellings.geometry.to_numpy()).all()
    assert partition.faults == ()


def test_there_is_no_gap_no_overlap_and_no_second_piece(dwellings, partition):
    assert shapely.coverage_is_valid(partition.grids.geometry.to_numpy())
    assert check_grids(partition.grids, dwellings) == []
    assert (partition.grids.geom_type == "Polygon").all()
