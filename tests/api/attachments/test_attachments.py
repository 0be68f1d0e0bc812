"""Files of issues through the API: sent, bound once, shown to whom."""

import io
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from PIL import Image
from sqlalchemy import text

from api.deps import get_settings
from api.services.attachments import MOST_FILES, Upload, keep_of_form, made_clean
from data.attachments import Binding, bind_files
from data.errors import NotFound, TooManyFiles
from data.scope import as_system, enter_scope
from data.session import make_sessions, transaction
from data.tables import Attachment, IssueEvent

GONE = (b"Exif", b"http://ns.adobe.com", b"GPS", b"Canary", b"xmpmeta", b"ICC_PROFILE")


def own(send, content, **more):
    answer = send(content, **more)
    assert answer.status_code == 201, answer.text
    return answer


def test_a_photo_is_kept_without_its_position_and_comes_back_as_a_download(
    client, send_file, with_files, make_photo
):
    sent = make_photo(orientation=6)
    assert b"Exif" in sent
    assert Image.open(io.BytesIO(sent)).getexif().get_ifd(0x8825)

    kept = own(send_file, sent)
    with_files(kept)
    got = client("county").get(f"/api/v1/attachments/{kept.json()['id']}")

    assert not [mark for mark in GONE if mark in got.content]
    image = Image.open(io.BytesIO(got.content))
    assert (dict(image.getexif()), image.size) == ({}, (300, 400))
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert got.headers["content-type"] == "image/jpeg"
    assert got.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert got.headers["content-disposition"].endswith("-1.jpg")
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["content-security-policy"].startswith("sandbox")
    assert got.headers["cache-control"] == "no-store"
    assert (kept.json()["size"], kept.json()["media_type"]) == (len(got.content), "image/jpeg")


def test_files_are_listed_with_their_issue(client, send_file, with_files):
    first, second = own(send_file, None), own(send_file, None, name="纸.png")
    issue = with_files(first, second)

    listed = client("county").get(f"/api/v1/issues/{issue['number']}/attachments").json()

    assert [one["id"] for one in listed["items"]] == sorted(
        [first.json()["id"], second.json()["id"]]
    )
    assert {one["name"] for one in listed["items"]} == {"现场-1.jpg", "纸.jpg"}


def test_only_who_is_shown_the_house_is_shown_its_files(client, send_file, with_files, small):
    kept = own(send_file, None)
    issue = with_files(kept)
    paths = [
        f"/api/v1/issues/{issue['number']}/attachments",
        f"/api/v1/attachments/{kept.json()['id']}",
    ]

    told = {
        role: [client(role).get(path).status_code for path in paths]
        for role in ("agent", "county", "township", "secretary", "leader", "planner", "integration")
    }

    assert told == {
        "agent": [200, 200],
        "county": [200, 200],
        "township": [403, 404],
        "secretary": [403, 404],
        "leader": [403, 404],
        "planner": [403, 403],
        "integration": [404, 404],
    }
    assert client().get(paths[1]).status_code == 401
    asked = client("township").get(paths[1], params={"purpose": "place"})
    assert asked.status_code == 200


def test_a_look_at_a_file_is_recorded_with_its_purpose(client, county, send_file, with_files):
    kept = own(send_file, None)
    with_files(kept)

    client("township").get(f"/api/v1/attachments/{kept.json()['id']}", params={"purpose": "place"})

    with county.connect() as connection:
        query = text("SELECT verb, purpose FROM audit_entry ORDER BY id DESC LIMIT 1")
        assert tuple(connection.execute(query).one()) == ("read", "place")


def test_files_of_a_held_report_are_held_with_it(client, send_file, with_files):
    kept = own(send_file, None)
    with_files(kept, category="cadre-conduct", text="村干部私分补偿款")

    path = f"/api/v1/attachments/{kept.json()['id']}"

    told = {role: client(role).get(path).status_code for role in ("agent", "township", "screener")}
    assert told == {"agent": 404, "township": 404, "screener": 200}


