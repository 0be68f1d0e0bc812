"""The bar of urgent matters above every page: what it says, its button, its script's fragment."""

from datetime import timedelta

import pytest
from lxml import html
from sqlalchemy import text

from api.app import create_app

DANGER = "山上起火了,风往村子这边刮"


def bar(answer):
    assert answer.status_code == 200, answer.text[:300]
    return html.document_fromstring(answer.text or "<p>").find_class("al-row")


@pytest.mark.parametrize(
    ("role", "path"), [("county", "/desk"), ("county", "/planning"), ("township", "/account")]
)
def test_every_page_says_what_waits_for_its_reader(page_client, file_issue, role, path):
    number = file_issue(text=DANGER)["number"]

    [row] = bar(page_client(role).get(path))

    words = row.text_content()
    assert "火情" in words or "Fire" in words
    assert "石窑沟村" in words
    assert row.xpath(".//a/@href") == [f"/desk/issues/{number}"]


def test_where_nothing_waits_there_is_no_bar(page_client, file_issue):
    file_issue()

    assert bar(page_client("county").get("/desk")) == []


def test_the_button_works_without_a_script_and_leads_back(page_client, file_issue, client):
    file_issue(text=DANGER)
    desk = page_client("county")
    [row] = bar(desk.get("/desk?show=late"))

    form = {one.get("name"): one.get("value") for one in row.xpath(".//input")}
    answer = desk.post(row.xpath(".//form/@action")[0], data=form)

    assert (answer.status_code, answer.headers["location"]) == (303, "/desk?show=late")
    assert bar(desk.get("/desk")) == []
    assert client("county").get("/api/v1/alerts").json()["items"] == []


def test_the_fragment_is_the_bar_alone(page_client, file_issue):
    file_issue(text=DANGER)

    answer = page_client("township").get("/alerts/bar")

    assert len(bar(answer)) == 1
    assert "<body" not in answer.text


def test_a_script_that_looks_keeps_nobody_signed_in(
    county_engine, api_settings, page_client, now, county
):
    desk = page_client("county")
    later = now + timedelta(minutes=3)
    app = create_app(api_settings, county_engine, clock=lambda: later)
    seen = "SELECT max(last_seen_at) FROM account_session"
    desk.get("/desk")
    with county.connect() as connection:
        before = connection.scalar(text(seen))

    looking = type(desk)(app, cookies=dict(desk.cookies), follow_redirects=False)
    answer = looking.get("/alerts/bar")

    with county.connect() as connection:
        assert connection.scalar(text(seen)) == before
    assert answer.status_code == 200


def test_whom_the_issue_is_closed_to_is_shown_the_danger_and_the_place(page_client, file_issue):
    file_issue(text="村支书把我关在屋里打,我要喝农药")
    township = page_client("township")
    [row] = bar(township.get("/desk"))

    page = township.get(row.xpath(".//a/@href")[0])

    assert page.status_code == 200
    assert "支书" not in page.text
    assert "110.305" in page.text


def test_a_stranger_is_led_to_the_sign_in(stranger, county):
    answer = stranger().get("/alerts/bar", headers={"accept": "text/html"})

    assert answer.status_code == 303
