import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.partition import build_grids
from geo.topology import check_grids

QUICK = settings(max_examples=60, deadline=None)
PLACE = st.tuples(st.integers(0, 300), st.integers(0, 300))
# Several parts and a hole, each a few hundred metres wide.
ISLANDS = shapely.union_all(
    [
        shapely.Point(0, 0).buffer(400) - shapely.Point(0, 0).buffer(150),
        shapely.box(600, -100, 900, 200),
        shapely.box(600, 300, 650, 350),
    ]
)


def assert_sound(homes, partition, boundary=None):
    """Sizes kept wherever n allows, a valid coverage, everyone inside or named."""
    grids = partition.grids
    shapes = grids.geometry.to_numpy()
    out_of_range = ~grids["households"].between(10, 15)
    assert (grids["exception"].notna() == out_of_range).all()
    n = len(homes)
    assert out_of_range.any() == (n < 10 or 16 <= n <= 19)
    assert grids["households"].sum() == n
    assert not grids.is_empty.any()
    assert shapely.coverage_is_valid(shapes)
    members = grids.set_index("serial").geometry.loc[partition.members["serial"]].to_numpy()
    inside = shapely.contains_properly(members, homes.geometry.to_numpy())
    named = {fault.params["household"] for fault in partition.faults}
    assert {str(label) for label in homes.index[~inside]} == named
    assert check_grids(grids, homes, boundary) == []


@QUICK
@given(st.lists(PLACE, min_size=1, max_size=60))
def test_any_1_to_60_places_with_repeats(households, metres):
    homes = households(metres)

    assert_sound(homes, build_grids(homes))


@QUICK
@given(st.integers(1, 60), st.integers(0, 50), st.integers(0, 50))
def test_places_in_a_line_also_all_on_one_spot(households, n, east, north):
    homes = households(np.arange(n)[:, None] * np.array([[east, north]]))

    assert_sound(homes, build_grids(homes))


@QUICK
@given(st.integers(1, 30), st.integers(1, 30), st.integers(0, 9))
def test_two_hamlets_far_apart(households, hamlets, here, there, seed):
    homes = households(
        np.vstack([hamlets(here, [(0, 0)], 40, seed), hamlets(there, [(15_000, 400)], 40, seed)])
    )

    assert_sound(homes, build_grids(homes))


@QUICK
@given(st.integers(1, 60), st.integers(0, 99), st.booleans())
def test_outlines_with_a_hole_and_several_parts(households, outlines, n, seed, crowded):
    chance = np.random.default_rng(seed)
    metres = chance.uniform((-400, -400), (900, 400), (4000, 2))
    metres = metres[shapely.contains_properly(ISLANDS.buffer(-2), shapely.points(metres))][:n]
    metres = metres[chance.integers(0, len(metres), n)] if crowded else metres
    homes, boundary = households(metres), outlines(ISLANDS)

    assert_sound(homes, build_grids(homes, boundary=boundary), boundary)


@QUICK
@given(st.lists(st.tuples(PLACE, st.integers(0, 2)), min_size=1, max_size=60))
def test_groups_mixed_at_random_still_tile(households, rows):
    homes = households(
        [place for place, _ in rows], village=["v"] * len(rows), group=[group for _, group in rows]
    )

    partition = build_grids(homes, by=["village", "group"])

    shapes = partition.grids.geometry.to_numpy()
    assert shapely.coverage_is_valid(shapes)
    assert not partition.grids.is_empty.any()
    assert partition.members["group"].tolist() == [group for _, group in rows]
    by_serial = partition.grids.set_index("serial").geometry
    own = by_serial.loc[partition.members["serial"]].to_numpy()
    inside = shapely.contains_properly(own, homes.geometry.to_numpy())
    named = {fault.params["household"] for fault in partition.faults}
    assert {str(label) for label in homes.index[~inside]} == named
