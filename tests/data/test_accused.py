"""Whom a screener's words find, and who is accused with them."""

from datetime import date

import pytest

from data.accounts import NewGrant, grant_role, keep_account
from data.accused import Naming, colleagues_of, find_accused
from data.errors import UnknownParty
from data.tables import Office, Post, Unit
from dispatch.firewall import Accused
from dispatch.vocabulary import Duty, Role

TODAY = date(2026, 3, 20)


@pytest.fixture
def county(session, small):
    small.load(session, "x")
    return session


@pytest.fixture
def office(county, small):
    made = Office(region_code=small.NORTH, name="北乡信访站", kind="station", valid_from=small.DAY)
    county.add(made)
    county.flush()
    return made


@pytest.fixture
def unit(county, small):
    """Make a unit of a region; answers its id."""

    def make(region):
        made = Unit(code=f"unit-{region}", name="某站", region_code=region, valid_from=small.DAY)
        county.add(made)
        county.flush()
        return made.id

    return make


def account_of(session, username, *grants, agent_id=None):
    account = keep_account(
        session, username=username, password_hash="x", name="某人", agent_id=agent_id
    )
    for grant in grants:
        grant_role(session, account.id, grant, TODAY)
    return account.id


def found(session, **words):
    (party,) = find_accused(session, [Naming(**words)])
    return party


def test_an_agent_is_accused_with_the_villages_of_every_grid_ever_held(county, small):
    deputy = small.agent_id(county, "孟长海")
    former = small.agent_id(county, "高玉兰")

    assert set(found(county, agent_id=deputy).accused) == {
        Accused(agent_id=deputy, region_code=small.A),
        Accused(agent_id=deputy, region_code=small.B),
    }
    assert found(county, agent_id=former).accused == (
        Accused(agent_id=former, region_code=small.A),
    )


def test_a_post_that_ended_on_the_day_it_began_was_never_held(county, small):
    agent = small.agent_id(county, "高玉兰")
    never = Post(
        agent_id=agent,
        grid_code=small.GRIDS[5],
        duty=Duty.HOLDER,
        valid_from=TODAY,
        valid_to=TODAY,
    )
    county.add(never)
    county.flush()

    accused = found(county, agent_id=agent).accused
    assert {one.region_code for one in accused} == {small.A}


def test_a_post_at_an_office_accuses_the_body_of_its_region(county, small, office):
    agent = small.agent_id(county, "白巧云")
    post = Post(agent_id=agent, office_id=office.id, duty=Duty.INTAKE, valid_from=small.DAY)
    county.add(post)
    county.flush()

    accused = found(county, agent_id=agent).accused
    assert {one.region_code for one in accused} == {small.B, small.NORTH}


def test_an_agent_is_accused_with_his_accounts_and_all_they_were_granted(county, small, unit):
    agent = small.agent_id(county, "白巧云")
    grants = [NewGrant(Role.AGENT, small.COUNTY), NewGrant(Role.TOWNSHIP, small.SOUTH)]
    account = account_of(county, "two-roles", *grants, agent_id=agent)

    expected = {
        Accused(agent_id=agent, account_id=account, region_code=region)
        for region in (small.B, small.SOUTH)
    }
    assert set(found(county, agent_id=agent).accused) == expected
    assert set(found(county, account="two-roles").accused) == expected
    assert found(county, account="two-roles").agent_id == agent


@pytest.mark.parametrize(
    ("username", "region"), [("secretary", "A"), ("township", "NORTH"), ("planner", "COUNTY")]
)
def test_an_account_is_accused_with_the_region_of_its_grant(county, small, username, region):
    party = found(county, account=username)

    (accused,) = party.accused
    assert accused.account_id is not None
    assert accused.region_code == getattr(small, region)
    assert (party.agent_id, party.unit_id, party.region_code) == (None, None, None)
    assert party.name == f"示例{username}"


def test_a_handler_is_accused_with_the_unit_and_not_with_the_county(county, small):
    unit_id = small.unit_id(county, small.OWN_UNIT)

    (accused,) = found(county, account="handler").accused

    assert (accused.unit_id, accused.region_code) == (unit_id, None)


def test_a_unit_of_a_township_is_accused_with_the_township(county, small, unit):
    small_unit, large_unit = unit(small.NORTH), unit(small.COUNTY)

    assert found(county, unit=f"unit-{small.NORTH}").accused == (
        Accused(unit_id=small_unit, region_code=small.NORTH),
    )
    assert found(county, unit=f"unit-{small.COUNTY}").accused == (Accused(unit_id=large_unit),)


def test_somebody_in_words_is_kept_by_name_with_the_body_he_belongs_to(county, small, unit):
    unit_id = unit(small.NORTH)
    party = found(county, name="某会计", region=small.A, unit=f"unit-{small.NORTH}")
    stranger = found(county, name="某矿业公司")

    assert set(party.accused) == {
        Accused(region_code=small.A),
        Accused(unit_id=unit_id, region_code=small.NORTH),
    }
    assert (party.name, party.unit_id, party.region_code) == ("某会计", unit_id, None)
    assert (stranger.accused, stranger.name) == ((Accused(),), "某矿业公司")


@pytest.mark.parametrize(
    "words",
    [{"agent_id": 10**15}, {"account": "nobody"}, {"unit": "none"}, {"region": "150699100299"}],
    ids=["agent", "account", "unit", "region"],
)
def test_whom_no_register_knows_is_refused(county, words):
    with pytest.raises(UnknownParty, match="register"):
        find_accused(county, [Naming(**words)])


def test_colleagues_are_those_who_also_serve_something_else(county, small):
    both = account_of(
        county, "both", NewGrant(Role.SECRETARY, small.A), NewGrant(Role.LEADER, small.COUNTY)
    )
    account_of(county, "inside", NewGrant(Role.SECRETARY, small.A), NewGrant(Role.LEADER, small.A))
    account_of(
        county,
        "gone",
        NewGrant(Role.SECRETARY, small.A, until=TODAY),
        NewGrant(Role.LEADER, small.COUNTY),
    )

    assert colleagues_of(county, [Accused(region_code=small.A)], TODAY) == [both]
    assert colleagues_of(county, [Accused(region_code=small.C)], TODAY) == []
    assert colleagues_of(county, [], TODAY) == []


def test_colleagues_of_a_unit_are_its_handlers_with_another_grant(county, small):
    unit_id = small.unit_id(county, small.OWN_UNIT)
    both = account_of(
        county,
        "both",
        NewGrant(Role.HANDLER, small.COUNTY, unit_id),
        NewGrant(Role.LEADER, small.COUNTY),
    )

    assert colleagues_of(county, [Accused(unit_id=unit_id)], TODAY) == [both]
