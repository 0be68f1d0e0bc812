import numpy as np
import pandas as pd
import pytest
import shapely

from geo.errors import (
    InvalidCoordinate,
    InvalidShape,
    MissingColumn,
    ReservedColumn,
    TooManyGrids,
    WrongSizes,
)
from geo.partition import build_grids
from geo.topology import check_grids

HAMLETS = [(0, 0), (1500, 200), (700, 1400)]


def test_grids_keep_the_bounds_tile_the_outline_and_hold_their_households(households, hamlets):
    homes = households(hamlets(60, HAMLETS))

    partition = build_grids(homes)

    assert partition.grids["households"].between(10, 15).all()
    assert partition.grids["households"].sum() == len(homes)
    assert partition.grids["exception"].isna().all()
    assert shapely.coverage_is_valid(partition.grids.geometry.to_numpy())
    assert (partition.grids.geom_type == "Polygon").all()
    assert check_grids(partition.grids, homes) == []
    assert partition.faults == ()


def test_every_household_lies_strictly_inside_the_grid_it_is_a_member_of(households, hamlets):
    homes = households(hamlets(60, HAMLETS), village=["v"] * 180)

    partition = build_grids(homes, by=["village"])

    shapes = partition.grids.set_index("serial").geometry
    own = shapes.loc[partition.members["serial"]].to_numpy()
    assert shapely.contains_properly(own, homes.geometry.to_numpy()).all()


def test_the_table_of_grids_has_the_columns_that_programs_read(households, hamlets):
    homes = households(
        hamlets(15, HAMLETS), village_code=["150622001001"] * 45, group=[1] * 20 + [2] * 25
    )

    partition = build_grids(homes, by=["village_code", "group"])

    assert list(partition.grids.columns) == [
        "village_code",
        "group",
        "serial",
        "code",
        "households",
        "compactness",
        "distance_m",
        "exception",
        "merged",
        "geometry",
    ]
    assert list(partition.members.columns) == ["village_code", "group", "serial", "code"]
    assert partition.grids["code"].tolist() == [
        "150622001001001",
        "150622001001002",
        "150622001001003",
        "150622001001004",
    ]
    assert partition.grids["compactness"].between(0, 1).all()
    assert partition.grids.crs == "EPSG:4326"


def test_no_grid_crosses_a_villagers_group_and_serials_run_through_the_village(households, hamlets):
    metres = hamlets(80, HAMLETS, spread=200)
    group = (metres[:, 0] > 700).astype(int)

    partition = build_grids(
        households(metres, village=["v"] * 240, group=group), by=["village", "group"]
    )

    assert partition.members["group"].tolist() == group.tolist()
    assert sorted(partition.grids["serial"]) == list(range(1, len(partition.grids) + 1))
    assert shapely.coverage_is_valid(partition.grids.geometry.to_numpy())
    assert partition.grids["households"].between(10, 15).all()


def test_a_group_too_small_for_a_grid_is_joined_with_the_next_in_one_grid_that_says_so(
    households, hamlets
):
    metres = np.vstack([hamlets(7, [(0, 0)]), hamlets(30, [(700, 0)]), hamlets(30, [(3000, 0)])])
    group = ["1"] * 7 + ["2"] * 30 + ["3"] * 30
    homes = households(metres, village=["v"] * 67, group=group)

    partition = build_grids(homes, by=["village", "group"])

    assert partition.grids["households"].between(10, 15).all()
    assert partition.grids["merged"].dropna().tolist() == ["1 + 2"]
    mixed = partition.members.groupby("serial")["group"].nunique()
    assert (mixed > 1).sum() == 1
    assert len(set(partition.members["serial"][:7])) == 1
    assert partition.members["group"].tolist() == group


def test_outlines_that_overlap_are_named_and_left_as_they_are(households, hamlets, outlines):
    homes = households(
        np.concatenate([hamlets(40, [(400, 500)]), hamlets(40, [(1600, 500)])]),
        village=["a"] * 40 + ["b"] * 40,
    )
    boundary = outlines(
        shapely.box(0, 0, 1100, 1000), shapely.box(1000, 0, 2000, 1000), village=["a", "b"]
    )

    partition = build_grids(homes, by=["village"], boundary=boundary)

    (fault,) = partition.faults
    assert (fault.code, fault.grids) == ("outlines-overlap", ("a", "b"))
    assert fault.params["area_m2"] == pytest.approx(100_000, rel=0.01)
    for village, outline in boundary.set_index("village").geometry.items():
        own = partition.grids[partition.grids["village"] == village]
        assert shapely.symmetric_difference(own.union_all(), outline).area < 1e-10


def test_a_number_of_agents_is_a_number_of_grids(households, hamlets):
    homes = households(hamlets(60, HAMLETS), village=np.repeat(["a", "b", "c"], 60))

    partition = build_grids(homes, by=["village"], agents=14)

    assert len(partition.grids) == 14
    with pytest.raises(WrongSizes, match="between 12 and 18 are possible"):
        build_grids(homes, by=["village"], agents=40)


