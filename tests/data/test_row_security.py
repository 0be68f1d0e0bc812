"""Row-level security alone: the same matrix as over HTTP, with the application's filters off."""

import random
import tomllib
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import ProgrammingError

from data.accounts import account_named, actor_of, grants_of
from data.request_login import make_request_login
from data.scope import APP_ROLE, SYSTEM_ROLE, as_system, enter_scope
from data.session import make_engine, make_sessions, transaction
from data.tables import Agent, Grid, Household, Issue, Membership

TESTS = Path(__file__).parents[1]
VISIBLE = tomllib.loads((TESTS / "expectations" / "visible.toml").read_text("utf-8"))
ACCOUNTS = list(VISIBLE["issues"])
OF_ISSUE = ("placement", "assignment", "clock", "petitioner", "party", "issue_event")
BEHIND = {"petitioner_contact": "petitioner", "party_contact": "party"}

OPEN = {
    "region": "the official tree of divisions is public",
    "layer_feature": "roads, rivers and landmarks are public",
    "mine": "lease areas are public",
    "working_face": "mining plans are public",
    "office": "offices and their hours are for residents",
    "unit": "departments are public",
    "former_name": "names of regions are public",
    "database_setting": "code scheme and sample mark, read before anybody is known",
    "alembic_version": "revision of the schema, read before anybody is known",
    "spatial_ref_sys": "PostGIS's own list of coordinate systems",
}
"""Tables without row-level security, each with its reason."""

OUT_OF_REACH = {
    "jobs": "the queue belongs to the worker; requests reach it through one function",
}
"""Schemas in which neither role of requests may read any table."""


