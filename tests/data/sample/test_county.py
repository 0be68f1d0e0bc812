"""The made-up land: its tree, its outlines, its houses, its mines."""

import json
from dataclasses import fields
from datetime import datetime
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pandas.testing import assert_frame_equal

from data.sample.agents import agents_for
from data.sample.county import FEWEST_HOUSEHOLDS, SampleCounty, generate
from dispatch.hours_wording import read_hours

ZONE = ZoneInfo("Asia/Shanghai")
UNTIL = datetime(2026, 11, 20, 15, 30, tzinfo=ZONE)
FRAMES = [field.name for field in fields(SampleCounty) if field.name != "truth"]


def villages_of(county):
    return county.regions[county.regions["level"] == "village"]


def to_bytes(frame):
    plain = frame.to_wkb() if isinstance(frame, gpd.GeoDataFrame) else frame
    return plain.to_csv(index=False).encode()


def test_the_same_seed_gives_the_same_county_byte_for_byte(small):
    again = generate(7, 300, UNTIL)

    for name in FRAMES:
        assert to_bytes(getattr(small, name)) == to_bytes(getattr(again, name)), name
    assert small.truth == again.truth


def test_the_truth_can_be_written_to_a_file(county):
    read_back = json.loads(json.dumps(county.truth))

    assert read_back == county.truth
    assert len(read_back["filed_from"]) == len(county.issues)


def test_another_seed_gives_another_county(small):
    other = generate(8, 300, UNTIL)

    assert not small.regions["outline"].iloc[2].equals(other.regions["outline"].iloc[2])
    assert not set(villages_of(small)["name"]) & set(villages_of(other)["name"][:3])
    assert (small.households["head"] == other.households["head"]).mean() < 0.2
    assert not set(small.issues["text"]) >= set(other.issues["text"][:20])
    assert not set(small.issues["key"]) & set(other.issues["key"])
    assert not small.mines.union_all().equals(other.mines.union_all())


def test_a_larger_register_does_not_move_the_borders(small, county):
    larger = generate(7, 3_000, UNTIL)

    assert_frame_equal(small.regions, larger.regions)


@pytest.mark.parametrize("households", [FEWEST_HOUSEHOLDS, 300, 3_000])
def test_the_county_has_the_size_asked_for(households):
    county = generate(1, households, UNTIL)

    levels = county.regions["level"].value_counts()
    assert levels.to_dict() == {"province": 1, "city": 1, "county": 1, "township": 3, "village": 12}
    assert len(county.households) == households
    assert len(county.issues) == round(0.8 * households)
    assert county.households["number"].is_unique
    assert county.households["phone"].is_unique


def test_a_large_county_grows_by_villages():
    county = generate(1, 12_000, UNTIL)

    assert len(county.households) == 12_000
    assert len(villages_of(county)) == 30
    assert villages_of(county)["name"].is_unique
    assert county.households.groupby("village_code").size().max() <= 600


def test_too_few_households_are_refused():
    with pytest.raises(ValueError, match="at least 240 households, not 50"):
        generate(0, 50, UNTIL)


def test_an_end_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        generate(0, 300, UNTIL.replace(tzinfo=None))


def test_codes_form_the_official_tree_under_names_that_claim_nothing_real(county):
    regions = county.regions.set_index("code")

    assert regions.index.str.fullmatch(r"\d{12}").all()
    assert regions.index.is_unique
    assert regions["name"].head(3).tolist() == ["示例自治区", "示例市", "示例旗"]
    assert regions["parent"].dropna().isin(regions.index).all()
    assert regions.index[regions["level"] == "township"].str[:6].unique().tolist() == ["150699"]
    villages = regions[regions["level"] == "village"]
    assert (villages.index.str[:9] + "000" == villages["parent"]).all()
    assert villages["name"].str.endswith("嘎查").any()


@pytest.mark.parametrize("seed", range(12))
def test_villages_tile_townships_and_townships_tile_the_county(seed):
    regions = generate(seed, 300, UNTIL).regions.set_index("code")
    outlines = {level: part["outline"] for level, part in regions.groupby("level")}

    for level in ("village", "township"):
        assert shapely.coverage_is_valid(outlines[level].to_numpy())
        assert shapely.is_valid(outlines[level]).all()
        assert (outlines[level].geom_type == "Polygon").all()
        union = shapely.coverage_union_all(outlines[level].to_numpy())
        assert union.equals(outlines["county"].iloc[0])
    for code, township in outlines["township"].items():
        members = outlines["village"][regions["parent"].reindex(outlines["village"].index) == code]
        assert shapely.coverage_union_all(members.to_numpy()).equals(township)


