"""What enters the record, who reads it there, and what erasing leaves behind."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError

from data.audit import Entry, EntryFilter, count_entries, read_entries, record
from data.audit_chains import verify_chains
from data.chain_fault import BrokenLink, Fault
from data.event_months import ensure_event_months
from data.schema import migrate, revert
from data.session import make_engine, make_sessions, transaction
from data.signed_heads import SignedHeads
from data.tables import AuditEntry, ChainHead, IssueEvent
from dispatch.auditing import AuditVerb, ObjectKind, salted_digest
from dispatch.errors import PersonalDetail
from dispatch.rights import Actor
from dispatch.vocabulary import Role

EVENTS_BEFORE = "SELECT id, at, issue_id, verb, reason_params, note FROM issue_event ORDER BY id"
NOON = datetime(2026, 3, 5, 4, 0, tzinfo=UTC)
AUDITOR = Actor(9, "auditor", "auditor", Role.AUDITOR, "150625000000", "150625")
READ = Entry(NOON, AuditVerb.READ, ObjectKind.ISSUE, "2026-AAAA-0001", 3, Role.COUNTY)


def links(session, chain):
    query = select(AuditEntry).where(AuditEntry.chain == chain).order_by(AuditEntry.seq)
    return session.scalars(query).all()


def broken(session):
    session.flush()
    return verify_chains(session.connection(), SignedHeads(), newest=False).broken


def made_issue(session, number="2026-AAAA-0001", barred=None):
    query = text("""
    INSERT INTO issue (number, tracking_code, key, text, category, channel, kind, stage, level,
                       received_at, method, confidence, barred)
    VALUES (:number, :number, gen_random_uuid(), 'x', 'roads', 'hotline', 'claim', 'collect',
            'county', :at, 'none', 'none', :barred) RETURNING id
    """)
    return session.scalar(query, {"number": number, "at": NOON, "barred": barred})


def test_entries_of_one_object_follow_each_other(session):
    record(session, READ, replace(READ, verb=AuditVerb.REVEAL, purpose="contact"))
    record(session, replace(READ, object_id="2026-BBBB-0002"))

    first, second = links(session, "audit/issue:2026-AAAA-0001")

    assert (first.seq, first.previous, second.seq) == (1, b"", 2)
    assert second.previous == first.hash
    assert session.get(ChainHead, first.chain).hash == second.hash
    assert len(links(session, "audit/issue:2026-BBBB-0002")) == 1


def test_events_and_entries_have_chains_of_their_own(session):
    ensure_event_months(session, [NOON])
    session.execute(insert(IssueEvent), event(12))
    record(session, replace(READ, object_id="12"))

    chains = session.scalars(select(ChainHead.chain).order_by(ChainHead.chain)).all()

    assert chains == ["audit/issue:12", "event/issue:12"]


def event(issue_id, **more):
    return {"at": NOON, "issue_id": issue_id, "verb": "noticed", "reason_params": {}, **more}


def test_a_writer_cannot_choose_his_place_in_a_chain(session):
    ensure_event_months(session, [NOON])
    forged = {"chain": "event/issue:1", "seq": 99, "previous": b"x", "hash": b"x"}
    session.execute(insert(IssueEvent), [event(12, **forged)])

    kept = session.scalars(select(IssueEvent)).one()

    assert (kept.chain, kept.seq, kept.previous) == ("event/issue:12", 1, b"")
    assert broken(session) == []


@pytest.mark.parametrize(
    "setting",
    [
        *("timezone = 'America/New_York'", "datestyle = 'German'", "extra_float_digits = -5"),
        *("bytea_output = 'escape'", "intervalstyle = 'sql_standard'"),
    ],
)
def test_the_settings_of_a_session_change_no_hash(session, setting):
    ensure_event_months(session, [NOON])
    params = {"reason_params": {"n": 0.12345678901234567}, "note_digest": b"\0\xff"}
    session.execute(insert(IssueEvent), [event(7, **params)])
    session.execute(text(f"SET LOCAL {setting}"))
    session.execute(insert(IssueEvent), [event(7, reason_params={"n": 0.1})])
    found = verify_chains(session.connection(), SignedHeads()).broken
    session.execute(text("SET LOCAL timezone = 'Asia/Shanghai'"))

    assert found == [BrokenLink("event/issue:7", 1, Fault.VALUE_GONE)]
    assert verify_chains(session.connection(), SignedHeads()).broken == found


def test_entries_go_to_the_month_they_tell_of(session):
    record(session, READ, replace(READ, at=NOON + timedelta(days=40)))

    tables = session.scalars(text("SELECT DISTINCT tableoid::regclass::text FROM audit_entry"))

    assert sorted(tables) == ["audit_entry_2026_03", "audit_entry_2026_04"]


def test_recording_nothing_is_fine(session):
    record(session)

    assert session.scalars(select(AuditEntry)).all() == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_entry SET verb = 'x'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "TRUNCATE issue_event",
    ],
)
def test_the_record_only_grows(session, change):
    record(session, READ)
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(change))


@pytest.mark.parametrize(
    "details",
    [
        {"name": "王小明"},
        {"name": "John Smith"},
        {"phone": "13812345678"},
        {"phone": "+8613812345678"},
        {"query": ["ok", {"deep": "巴雅尔"}]},
        {"王小明": 1},
        {"mail": "a@b.cn"},
        {"line": "a\nb"},
    ],
)
def test_no_persons_data_enters_the_record(session, details):
    with pytest.raises(PersonalDetail, match="never a person's data"):
        record(session, replace(READ, details=details))


@pytest.mark.parametrize("field", ["object_id", "purpose", "request_id"])
def test_no_field_takes_a_persons_data(session, field):
    with pytest.raises(PersonalDetail):
        record(session, replace(READ, **{field: "王小明"}))


def test_codes_counts_and_digests_enter_the_record(session):
    details = {
        "issues": ["2026-7F3K-9Q2M"],
        "rows": 12,
        "share": 0.5,
        "region": "150625001001",
        "digest": salted_digest(b"salt", "王小明"),
        "nothing": None,
        "at": "2026-03-05T04:00:00+00:00",
    }
    record(session, replace(READ, details=details))

    assert session.scalars(select(AuditEntry.details)).one() == details


def test_writers_of_one_chain_queue_up(new_database):
    engine = make_engine(new_database("queueing"))
    sessions = make_sessions(engine)

    def write(_):
        with transaction(sessions) as session:
            record(session, READ, replace(READ, object_id="2026-BBBB-0002"))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(80)))

    with sessions() as session:
        assert [one.seq for one in links(session, "audit/issue:2026-AAAA-0001")] == [*range(1, 81)]
        assert broken(session) == []
    engine.dispose()


def test_history_from_before_the_chains_is_chained_and_can_be_taken_back(new_database):
    engine = make_engine(new_database("unchained"))
    revert(engine, "a11ce0000001")
    rows = """
    INSERT INTO issue_event (at, issue_id, verb, reason_params, note)
    SELECT :at + n * interval '20 days', n % 3, 'closed', '{}', CASE n % 2 WHEN 0 THEN '了' || n END
    FROM generate_series(1, 9) AS n
    """
    with engine.begin() as connection:
        for month in range(7):
            moment = {"at": NOON + timedelta(days=31 * month)}
            connection.execute(text("SELECT ensure_issue_event_month(:at)"), moment)
        connection.execute(text(rows), {"at": NOON})
        before = connection.execute(text(EVENTS_BEFORE)).all()

    migrate(engine)
    with make_sessions(engine)() as session:
        assert session.scalar(text("SELECT count(*) FROM event_note")) == 4
        assert session.scalar(text("SELECT max(seq) FROM issue_event")) == 3
        assert broken(session) == []
    revert(engine, "a11ce0000001")

    with engine.connect() as connection:
        assert connection.execute(text(EVENTS_BEFORE)).all() == before
        with pytest.raises(DBAPIError, match="append-only"):
            connection.execute(text("DELETE FROM issue_event"))
    engine.dispose()


# Reading


def numbers(session, actor=AUDITOR, **wanted):
    rows = read_entries(session, actor, EntryFilter(**wanted), limit=10)
    total = count_entries(session, actor, EntryFilter(**wanted))
    assert total == len(rows)
    return [row.object_id for row in rows]


def test_entries_come_newest_first_page_by_page(session):
    record(session, *[replace(READ, object_id=str(n), at=NOON + timedelta(n)) for n in range(5)])

    first = read_entries(session, AUDITOR, EntryFilter(), limit=2)
    after = first[-1].at, first[-1].hash
    second = read_entries(session, AUDITOR, EntryFilter(), limit=5, after=after)

    assert [row.object_id for row in first + second] == ["4", "3", "2", "1", "0"]


@pytest.mark.parametrize(
    "wanted",
    [
        {"account_id": 4},
        {"object_kind": ObjectKind.AGENT},
        {"object_id": "asked"},
        {"verb": AuditVerb.EXPORT},
        {"since": NOON + timedelta(seconds=1)},
    ],
)
def test_a_filter_leaves_what_was_asked_for(session, wanted):
    asked = Entry(
        NOON + timedelta(seconds=1), AuditVerb.EXPORT, ObjectKind.AGENT, "asked", account_id=4
    )
    record(session, READ, asked)

    assert numbers(session, **wanted) == ["asked"]
    assert numbers(session, until=NOON + timedelta(seconds=1)) == [READ.object_id]


@pytest.mark.parametrize(
    ("region", "seen"),
    [("150625000000", True), ("150625001001", True), ("150626000000", False), (None, True)],
)
def test_an_auditor_reads_of_those_under_his_region_and_of_nobody_in_particular(
    session, region, seen
):
    record(session, replace(READ, region_code=region))

    assert numbers(session) == ([READ.object_id] if seen else [])


@pytest.mark.parametrize("bar", ["p:9", "r:150625000000"])
def test_an_auditor_does_not_learn_of_an_accusation_against_him(session, bar):
    made_issue(session, barred=[bar, "x"])
    made_issue(session, "2026-CCCC-0003", barred=["r:150626000000"])
    exported = replace(READ, object_kind=ObjectKind.EXPORT, object_id="7")
    record(
        session,
        READ,
        replace(exported, details={"issues": ["2026-BBBB-0002", READ.object_id]}),
        replace(exported, object_id="8", details={"issues": ["2026-CCCC-0003"]}),
        replace(READ, object_id="2026-CCCC-0003"),
    )

    assert sorted(numbers(session)) == ["2026-CCCC-0003", "8"]
    assert len(read_entries(session, None, EntryFilter(), limit=10)) == 4