def _module(name):
    spec = spec_from_file_location(name, TESTS / f"{name}.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def labelled():
    return _module("labelled_county")


@pytest.fixture(scope="module")
def owner(new_database, small, labelled):
    engine = make_engine(new_database("row_security"))
    with transaction(make_sessions(engine)) as session:
        small.load(session, "x")
        labelled.ensure_months(session)
        labelled.load(session, small)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def requests(owner):
    """Engine on the login of requests, as the service has it."""
    engine = make_engine(make_request_login(owner), pool_size=4)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def actors(owner, small):
    with transaction(make_sessions(owner)) as session:
        found = {}
        for name in ACCOUNTS:
            account = account_named(session, name)
            grant = grants_of(session, account.id, small.SUCCESSION)[0]
            found[name] = actor_of(session, account, grant, small.SUCCESSION, program=True)
    return found


@pytest.fixture
def seen(requests, actors):
    """Run a query as an account, with nothing but its scope set."""

    def run(account, query, **values):
        with transaction(make_sessions(requests)) as session:
            enter_scope(session, actors[account] if account else None)
            return session.execute(query, values).all()

    return run


@pytest.mark.parametrize("account", ACCOUNTS)
def test_an_account_reads_the_issues_of_the_hand_kept_list_and_no_other(account, seen, labelled):
    numbers = {number for (number,) in seen(account, select(Issue.number))}

    assert numbers == {labelled.number(label) for label in VISIBLE["issues"][account]}


@pytest.mark.parametrize("account", ACCOUNTS)
@pytest.mark.parametrize("table", OF_ISSUE)
def test_what_hangs_on_an_issue_is_read_with_it_only(table, account, owner, seen):
    ids = {number for (number,) in seen(account, select(Issue.id))}

    rows = seen(account, text(f"SELECT issue_id FROM {table}"))

    assert {issue for (issue,) in rows} == ids
    with owner.connect() as connection:
        assert len(rows) <= connection.scalar(text(f"SELECT count(*) FROM {table}"))


@pytest.mark.parametrize("account", ACCOUNTS)
@pytest.mark.parametrize(("table", "holder"), BEHIND.items())
def test_a_name_is_read_with_its_issue_only(table, holder, account, seen, labelled):
    rows = seen(account, text(f"SELECT name FROM {table}"))

    shown = {labelled.canary(label) for label in VISIBLE["issues"][account]}
    prefix = {"petitioner_contact": "name", "party_contact": "party"}[table]
    assert {name for (name,) in rows} == {f"{prefix}{one}" for one in shown}


@pytest.mark.parametrize("account", ACCOUNTS)
def test_an_account_reads_the_grids_of_the_hand_kept_list(account, seen, small, labelled):
    codes = {code for (code,) in seen(account, select(Grid.code))}
    shapes = {code for (code,) in seen(account, text("SELECT grid_code FROM grid_version"))}

    expected = {small.GRIDS[labelled.GRID[name]] for name in VISIBLE["grids"][account]}
    assert codes == expected
    assert shapes == expected


@pytest.mark.parametrize("account", ACCOUNTS)
def test_an_account_reads_the_households_of_the_hand_kept_list(account, seen, small, labelled):
    rows = seen(
        account,
        select(Household.number, Membership.grid_code).outerjoin(
            Membership, Membership.household_id == Household.id
        ),
    )
    contacts = seen(account, text("SELECT household_id FROM household_contact"))

    expected = {
        small.GRIDS[labelled.GRID[n]] for n in VISIBLE["households"][account] if n != "alone"
    }
    assert {grid for _, grid in rows if grid} == expected
    alone = [number for number, grid in rows if grid is None]
    assert len(alone) == (4 if "alone" in VISIBLE["households"][account] else 0)
    assert len(contacts) == len(rows)


@pytest.mark.parametrize("account", ACCOUNTS)
def test_an_account_reads_the_agents_of_the_hand_kept_list(account, seen):
    names = {name for (name,) in seen(account, select(Agent.name))}

    assert names == set(VISIBLE["agents"][account])


@pytest.mark.parametrize("account", ACCOUNTS)
def test_an_account_reads_its_own_grants_and_only_an_administrator_all(account, seen, actors):
    accounts = {one for (one,) in seen(account, text("SELECT id FROM account"))}
    grants = {one for (one,) in seen(account, text("SELECT account_id FROM role_grant"))}

    everybody = {actor.account_id for actor in actors.values()}
    expected = everybody if account == "admin" else {actors[account].account_id}
    assert accounts == expected
    assert grants == expected


def test_without_a_scope_no_row_is_read(seen, requests):
    with requests.connect() as connection:
        tables = connection.scalars(
            text(
                "SELECT relname FROM pg_class WHERE relforcerowsecurity"
                f" AND has_table_privilege('{APP_ROLE}', oid, 'SELECT')"
            )
        ).all()

    assert {table: seen(None, text(f"SELECT count(*) FROM {table}")) for table in tables} == {
        table: [(0,)] for table in tables
    }
    assert "issue" in tables


def test_the_login_itself_reads_nothing_at_all(requests):
    with (
        requests.connect() as connection,
        pytest.raises(ProgrammingError, match="permission denied"),
    ):
        connection.execute(select(Issue.number))


def test_the_login_and_the_roles_own_nothing_and_pass_no_wall(requests, owner):
    with owner.connect() as connection:
        owned = connection.scalar(
            text("SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = ANY (:names)"),
            {"names": [APP_ROLE, SYSTEM_ROLE, requests.url.username]},
        )
        strong = connection.scalar(
            text(
                "SELECT count(*) FROM pg_roles"
                " WHERE rolname = ANY (:names) AND (rolsuper OR rolbypassrls)"
            ),
            {"names": [APP_ROLE, SYSTEM_ROLE, requests.url.username]},
        )

    assert (owned, strong) == (0, 0)


def test_every_table_is_behind_the_wall_or_on_the_list_with_its_reason(owner):
    with owner.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT n.nspname, c.relname, c.relrowsecurity AND c.relforcerowsecurity,"
                " c.relispartition,"
                f" has_table_privilege('{APP_ROLE}', c.oid, 'SELECT, INSERT, UPDATE, DELETE')"
                f" OR has_table_privilege('{SYSTEM_ROLE}', c.oid, 'SELECT, INSERT, UPDATE, DELETE')"
                " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                " WHERE c.relkind IN ('r', 'p', 'm', 'f', 'v')"
                " AND n.nspname NOT IN ('pg_catalog', 'information_schema')"
                " AND n.nspname NOT LIKE 'pg_toast%'"
                " AND c.relname NOT IN ('geometry_columns', 'geography_columns')"
            )
        ).all()

    bare = {
        f"{schema}.{name}" for schema, name, forced, _, reached in rows if not forced and reached
    }
    assert bare <= {f"public.{name}" for name in OPEN}
    unreached = {
        schema for schema, _, forced, part, reached in rows if not (forced or reached or part)
    }
    assert unreached <= {"public", *OUT_OF_REACH}
    hidden = {
        name
        for schema, name, forced, part, reached in rows
        if schema == "public" and not (forced or reached or part)
    }
    assert hidden <= set(OPEN)
    assert any(part for _, _, _, part, _ in rows)
    assert not [name for _, name, _, part, reached in rows if part and reached]


