"""Made-up villages are what they say: tiled, inside, seeded, ragged."""

import numpy as np
import pytest
import shapely

from bench.villages import FEWEST, MOST, made_up_township, ragged_township, ragged_village


@pytest.mark.parametrize("households", [200, 2_000])
def test_villages_tile_their_township_and_hold_their_households(households):
    township = made_up_township(households, 3)

    outlines = township.outlines.geometry.to_numpy()
    own = township.outlines.set_index("village").geometry.loc[township.households["village"]]
    sizes = township.households["village"].value_counts()

    assert shapely.coverage_is_valid(outlines)
    assert shapely.contains(own.to_numpy(), township.households.geometry.to_numpy()).all()
    assert sizes.sum() == households
    assert sizes.between(FEWEST, MOST).all()


def test_the_same_seed_gives_the_same_township_and_another_one_another():
    one, same, other = (made_up_township(300, seed).households for seed in (1, 1, 2))

    assert one.geometry.geom_equals(same.geometry).all()
    assert not one.geometry.geom_equals(other.geometry).any()


def test_of_a_ragged_village_every_seventh_household_shares_a_place():
    outline, homes = ragged_village(200, 5)

    assert outline.is_valid
    assert shapely.contains_xy(outline, homes).all()
    assert len(np.unique(homes, axis=0)) == 170


def test_ragged_villages_lie_apart_with_their_households_inside():
    township = ragged_township(6, 0)

    outlines = township.outlines.set_index("village").geometry
    own = outlines.loc[township.households["village"]].to_numpy()

    assert shapely.contains(own, township.households.geometry.to_numpy()).all()
    assert len(shapely.get_parts(shapely.union_all(outlines.to_numpy()))) == 6
