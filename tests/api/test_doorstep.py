"""The form at a resident's door, as a page and as the queue of a phone sends it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from lxml import html
from sqlalchemy import select

from data.tables import Issue
from dispatch.vocabulary import Channel

PHONE = {"accept": "application/json"}
FORM = "/grid/new?form=00000000-0000-4000-8000-0000000000f4"
WORDS = "西墙裂缝又宽了"


@pytest.fixture
def agent(page_client):
    """The phone of the agent of the first grid."""
    return page_client("agent")


def send(browser, headers=None, **fields):
    return browser.send_form(
        "/grid/new", {"key": str(uuid4()), **fields}, page=FORM, headers=headers
    )


def read(answer, status=200):
    assert answer.status_code == status, answer.text[:300]
    return html.document_fromstring(answer.text)


@pytest.fixture
def issues(county):
    """Read a column of all issues there are."""

    def read_all(column):
        with county.connect() as connection:
            return connection.execute(select(column).order_by(Issue.id)).scalars().all()

    return read_all


def test_an_agent_chooses_among_the_doors_of_his_own_grid(agent, small):
    page = read(agent.get(FORM))

    doors = page.xpath("//input[@name='way']/@value")
    own = [f"household:{small.home(small.GRIDS[0], n)}" for n in range(small.HOMES_A_GRID)]
    assert [one for one in doors if one.startswith("household:")] == own


def test_a_secretary_chooses_from_a_list_and_may_file(page_client, issues, small):
    secretary = page_client("secretary")
    listed = read(secretary.get(FORM)).xpath("//input[@name='way']/@value")
    door = f"household:{small.home(small.GRIDS[1])}"

    answer = send(secretary, PHONE, text=WORDS, way="", door=door)

    assert door in listed
    assert answer.status_code == 201
    assert issues(Issue.grid_code) == [small.GRIDS[1]]


def test_a_visit_is_filed_at_its_house_and_answers_number_code_and_holder(agent, issues, small):
    answer = send(agent, PHONE, text=WORDS, way=f"household:{small.home(small.GRIDS[0], 2)}")

    assert answer.status_code == 201
    assert answer.json()["number"] == issues(Issue.number)[0]
    assert answer.json()["holder"] == "田秀英"
    assert len(answer.json()["code"]) >= 8
    assert issues(Issue.channel) == [Channel.VISIT]


def test_where_the_phone_stands_is_a_place(agent, issues, small):
    lon, lat = small.middle(small.GRIDS[0])

    send(agent, PHONE, text=WORDS, way="here", lon=f"{lon}", lat=f"{lat}", accuracy_m="12")

    assert issues(Issue.grid_code) == [small.GRIDS[0]]
    assert issues(Issue.accuracy_m) == [12]


def test_a_chosen_matter_says_enough_without_words(agent, issues, small):
    send(agent, PHONE, text="", category="roads", way=f"household:{small.home(small.GRIDS[0])}")

    assert issues(Issue.category) == ["roads"]
    assert issues(Issue.text)[0]


def test_what_a_phone_sends_again_is_answered_the_same(agent, issues):
    body = {
        "key": str(uuid4()),
        "text": WORDS,
        "address": "石窑沟村",
        "made_at": "2026-03-20T01:59:59Z",
    }

    first, again = (send(agent, PHONE, **body) for _ in range(2))

    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert len(issues(Issue.id)) == 1


@pytest.mark.parametrize(
    ("hours", "believed"),
    [(-30, True), (-24 * 50, False), (5, False)],
    ids=["yesterday", "before all that is kept", "a clock that runs ahead"],
)
def test_what_waited_for_a_signal_counts_from_the_visit(agent, issues, now, hours, believed):
    made_at = now + timedelta(hours=hours)

    send(agent, PHONE, text=WORDS, address="石窑沟村", made_at=made_at.isoformat())

    assert issues(Issue.received_at) == [made_at if believed else now]


def test_a_phone_is_told_what_to_correct(agent, issues):
    answer = send(agent, PHONE, text=WORDS, way="household:NOBODY")

    assert answer.status_code == 422
    assert answer.json()["field"] == "place"
    assert answer.json()["detail"]
    assert issues(Issue.id) == []


def test_without_script_an_error_keeps_what_was_typed_and_a_second_try_files_it(agent, issues):
    page = {"accept": "text/html"}
    refused = read(send(agent, page, text="", address="石窑沟村"), 422)

    filed = read(send(agent, page, text=WORDS, address="石窑沟村", urgent="1"))

    assert refused.xpath("//input[@name='address']/@value") == ["石窑沟村"]
    assert refused.xpath("//*[@id='text-e']")
    assert issues(Issue.number)[0] in filed.text_content()
    assert issues(Issue.urgent) == [True]


def test_others_do_not_stand_at_doors(page_client):
    for role in ("township", "county", "handler", "leader", "admin"):
        assert page_client(role).get(FORM).status_code == 403


def test_the_agents_grid_leads_to_the_form(agent):
    page = read(agent.get("/grid"))

    assert page.xpath("//div[@class='dock']/a/@href") == ["/grid/new"]
