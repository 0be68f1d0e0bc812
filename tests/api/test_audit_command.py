"""``wangge audit``, and the record over HTTP."""

import json
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from sqlalchemy import text

from data.audit import Entry, record
from data.erasure import Erasing, erase_contact
from data.session import make_sessions, transaction
from dispatch.auditing import AuditVerb, ObjectKind
from dispatch.vocabulary import Role

PETITIONER = {"name": "王小明", "phone": "13812345678"}


@pytest.fixture
def filed(county, file_issue):
    """One issue with a petitioner."""
    return file_issue(petitioner=PETITIONER)


def change(county, query):
    """Change what nobody may, as somebody who may everything."""
    with county.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text(query))


def verified(run, *words):
    done = run("audit", "verify", "--json", *words)
    return done.exit_code, json.loads(done.stdout)


def test_a_whole_history_is_said_to_be_whole(filed, run):
    done = run("audit", "verify")

    assert done.exit_code == 0
    assert done.stdout.rstrip().endswith("0 signed files: whole")
    assert "a cut tail cannot be seen" in done.stderr


def test_a_broken_link_is_named_and_the_exit_status_says_so(county, filed, run):
    change(county, "UPDATE issue_event SET verb = 'x' WHERE seq = 2")

    done = run("audit", "verify")
    code, found = verified(run)

    assert done.exit_code == code == 1
    assert " at 2: edited\n" in done.stdout
    (broken,) = found["broken"]
    assert broken["chain"].startswith("event/issue:")
    assert (broken["seq"], broken["fault"]) == (2, "edited")


def test_a_changed_petitioner_is_found_and_an_erased_one_is_fine(county, filed, run, now):
    change(county, "UPDATE petitioner_contact SET phone = '13900000000'")
    changed = verified(run)[1]["broken"]
    change(county, "DELETE FROM petitioner_contact")
    gone = verified(run)[1]["broken"]
    again = "INSERT INTO petitioner_contact (petitioner_id) SELECT id FROM petitioner"
    change(county, again)
    with transaction(make_sessions(county)) as session:
        petitioner = session.scalar(text("SELECT id FROM petitioner"))
        erase_contact(session, petitioner, Erasing(now))
    erased = verified(run)

    assert [(one["seq"], one["fault"]) for one in changed] == [(1, "value differs from its digest")]
    assert [(one["seq"], one["fault"]) for one in gone] == [(1, "value gone without an erasure")]
    assert erased[0] == 0


def test_the_history_holds_no_value_of_a_petitioner_and_nobody_is_shown_the_digests(
    county, filed, client, page_client
):
    with county.connect() as connection:
        kept = connection.scalar(text("SELECT string_agg(e::text, '') FROM issue_event e"))
        (params,) = connection.scalars(
            text("SELECT reason_params FROM issue_event WHERE verb = 'received'")
        ).all()

    digests = params["digests"]
    shown = client("county").get(f"/api/v1/issues/{filed['number']}").text
    page = page_client("county").get(f"/desk?issue={filed['number']}").text
    assert PETITIONER["name"] not in kept
    assert PETITIONER["phone"] not in kept
    assert set(digests) == {"petitioner", "name", "phone"}
    for digest in (digests["name"], digests["phone"]):
        assert len(digest) == 64
        assert digest not in shown + page


def test_signing_makes_a_key_and_a_file_and_the_next_night_another(filed, run, tmp_path):
    first, second = run("audit", "sign"), run("audit", "sign")

    state = tmp_path / ".wangge"
    assert (first.exit_code, second.exit_code) == (0, 0), first.output
    assert second.stdout.endswith("heads-000002.jsonl: 0 heads\n")
    assert state.joinpath("audit-key").stat().st_mode & 0o777 == 0o600
    assert verified(run)[1]["files"] == 2


def test_a_cut_tail_with_a_mended_head_is_found_by_the_signed_file(county, filed, run):
    run("audit", "sign")
    change(county, "DELETE FROM issue_event WHERE seq = 3")
    mended = """
    UPDATE chain_head SET seq = 2, hash = issue_event.hash, signed_seq = 0 FROM issue_event
    WHERE issue_event.chain = chain_head.chain AND issue_event.seq = 2
    """
    change(county, mended)

    code, found = verified(run)

    assert code == 1
    assert [(one["seq"], one["fault"]) for one in found["broken"]] == [(3, "tail cut")]


def test_an_older_copy_of_the_signed_files_is_checked_with_its_own_key(
    filed, run, tmp_path, file_with
):
    run("audit", "sign")
    copy = tmp_path / "copy"
    copy.mkdir()
    heads = tmp_path / ".wangge" / "audit-heads"
    (copy / "heads-000001.jsonl").write_bytes((heads / "heads-000001.jsonl").read_bytes())
    key = (tmp_path / ".wangge" / "audit-key.pub").rename(copy / "key.pub")
    file_with()

    code, found = verified(run, "--heads", copy, "--key", key)

    assert (code, found["files"]) == (0, 1)


