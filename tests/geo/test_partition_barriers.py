import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.partition import build_grids
from geo.topology import check_grids

METRES = np.random.default_rng(4).uniform(20, 1180, (160, 2))
LIVES_EAST = METRES[:, 0] > 600
VILLAGE = shapely.box(0, 0, 1200, 1200)


@pytest.fixture
def river(outlines):
    def draw(line=((600, -50), (600, 1250)), **columns):
        made = outlines(shapely.LineString(line))
        return gpd.GeoDataFrame({k: [v] for k, v in columns.items()}, geometry=made.geometry)

    return draw


def crossing(partition):
    sides = partition.members.assign(east=LIVES_EAST).groupby("serial")["east"]
    return int((sides.nunique() > 1).sum())


def test_no_grid_crosses_a_wall_and_everything_still_tiles(households, outlines, river):
    homes, village = households(METRES), outlines(VILLAGE)

    partition = build_grids(homes, boundary=village, barriers=river(hard=True))

    assert crossing(partition) == 0
    assert check_grids(partition.grids, homes, village) == []
    assert partition.grids["households"].between(10, 15).all()


def test_a_dear_crossing_is_avoided_and_a_free_one_is_not(households, outlines, river):
    homes, village = households(METRES), outlines(VILLAGE)

    dear = build_grids(homes, boundary=village, barriers=river(cost_m=1500))
    free = build_grids(homes, boundary=village, barriers=river(cost_m=0))

    assert crossing(dear) < crossing(free)
    assert check_grids(dear.grids, homes, village) == []
    assert dear.grids["households"].between(10, 15).all()


def test_a_crossing_is_a_cost_when_sizes_demand_it(households, outlines, river):
    few_east = households(np.vstack([METRES[~LIVES_EAST], METRES[LIVES_EAST][:4]]))

    soft = build_grids(few_east, boundary=outlines(VILLAGE), barriers=river(cost_m=1500))
    hard = build_grids(few_east, boundary=outlines(VILLAGE), barriers=river(hard="yes"))

    assert soft.grids["exception"].isna().all()
    assert hard.grids["exception"].dropna().tolist() == ["too-few"]


def test_a_pin_across_a_wall_opens_it(households, outlines, river):
    pin = np.full(160, "", dtype=object)
    pin[[np.flatnonzero(LIVES_EAST)[0], np.flatnonzero(~LIVES_EAST)[0]]] = "kin"
    homes = households(METRES, keep_with=pin)

    partition = build_grids(homes, boundary=outlines(VILLAGE), barriers=river(hard=True))

    assert partition.members["serial"][pin == "kin"].nunique() == 1


def test_ground_behind_a_wall_where_nobody_lives_joins_the_part_beside_it(
    households, outlines, river
):
    west = households(METRES[~LIVES_EAST])

    partition = build_grids(west, boundary=outlines(VILLAGE), barriers=river(hard=True))

    assert check_grids(partition.grids, west, outlines(VILLAGE)) == []
