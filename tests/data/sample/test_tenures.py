"""Who holds which grid, and who held it before."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pandas as pd
from pandas.testing import assert_frame_equal

from data.sample.agents import agents_for

ZONE = ZoneInfo("Asia/Shanghai")
UNTIL = datetime(2026, 11, 20, 15, 30, tzinfo=ZONE)


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
