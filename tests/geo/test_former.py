import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.errors import InvalidShape, MissingColumn
from geo.partition import build_grids

METRES = np.random.default_rng(8).uniform(0, 1000, (120, 2))


def test_the_same_households_keep_their_grids_to_the_last_one(households):
    homes = households(METRES)
    first = build_grids(homes)

    again = build_grids(homes, previous=first.grids)

    assert again.members["serial"].equals(first.members["serial"])


def test_where_nobody_changed_the_polygons_stay_to_the_last_digit(households, outlines):
    side = np.where(METRES[:, 0] < 500, "a", "b")
    boundary = outlines(
        shapely.box(0, 0, 500, 1000), shapely.box(500, 0, 1000, 1000), village=["a", "b"]
    )
    homes = households(METRES, village=side)
    first = build_grids(homes, by=["village"], boundary=boundary)
    leaver = np.flatnonzero(side == "b")[:4]
    fewer = homes.drop(index=leaver)

    same = build_grids(homes, by=["village"], boundary=boundary, previous=first.grids)
    other = build_grids(fewer, by=["village"], boundary=boundary, previous=first.grids)

    assert same.grids.to_wkb().equals(first.grids.to_wkb())
    old, new = (
        grids[grids["village"] == "a"].geometry.to_numpy() for grids in (first.grids, other.grids)
    )
    assert shapely.area(shapely.symmetric_difference(old, new)).max() < 1e-12  # but for nodes of b


def test_a_ground_that_grew_is_drawn_anew(households, outlines):
    small, large = (outlines(shapely.box(0, 0, side, 1000)) for side in (1000, 1200))
    homes = households(METRES)
    first = build_grids(homes, boundary=small)

    again = build_grids(homes, boundary=large, previous=first.grids)

    assert again.members["serial"].equals(first.members["serial"])
    assert shapely.symmetric_difference(again.grids.union_all(), large.union_all()).area < 1e-10


def test_after_one_household_moved_in_and_one_out_everybody_else_stays(households):
    first = build_grids(households(METRES))
    changed = households(np.vstack([METRES[1:], [[500.0, 500.0]]]))

    again = build_grids(changed, previous=first.grids)

    stayed = again.members["serial"].to_numpy()[:-1] == first.members["serial"].to_numpy()[1:]
    assert stayed.mean() >= 0.95
    assert again.grids["households"].between(10, 15).all()


def test_a_new_grid_gets_a_number_never_used_and_the_others_keep_theirs(households):
    first = build_grids(households(METRES))
    newcomers = np.random.default_rng(9).normal((1300, 500), 40, (40, 2))

    again = build_grids(households(np.vstack([METRES, newcomers])), previous=first.grids)

    old = set(first.grids["serial"])
    assert len(again.grids) > len(first.grids)
    assert set(again.grids["serial"]) - old
    assert min(set(again.grids["serial"]) - old) > max(old)


def test_a_number_that_fell_out_of_use_is_not_given_again(households):
    first = build_grids(households(METRES))
    previous = first.grids.assign(serial=first.grids["serial"] + 20)
    newcomers = np.random.default_rng(9).normal((1300, 500), 40, (40, 2))

    again = build_grids(households(np.vstack([METRES, newcomers])), previous=previous)

    assert again.grids["serial"].min() > 20


def test_an_earlier_grid_of_another_village_does_not_count(households):
    first = build_grids(households(METRES, village=["a"] * 120), by=["village"])

    other = build_grids(
        households(METRES, village=["b"] * 120), by=["village"], previous=first.grids
    )

    assert sorted(other.grids["serial"]) == list(range(1, len(other.grids) + 1))


def test_earlier_grids_that_cannot_be_used_are_refused(households, outlines):
    homes = households(METRES)
    square = shapely.box(0, 0, 500, 500)
    point = gpd.GeoDataFrame({"serial": [1]}, geometry=[shapely.Point(111, 39.6)], crs=4326)

    with pytest.raises(MissingColumn, match="no column serial"):
        build_grids(homes, previous=outlines(square))
    with pytest.raises(InvalidShape, match="row 1: no valid polygon"):
        build_grids(homes, previous=point)
    with pytest.raises(InvalidShape, match="no whole numbers"):
        build_grids(homes, previous=outlines(square, serial=["one"]))
    with pytest.raises(InvalidShape, match="convert them"):
        build_grids(homes, previous=outlines(square, serial=[1]).to_crs("EPSG:3857"))
