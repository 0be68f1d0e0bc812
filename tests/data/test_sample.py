import json
from dataclasses import fields
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pandas.testing import assert_frame_equal

from data.sample.agents import agents_for
from data.sample.county import FEWEST_HOUSEHOLDS, SampleCounty, generate
from data.sample.texts import LONGEST, SHORTEST
from dispatch.clocks import light, start_clocks
from dispatch.vocabulary import Category, Channel, Kind, Light, Stage

ZONE = ZoneInfo("Asia/Shanghai")
UNTIL = datetime(2026, 11, 20, 15, 30, tzinfo=ZONE)
SUBSIDENCE = Category.MINING_SUBSIDENCE.value
WORK_DATES = ["received_at", "registered_at", "noticed_at", "accepted_at", "closed_at"]
FRAMES = [field.name for field in fields(SampleCounty) if field.name != "truth"]


@pytest.fixture(scope="module")
def county():
    return generate(0, 3_000, UNTIL)


@pytest.fixture(scope="module")
def counties(county):
    return [county, *(generate(seed, 3_000, UNTIL) for seed in range(1, 8))]


@pytest.fixture(scope="module")
def small():
    return generate(7, 300, UNTIL)


@pytest.fixture(scope="module")
def grids(county):
    households = county.households[county.households["resident"]]
    serial = households.groupby("village_code").cumcount() // 12 + 1
    code = households["village_code"] + serial.astype(str).str.zfill(3)
    grids = pd.DataFrame({"code": code, "village_code": households["village_code"]})
    return grids.drop_duplicates(ignore_index=True)


def villages_of(county):
    return county.regions[county.regions["level"] == "village"]


def to_bytes(frame):
    plain = frame.to_wkb() if isinstance(frame, gpd.GeoDataFrame) else frame
    return plain.to_csv(index=False).encode()


def planted_and_other(county):
    """Subsidence issues and households inside and outside the cluster, from its start on."""
    issues = county.issues
    start = pd.Timestamp(county.truth["start_week"], tz=ZONE)
    started = issues[(issues["category"] == SUBSIDENCE) & (issues["received_at"] >= start)]
    inside = started["key"].map(county.truth["filed_from"]).isin(county.truth["households"])
    members = len(county.truth["households"])
    return inside.sum(), (~inside).sum(), members, len(county.households) - members


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

    assert offices["level"].value_counts().to_dict() == {"village": 12, "township": 3, "county": 1}
    assert inside.all()
    assert offices["hours"].str.contains("周").all()
    assert len(county.units) == 10


def test_issues_speak_the_shared_vocabulary(county):
    issues = county.issues

    for column, words in [
        ("category", Category),
        ("channel", Channel),
        ("kind", Kind),
        ("stage", Stage),
    ]:
        assert set(issues[column]) <= {word.value for word in words}
    assert issues["key"].is_unique
    assert issues["key"].str.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}").all()


def test_issues_cover_the_eighteen_months_and_end_at_the_end(county):
    received = county.issues["received_at"]

    assert received.is_monotonic_increasing
    assert received.max() <= UNTIL
    assert received.min() >= pd.Timestamp(UNTIL) - pd.DateOffset(months=18)
    assert received.dt.strftime("%Y-%m").nunique() in {18, 19}
    assert (received.dt.day_of_week == 1).mean() > 0.22


def test_dates_of_work_come_in_order_and_none_after_the_end(county):
    dates = county.issues[WORK_DATES]

    assert (dates.max() <= UNTIL).all()
    for earlier, later in pairwise(WORK_DATES):
        both = dates[[earlier, later]].dropna()
        assert (both[earlier] <= both[later]).all(), (earlier, later)
    assert (dates["closed_at"].isna() | dates["noticed_at"].notna()).all()
    assert (dates["noticed_at"].isna() | dates["registered_at"].notna()).all()


def test_the_stage_follows_from_the_dates(county):
    issues = county.issues
    is_open = issues["closed_at"].isna()

    assert issues.loc[is_open, "stage"].isin(["collect", "register", "handle"]).all()
    assert issues.loc[~is_open, "stage"].isin(["feedback", "archive"]).all()
    assert (issues["stage"].eq("collect") == issues["registered_at"].isna()).all()
    assert (issues["outcome"].isna() == is_open).all()