def test_pins_hold_and_co_located_households_stay_together(households):
    metres = np.random.default_rng(5).uniform(0, 800, (90, 2))
    metres[60:64] = metres[0]
    together, apart = np.full(90, "", dtype=object), np.full(90, "", dtype=object)
    together[[5, 6, 40]] = "kin"
    apart[[10, 11, 12]] = "feud"

    partition = build_grids(households(metres, keep_with=together, keep_apart=apart))

    serial = partition.members["serial"].to_numpy()
    assert len(set(serial[[5, 6, 40]])) == 1
    assert len(set(serial[[10, 11, 12]])) == 3
    assert len(set(serial[[0, 60, 61, 62, 63]])) == 1
    assert partition.grids["households"].between(10, 15).all()


def test_a_pin_that_makes_a_grid_too_large_wins_and_is_named(households, hamlets):
    metres = hamlets(20, [(0, 0), (600, 0)])
    homes = households(metres, keep_with=["all"] * 17 + [""] * 23)

    grids = build_grids(homes).grids

    assert sorted(grids["households"])[2] == 17
    assert min(grids["households"]) >= 10
    assert grids.set_index("households")["exception"][17] == "pinned"


def test_a_longer_search_shortens_ways(households):
    homes = households(np.random.default_rng(6).uniform(0, 1500, (200, 2)))

    quick, best = build_grids(homes), build_grids(homes, best=True)

    ways = [(p.grids["distance_m"] * p.grids["households"]).sum() for p in (quick, best)]
    assert ways[1] <= ways[0]
    assert best.grids["households"].between(10, 15).all()
    assert (best.grids.geom_type == "Polygon").all()


def test_groups_of_one_village_tile_its_outline(households, hamlets, outlines):
    metres = hamlets(40, HAMLETS, spread=150)
    homes = households(metres, village=["v"] * 120, group=np.repeat([1, 2, 3], 40))
    boundary = outlines(shapely.box(-1000, -1000, 3000, 3000), village=["v"])

    partition = build_grids(homes, by=["village", "group"], boundary=boundary)

    assert check_grids(partition.grids, homes, boundary) == []


def test_villages_side_by_side_meet_edge_to_edge(households, hamlets, outlines):
    homes = households(
        np.concatenate([hamlets(100, [(500, 500)], 150), hamlets(100, [(1500, 500)], 150)]),
        village=["a"] * 100 + ["b"] * 100,
    )
    boundary = outlines(
        shapely.box(0, 0, 1000, 1000), shapely.box(1000, 0, 2000, 1000), village=["a", "b"]
    )

    partition = build_grids(homes, by=["village"], boundary=boundary)

    assert shapely.coverage_is_valid(partition.grids.geometry.to_numpy())
    assert check_grids(partition.grids, homes, boundary) == []


def test_the_order_of_rows_does_not_matter(households, hamlets):
    homes = households(hamlets(40, HAMLETS), village=["a", "b"] * 60)
    shuffled = homes.sample(frac=1, random_state=3)

    one, other = build_grids(homes, by=["village"]), build_grids(shuffled, by=["village"])

    assert one.grids.to_wkb().equals(other.grids.to_wkb())
    assert one.members.equals(other.members.loc[homes.index])


def test_another_seed_may_cut_differently_and_the_same_seed_never_does(households, hamlets):
    homes = households(hamlets(60, HAMLETS, spread=400))

    first, again = build_grids(homes, seed=1), build_grids(homes, seed=1)
    other = build_grids(homes, seed=2)

    assert first.grids.to_wkb().equals(again.grids.to_wkb())
    assert not first.members.equals(other.members)


def test_another_village_changes_nothing_in_this_one(households, hamlets):
    here = households(hamlets(60, [(0, 0)]), village=["a"] * 60)
    there = households(hamlets(60, [(9000, 0)]), village=["b"] * 60)
    both = pd.concat([here, there], ignore_index=True)

    alone, together = build_grids(here, by=["village"]), build_grids(both, by=["village"])

    kept = together.grids[together.grids["village"] == "a"]
    assert alone.grids.to_wkb().equals(kept.to_wkb())


@pytest.mark.parametrize(
    ("n", "sizes", "reason"),
    [
        (4, [4], "too-few"),
        (16, [16], "indivisible"),
        (17, [17], "indivisible"),
        (18, [9, 9], "indivisible"),
    ],
)
def test_a_size_that_cannot_be_kept_is_named(households, hamlets, n, sizes, reason):
    partition = build_grids(households(hamlets(n, [(0, 0)])))

    assert sorted(partition.grids["households"]) == sizes
    assert (partition.grids["exception"] == reason).all()


def test_of_nineteen_only_the_grid_out_of_range_is_an_exception(households, hamlets):
    grids = build_grids(households(hamlets(19, [(0, 0)]))).grids

    assert grids.set_index("households")["exception"].to_dict() == {9: "indivisible", 10: None}


