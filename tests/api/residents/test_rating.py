"""What residents say of how their reports went: kept once, told to those who handle them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from lxml import html
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from data.erasure import Erasing, erase_opinion
from data.errors import NotFound
from data.tables import Alert, Delivery, IssueEvent, Rating

NOON = datetime(2026, 3, 20, 4, 0, tzinfo=UTC)


@pytest.fixture
def form_at(stranger, page_of):
    """Open the page of a code; answers how to send its form."""

    def open_page(code):
        browser = stranger()
        page = page_of(browser.get(f"/track/{code}"))
        fields = page.xpath("//form[contains(@action, 'opinion')]")[0].fields
        hidden = {"key": fields["key"], "token": fields["token"]}

        def send(act, at=code, **more):
            return browser.post(f"/track/{at}/opinion", data={**hidden, "act": act, **more})

        return send

    return open_page


@pytest.fixture
def ratings(county):
    def read():
        with Session(county) as session:
            return session.scalars(select(Rating).order_by(Rating.id)).all()

    return read


def test_a_rating_is_kept_and_written_into_the_history(file_issue, form_at, ratings, rows_of):
    issue = file_issue()

    answer = form_at(issue["tracking_code"])("rate", score="3", words="很快")

    [kept] = ratings()
    assert (answer.status_code, answer.headers["location"][-7:]) == (303, "?said=1")
    assert (kept.score, kept.solved, kept.words) == (3, None, "很快")
    last = rows_of(issue["number"], IssueEvent)[-1]
    assert (last.verb, last.reason_code, last.note_digest) == ("rated", "rated-good", None)
    assert rows_of(issue["number"])[0].version == issue["version"]


def test_not_solved_needs_no_face(file_issue, form_at, ratings, rows_of):
    issue = file_issue()

    form_at(issue["tracking_code"])("not-solved", words="还在漏水")

    [kept] = ratings()
    assert (kept.score, kept.solved, kept.words) == (None, False, "还在漏水")
    assert rows_of(issue["number"], IssueEvent)[-1].verb == "not-solved"


def test_a_rating_sent_many_times_at_once_is_there_once(file_issue, form_at, ratings, rows_of):
    issue = file_issue()
    send = form_at(issue["tracking_code"])

    with ThreadPoolExecutor(8) as pool:
        statuses = set(pool.map(lambda _: send("rate", score="1").status_code, range(8)))

    assert 303 in statuses
    assert statuses <= {303, 409}
    assert len(ratings()) == 1
    assert [one.verb for one in rows_of(issue["number"], IssueEvent)].count("rated") == 1


def test_a_second_opinion_is_another_and_the_last_counts(file_issue, form_at, ratings, stranger):
    code = file_issue()["tracking_code"]

    form_at(code)("rate", score="3")
    form_at(code)("not-solved")

    page = stranger(headers={"accept-language": "en"}).get(f"/track/{code}").text
    assert "You said on 20 Mar 10:00: not solved." in page
    assert [one.score for one in ratings()] == [3, None]


def test_a_rating_without_a_face_is_asked_for_and_keeps_the_words(file_issue, form_at, ratings):
    answer = form_at(file_issue()["tracking_code"])("rate", words="说几句")

    page = html.document_fromstring(answer.text)
    assert answer.status_code == 422
    assert page.get_element_by_id("words").text == "说几句"
    assert page.get_element_by_id("score-e").text_content().strip()
    assert ratings() == []


def test_a_form_of_one_report_rates_no_other(file_issue, form_at, ratings):
    one, other = file_issue(), file_issue(text="另一件")
    send = form_at(one["tracking_code"])
    send("rate", score="3")

    answer = send("rate", at=other["tracking_code"], score="1")

    assert answer.status_code == 422
    assert len(ratings()) == 1


def test_a_form_we_did_not_make_rates_nothing(file_issue, form_at, ratings):
    send = form_at(file_issue()["tracking_code"])

    answer = send("rate", score="3", token="1-none")

    assert answer.status_code == 422
    assert ratings() == []


def test_the_words_of_a_rating_can_be_erased_and_its_face_stays(
    file_issue, form_at, ratings, county
):
    form_at(file_issue()["tracking_code"])("rate", score="2", words="私事")
    with Session(county) as session, session.begin():
        erase_opinion(session, ratings()[0].id, Erasing(NOON))

    [kept] = ratings()
    assert (kept.score, kept.words) == (2, None)
    with Session(county) as session, pytest.raises(NotFound):
        erase_opinion(session, kept.id, Erasing(NOON))


def test_the_desk_reads_what_the_resident_said(file_issue, form_at, page_client):
    issue = file_issue()
    form_at(issue["tracking_code"])("not-solved", words="墙还在裂")

    page = page_client("county").get(
        f"/desk/issues/{issue['number']}", headers={"accept-language": "en"}
    )

    assert page.text.count("The resident says that it is not solved.") == 2
    assert "墙还在裂" in page.text


def test_words_that_accuse_somebody_reach_the_screener_and_nobody_below(
    file_issue, form_at, page_client, client
):
    issue = file_issue()
    path = f"/api/v1/issues/{issue['number']}"
    assert client("township").get(path).status_code == 200

    form_at(issue["tracking_code"])("not-solved", words="没解决，王书记收了钱才不管")

    page = page_client("county").get(f"/desk/issues/{issue['number']}")
    assert client("township").get(path).status_code == 404
    assert "王书记收了钱" in page.text


def test_a_danger_in_the_words_alerts_both_desks(file_issue, form_at, rows_of):
    issue = file_issue()

    form_at(issue["tracking_code"])("not-solved", words="墙要塌了,老人还在里面")

    [kept] = rows_of(issue["number"])
    assert (kept.urgent, kept.urgent_signals) == (True, ["collapse"])
    assert [one.line for one in rows_of(issue["number"], Alert)] == ["county", "township"]
    assert rows_of(issue["number"], IssueEvent)[-1].verb == "alerted"


def test_a_new_danger_tells_again_the_desk_that_knew_of_the_first(
    file_issue, form_at, rows_of, client
):
    issue = file_issue(text="煤气味特别大")
    [alert] = client("county").get("/api/v1/alerts").json()["items"]
    client("county").post(f"/api/v1/alerts/{alert['id']}/acknowledge")

    form_at(issue["tracking_code"])("not-solved", words="现在有人晕倒了")

    told = [(one.line, one.step) for one in rows_of(issue["number"], Alert)]
    [waiting] = client("county").get("/api/v1/alerts").json()["items"]
    assert sorted(told) == [("county", 0), ("county", 1), ("township", 0)]
    assert [one["code"] for one in waiting["dangers"]] == ["gas", "injured"]


@pytest.fixture
def webhook(county):
    """The connected system of the small county is told what becomes of its orders."""
    with county.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO webhook (account_id, url, secret)"
                " SELECT id, 'https://hotline.example/', 'x' FROM account"
                " WHERE username = 'integration'"
            )
        )
    yield
    with county.begin() as connection:
        connection.execute(text("DELETE FROM delivery"))
        connection.execute(text("DELETE FROM webhook WHERE url = 'https://hotline.example/'"))


def test_the_system_that_brought_it_is_told_once(webhook, file_issue, form_at, county):
    issue = file_issue(role="integration", channel="hotline")
    send = form_at(issue["tracking_code"])

    for _ in range(2):
        send("not-solved", words="还是没水")

    with Session(county) as session:
        told = session.scalars(select(Delivery)).all()
    assert [one.kind for one in told if one.kind == "not-solved"] == ["not-solved"]
    assert "还是没水" not in str([one.payload for one in told])