@pytest.mark.parametrize("seed", range(8))
def test_a_few_open_issues_are_late_and_some_nearly(counties, seed):
    issues = counties[seed].issues
    waiting = issues[issues["noticed_at"].isna()]
    open_count = issues["closed_at"].isna().sum()

    lights = pd.Series(
        [light(start_clocks(moment, ZONE)[0], UNTIL.date()) for moment in waiting["received_at"]]
    )

    assert 60 <= open_count <= 160
    assert 0.04 <= (lights == Light.RED).sum() / open_count <= 0.08
    assert 0.07 <= (lights == Light.YELLOW).sum() / open_count <= 0.13


def test_most_issues_name_their_household_and_some_only_an_address(county):
    issues = county.issues
    by_household = issues["household"].notna()
    by_point = issues["lon"].notna()
    by_address = ~by_household & ~by_point

    assert by_household.mean() > 0.6
    assert 0.15 < by_point.mean() < 0.3
    assert 0.04 < by_address.mean() < 0.12
    assert not (by_household & by_point).any()
    assert issues.loc[by_address, "address"].str.len().gt(3).all()
    assert issues["household"].dropna().isin(county.households["number"]).all()
    assert issues.loc[by_point, "accuracy_m"].notna().all()


def test_points_of_a_wrong_datum_lie_where_gcj_02_puts_the_house(county):
    issues = county.issues.set_index("key")
    houses = county.households.set_index("number")[["lon", "lat"]]
    wrong = county.truth["wrong_datum"]
    numbers = [county.truth["filed_from"][key] for key in wrong]

    shift_m = (issues.loc[wrong, ["lon", "lat"]].to_numpy() - houses.loc[numbers].to_numpy()) * (
        85_500,
        111_000,
    )

    assert len(wrong) >= 3
    assert (np.hypot(*shift_m.T) > 250).all()
    assert (np.hypot(*shift_m.T) < 800).all()


def test_remote_points_are_in_their_village_but_far_from_every_house(county):
    issues = county.issues.set_index("key")
    outlines = villages_of(county).set_index("code")["outline"]
    houses = shapely.multipoints(county.households[["lon", "lat"]].to_numpy())

    for key in county.truth["outside_grids"]:
        spot = shapely.Point(issues.loc[key, "lon"], issues.loc[key, "lat"])
        assert outlines[county.truth["filed_from"][key][:12]].contains(spot)
        assert spot.distance(houses) * 85_500 > 250


def test_texts_are_varied_and_of_readable_length(county):
    texts = county.issues["text"]

    assert texts.nunique() / len(texts) >= 0.6
    assert texts.str.len().min() >= SHORTEST
    assert texts.str.len().max() <= LONGEST
    assert texts.str.len().quantile(0.95) > 60
    assert texts.str.len().quantile(0.05) < 25


def test_no_text_shows_the_grammar_it_was_made_from(county):
    ordinary = county.issues["text"].str.replace("${请回电}", "", regex=False)
    addresses = county.issues["address"].dropna()

    assert not ordinary.str.contains(r"[\[\]{}|]").any()
    assert not addresses.str.contains(r"[\[\]{}|]").any()


def test_a_few_texts_carry_marks_that_must_be_escaped(county):
    texts = county.issues["text"]

    assert texts.str.contains("<").sum() >= 2
    assert texts.str.contains("\n").sum() >= 1
    assert texts.str.contains(r"[<>\n`\"&“]").mean() < 0.02


def test_complaints_follow_the_seasons():
    issues = generate(5, 12_000, UNTIL).issues
    month = issues["received_at"].dt.month

    wages = month[issues["category"] == "wages"]
    water = month[issues["category"] == "water"]
    frozen = month[issues["text"].str.contains("冻住|结冰|积雪没清")]

    assert wages.isin([12, 1]).mean() > 2 * wages.isin([5, 6]).mean()
    assert water.isin([4, 5, 6, 7]).mean() > 0.4
    assert frozen.isin([12, 1, 2]).mean() > 0.6


