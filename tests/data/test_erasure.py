"""What erasing a person's data leaves behind, and how a change of it is found."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from data.audit import EntryFilter, read_entries
from data.audit_chains import verify_chains
from data.chain_fault import BrokenLink, Fault
from data.erasure import Erasing, erase_contact, erase_household, erase_note, erase_party
from data.errors import NotFound
from data.event_months import ensure_event_months
from data.signed_heads import SignedHeads
from data.tables import AuditEntry
from dispatch.auditing import AuditVerb
from dispatch.rights import Actor
from dispatch.vocabulary import Role

NOON = datetime(2026, 3, 5, 4, 0, tzinfo=UTC)
AUDITOR = Actor(9, "auditor", "auditor", Role.AUDITOR, "150625000000", "150625")


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


def add_note(session, issue_id, note="老王说的"):
    """One event with a note; answers the event's id."""
    ensure_event_months(session, [NOON])
    query = text("""
    WITH event AS (
        INSERT INTO issue_event (at, issue_id, verb, reason_params, note_digest)
        VALUES (:at, :issue, 'closed', '{}', sha256('salt'::bytea || convert_to(:note, 'UTF8')))
        RETURNING id, at, issue_id
    )
    INSERT INTO event_note (event_id, at, issue_id, salt, note)
    SELECT id, at, issue_id, 'salt'::bytea, :note FROM event RETURNING event_id
    """)
    return session.scalar(query, {"at": NOON, "issue": issue_id, "note": note})


def test_erasing_a_note_leaves_the_chain_whole_and_an_entry(session):
    event_id = add_note(session, made_issue(session))
    erase_note(session, event_id, Erasing(NOON, AUDITOR, "request-1"))

    (kept,) = links(session, "audit/issue:2026-AAAA-0001")

    assert broken(session) == []
    assert session.scalar(text("SELECT count(*) FROM event_note")) == 0
    assert (kept.verb, kept.account_id, kept.request_id) == ("erase", 9, "request-1")
    assert kept.details == {"erased": "note", "id": event_id}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("DELETE FROM event_note", Fault.VALUE_GONE),
        ("UPDATE event_note SET note = 'x'", Fault.VALUE_DIFFERS),
        ("UPDATE event_note SET salt = 'x'", Fault.VALUE_DIFFERS),
        ("UPDATE event_note SET event_id = event_id + 1", Fault.VALUE_GONE),
    ],
)
def test_a_note_that_is_not_what_the_event_says_is_found(session, change, fault):
    issue_id = made_issue(session)
    add_note(session, issue_id)
    session.execute(text("SET LOCAL session_replication_role = replica"))
    session.execute(text(change))

    assert BrokenLink(f"event/issue:{issue_id}", 1, fault) in broken(session)


def made_contacts(session):
    """One petitioner, party and household with their contacts; answers their ids."""
    issue = {"issue": made_issue(session)}
    petitioner = "INSERT INTO petitioner (issue_id) VALUES (:issue) RETURNING id"
    party = "INSERT INTO party (issue_id, kind) VALUES (:issue, 'person') RETURNING id"
    household = (
        "INSERT INTO household (number, place, valid_from) "
        "VALUES ('150625001001-7', 'SRID=4326;POINT(0 0)', '2026-01-01') RETURNING id"
    )
    ids = [session.scalar(text(query), issue) for query in (petitioner, party, household)]
    for query, one in zip(
        (
            "INSERT INTO petitioner_contact (petitioner_id, name) VALUES (:one, 'x')",
            "INSERT INTO party_contact (party_id, name) VALUES (:one, 'x')",
            "INSERT INTO household_contact (household_id, head) VALUES (:one, 'x')",
        ),
        ids,
        strict=True,
    ):
        session.execute(text(query), {"one": one})
    return ids


def test_each_kind_of_contact_is_erased_with_an_entry_and_only_once(session):
    ids = made_contacts(session)
    erasers = (erase_contact, erase_party, erase_household)
    for erase, one in zip(erasers, ids, strict=True):
        erase(session, one, Erasing(NOON))

    entries = read_entries(session, None, EntryFilter(verb=AuditVerb.ERASE), limit=9)

    assert sorted((one.object_id, one.details["erased"]) for one in entries) == [
        ("150625001001-7", "household"),
        ("2026-AAAA-0001", "party"),
        ("2026-AAAA-0001", "petitioner"),
    ]
    for erase, one in zip((*erasers, erase_note), (*ids, 1), strict=True):
        with pytest.raises(NotFound, match="erased before"):
            erase(session, one, Erasing(NOON))


def test_salts_are_random_and_each_row_has_its_own(session):
    made_contacts(session)
    query = text("""
    SELECT salt FROM petitioner_contact UNION SELECT salt FROM party_contact
    UNION SELECT salt FROM household_contact
    """)

    salts = session.scalars(query).all()

    assert [len(salt) for salt in salts] == [16, 16, 16]


def test_a_note_is_erased_and_never_changed(session):
    add_note(session, made_issue(session))

    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text("UPDATE event_note SET note = 'x'"))
