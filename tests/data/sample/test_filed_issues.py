"""The made-up issues: when, where, in which words."""

from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
import shapely

from data.sample.county import generate
from data.sample.texts import LONGEST, SHORTEST
from dispatch.clocks import light, start_clocks
from dispatch.vocabulary import Category, Channel, Kind, Light, Stage

ZONE = ZoneInfo("Asia/Shanghai")
UNTIL = datetime(2026, 11, 20, 15, 30, tzinfo=ZONE)
WORK_DATES = ["received_at", "registered_at", "noticed_at", "accepted_at", "closed_at"]


def villages_of(county):
    return county.regions[county.regions["level"] == "village"]


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