def test_a_cluster_of_250_households_lies_around_a_face_that_is_being_mined(county):
    faces = county.working_faces.set_index("code").to_crs(32649)
    face = faces.loc[county.truth["face"]]
    households = county.households
    places = gpd.GeoSeries.from_xy(households["lon"], households["lat"], crs=4326).to_crs(32649)

    distance_m = places.distance(face["outline"])
    inside = households["number"].isin(county.truth["households"])

    assert inside.sum() == 250
    assert distance_m[inside].max() <= distance_m[~inside].min() + 20
    assert pd.isna(face["ended_on"])
    assert face["started_on"].date() < date.fromisoformat(county.truth["start_week"])


@pytest.mark.parametrize("seed", range(6))
def test_the_cluster_starts_on_a_monday_of_the_last_eight_months(seed):
    start = date.fromisoformat(generate(seed, 300, UNTIL).truth["start_week"])

    assert start.weekday() == 0
    assert timedelta(days=35) < UNTIL.date() - start < timedelta(days=245)


def test_the_planted_risk_is_ten_times_the_risk_of_everybody_else(counties):
    counts = np.array([planted_and_other(county) for county in counties])
    inside, outside, members, others = counts.sum(axis=0)

    ratio = (inside / members) / (outside / others)

    assert 8 < ratio < 12.5


def test_before_it_starts_the_cluster_is_like_everybody_else(counties):
    inside = outside = 0
    for county in counties:
        start = pd.Timestamp(county.truth["start_week"], tz=ZONE)
        issues = county.issues
        early = issues[(issues["category"] == SUBSIDENCE) & (issues["received_at"] < start)]
        members = early["key"].map(county.truth["filed_from"]).isin(county.truth["households"])
        inside, outside = inside + members.sum(), outside + (~members).sum()

    assert 0.6 < (inside / 250) / (outside / 2_750) < 1.5


def test_about_two_in_a_hundred_accuse_and_only_some_say_so(county):
    issues = county.issues
    accuses = issues["key"].isin(county.truth["accusations"])
    openly = issues["kind"].eq("accusation") | issues["category"].eq("cadre-conduct")

    assert 0.01 < accuses.mean() < 0.03
    assert not (openly & ~accuses).any()
    assert 0.2 < openly[accuses].mean() < 0.7


def test_the_truth_cannot_be_read_from_the_frames(county):
    for name in FRAMES:
        columns = set(getattr(county, name).columns)
        assert not columns & {"truth", "planted", "cluster", "accuses", "filed_from", "mode"}, name
    subsidence = county.issues[county.issues["category"] == SUBSIDENCE]
    planted = (
        subsidence["key"]
        .map(county.truth["filed_from"])
        .isin(county.truth["households"])
        .to_numpy()
    )
    assert set(subsidence["channel"][planted]) <= set(subsidence["channel"][~planted])


def test_every_grid_has_a_holder_today_but_for_two_or_three(grids):
    agents = agents_for(grids, 0, until=UNTIL.date())
    running = agents[(agents["duty"] == "holder") & agents["to"].isna()]

    assert not running["grid"].duplicated().any()
    assert 2 <= len(grids) - running["grid"].nunique() <= 3
    assert running.groupby("phone")["grid"].nunique().max() == 2
    assert agents["duty"].eq("deputy").any()


def test_tenures_of_a_grid_follow_each_other_without_overlap(grids):
    agents = agents_for(grids, 0, until=UNTIL.date())
    holders = agents[agents["duty"] == "holder"].sort_values(["grid", "from"])
    before = holders.groupby("grid")["to"].shift()
    handed_over = before.notna()

    assert handed_over.sum() >= 10
    assert (holders["from"][handed_over] == before[handed_over]).all()
    assert holders.groupby("grid")["from"].min().eq(pd.Timestamp(2024, 1, 1)).all()
    assert (agents["to"].dropna() < pd.Timestamp(UNTIL.date())).all()


def test_agents_do_not_depend_on_the_order_of_the_grids(grids):
    shuffled = grids.sample(frac=1, random_state=3)

    assert_frame_equal(
        agents_for(grids, 0, until=UNTIL.date()), agents_for(shuffled, 0, until=UNTIL.date())
    )


def test_another_seed_appoints_other_agents(grids):
    first = agents_for(grids, 0, until=UNTIL.date())
    second = agents_for(grids, 1, until=UNTIL.date())

    assert not set(first["phone"]) & set(second["phone"])
