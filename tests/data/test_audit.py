"""Ten thousand links of history, and everything somebody with all rights can do to them."""

from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from data.audit import Entry, record
from data.audit_chains import verify_chains
from data.audit_heads import sign_heads
from data.chain_fault import BrokenLink, Fault
from data.session import make_engine, make_sessions, transaction
from data.signed_heads import SignedHeads, read_heads
from dispatch.auditing import AuditVerb, ObjectKind

NOON = datetime(2026, 3, 5, 4, 0, tzinfo=UTC)
EVENTS, ENTRIES, LENGTH = 8_000, 2_000, 20
CHAINS = (EVENTS + ENTRIES) // LENGTH
MONTHS = "SELECT ensure_issue_event_month(:at), ensure_audit_month(:at)"
MANY_EVENTS = """
INSERT INTO issue_event (at, issue_id, verb, stage, level, reason_code, reason_params, rule_version)
SELECT :at + n * interval '1 second', n % :chains + 1, 'noticed', 'handle', 'village',
       CASE n % 2 WHEN 0 THEN 'in-grid' END, jsonb_build_object('n', n, 'of', '户'), 1
FROM generate_series(1, :rows) AS n ORDER BY n
"""
MANY_ENTRIES = """
INSERT INTO audit_entry (at, account_id, role, verb, object_kind, object_id, details)
SELECT :at + n * interval '1 second', 1, 'county', 'read', 'account', n % :chains + 1, '{}'
FROM generate_series(1, :rows) AS n ORDER BY n
"""
EVENT, ENTRY = ("issue_event", "event/issue:7"), ("audit_entry", "audit/account:7")


@pytest.fixture(scope="module")
def key():
    return Ed25519PrivateKey.generate()


