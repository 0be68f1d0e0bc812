"""Proposals under row-level security alone: who reads and writes which rows."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError

from data.accounts import account_named, actor_of, grants_of
from data.proposals import keep_proposals
from data.request_login import make_request_login
from data.scope import enter_scope
from data.session import make_engine, make_sessions, transaction
from data.tables import GridProposal, Household, HouseholdPin, ProposedGrid, ProposedMember
from dispatch.proposals import CutOptions
from dispatch.vocabulary import Role

AT = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
# Villages by role; the accounts are those of the small county.
PROPOSALS = {"secretary": "A", "township": "AB", "county": "ABC", "admin": "ABC"}
HOUSEHOLDS = {name: villages for name, villages in PROPOSALS.items() if name != "admin"}
"""An administrator proposes and signs, and reads no household; so no member and no pin."""


@pytest.fixture(scope="module")
def owner(new_database, small):
    engine = make_engine(new_database("proposal_rows"))
    with transaction(make_sessions(engine)) as session:
        small.load(session, "x")
        maker = account_named(session, "county").id
        for village in small.VILLAGES:
            _fill(session, village, maker)
    yield engine
    engine.dispose()


def _fill(session, village, maker):
    (one,) = keep_proposals(session, [village], CutOptions(), batch=uuid4(), by=maker, at=AT)
    first, second = session.scalars(
        select(Household.id).where(Household.village_code == village).order_by(Household.id)
    ).all()[:2]
    figures = {"households": 1, "registered": 1, "compactness": 1.0}
    ways = {"distance_m": 0.0, "farthest_m": 0.0}
    shape = "SRID=4326;MULTIPOLYGON(((0 0,1 0,1 1,0 1,0 0)))"
    session.add(ProposedGrid(proposal_id=one, serial=1, shape=shape, **figures, **ways))
    session.flush()
    session.add(ProposedMember(proposal_id=one, household_id=first, serial=1))
    pin = {"kind": "apart", "one_id": first, "other_id": second, "made_by": maker, "made_at": AT}
    session.add(HouseholdPin(village_code=village, **pin))


@pytest.fixture(scope="module")
def requests(owner):
    engine = make_engine(make_request_login(owner))
    yield engine
    engine.dispose()


@pytest.fixture
def as_role(owner, requests, small):
    """Session in the scope of a role's account; what it wrote is rolled back."""

    def begin(session, role):
        with transaction(make_sessions(owner)) as known:
            account = account_named(known, role)
            grant = grants_of(known, account.id, small.SUCCESSION)[0]
            actor = actor_of(known, account, grant, small.SUCCESSION, program=True)
        enter_scope(session, actor)

    return begin


def villages(small, letters):
    return {dict(zip("ABC", small.VILLAGES, strict=True))[letter] for letter in letters}


@pytest.mark.parametrize("role", Role)
def test_an_account_reads_the_proposals_of_its_villages_and_no_other(
    role, requests, as_role, small
):
    with make_sessions(requests)() as session:
        as_role(session, role)
        shown = session.scalars(select(GridProposal.region_code)).all()
        grids = session.scalars(
            text(
                "SELECT p.region_code FROM proposed_grid g"
                " LEFT JOIN grid_proposal p ON p.id = g.proposal_id"
            )
        ).all()

    expected = villages(small, PROPOSALS.get(role, ""))
    assert sorted(shown) == sorted(grids) == sorted(expected)


@pytest.mark.parametrize("role", Role)
def test_members_and_pins_are_read_with_the_households_of_the_village(
    role, requests, as_role, small
):
    with make_sessions(requests)() as session:
        as_role(session, role)
        members = session.scalars(
            text(
                "SELECT h.village_code FROM proposed_member m"
                " LEFT JOIN household h ON h.id = m.household_id"
            )
        ).all()
        pins = session.scalars(select(HouseholdPin.village_code)).all()

    expected = villages(small, HOUSEHOLDS.get(role, ""))
    assert sorted(members) == sorted(pins) == sorted(expected)


@pytest.mark.parametrize("role", Role)
def test_an_account_changes_the_proposals_of_its_villages_only(role, requests, as_role, small):
    with make_sessions(requests)() as session:
        as_role(session, role)
        changed = session.scalars(
            text("UPDATE grid_proposal SET version = version + 1 RETURNING region_code")
        ).all()
        emptied = session.execute(text("DELETE FROM proposed_member")).rowcount
        ended = session.execute(text("UPDATE household_pin SET ended_at = now()")).rowcount

    assert set(changed) == villages(small, PROPOSALS.get(role, ""))
    assert emptied == ended == len(HOUSEHOLDS.get(role, ""))


def test_nobody_proposes_for_a_village_that_is_not_his(requests, as_role, small):
    with make_sessions(requests)() as session:
        as_role(session, "secretary")
        with pytest.raises(ProgrammingError, match="row-level security"):
            keep_proposals(session, [small.B], CutOptions(), batch=uuid4(), by=1, at=AT)


def test_nobody_deletes_a_proposal(requests, as_role):
    with make_sessions(requests)() as session:
        as_role(session, "admin")
        with pytest.raises(ProgrammingError, match="permission denied"):
            session.execute(text("DELETE FROM grid_proposal"))


@pytest.mark.parametrize(
    "change",
    [
        "status = 'failed'",
        "failure = 'x'",
        "status = 'signed'",
        "settled_at = now()",
        "status = 'x'",
    ],
)
def test_a_status_and_what_belongs_to_it_stand_together(change, owner):
    with (
        make_sessions(owner)() as session,
        pytest.raises(IntegrityError, match="check constraint"),
    ):
        session.execute(text(f"UPDATE grid_proposal SET {change}, version = version + 1"))


def test_an_update_that_does_not_raise_the_version_is_refused(owner):
    with (
        make_sessions(owner)() as session,
        pytest.raises(DBAPIError, match="must raise its version"),
    ):
        session.execute(text("UPDATE grid_proposal SET faults = '[]'"))


def test_a_pair_of_households_has_one_pin_that_holds(owner):
    again = """
        INSERT INTO household_pin (village_code, kind, one_id, other_id, made_by, made_at)
        SELECT village_code, 'together', one_id, other_id, made_by, made_at FROM household_pin
    """
    with make_sessions(owner)() as session:
        with pytest.raises(IntegrityError, match="uq_household_pin_live"), session.begin_nested():
            session.execute(text(again))
        session.execute(text("UPDATE household_pin SET ended_at = now()"))
        assert session.execute(text(again)).rowcount == 3