def test_one_tower_of_many_households_is_divided_and_its_households_are_named(households):
    homes = households(np.zeros((45, 2)))

    partition = build_grids(homes)

    assert partition.grids["households"].between(10, 15).all()
    assert not partition.grids.is_empty.any()
    assert {fault.code for fault in partition.faults} == {"shared-place"}
    assert {fault.params["household"] for fault in partition.faults} <= set(map(str, range(45)))
    assert check_grids(partition.grids, homes) == []


def test_households_on_a_regular_lattice_are_kept_off_the_edges(households):
    metres = [(x * 25, y * 25) for x in range(20) for y in range(10)]

    partition = build_grids(households(metres))

    assert check_grids(partition.grids, households(metres)) == []
    assert partition.faults == ()


def test_those_who_do_not_count_get_a_grid_without_filling_it(households, hamlets):
    metres = hamlets(50, HAMLETS)
    homes = households(metres, resident=np.arange(150) % 3 > 0)

    partition = build_grids(homes, counts="resident")

    assert len(partition.members) == 150
    assert partition.grids["households"].sum() == 100
    assert partition.grids["households"].between(10, 15).all()
    shapes = partition.grids.set_index("serial").geometry
    own = shapes.loc[partition.members["serial"]].to_numpy()
    assert shapely.contains_properly(own, homes.geometry.to_numpy()).all()


def test_a_group_where_nobody_counts_is_one_empty_grid(households, hamlets):
    homes = households(hamlets(5, [(0, 0)]), resident=[False] * 5)

    grids = build_grids(homes, counts="resident").grids

    assert grids["households"].tolist() == [0]
    assert grids["exception"].tolist() == ["too-few"]


def test_a_household_outside_the_outline_is_named_and_still_a_member(households, hamlets, outlines):
    metres = np.vstack([hamlets(40, [(500, 500)]), [[5000, 5000]]])
    boundary = outlines(shapely.box(0, 0, 1000, 1000))

    partition = build_grids(households(metres), boundary=boundary)

    assert [fault.code for fault in partition.faults] == ["household-outside-boundary"]
    assert partition.faults[0].params["household"] == "40"
    assert partition.members["serial"].notna().all()


def test_a_grid_whose_households_all_lie_outside_has_no_ground(households, hamlets, outlines):
    metres = np.vstack([hamlets(12, [(500, 500)]), hamlets(12, [(9000, 9000)])])

    partition = build_grids(households(metres), boundary=outlines(shapely.box(0, 0, 1000, 1000)))

    assert sorted(partition.grids.is_empty) == [False, True]
    assert len(partition.faults) == 12
    assert partition.grids["serial"].tolist() == [1, 2]


def test_a_missing_group_name_is_a_group_of_its_own(households, hamlets):
    homes = households(hamlets(30, [(0, 0)]), village=["v"] * 30, group=["1"] * 15 + [None] * 15)

    grids = build_grids(homes, by=["village", "group"]).grids

    assert grids["group"].isna().sum() == 1
    assert grids["households"].tolist() == [15, 15]


def test_no_households_no_grids(households):
    partition = build_grids(households(np.zeros((0, 2)), village_code=[]), by=["village_code"])

    assert len(partition.grids) == len(partition.members) == 0
    assert "code" in partition.grids.columns
    assert len(build_grids(households(np.zeros((0, 2)))).grids) == 0


def test_progress_is_told_outline_by_outline(households, hamlets):
    homes = households(hamlets(12, HAMLETS), village=np.repeat(["a", "b", "c"], 12))
    told = []

    build_grids(homes, by=["village"], progress=lambda done, total: told.append((done, total)))

    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_village_with_more_grids_than_codes_is_refused(households, hamlets):
    homes = households(hamlets(2500, [(0, 0)], 800), village_code=["150622001001"] * 2500)

    with pytest.raises(TooManyGrids, match="split the village"):
        build_grids(homes, by=["village_code"], min_size=1, max_size=2)


def test_bad_tables_are_refused(households, outlines):
    with pytest.raises(MissingColumn, match="no column village; they have: name"):
        build_grids(households([(0, 0)], name=["x"]), by=["village"])
    with pytest.raises(ReservedColumn, match="rename it"):
        build_grids(households([(0, 0)], serial=["x"]), by=["serial"])
    with pytest.raises(MissingColumn, match="they have: none"):
        build_grids(households([(0, 0)]), counts="resident")
    with pytest.raises(InvalidShape, match="household 0 is not a point"):
        build_grids(outlines(shapely.box(0, 0, 1, 1)))
    with pytest.raises(InvalidShape, match="convert them to EPSG:4326"):
        build_grids(households([(0, 0)]).to_crs("EPSG:3857"))
    with pytest.raises(WrongSizes):
        build_grids(households([(0, 0)]), min_size=9, max_size=3)


def test_a_swapped_household_is_refused(households):
    homes = households([(0, 0)]).set_geometry([shapely.Point(39.6, 111.0)], crs="EPSG:4326")

    with pytest.raises(InvalidCoordinate, match="swapped"):
        build_grids(homes)
