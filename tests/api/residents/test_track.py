"""What the holder of a tracking code is told, and what nobody is."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, text

from api.app import create_app
from data.tables import Office
from dispatch.vocabulary import OfficeKind

COUNTY, VILLAGE = "150699000000", "150699100201"
ACCUSING = "举报村书记白巧云收好处费"


@pytest.fixture
def track(stranger, page_of):
    """Words of the page of a code."""

    def read(code, **headers):
        page = page_of(stranger(headers=headers).get(f"/track/{code}"))
        return " ".join(page.get_element_by_id("main").text_content().split())

    return read


@pytest.fixture
def offices(county, small):
    """An office of the village and one of the county, each with its phone."""
    rows = [
        {"region_code": code, "name": name, "kind": OfficeKind.STATION, "phone": phone,
         "hours": "周一至周五", "valid_from": small.DAY}
        for code, name, phone in (
            (VILLAGE, "石窑沟村代办点", "15000000001"), (COUNTY, "示例旗信访中心", "15000000002")
        )
    ]  # fmt: skip
    with county.begin() as connection:
        ids = list(connection.scalars(insert(Office).returning(Office.id), rows))
    yield
    with county.begin() as connection:
        connection.execute(text("DELETE FROM office WHERE id = ANY(:ids)"), {"ids": ids})


def work_on(county, number, stage="handle", days=2):
    """Somebody registered it, and it was handed on to be worked on."""
    at = datetime(2026, 3, 18, 2, 0, tzinfo=UTC) + timedelta(days=days)
    with county.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO issue_event (issue_id, at, verb, stage, level, reason_params)"
                " SELECT id, :at, 'registered', :stage, 'village', '{}' FROM issue"
                " WHERE number = :number"
            ),
            {"at": at, "stage": stage, "number": number},
        )
        connection.execute(
            text("UPDATE issue SET stage = :stage, version = version + 1 WHERE number = :number"),
            {"stage": stage, "number": number},
        )


def test_a_fresh_report_says_what_comes_next_and_by_when(resident, track, offices):
    code = resident().report()

    words = track(code, **{"accept-language": "en"})

    assert "We have it, and it is being read." in words
    assert re.search(r"By Sat 4 Apr \(Regulations on petitions, Article 23, 15 days\)", words)
    assert "15000000002" in words
    assert "There is no result yet." in words


@pytest.mark.parametrize("channel", ["hotline", "visit"])
def test_reports_of_other_doors_are_followed_alike(file_issue, track, channel):
    words = track(file_issue(channel=channel)["tracking_code"])

    assert {"hotline": "热线 12345", "visit": "来访"}[channel] in words


def test_what_people_have_worked_on_says_how_far_it_is(file_issue, county, track, offices):
    issue = file_issue(text="井水发黄")
    work_on(county, issue["number"])

    words = track(issue["tracking_code"], **{"accept-language": "en"})

    assert "井水发黄" in words
    assert "It is being worked on." in words
    assert "石窑沟村代办点" in words
    assert "15000000001" in words


def test_a_held_report_looks_like_any_that_has_just_come_in(resident, track, offices):
    codes = [resident().report(words) for words in ("村口的路坏了", ACCUSING)]

    pages = [track(code).replace(code, "CODE") for code in codes]

    assert pages[0] == pages[1]


def test_the_answer_to_a_held_report_is_that_to_any_other(resident, page_of):
    who = resident()
    held, other = who.report(ACCUSING), resident().report("路坏了")

    pages = [
        page_of(who.browser.get(f"/report/done/{code}")).text_content().replace(code, "CODE")
        for code in (held, other)
    ]

    assert pages[0] == pages[1]


def test_a_released_accusation_tells_its_code_nothing_of_it(
    resident, county, rows_of, track, offices
):
    code = resident().report(ACCUSING)
    with county.begin() as connection:
        number = connection.scalar(
            text(
                "UPDATE issue SET released_at = now(), barred = '{r:150699100201}',"
                " version = version + 1 WHERE tracking_code = :code RETURNING number"
            ),
            {"code": code},
        )
    work_on(county, number)

    words = track(code)

    assert "白巧云" not in words
    assert "15000000001" not in words
    assert rows_of(number)[0].released_at is not None


def test_nobody_else_is_named(file_issue, county, track):
    words = "水压低，找李桂枝，电话13900001111"
    issue = file_issue(text=words, petitioner={"name": "李桂枝", "phone": "13900001111"})
    work_on(county, issue["number"])

    words = track(issue["tracking_code"])

    assert "水压低" in words
    assert "李桂枝" not in words
    assert "13900001111" not in words
    assert "田秀英" not in words


def test_an_urgent_report_says_who_was_told_and_then_who_knows(resident, county, track):
    code = resident().report("要塌了", urgent="yes")
    told = track(code, **{"accept-language": "en"})
    with county.begin() as connection:
        connection.execute(
            text("UPDATE alert SET acknowledged_at = '2026-03-20 02:04+00' WHERE line = 'county'")
        )

    known = track(code, **{"accept-language": "en"})

    assert "alerted at once" in told
    assert "a desk confirmed on 20 Mar 10:04 that it knows" in known


def test_of_an_urgent_record_of_the_past_nobody_is_said_to_have_been_told(resident, county, track):
    code = resident().report("要塌了", urgent="yes")
    with county.begin() as connection:
        connection.execute(text("DELETE FROM alert"))

    assert "alerted at once" not in track(code, **{"accept-language": "en"})


@pytest.mark.parametrize("typed", ["K7M4-29QX-8ABC", "k7m4 29qx 8abc", "K7M429QX8ABC"])
def test_a_code_is_read_however_it_is_typed(stranger, county, typed):
    answer = stranger().get("/track", params={"code": typed})

    assert (answer.status_code, answer.headers["location"]) == (303, "/track/K7M4-29QX-8ABC")


@pytest.mark.parametrize("path", ["/track?code=hello", "/track/0000-0000-0000", "/track/%00"])
def test_a_code_nobody_has_is_asked_for_again(stranger, county, page_of, path):
    page = page_of(stranger().get(path), 404)

    assert page.get_element_by_id("code").get("aria-invalid") == "true"


def test_codes_cannot_be_walked_through(county, api_settings, now, resident_at):
    few = api_settings.model_copy(update={"tracks_per_minute": 3})
    browser = resident_at(create_app(few, county, clock=lambda: now.astimezone(UTC))).browser

    statuses = [browser.get(f"/track/0000-0000-000{n}").status_code for n in range(5)]

    assert statuses == [404, 404, 404, 429, 429]


def test_the_page_of_a_code_is_kept_by_nobody(resident, stranger):
    code = resident().report()

    answer = stranger().get(f"/track/{code}")

    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "same-origin"
