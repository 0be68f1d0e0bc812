"""The pages of sessions and rounds: opened, filled one after the other, never losing words."""

import re
from uuid import uuid4

import pytest
from lxml import html
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.tables import Issue, Sitting

PAGE = {"accept": "text/html"}


def tree(answer):
    return html.document_fromstring(answer.text)


@pytest.fixture
def send(page_client, small):
    """Send the form that opens a session as a role."""

    def post(role="secretary", **changes):
        form = {"key": str(uuid4()), "kind": "talk-room", "region": small.A} | {
            "held_on": "2026-03-20",
            "place": "村委会",
        }
        return page_client(role).send_form("/sittings", form | changes, headers=PAGE)

    return post


@pytest.fixture
def bring(page_client, open_sitting):
    """Bring an issue in at a session, by the form of its page."""

    def post(sitting, role="secretary", **fields):
        form = {"key": str(uuid4()), "text": "院墙裂了"} | fields
        path = f"/sittings/{sitting}/issues"
        return page_client(role).send_form(path, form, headers=PAGE)

    return post


def count(county, table=Issue):
    with Session(county) as session:
        return session.scalar(select(func.count()).select_from(table))


def test_a_session_is_opened_and_stands_in_the_list(page_client, send, county):
    empty = page_client("secretary").get("/sittings", headers=PAGE)
    key = str(uuid4())

    answers = [send(key=key, note="说说井的事") for _ in range(2)]

    assert "No session yet" in empty.text or "state" in empty.text
    (address,) = {one.headers["location"] for one in answers}
    assert re.fullmatch(r"/sittings/\d+", address)
    assert count(county, Sitting) == 1
    page = page_client("secretary").get("/sittings", headers=PAGE)
    (link,) = tree(page).xpath("//ul[@class='st-list']//a")
    assert link.get("href") == address
    assert "村委会" in link.text_content()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"region": ""}, "region"),
        ({"region": "150699101201"}, "region"),
        ({"held_on": "昨天"}, "held_on"),
        ({"held_on": "2026-12-31"}, "held_on"),
        ({"place": ""}, "office"),
        ({"place": "长" * 300}, "place"),
        ({"note": "长" * 5_000}, "note"),
        ({"office": "7"}, "office"),
    ],
    ids=["no region", "of others", "no day", "to come", "no place", "long", "long note", "no room"],
)
def test_a_form_that_is_refused_marks_the_field_and_keeps_the_words(send, county, wrong, field):
    answer = send(**({"note": "说说井的事"} | wrong))

    page = tree(answer)
    assert answer.status_code == 422
    assert page.xpath(f"//*[@id='{field}-e']")
    assert page.get_element_by_id("place").get("value") == wrong.get("place", "村委会")
    assert page.get_element_by_id("note").text.strip() == wrong.get("note", "说说井的事")
    assert count(county, Sitting) == 0


def test_issues_come_in_one_after_the_other_with_code_and_holder(
    open_sitting, bring, small, rows_of, county
):
    sitting = open_sitting().json()["id"]
    key = str(uuid4())

    first = bring(sitting, household=small.home(small.GRIDS[0]), key=key, category="housing")
    again = bring(sitting, household=small.home(small.GRIDS[0]), key=key, category="housing")
    second = bring(sitting, text="村东头的井水发黄", urgent="1")

    assert [first.status_code, again.status_code, second.status_code] == [200] * 3
    assert count(county) == 2
    assert "田秀英" in first.text
    codes = [tree(one).xpath("//b[contains(@class, 'st-code')]/text()") for one in (first, again)]
    assert codes[0] == codes[1] != []
    numbers = tree(second).xpath("//ol[@class='st-brought']/li//span[@class='num']/text()")
    kept = [rows_of(number)[0] for number in numbers]
    assert [(one.sitting_id, one.channel, one.urgent) for one in kept] == [
        (sitting, "talk-room", False),
        (sitting, "talk-room", True),
    ]
    assert kept[1].region_code == small.A
    assert tree(second).get_element_by_id("text").text.strip() == ""


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": " "}, "text"),
        ({"household": "H0"}, "household"),
        ({"phone": "1" * 40}, "phone"),
        ({"address": "长" * 501}, "address"),
        ({"category": "none"}, "category"),
    ],
    ids=["no words", "no household", "phone", "address", "category"],
)
def test_an_issue_that_is_refused_loses_nothing_that_was_typed(
    open_sitting, bring, county, wrong, field
):
    sitting = open_sitting().json()["id"]

    answer = bring(sitting, name="王某", **wrong)

    page = tree(answer)
    assert answer.status_code == 422
    assert page.xpath(f"//*[@id='{field}-e']")
    assert page.get_element_by_id("name").get("value") == "王某"
    assert page.get_element_by_id("household").get("value") == wrong.get("household", "")
    assert count(county) == 0


def test_a_held_report_is_answered_with_its_numbers_and_not_listed(open_sitting, bring):
    sitting = open_sitting().json()["id"]

    answer = bring(sitting, text="村干部私分补偿款")

    assert answer.status_code == 200
    assert tree(answer).xpath("//b[contains(@class, 'st-code')]/text()")
    assert not tree(answer).xpath("//ol[@class='st-brought']")


def test_the_note_is_written_by_who_keeps_the_record_and_never_over_another(
    page_client, open_sitting
):
    sitting = open_sitting().json()["id"]
    page = page_client("secretary")
    path = f"/sittings/{sitting}/note"

    def mark():
        shown = tree(page.get(f"/sittings/{sitting}", headers=PAGE))
        return shown.xpath("//input[@name='mark']/@value")[0]

    seen = mark()
    first = page.send_form(path, {"mark": seen, "note": "到会八人"}, headers=PAGE)
    stale = page.send_form(path, {"mark": seen, "note": "到会九人"}, headers=PAGE)
    long = page.send_form(path, {"mark": mark(), "note": "长" * 4_001}, headers=PAGE)
    others = page_client("township").send_form(path, {"mark": mark(), "note": "改"}, headers=PAGE)

    assert [one.status_code for one in (first, stale, long, others)] == [303, 422, 422, 403]
    assert tree(stale).get_element_by_id("words").text.strip() == "到会九人"
    assert "到会八人" in page.get(f"/sittings/{sitting}", headers=PAGE).text


def test_photos_come_in_with_the_issue(open_sitting, page_client, county):
    sitting = open_sitting().json()["id"]
    files = [("file", ("x.txt", b"no photo"))]

    answer = page_client("secretary").send_form(
        f"/sittings/{sitting}/issues",
        {"key": str(uuid4()), "text": "院墙裂了"},
        files=files,
        headers=PAGE,
    )

    assert answer.status_code == 422
    assert tree(answer).xpath("//*[@id='file-e']")
    assert count(county) == 0


def test_the_pages_are_for_who_files_issues(page_client, open_sitting):
    sitting = open_sitting("county").json()["id"]

    told = {
        role: page_client(role).get(f"/sittings/{sitting}").status_code
        for role in ("agent", "secretary", "township", "county", "leader", "planner")
    }

    assert told == {
        "agent": 404,
        "secretary": 200,
        "township": 200,
        "county": 200,
        "leader": 403,
        "planner": 403,
    }
