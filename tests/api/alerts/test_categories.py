"""What an issue is about: suggested while typing, set by a person, on the wire and at the desk."""

from uuid import uuid4

import pytest
from lxml import html

from data.tables import Issue, IssueEvent
from dispatch.vocabulary import Category, CategoryBy, Kind

UNCLEAR = "请派人来看看吧"
SUGGEST = "/api/v1/categories/suggest"


@pytest.fixture
def put_category(client):
    """Set the category of an issue as a role, from the version it has or another one."""

    def put(number, category, role="township", version=None, **headers):
        person = client(role)
        if version is None:
            version = person.get(f"/api/v1/issues/{number}").headers.get("etag", '"1-none"')
        headers = {"If-Match": version, **headers}
        path = f"/api/v1/issues/{number}/category"
        return person.put(path, json={"category": category}, headers=headers)

    return put


def test_words_are_answered_with_a_category_its_rule_and_dangers(client):
    answer = client("agent").post(SUGGEST, json={"text": "自来水停了,井里有人中毒昏迷"}).json()

    assert (answer["category"], answer["rule"]) == ("water", "water-tap")
    assert answer["sure"]
    assert answer["words"] == ["自来水"]
    assert answer["urgent"]
    assert "injured" in [one["code"] for one in answer["dangers"]]


def test_words_that_say_nothing_are_answered_with_an_open_guess(client):
    answer = client("county").post(SUGGEST, json={"text": UNCLEAR}).json()

    assert (answer["category"], answer["rule"], answer["sure"]) == ("other", None, False)


def test_who_files_nothing_is_suggested_nothing(client):
    for role in ("planner", "leader", "auditor"):
        assert client(role).post(SUGGEST, json={"text": UNCLEAR}).status_code == 403


def test_a_report_without_a_category_gets_that_of_the_rule(file_issue):
    issue = file_issue(text="低保什么时候评", category=None)

    assert (issue["category"], issue["category_by"]) == ("welfare", "rule")
    assert issue["category_rule"] == "welfare-poor"
    assert issue["category_confidence"] >= 0.8


def test_a_report_no_rule_is_sure_of_waits_for_a_person(file_issue):
    issue = file_issue(text=UNCLEAR, category=None)

    assert (issue["category"], issue["category_by"]) == ("other", "open")


def test_a_person_sets_the_category_and_history_says_so(put_category, file_issue, rows_of):
    number = file_issue(text=UNCLEAR, category=None)["number"]

    answer = put_category(number, "roads")

    assert answer.status_code == 200, answer.text
    assert (answer.json()["category"], answer.json()["category_by"]) == ("roads", "person")
    [step] = [one for one in rows_of(number, IssueEvent) if one.verb == "categorised"]
    assert step.reason_params == {
        "category": "roads",
        "category_before": "other",
        "version": 2,
    }


def test_the_same_key_sets_it_once(put_category, file_issue, rows_of):
    number = file_issue()["number"]
    key, first = str(uuid4()), '"1-x"'

    answers = [
        put_category(number, "water", version=first, **{"Idempotency-Key": key}) for _ in range(2)
    ]

    assert [one.status_code for one in answers] == [200, 200]
    assert rows_of(number)[0].version == 2


def test_who_saw_another_version_is_told_what_changed(put_category, file_issue):
    number = file_issue()["number"]
    put_category(number, "water")

    answer = put_category(number, "land", version='"1-x"')

    assert answer.status_code == 412
    assert answer.json()["changes"][0]["verb"] == "categorised"


def test_without_a_version_nothing_is_set(client, file_issue):
    number = file_issue()["number"]

    answer = client("county").put(f"/api/v1/issues/{number}/category", json={"category": "land"})

    assert answer.status_code == 428


def test_who_may_not_is_refused_before_the_issue_is_looked_for(put_category):
    for role in ("agent", "handler", "leader", "planner", "integration"):
        assert put_category("X-1", "land", role=role, version='"1-x"').status_code == 403


