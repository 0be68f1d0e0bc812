"""Whom the registers know for a place: nobody who is away, and nobody of elsewhere."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from data.alert_people import agent_name, reachable_for
from data.tables import Absence, Post
from dispatch.vocabulary import AbsenceKind, Duty

NOW = datetime(2026, 3, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def county(session, small):
    small.load(session, "no hash")
    return session


@pytest.fixture
def secretary(county, small):
    return small.appoint_secretary(county).agent


def names(county, agents):
    return [agent_name(county, one) for one in agents]


def test_the_people_of_a_grid_and_the_secretary_of_its_village_are_known(county, small, secretary):
    here = reachable_for(county, small.A, small.GRIDS[0], NOW)
    beside = reachable_for(county, small.B, small.GRIDS[2], NOW)

    assert (names(county, here.at_village), here.secretaries) == (["田秀英"], (secretary,))
    assert (names(county, beside.at_village), beside.secretaries) == (["白巧云", "孟长海"], ())


def test_above_the_villages_nobody_of_a_village_is_known(county, small, secretary):
    post = {"agent_id": secretary, "duty": Duty.SECRETARY, "valid_from": small.DAY}
    county.add(Post(grid_code=small.GRIDS[0], **post))
    county.flush()

    for region in (None, small.NORTH, small.COUNTY):
        who = reachable_for(county, region, None, NOW)

        assert (who.village, who.at_village, who.secretaries) == (None, (), ())


def test_whoever_is_away_that_day_is_left_out(county, small, secretary):
    days = {"valid_from": date(2026, 3, 20), "valid_to": date(2026, 3, 21)}
    holder = small.agent_id(county, "白巧云")
    for one in (secretary, holder):
        county.add(Absence(agent_id=one, kind=AbsenceKind.LEAVE, **days))
    county.flush()

    assert reachable_for(county, small.A, None, NOW).secretaries == ()
    assert reachable_for(county, small.A, None, NOW.replace(day=21)).secretaries == (secretary,)
    assert names(county, reachable_for(county, None, small.GRIDS[2], NOW).at_village) == ["孟长海"]