def test_a_file_of_somebody_else_refuses_the_filing_and_loses_nothing(client, small, send_file):
    theirs = own(send_file, None, role="township").json()["id"]
    mine = own(send_file, None).json()["id"]
    key = str(uuid4())
    body = {"text": "路坏了", "category": "roads", "channel": "phone", "key": key}

    refused = client("county").post("/api/v1/issues", json={**body, "attachments": [mine, theirs]})
    filed = client("county").post("/api/v1/issues", json={**body, "attachments": [mine]})
    again = client("county").post("/api/v1/issues", json={**body, "attachments": [mine]})

    assert (refused.status_code, filed.status_code) == (404, 201)
    assert again.json() == filed.json()


def test_a_file_belongs_to_one_issue_only(client, send_file, with_files):
    kept = own(send_file, None)
    with_files(kept)

    body = {"text": "另一件", "category": "roads", "channel": "phone"}
    again = client("county").post(
        "/api/v1/issues", json={**body, "attachments": [kept.json()["id"]]}
    )

    assert again.status_code == 404


def test_the_tenth_file_is_refused_at_filing_and_afterwards(client, send_file, with_files):
    sent = [own(send_file, None) for _ in range(9)]
    ids = [one.json()["id"] for one in sent]
    body = {"text": "另一件", "category": "roads", "channel": "phone"}
    ten = client("county").post(
        "/api/v1/issues", json={**body, "attachments": [*ids, str(uuid4())]}
    )
    issue = with_files(*sent)

    more = send_file(path=f"/api/v1/issues/{issue['number']}/attachments")

    assert (ten.status_code, more.status_code) == (422, 409)


def test_a_file_sent_twice_under_one_key_is_kept_once(county, send_file, make_photo):
    key = str(uuid4())
    sent = make_photo()

    first = send_file(sent, **{"Idempotency-Key": key})
    second = send_file(sent, **{"Idempotency-Key": key})
    other = send_file(make_photo(size=(10, 10)), **{"Idempotency-Key": key})

    assert first.json() == second.json()
    assert other.status_code == 422
    with county.connect() as connection:
        query = text("SELECT count(*) FROM attachment WHERE id = :id")
        assert connection.scalar(query, {"id": first.json()["id"]}) == 1


def test_a_file_added_later_leaves_a_line_in_the_history(client, send_file, file_issue, rows_of):
    number = file_issue()["number"]
    path = f"/api/v1/issues/{number}/attachments"

    added = own(send_file, None, role="agent", path=path)
    refused = send_file(path=path, role="leader")

    event = rows_of(number, IssueEvent)[-1]
    assert (event.verb, event.reason_params["digest"]) == ("attached", added.json()["sha256"])
    assert [str(one.id) for one in rows_of(number, Attachment)] == [added.json()["id"]]
    assert refused.status_code == 403