@pytest.mark.parametrize("account", ACCOUNTS)
def test_nobody_changes_an_issue_out_of_reach(account, requests, actors, labelled):
    with transaction(make_sessions(requests)) as session:
        enter_scope(session, actors[account])
        changed = session.scalars(
            text("UPDATE issue SET version = version + 1 RETURNING number")
        ).all()
        session.rollback()

    assert set(changed) == {labelled.number(label) for label in VISIBLE["issues"][account]}


@pytest.mark.parametrize("table", ["account", "role_grant", "household", "grid", "agent", "post"])
def test_a_request_changes_no_register_under_its_own_role(table, requests, actors):
    with transaction(make_sessions(requests)) as session:
        enter_scope(session, actors["admin"])
        with pytest.raises(ProgrammingError, match="permission denied"):
            session.execute(text(f"DELETE FROM {table}"))


def test_system_work_ends_with_its_block_even_when_it_breaks(requests, actors, labelled):
    with transaction(make_sessions(requests)) as session:
        enter_scope(session, actors["planner"])
        with as_system(session):
            everything = session.scalar(select(func.count()).select_from(Issue))
        with pytest.raises(ZeroDivisionError), as_system(session):
            raise ZeroDivisionError
        after = session.scalar(select(func.count()).select_from(Issue))

    assert (everything, after) == (len(labelled.ISSUES), 0)


@pytest.mark.parametrize("count", [2_000, pytest.param(10_000, marks=pytest.mark.long)])
def test_alternating_actors_over_one_pool_bleed_nothing(requests, actors, labelled, count):
    expected = {
        name: {labelled.number(label) for label in labels}
        for name, labels in VISIBLE["issues"].items()
    }
    sessions = make_sessions(requests)

    def turn(seed):
        choice = random.Random(seed)
        names = [choice.choice([*ACCOUNTS, None, "forgotten"]) for _ in range(count // 4)]
        return [name for name in names if _reads(name, choice) != expected.get(name, set())]

    def _reads(name, choice):
        """Numbers an account reads; one request in ten breaks, some forget their scope."""
        with suppress(ZeroDivisionError), transaction(sessions) as session:
            if name == "forgotten":
                with pytest.raises(ProgrammingError):
                    session.scalars(select(Issue.number))
                session.rollback()
                return set()
            enter_scope(session, actors[name] if name else None)
            numbers = set(session.scalars(select(Issue.number)))
            return numbers if choice.random() < 0.9 else 1 / 0
        return numbers

    with ThreadPoolExecutor(4) as pool:
        assert [name for wrong in pool.map(turn, range(4)) for name in wrong] == []


def test_the_first_statement_of_a_request_names_role_and_scope(owner, actors):
    said = []
    engine = make_engine(make_request_login(owner))
    event.listen(engine, "before_cursor_execute", lambda *call: said.append(call[2]))

    with transaction(make_sessions(engine)) as session:
        enter_scope(session, actors["agent"])
        session.scalars(select(Issue.number)).all()
    engine.dispose()

    assert said[0].startswith("SELECT set_config(")
    assert len(said) == 2