def test_signed_files_without_their_key_are_a_wrong_use(filed, run, tmp_path):
    run("audit", "sign")
    (tmp_path / ".wangge" / "audit-key.pub").unlink()

    done = run("audit", "verify")

    assert done.exit_code == 2
    assert "no Ed25519 key" in done.stderr


def test_a_folder_that_is_not_there_is_a_wrong_use(filed, run, tmp_path):
    assert run("audit", "verify", "--heads", tmp_path / "nowhere").exit_code == 2


def let_others_read(key):
    key.chmod(0o640)


def write_words(key):
    key.write_text("x")


def write_another_kind(key):
    other = X25519PrivateKey.generate()
    key.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (let_others_read, "others may read"),
        (write_words, "no Ed25519 key"),
        (write_another_kind, "no Ed25519 key"),
    ],
)
def test_a_key_that_cannot_be_used_is_refused(filed, run, tmp_path, spoil, said):
    run("audit", "sign")
    spoil(tmp_path / ".wangge" / "audit-key")

    done = run("audit", "sign")

    assert done.exit_code == 1
    assert said in str(done.exception)


# The record over HTTP, and at the machine


@pytest.fixture
def auditor(county, client):
    """Somebody who signed in before the record of the test begins."""
    return client("auditor")


@pytest.fixture
def recorded(county, auditor, now):
    """Five entries: four about issues, newest last, and one about an account."""

    def entry(n, **more):
        about = {"object_kind": ObjectKind.ISSUE, "object_id": f"2026-AAAA-000{n}"}
        who = {"account_id": 1, "role": Role.COUNTY}
        values = {"verb": AuditVerb.READ, **about, **who, **more}
        return Entry(at=now - timedelta(minutes=9 - n), **values)

    with county.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for table in ("audit_entry", "chain_head"):
            connection.execute(text(f"DELETE FROM {table}"))
    with transaction(make_sessions(county)) as session:
        record(session, *[entry(n) for n in range(4)])
        record(session, entry(4, object_kind=ObjectKind.ACCOUNT, verb=AuditVerb.GRANT))


def read(client, **params):
    answer = client.get("/api/v1/audit", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def objects(page):
    return [item["object_id"][-1] for item in page["items"]]


def test_the_auditor_pages_through_the_record(recorded, auditor):
    first = read(auditor, limit=2, to="2026-03-20", verb="read")
    second = read(auditor, limit=2, to="2026-03-20", verb="read", cursor=first["next"])

    assert (objects(first), objects(second)) == (["3", "2"], ["1", "0"])
    assert (first["total"], second["total"], second["next"]) == (4, 4, None)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"kind": "account"}, ["4"]),
        ({"object": "2026-AAAA-0002"}, ["2"]),
        ({"object": "2026-AAAA-0002\0"}, ["2"]),
        ({"verb": "grant"}, ["4"]),
        ({"account": 2}, []),
        ({"from": "2026-03-20", "kind": "account"}, ["4"]),
        ({"from": "2026-03-21"}, []),
        ({"to": "2026-03-19"}, []),
        ({"to": "9999-12-31", "kind": "account"}, ["4"]),
    ],
    ids=["kind", "object", "nul", "verb", "account", "since", "after", "until", "for-ever"],
)
def test_the_auditor_asks_for_a_part_of_the_record(recorded, auditor, asked, found):
    assert objects(read(auditor, **asked)) == found


def test_reading_the_record_enters_the_record_with_its_request(recorded, auditor):
    answer = auditor.get("/api/v1/audit")

    (item,) = read(auditor, kind="audit")["items"]

    assert (item["verb"], item["role"], item["details"]) == ("list", "auditor", {"rows": 5})
    assert item["request_id"] == answer.headers["X-Request-Id"]


def test_a_signed_in_reader_who_is_no_auditor_is_refused(recorded, client):
    for role in ("admin", "county", "screener", "agent"):
        assert client(role).get("/api/v1/audit").status_code == 403
    assert client().get("/api/v1/audit").status_code == 401


@pytest.mark.parametrize("cursor", ["x", "W10", "WyJ4IiwieCJd", "WyIyMDI2LTAxLTAxIiwiMDAiXQ"])
def test_a_cursor_from_elsewhere_is_refused(recorded, auditor, cursor):
    answer = auditor.get("/api/v1/audit", params={"cursor": cursor})

    assert answer.status_code == 422
    assert answer.json()["title"] == "bad cursor"


def test_the_administrator_of_the_machine_lists_the_record(recorded, run):
    everything = run("audit", "show")
    words = ["--account", "1", "--kind", "account", "--verb", "grant", "--limit", "5"]
    asked = run("audit", "show", *words, "--from", "2026-03-20", "--to", "2026-03-20")

    assert everything.exit_code == 0, everything.output
    assert len(everything.stdout.splitlines()) == 5
    assert asked.stdout == "2026-03-20 09:55:00  1 county  grant account:2026-AAAA-0004\n"
