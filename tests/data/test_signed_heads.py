"""The files of signed heads: what they hold, and what can be done to them."""

import json
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from data.audit import Entry, record
from data.audit_chains import verify_chains, verify_database
from data.audit_heads import file_name, sign_heads
from data.chain_fault import BrokenLink, Fault
from data.session import make_engine, make_sessions, transaction
from data.signed_heads import read_heads
from dispatch.auditing import AuditVerb, ObjectKind

NOON = datetime(2026, 3, 5, 4, 0, tzinfo=UTC)
KEY = Ed25519PrivateKey.generate()


def add(session, *objects):
    entries = [Entry(NOON, AuditVerb.READ, ObjectKind.GRID, one) for one in objects]
    record(session, *entries)


def sign(session, folder):
    return sign_heads(session, folder, KEY, NOON)


def lines(folder, number):
    return [json.loads(line) for line in (folder / file_name(number)).read_text().splitlines()]


@pytest.fixture
def folder(session, tmp_path):
    """Three nights: two chains, one of them moved in between, then none."""
    folder = tmp_path / "heads"
    add(session, "a", "a", "b")
    sign(session, folder)
    add(session, "b")
    sign(session, folder)
    sign(session, folder)
    return folder


def broken(session, folder):
    heads = read_heads(folder, KEY.public_key())
    return verify_chains(session.connection(), heads).broken


def test_a_file_holds_the_heads_that_moved_and_counts_them_all(folder):
    first, second, third = (lines(folder, number) for number in (1, 2, 3))

    assert [line[:2] for line in first[1:-1]] == [["audit/grid:a", 2], ["audit/grid:b", 1]]
    assert [line[:2] for line in second[1:-1]] == [["audit/grid:b", 2]]
    assert third[1:-1] == []
    assert [(one[0]["chains"], one[0]["links"]) for one in (first, second, third)] == [
        (2, 3),
        (2, 4),
        (2, 4),
    ]


def test_signed_files_and_database_agree(session, folder):
    assert broken(session, folder) == []


def test_a_folder_begun_anew_holds_all_heads(session, folder, tmp_path):
    assert sign(session, tmp_path / "other").heads == 2


def test_a_night_whose_transaction_failed_is_signed_again(session, folder):
    add(session, "a")
    with session.begin_nested() as point:
        sign(session, folder)
        point.rollback()
    again = sign(session, folder)

    assert (again.number, again.heads) == (5, 1)
    assert broken(session, folder) == []


def test_a_file_is_never_written_over(session, folder, monkeypatch):
    monkeypatch.setattr("data.audit_heads.signed_files", lambda _: [])
    before = (folder / file_name(1)).read_bytes()

    with pytest.raises(FileExistsError):
        sign(session, folder)

    assert (folder / file_name(1)).read_bytes() == before


def edit_first(folder):
    path = folder / file_name(1)
    path.write_bytes(path.read_bytes().replace(b'"audit/grid:a",2', b'"audit/grid:a",1'))
    return [(file_name(1), Fault.FILE_FORGED), (file_name(2), Fault.FILE_OUT_OF_ORDER)]


def remove_first(folder):
    (folder / file_name(1)).unlink()
    return [(file_name(1), Fault.FILE_MISSING)]


def remove_second(folder):
    (folder / file_name(2)).unlink()
    return [(file_name(2), Fault.FILE_MISSING)]


def write_over(folder):
    (folder / file_name(3)).write_text("{}\n")
    return [(file_name(3), Fault.FILE_UNREADABLE)]


def cut_short(folder):
    path = folder / file_name(3)
    path.write_bytes(path.read_bytes()[:-10])
    return [(file_name(3), Fault.FILE_UNREADABLE)]


def name_anew(folder):
    (folder / file_name(3)).rename(folder / file_name(4))
    return [(file_name(4), Fault.FILE_OUT_OF_ORDER)]


SPOILT = [edit_first, remove_first, remove_second, write_over, cut_short, name_anew]


@pytest.mark.parametrize("spoil", SPOILT)
def test_a_spoilt_file_is_named(folder, spoil):
    expected = spoil(folder)

    found = read_heads(folder, KEY.public_key()).broken

    assert [(link.chain, link.fault) for link in found] == expected


def test_files_signed_by_another_key_vouch_for_nothing(folder):
    found = read_heads(folder, Ed25519PrivateKey.generate().public_key())

    assert {link.fault for link in found.broken} == {Fault.FILE_FORGED}
    assert found.chains == {}


def test_a_newest_file_that_is_gone_is_missed(session, folder):
    for number in (2, 3):
        (folder / file_name(number)).unlink()

    assert broken(session, folder) == [BrokenLink("signed heads", None, Fault.FILE_MISSING)]


def test_a_head_left_out_of_a_file_is_missed(session, folder):
    add(session, "a")
    session.execute(text("UPDATE chain_head SET signed_seq = seq"))
    sign(session, folder)

    found = read_heads(folder, KEY.public_key()).broken

    assert found == [BrokenLink(file_name(4), None, Fault.FILE_INCOMPLETE)]


def test_a_head_that_somebody_is_moving_is_signed_the_next_night(new_database, tmp_path):
    engine = make_engine(new_database("moving"))
    sessions = make_sessions(engine)
    with transaction(sessions) as session:
        add(session, "a", "b")
    with sessions() as writer:
        add(writer, "a")
        with transaction(sessions) as session:
            first = sign(session, tmp_path)
        writer.commit()
    with transaction(sessions) as session:
        second = sign(session, tmp_path)

    found = verify_database(engine, lambda: read_heads(tmp_path, KEY.public_key()))

    assert (first.heads, second.heads) == (2, 1)
    assert (found.broken, found.links, found.files) == ([], 3, 2)
    engine.dispose()


def test_nobody_signs_while_somebody_verifies(new_database, tmp_path):
    engine = make_engine(new_database("locked"))

    def heads():
        with transaction(make_sessions(engine)) as session:
            session.execute(text("SET LOCAL lock_timeout = '50ms'"))
            sign(session, tmp_path)

    with pytest.raises(Exception, match="lock timeout"):
        verify_database(engine, heads)
    with transaction(make_sessions(engine)) as session:
        assert sign(session, tmp_path).number == 1
    engine.dispose()
