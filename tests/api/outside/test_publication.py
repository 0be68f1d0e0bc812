import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from data.tables import IssueEvent

WORDS = "一处村道路基被冲毁，正在抢修。"


@pytest.fixture
def publish(client):
    """Ask for a publication as a role, from the version the issue has."""

    def put(number, words=WORDS, *, role="county", version=None, method="PUT"):
        person = client(role)
        etag = version or person.get(f"/api/v1/issues/{number}").headers.get("etag", '"1-none"')
        body = {"json": {"text": words}} if method == "PUT" else {}
        path = f"/api/v1/issues/{number}/publication"
        return person.request(method, path, headers={"If-Match": etag}, **body)

    return put


def test_the_county_desk_publishes_with_words_of_its_own_and_takes_them_back(
    publish, file_issue, rows_of, county
):
    number = file_issue(text="张三家门口的路坏了")["number"]

    shown = publish(number)
    (issue,) = rows_of(number)
    withdrawn = publish(number, method="DELETE")
    (after,) = rows_of(number)

    assert (shown.status_code, withdrawn.status_code) == (200, 200)
    assert shown.json()["published"] is True
    assert (issue.public_text, issue.published_at is not None) == (WORDS, True)
    assert (after.public_text, after.published_at) == (None, None)
    assert [one.verb for one in rows_of(number, IssueEvent)][-2:] == ["published", "unpublished"]
    with Session(county) as session:
        query = text("SELECT count(*) FROM audit_entry WHERE verb = 'change' AND object_id = :n")
        assert session.scalar(query, {"n": number}) == 2


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ("张三家门口的路坏了", "text"),
        ("田秀英说路坏了", "text"),
        ("路坏了，请打 13900001234", "text"),
        ("", "text"),
        ("长" * 1001, "text"),
    ],
)
def test_words_that_name_somebody_are_refused(words, field, publish, file_issue, rows_of):
    number = file_issue(petitioner={"name": "张三", "phone": "13900001234"})["number"]

    refused = publish(number, words)

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == field
    assert rows_of(number)[0].published_at is None


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"category": "family"}, id="between people"),
        pytest.param({"text": "村主任王某贪污低保款"}, id="held"),
        pytest.param({"category": "cadre-conduct"}, id="accusation"),
    ],
)
def test_what_nobody_outside_reads_of_is_refused(changes, publish, file_issue, rows_of):
    number = file_issue(**changes)["number"]

    refused = publish(number)

    assert refused.status_code == 409, refused.text
    assert refused.json()["title"] == "not publishable"


def test_a_stale_or_blind_publication_is_refused(publish, file_issue, client):
    number = file_issue()["number"]
    path = f"/api/v1/issues/{number}/publication"
    publish(number)

    assert publish(number, version='"1-x"').status_code == 412
    assert client("county").put(path, json={"text": WORDS}).status_code == 428


@pytest.mark.parametrize("role", ["township", "screener", "secretary", "leader", "admin"])
def test_other_roles_publish_nothing(role, publish, file_issue):
    number = file_issue()["number"]

    assert publish(number, role=role).status_code == 403


def test_the_same_publication_sent_again_under_its_key_is_one(client, file_issue, rows_of):
    number = file_issue()["number"]
    desk = client("county")
    headers = {
        "If-Match": desk.get(f"/api/v1/issues/{number}").headers["etag"],
        "Idempotency-Key": "6a0f3a6e-53f0-4a63-9f7c-3c7a0d1f8a11",
    }
    path = f"/api/v1/issues/{number}/publication"

    first = desk.put(path, json={"text": WORDS}, headers=headers)
    again = desk.put(path, json={"text": WORDS}, headers=headers)

    assert first.json() == again.json()
    assert rows_of(number)[0].version == 2


@pytest.fixture
def send_form(page_client):
    """Send the form of an issue's card as the county desk."""

    def send(number, version=1, **fields):
        fields = {"version": str(version), "act": "publish", **fields}
        return page_client("county").send_form(f"/desk/issues/{number}/publication", fields)

    return send


def test_the_form_publishes_and_withdraws(send_form, file_issue, rows_of, page_client):
    number = file_issue()["number"]
    before = page_client("county").get(f"/desk/issues/{number}").text

    answer = send_form(number, text=WORDS)
    shown = page_client("county").get(f"/desk/issues/{number}").text
    assert rows_of(number)[0].public_text == WORDS
    send_form(number, version=2, act="withdraw")

    assert (answer.status_code, answer.headers["location"]) == (
        303,
        f"/desk/issues/{number}#public",
    )
    assert 'value="withdraw"' not in before
    assert WORDS in shown
    assert 'value="withdraw"' in shown
    assert rows_of(number)[0].published_at is None


@pytest.mark.parametrize(
    ("fields", "version"),
    [
        ({"text": "张三<b>家门口"}, 1),
        ({"text": " "}, 1),
        ({"text": "路在修"}, 7),
    ],
    ids=["a name", "nothing", "another version"],
)
def test_a_refused_form_keeps_what_was_typed(fields, version, send_form, file_issue, rows_of):
    number = file_issue(petitioner={"name": "张三", "phone": "13900001234"})["number"]

    answer = send_form(number, version, **fields)

    assert answer.status_code == 422
    assert 'role="alert" id="public-problem"' in answer.text
    assert fields["text"].strip().replace("<", "&lt;").replace(">", "&gt;") in answer.text
    assert rows_of(number)[0].published_at is None


def test_who_publishes_nothing_and_what_is_never_public_has_no_form(page_client, file_issue):
    road, family = file_issue()["number"], file_issue(category="family")["number"]

    assert "public-words" not in page_client("screener").get(f"/desk/issues/{road}").text
    assert "public-words" not in page_client("county").get(f"/desk/issues/{family}").text
    assert "public-words" in page_client("county").get(f"/desk/issues/{road}").text