@pytest.mark.parametrize(
    ("content", "status"),
    [
        pytest.param(b"", 422, id="empty"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", 422, id="svg"),
        pytest.param(b"<!doctype html><script>alert(1)</script>", 422, id="html"),
        pytest.param(b"MZ\x90\0" * 100, 422, id="program"),
        pytest.param(b"PK\x03\x04" + b"\0" * 100, 422, id="archive"),
        pytest.param(b"\xff\xd8\xff\xe0" + b"\0" * 50, 422, id="no photo behind the mark"),
        pytest.param(b"%PDF-1.7\nnothing", 422, id="no pdf behind the mark"),
        pytest.param(b"\0\0\0\x18ftypmp42" + b"\0" * 90, 422, id="no film behind the mark"),
        pytest.param(b"ID3\x04\0\0\0\0\0\x02..no sound", 422, id="no sound behind the mark"),
        pytest.param(b"\xff\xd8\xff" + b"\0" * 20_000_000, 413, id="too big"),
    ],
)
def test_what_is_no_photo_or_paper_is_refused_with_what_to_do(send_file, content, status):
    answer = send_file(content, name="photo.jpg")

    assert answer.status_code == status
    assert answer.json()["errors"][0]["field"] == "file"
    assert answer.json()["detail"].endswith(".")


def test_a_photo_cut_short_is_refused(send_file, make_photo):
    sent = make_photo()

    assert send_file(sent[: len(sent) // 2]).status_code == 422


def test_a_page_hidden_in_a_photo_does_not_come_back(client, send_file, with_files, make_photo):
    kept = own(send_file, make_photo() + b"<html><script>alert(1)</script></html>")
    with_files(kept)

    got = client("county").get(f"/api/v1/attachments/{kept.json()['id']}")

    assert b"<script>" not in got.content


def test_who_may_not_file_sends_no_files(send_file):
    assert {
        role: send_file(role=role).status_code for role in ("leader", "planner", "auditor")
    } == {
        "leader": 403,
        "planner": 403,
        "auditor": 403,
    }


def test_who_sends_too_many_files_in_a_minute_waits(monkeypatch, app, api_settings, send_file):
    fewer = api_settings.model_copy(update={"files_per_minute": 2})
    monkeypatch.setitem(app.dependency_overrides, get_settings, lambda: fewer)

    answers = [send_file(b"no photo") for _ in range(3)] + [send_file(role="township")]

    assert [one.status_code for one in answers] == [422, 422, 429, 201]
    assert int(answers[2].headers["retry-after"]) > 0


def test_a_setting_says_which_kinds_are_taken_and_how_large(
    monkeypatch, app, api_settings, send_file, make_photo
):
    change = {"attachment_kinds": "sound,pdf", "attachment_bytes": 2_000}
    less = api_settings.model_copy(update=change)
    monkeypatch.setitem(app.dependency_overrides, get_settings, lambda: less)
    voice = b"#!AMR\n" + b"\x3c" * 400

    told = [send_file(one).status_code for one in (voice, voice * 9, make_photo(size=(8, 8)))]

    assert told == [201, 413, 422]


def test_of_many_files_added_at_once_nine_are_kept(send_file, with_files, rows_of):
    issue = with_files(*(send_file() for _ in range(7)))
    path = f"/api/v1/issues/{issue['number']}/attachments"

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(lambda _: send_file(path=path).status_code, range(4)))

    assert sorted(told) == [201, 201, 409, 409]
    assert len(rows_of(issue["number"], Attachment)) == 9


@pytest.fixture
def send_with_form(county, api_settings, now, make_photo):
    """Send a photo with a resident's form; its size tells it from others."""

    def send(form_key, width=40):
        sent = Upload(make_photo(size=(width, 30)), "../../etc/院墙 1.heic\x00")
        clean = made_clean(sent, api_settings)
        with transaction(make_sessions(county)) as session:
            enter_scope(session, None)
            return keep_of_form(session, clean, sent.name, form_key, api_settings, now)

    return send


def test_a_file_of_a_resident_belongs_to_the_form_he_sends(county, send_with_form):
    key, other = uuid4(), uuid4()
    kept = [send_with_form(key, 40 + n) for n in range(MOST_FILES)]

    with pytest.raises(TooManyFiles):
        send_with_form(key, 99)
    send_with_form(other, 99)

    assert {one.name for one in kept} == {"院墙-1.jpg"}
    ids = tuple(one.id for one in kept)
    with pytest.raises(NotFound), transaction(make_sessions(county)) as session, as_system(session):
        bind_files(session, [Binding(1, ids[:1], None, other)])


def test_a_file_sent_twice_with_a_form_is_one_file_also_when_the_form_is_full(send_with_form):
    key = uuid4()
    kept = [send_with_form(key, 40 + n) for n in range(MOST_FILES)]

    assert send_with_form(key, 40) == kept[0]
    assert send_with_form(uuid4(), 40).id != kept[0].id