@pytest.fixture(scope="module")
def audited(new_database):
    """A database with ten thousand links in chains of twenty."""
    engine = make_engine(new_database("audited"))
    with engine.begin() as connection:
        connection.execute(text(MONTHS), {"at": NOON})
        for query, rows in ((MANY_EVENTS, EVENTS), (MANY_ENTRIES, ENTRIES)):
            of = {"at": NOON, "rows": rows, "chains": rows // LENGTH}
            connection.execute(text(query), of)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def folder(audited, key, tmp_path_factory):
    """Two nights of signed heads; five links came in between."""
    folder = tmp_path_factory.mktemp("heads")
    sessions = make_sessions(audited)
    with transaction(sessions) as session:
        sign_heads(session, folder, key, NOON)
    with transaction(sessions) as session:
        record(session, *[entry() for _ in range(5)])
    with transaction(sessions) as session:
        sign_heads(session, folder, key, NOON)
    return folder


@pytest.fixture
def signed(folder, key):
    return read_heads(folder, key.public_key())


@pytest.fixture
def attacker(audited, folder):
    """Connection of somebody with all rights and the guards switched off; nothing stays."""
    with audited.connect() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        yield connection
        connection.rollback()


def entry():
    about = {"object_kind": ObjectKind.ACCOUNT, "object_id": "7", "account_id": 1}
    return Entry(at=NOON, verb=AuditVerb.READ, **about)


def change(connection, query, **values):
    return connection.execute(text(query), values)


def broken(connection, heads=None):
    """What verification finds, without or with the signed heads."""
    return verify_chains(connection, heads or SignedHeads(), newest=heads is not None).broken


def copy_of_one(connection, table, chain, seq):
    rows = f"CREATE TEMPORARY TABLE one ON COMMIT DROP AS SELECT * FROM {table}"
    change(connection, rows + " WHERE chain = :c AND seq = :s", c=chain, s=seq)


def put_copy(connection, table):
    change(connection, f"INSERT INTO {table} SELECT * FROM one")


def mend_head(connection, chain, seq):
    """Let a chain end at a link, as if it always had."""
    query = """
    UPDATE chain_head AS head
    SET seq = :s, previous = link.previous, hash = link.hash, signed_seq = 0
    FROM (SELECT chain, seq, previous, hash FROM issue_event
          UNION ALL SELECT chain, seq, previous, hash FROM audit_entry) AS link
    WHERE head.chain = :c AND link.chain = :c AND link.seq = :s
    """
    change(connection, query, c=chain, s=seq)


def delete(connection, table, chain, seq):
    change(connection, f"DELETE FROM {table} WHERE chain = :c AND seq = :s", c=chain, s=seq)
    return BrokenLink(chain, seq, Fault.TAIL_CUT if seq == LENGTH else Fault.MISSING)


def edit(connection, table, chain, seq):
    query = f"UPDATE {table} SET verb = 'x' WHERE chain = :c AND seq = :s"
    change(connection, query, c=chain, s=seq)
    return BrokenLink(chain, seq, Fault.EDITED)


def edit_the_id(connection, table, chain, seq):
    query = f"UPDATE {table} SET id = -id WHERE chain = :c AND seq = :s"
    change(connection, query, c=chain, s=seq)
    return BrokenLink(chain, seq, Fault.EDITED)


def move_to_another_object(connection, table, chain, seq):
    column = {"issue_event": "issue_id", "audit_entry": "object_id"}[table]
    query = f"UPDATE {table} SET {column} = '8' WHERE chain = :c AND seq = :s"
    change(connection, query, c=chain, s=seq)
    return BrokenLink(chain, seq, Fault.EDITED)


def edit_and_hash_again(connection, table, chain, seq):
    """The changed row's own hash is right again; what comes after it does not follow."""
    head = change(connection, "SELECT * FROM chain_head WHERE chain = :c", c=chain).one()
    copy_of_one(connection, table, chain, seq)
    delete(connection, table, chain, seq)
    change(connection, "UPDATE one SET verb = 'x'")
    before = """
    UPDATE chain_head SET seq = one.seq - 1, hash = one.previous FROM one
    WHERE chain_head.chain = one.chain
    """
    change(connection, before)
    change(connection, "SET LOCAL session_replication_role = origin")
    put_copy(connection, table)
    after = "UPDATE chain_head SET seq = :s, hash = :h WHERE chain = :c"
    change(connection, after, c=chain, s=head.seq, h=head.hash)
    if seq == LENGTH:
        return BrokenLink(chain, seq, Fault.HEAD_DIFFERS)
    return BrokenLink(chain, seq + 1, Fault.OUT_OF_ORDER)


def swap(connection, table, chain, seq):
    """Two neighbours change places, contents and hashes with them."""
    first = min(seq, LENGTH - 1)
    query = f"UPDATE {table} SET seq = :both - seq WHERE chain = :c AND seq IN (:s, :s + 1)"
    change(connection, query, c=chain, s=first, both=2 * first + 1)
    return BrokenLink(chain, first, Fault.OUT_OF_ORDER)


def insert_a_copy(connection, table, chain, seq):
    """A row comes in between and all later ones move up by one place."""
    move = f"UPDATE {table} SET seq = seq + 1 WHERE chain = :c AND seq > :s"
    change(connection, move, c=chain, s=seq)
    copy_of_one(connection, table, chain, seq)
    change(connection, "UPDATE one SET id = 90000 + id, seq = seq + 1, previous = hash")
    put_copy(connection, table)
    return BrokenLink(chain, seq + 1, Fault.EDITED)


def cut_the_tail(connection, table, chain, seq):
    change(connection, f"DELETE FROM {table} WHERE chain = :c AND seq >= :s", c=chain, s=seq)
    return BrokenLink(chain, seq, Fault.TAIL_CUT)


ATTACKS = [
    *(delete, edit, edit_the_id, move_to_another_object, edit_and_hash_again, swap),
    *(insert_a_copy, cut_the_tail),
]


def test_a_whole_history_has_no_broken_link(audited, folder, signed):
    with audited.connect() as connection:
        findings = verify_chains(connection, signed)

    assert findings.broken == []
    assert (findings.chains, findings.links, findings.files) == (CHAINS, EVENTS + ENTRIES + 5, 2)


@pytest.mark.parametrize("seq", [1, 11, LENGTH])
@pytest.mark.parametrize("attack", ATTACKS)
def test_the_first_broken_link_of_an_events_chain_is_named(attacker, attack, seq):
    expected = attack(attacker, *EVENT, seq)

    assert broken(attacker) == [expected]


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_first_broken_link_of_an_entrys_chain_is_named(attacker, attack):
    expected = attack(attacker, *ENTRY, 11)

    assert broken(attacker) == [expected]


def test_a_second_row_at_one_place_is_found(attacker):
    copy_of_one(attacker, *EVENT, 11)
    change(attacker, "UPDATE one SET id = 90000 + id")
    put_copy(attacker, EVENT[0])

    ((chain, seq, fault),) = broken(attacker)

    assert (chain, seq) == (EVENT[1], 11)
    assert fault in {Fault.INSERTED, Fault.EDITED}


def test_every_broken_chain_is_named_once(attacker):
    change(attacker, "UPDATE issue_event SET verb = 'x' WHERE seq IN (3, 4, 9)")

    found = broken(attacker)

    assert len({link.chain for link in found}) == len(found) == EVENTS // LENGTH
    assert {(link.seq, link.fault) for link in found} == {(3, Fault.EDITED)}


@pytest.mark.parametrize("last", [1, 13])
def test_a_row_added_behind_a_chains_end_is_found(attacker, last):
    cut_the_tail(attacker, *EVENT, last + 1)
    mend_head(attacker, EVENT[1], last)
    change(attacker, "SET LOCAL session_replication_role = origin")
    added = """
    INSERT INTO issue_event (at, issue_id, verb, reason_params) VALUES (:at, 7, 'x', '{}')
    """
    change(attacker, added, at=NOON)
    mend_head(attacker, EVENT[1], last)

    assert broken(attacker) == [BrokenLink(EVENT[1], last + 1, Fault.INSERTED)]


def test_a_cut_tail_with_a_mended_head_is_seen_by_the_signed_heads_alone(attacker, signed):
    cut_the_tail(attacker, *EVENT, 16)
    mend_head(attacker, EVENT[1], 15)

    assert broken(attacker) == []
    assert broken(attacker, signed) == [BrokenLink(EVENT[1], 16, Fault.TAIL_CUT)]


def test_a_chain_taken_away_whole_is_seen_by_the_signed_heads_alone(attacker, signed):
    cut_the_tail(attacker, *EVENT, 1)
    change(attacker, "DELETE FROM chain_head WHERE chain = :c", c=EVENT[1])

    assert broken(attacker) == []
    assert broken(attacker, signed) == [BrokenLink(EVENT[1], 1, Fault.TAIL_CUT)]


@pytest.mark.parametrize(("first", "named"), [(3, 20), (20, 20), (21, 25), (25, 25)])
def test_a_chain_written_anew_is_seen_by_the_signed_heads_alone(attacker, signed, first, named):
    """It was signed at 20 and at 25; what is named is the first signed link that is another."""
    table, chain = ENTRY
    kept = "CREATE TEMPORARY TABLE kept ON COMMIT DROP AS SELECT * FROM audit_entry"
    change(attacker, kept + " WHERE chain = :c AND seq >= :s", c=chain, s=first)
    change(attacker, "UPDATE kept SET verb = 'x' WHERE seq = :s", s=first)
    cut_the_tail(attacker, table, chain, first)
    mend_head(attacker, chain, first - 1)
    change(attacker, "SET LOCAL session_replication_role = origin")
    change(attacker, "INSERT INTO audit_entry SELECT * FROM kept ORDER BY seq")

    assert broken(attacker) == []
    assert broken(attacker, signed) == [BrokenLink(chain, named, Fault.NOT_AS_SIGNED)]


def test_a_missing_head_is_found(attacker):
    change(attacker, "DELETE FROM chain_head WHERE chain = :c", c=EVENT[1])

    assert broken(attacker) == [BrokenLink(EVENT[1], 1, Fault.INSERTED)]


def test_the_checks_own_functions_cannot_be_replaced(attacker):
    edit(attacker, *EVENT, 11)
    forged = """
    CREATE FUNCTION public.octet_length(varchar) RETURNS int LANGUAGE sql AS 'SELECT 1';
    CREATE FUNCTION public.sha256(bytea) RETURNS bytea LANGUAGE sql AS 'SELECT $1';
    CREATE OR REPLACE FUNCTION chain_issue_event() RETURNS trigger LANGUAGE plpgsql
    AS 'BEGIN RETURN NEW; END';
    """
    change(attacker, forged)

    assert broken(attacker) == [BrokenLink(EVENT[1], 11, Fault.EDITED)]
