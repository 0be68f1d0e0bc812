"""What is planted in the sample, and what is not told."""

from dataclasses import fields
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from data.sample.county import SampleCounty, generate
from dispatch.vocabulary import Category

ZONE = ZoneInfo("Asia/Shanghai")
UNTIL = datetime(2026, 11, 20, 15, 30, tzinfo=ZONE)
SUBSIDENCE = Category.MINING_SUBSIDENCE.value
FRAMES = [field.name for field in fields(SampleCounty) if field.name != "truth"]


def planted_and_other(county):
    """Subsidence issues and households inside and outside the cluster, from its start on."""
    issues = county.issues
    start = pd.Timestamp(county.truth["start_week"], tz=ZONE)
    started = issues[(issues["category"] == SUBSIDENCE) & (issues["received_at"] >= start)]
    inside = started["key"].map(county.truth["filed_from"]).isin(county.truth["households"])
    members = len(county.truth["households"])
    return inside.sum(), (~inside).sum(), members, len(county.households) - members


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