def test_outlines_lie_on_the_lattice_around_the_middle(county):
    points = shapely.get_coordinates(county.regions["outline"].dropna().to_numpy())

    assert np.array_equal(points, np.round(points, 7))
    assert np.abs(points - (110.6, 39.8)).max() < 0.5


def test_every_household_stands_inside_its_own_village(county):
    households = county.households
    outlines = villages_of(county).set_index("code")["outline"]
    own = outlines[households["village_code"]].to_numpy()

    assert shapely.contains_xy(own, households["lon"], households["lat"]).all()


def test_courtyards_keep_their_distance_but_a_few_are_shared(county):
    places = gpd.GeoSeries.from_xy(county.households["lon"], county.households["lat"], crs=4326)
    projected = places.to_crs(32649)
    tree = shapely.STRtree(projected.to_numpy())

    a, b = tree.query(projected.to_numpy(), predicate="dwithin", distance=7.5)
    together = a < b

    assert (projected.to_numpy()[a[together]] == projected.to_numpy()[b[together]]).all()
    assert 10 <= together.sum() <= 150


def test_a_villagers_group_lives_together(county):
    households = county.households
    middles = households.groupby(["village_code", "group"])[["lon", "lat"]].transform("mean")
    from_own = np.hypot(*(households[["lon", "lat"]] - middles).to_numpy().T)
    village = households.groupby("village_code")[["lon", "lat"]].transform("mean")
    from_village = np.hypot(*(households[["lon", "lat"]] - village).to_numpy().T)

    assert np.median(from_own) < 0.4 * np.median(from_village)


@pytest.mark.parametrize("seed", range(8))
def test_groups_can_be_cut_into_grids_but_for_one_or_two(counties, seed):
    households = counties[seed].households
    per_village = households.groupby("village_code")["group"].nunique()
    sizes = households[households["resident"]].groupby(["village_code", "group"]).size()

    workable = np.ceil(sizes / 15) <= sizes // 10

    assert per_village.between(2, 6).all()
    assert 1 <= (~workable).sum() <= 2


def test_about_one_household_in_eight_lives_elsewhere(county):
    assert 0.08 < 1 - county.households["resident"].mean() < 0.16


def test_telephones_begin_with_the_prefix_nobody_has(county, grids):
    agents = agents_for(grids, 0, until=UNTIL.date())
    numbers = [county.households["phone"], county.issues["petitioner_phone"], agents["phone"]]

    for phones in numbers:
        assert phones.dropna().str.fullmatch(r"154\d{8}").all()
    assert not set(agents["phone"]) & set(county.households["phone"])


def test_roads_and_rivers_run_inside_the_county(county):
    outline = county.regions["outline"].iloc[2].buffer(1e-6)

    assert county.roads.geometry.within(outline).all()
    assert county.rivers.geometry.within(outline).all()
    assert (county.roads.geom_type == "LineString").all()
    assert set(county.roads["level"]) == {"county-road", "township-road", "village-lane"}


@pytest.mark.parametrize("seed", range(6))
def test_each_mine_works_one_face_after_the_other(seed):
    county = generate(seed, 300, UNTIL)
    faces = county.working_faces.sort_values("code")
    leases = county.mines.set_index("code")["outline"]

    assert len(county.mines) == 2
    assert not leases.iloc[0].intersects(leases.iloc[1])
    for mine, mined in faces.groupby("mine"):
        assert mined.geometry.within(leases[mine].buffer(1e-6)).all()
        assert mined["ended_on"].isna().tolist() == [False] * (len(mined) - 1) + [True]
        ends, next_starts = mined["ended_on"].iloc[:-1], mined["started_on"].iloc[1:]
        assert (next_starts.to_numpy() > ends.to_numpy()).all()


def test_there_is_an_office_for_every_region_and_it_lies_in_it(county):
    outlines = county.regions.set_index("code")["outline"]
    offices = county.offices

    inside = shapely.contains_xy(
        outlines[offices["region"]].to_numpy(), offices["lon"], offices["lat"]
    )

    assert offices["kind"].value_counts().to_dict() == {
        "point": 12,
        "station": 3,
        "centre": 1,
        "talk-room": (offices["kind"] == "talk-room").sum(),
    }
    assert 1 <= (offices["kind"] == "talk-room").sum() <= 8
    assert inside.all()
    assert offices["code"].is_unique
    readable = offices["hours"].map(read_hours).notna()
    assert (readable == (offices["kind"] != "talk-room")).all()
    assert len(county.units) == 10
