"""The schema: equal to the row types, there and back again, and what it refuses by itself."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Enum, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from data.database_settings import keep_settings, read_settings
from data.errors import StaleWrite
from data.event_months import ensure_event_months
from data.schema import MIGRATIONS, current_revision, differences, migrate, newest_revision, revert
from data.session import make_engine, make_sessions, transaction
from data.tables import Base, Grid, GridVersion, Household, Issue, IssueEvent, Membership
from dispatch.vocabulary import (
    Category,
    Channel,
    Confidence,
    Kind,
    Level,
    PlacementMethod,
    Scheme,
    Stage,
)

DAY = date(2026, 1, 1)
SQUARE = "SRID=4326;MULTIPOLYGON(((0 0,1 0,1 1,0 1,0 0)))"
NOON = datetime(2026, 3, 5, 4, 0, tzinfo=UTC)
ENUMS = [
    (table.name, column.name, value)
    for table in Base.metadata.tables.values()
    for column in table.columns
    if isinstance(column.type, Enum)
    for value in column.type.enums
]


def made_issue(**changes):
    values = {
        "number": str(uuid4())[:32],
        "tracking_code": str(uuid4())[:32],
        "key": uuid4(),
        "text": "路坏了",
        "category": Category.ROADS,
        "channel": Channel.HOTLINE,
        "kind": Kind.CLAIM,
        "stage": Stage.COLLECT,
        "level": Level.COUNTY,
        "received_at": NOON,
        "method": PlacementMethod.NONE,
        "confidence": Confidence.NONE,
        "version": 1,
    }
    return {**values, **changes}


def test_the_migrations_make_what_the_row_types_say(engine):
    with engine.connect() as connection:
        assert differences(connection) == []
        assert current_revision(connection) == newest_revision()


def test_every_revision_can_be_taken_back_and_made_again(new_database):
    engine = make_engine(new_database("there_and_back"))
    script = ScriptDirectory(str(MIGRATIONS))
    revisions = [one.revision for one in script.walk_revisions()]
    with engine.begin() as connection:
        ensure_event_months(connection, [NOON])
    for earlier in [*revisions[1:], "base"]:
        revert(engine, earlier)
        with engine.connect() as connection:
            assert current_revision(connection) == (None if earlier == "base" else earlier)
    with engine.connect() as connection:
        left = text("SELECT count(*) FROM pg_tables WHERE tablename LIKE 'issue%'")
        assert connection.scalar(left) == 0
    for later in reversed(revisions):
        migrate(engine, later)
    with engine.connect() as connection:
        assert differences(connection) == []
    engine.dispose()


@pytest.mark.parametrize(("table", "column", "value"), ENUMS)
def test_every_word_can_be_stored(engine, table, column, value):
    # Asked of the CHECK itself: the other columns of a row do not matter to it.
    query = text(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE conrelid = CAST(:table AS regclass) AND contype = 'c' "
        "AND pg_get_constraintdef(oid) LIKE :column"
    )
    with engine.connect() as connection:
        found = connection.scalars(query, {"table": table, "column": f"%({column})::text%"}).all()

    assert any(f"'{value}'" in check for check in found)


@pytest.mark.parametrize("column", ["category", "channel", "kind", "stage", "level", "method"])
def test_a_word_that_is_none_of_ours_is_refused(session, column):
    session.execute(insert(Issue), made_issue())
    with pytest.raises(IntegrityError):
        session.execute(text(f"UPDATE issue SET {column} = 'x', version = version + 1"))


@pytest.mark.parametrize("bad", [{"text": ""}, {"accuracy_m": -1.0}])
def test_an_issue_without_text_or_with_negative_accuracy_is_refused(session, bad):
    with pytest.raises(IntegrityError):
        session.execute(insert(Issue), made_issue(**bad))


@pytest.mark.parametrize("column", ["number", "tracking_code", "key"])
def test_numbers_codes_and_keys_are_unique(session, column):
    first = made_issue()
    session.execute(insert(Issue), first)
    with pytest.raises(IntegrityError):
        session.execute(insert(Issue), made_issue(**{column: first[column]}))


def event(at):
    return {"at": at, "issue_id": 1, "verb": "received", "reason_params": {}}


@pytest.mark.parametrize(
    ("moment", "month"),
    [
        (datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC), "2026_01"),
        (datetime(2026, 2, 1, 0, 0, tzinfo=UTC), "2026_02"),
        (datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC), "2026_12"),
        (datetime(2027, 1, 1, 0, 0, tzinfo=UTC), "2027_01"),
    ],
)
@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/New_York"])
def test_events_go_to_the_partition_of_their_month_in_utc(session, moment, month, zone):
    session.execute(text(f"SET LOCAL timezone = '{zone}'"))
    ensure_event_months(session, [moment, moment])
    session.execute(insert(IssueEvent), event(moment))

    assert session.scalar(text("SELECT tableoid::regclass::text FROM issue_event")) == (
        f"issue_event_{month}"
    )


def test_neighbouring_months_leave_no_gap(session):
    months = [datetime(2026, month, 1, tzinfo=UTC) for month in range(1, 13)]
    ensure_event_months(session, months)
    moments = [at + timedelta(days=n) for at in months for n in (0, 27)]
    session.execute(insert(IssueEvent), [event(at) for at in moments])

    assert len(session.scalars(select(IssueEvent)).all()) == 24


@pytest.mark.parametrize("change", ["UPDATE issue_event SET verb = 'x'", "DELETE FROM issue_event"])
def test_history_only_grows(session, change):
    ensure_event_months(session, [NOON])
    session.execute(insert(IssueEvent), event(NOON))
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(change))


@pytest.mark.parametrize("version", ["version", "version - 1", "0"])
def test_an_update_that_does_not_raise_the_version_is_refused(session, version):
    session.execute(insert(Issue), made_issue())
    with pytest.raises(DBAPIError, match="must raise its version"):
        session.execute(text(f"UPDATE issue SET address = 'x', version = {version}"))


def test_an_update_through_the_row_type_raises_the_version(session):
    session.execute(insert(Issue), made_issue())
    issue = session.scalars(select(Issue)).one()
    issue.address = "三组"
    session.flush()

    assert issue.version == 2


def test_of_two_writers_the_second_is_told(session):
    session.execute(insert(Issue), made_issue())
    issue = session.scalars(select(Issue)).one()
    session.execute(text("UPDATE issue SET version = version + 1"))
    issue.address = "三组"

    with pytest.raises(StaleDataError):
        session.flush()


def test_a_stale_write_is_told_in_our_words_and_rolled_back(engine):
    sessions = make_sessions(engine)

    def lose():
        with transaction(sessions) as session:
            session.add(Grid(code="stale", valid_from=DAY))
            session.flush()
            raise StaleDataError

    with pytest.raises(StaleWrite, match="read it again"):
        lose()
    with transaction(sessions) as session:
        assert session.get(Grid, "stale") is None


def versions(*dates):
    return [
        {"grid_code": "g", "shape": SQUARE, "valid_from": since, "valid_to": until}
        for since, until in dates
    ]


@pytest.mark.parametrize(
    ("second", "refused"),
    [
        ((date(2026, 2, 1), None), False),
        ((date(2026, 1, 31), None), True),
        ((date(2025, 1, 1), DAY), False),
        ((date(2025, 1, 1), date(2026, 1, 2)), True),
        ((date(2025, 1, 1), None), True),
    ],
)
def test_a_grid_has_one_boundary_and_a_household_one_grid_at_a_time(session, second, refused):
    first = (DAY, date(2026, 2, 1))
    session.execute(insert(Grid), {"code": "g", "valid_from": DAY})
    home = {"number": "h", "place": "SRID=4326;POINT(0.5 0.5)", "valid_from": DAY}
    number = session.scalars(insert(Household).returning(Household.id), home).one()
    members = [
        {"grid_code": "g", "household_id": number, "valid_from": since, "valid_to": until}
        for since, until in (first, second)
    ]
    for table, both in ((GridVersion, versions(first, second)), (Membership, members)):
        session.execute(insert(table), both[0])
        if refused:
            with pytest.raises(IntegrityError, match="exclusion"), session.begin_nested():
                session.execute(insert(table), both[1])
        else:
            session.execute(insert(table), both[1])


def test_settings_of_a_database_have_defaults_and_are_kept(session):
    before = read_settings(session)
    keep_settings(session, scheme=Scheme.FREE.value, sample_seed=7)
    keep_settings(session, min_size=8)
    after = read_settings(session)

    assert (before.scheme, before.min_size, before.max_size) == (Scheme.CN12, 10, 15)
    assert not before.made_up
    assert (after.scheme, after.min_size, after.made_up) == (Scheme.FREE, 8, True)
    with pytest.raises(KeyError):
        keep_settings(session, colour="red")


def test_erasing_a_contact_leaves_the_household(session):
    home = {"number": "h", "place": "SRID=4326;POINT(0.5 0.5)", "valid_from": DAY}
    session.execute(insert(Household), home)
    session.execute(text("INSERT INTO household_contact SELECT id, 'x', '1' FROM household"))
    session.execute(text("DELETE FROM household_contact"))
    session.execute(update(Household).values(resident=False))

    assert session.scalar(select(Household.resident)) is False