def test_conduct_of_cadres_is_held_at_once_and_leaves_the_township(
    put_category, file_issue, client, rows_of
):
    number = file_issue(text=UNCLEAR, category=None)["number"]

    answer = put_category(number, "cadre-conduct")

    kept = rows_of(number, Issue)[0]
    assert answer.status_code == 200
    assert answer.json() | {"text": None} == answer.json()
    assert (kept.held, kept.kind) == (True, Kind.ACCUSATION)
    assert (kept.category, kept.category_by) == (Category.CADRE_CONDUCT, CategoryBy.PERSON)
    assert client("township").get(f"/api/v1/issues/{number}").status_code == 404
    assert client("county").get(f"/api/v1/issues/{number}").json()["held"] is True


def test_a_closed_issue_keeps_its_category(put_category, file_issue, county):
    number = file_issue()["number"]
    with county.begin() as connection:
        close = "UPDATE issue SET closed_at = received_at, version = version + 1"
        connection.exec_driver_sql(close)

    assert put_category(number, "land").status_code == 409


def card(page, number):
    answer = page.get(f"/desk/issues/{number}")
    assert answer.status_code == 200
    return html.document_fromstring(answer.text).get_element_by_id("category")


def fields(section, **changes):
    found = {one.get("name"): one.get("value") for one in section.xpath(".//input")}
    return found | changes


def test_the_card_says_which_words_spoke_and_the_desk_sets_another(page_client, file_issue):
    number = file_issue(text="低保什么时候评", category=None)["number"]
    desk = page_client("township")
    section = card(desk, number)

    sent = desk.post(
        f"/desk/issues/{number}/category", data=fields(section, category="public-services")
    )

    assert "低保" in section.text_content()
    assert sent.status_code == 303
    chosen = card(desk, number).xpath(".//option[@selected]/@value")
    assert chosen == ["public-services"]


def test_a_stale_form_is_told_and_nothing_is_set(page_client, file_issue, put_category):
    number = file_issue()["number"]
    desk = page_client("township")
    section = card(desk, number)
    put_category(number, "water")

    sent = desk.post(f"/desk/issues/{number}/category", data=fields(section, category="land"))

    assert sent.status_code == 409
    assert html.document_fromstring(sent.text).get_element_by_id("category").find_class("note-r")


def test_what_was_held_by_its_new_category_is_gone_from_the_desk(page_client, file_issue):
    number = file_issue()["number"]
    desk = page_client("township")
    section = card(desk, number)

    sent = desk.post(
        f"/desk/issues/{number}/category", data=fields(section, category="cadre-conduct")
    )

    assert sent.status_code == 200
    assert number in sent.text
    assert desk.get(f"/desk/issues/{number}").status_code == 404


def test_the_desk_counts_what_waits_for_a_category_and_lists_it(page_client, file_issue):
    open_one = file_issue(text=UNCLEAR, category=None)["number"]
    file_issue()
    desk = page_client("township")

    tiles = html.document_fromstring(desk.get("/desk").text).find_class("tile")
    listed = html.document_fromstring(desk.get("/desk?show=category").text).find_class("row")

    counts = {one.get("href"): one.findtext("b") for one in tiles}
    assert counts["/desk?show=category"] == "1"
    assert [one.get("data-number") for one in listed] == [open_one]


def test_what_is_urgent_stands_first_on_the_desk_and_in_the_grid(page_client, file_issue, client):
    urgent = file_issue(text="山上起火了")["number"]
    file_issue()

    rows = html.document_fromstring(page_client("county").get("/desk").text).find_class("row")
    mine = html.document_fromstring(page_client("agent").get("/grid").text).find_class("g-row")

    assert rows[0].get("data-number") == urgent
    assert rows[0].find_class("al-mark")
    assert not rows[1].find_class("al-mark")
    assert mine[0].find_class("al-mark")
    found = client("county").get("/api/v1/issues?urgent=true").json()
    assert [one["number"] for one in found["items"]] == [urgent]
