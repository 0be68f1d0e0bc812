"""What may be the same matter: found over the whole county, told as far as the reader may know."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from api.schemas.issue import IssueIn
from api.services.occasion import Filer
from api.services.repeats import find_repeat
from api.services.similar import similar_for_resident
from api.texts import texts_in
from data.session import make_sessions, transaction
from dispatch.intake import Report
from dispatch.vocabulary import Channel

PHONE = "13900001234"


@pytest.fixture
def ask(client):
    """Ask what is alike while a report is entered, as a role."""

    def post(role="county", **report):
        body = {"text": "大桥那边路面塌了，全是坑", "category": "roads", "channel": "hotline"}
        answer = client(role).post("/api/v1/issues/similar", json={**body, **report})
        assert answer.status_code == 200, answer.text
        return answer.json()

    return post


def place_of(small, grid=0, east=0.0):
    lon, lat = small.middle(small.GRIDS[grid])
    return {"lon": lon + east, "lat": lat, "accuracy_m": 10}


def numbers(answer):
    return [one["number"] for one in answer["items"]]


def test_while_typing_a_desk_is_shown_what_is_near_and_alike(ask, file_issue, small):
    near = file_issue(text="桥头的路全是坑，车过不去")["number"]
    file_issue(text="想问问低保怎么申请", category="welfare")
    file_issue(text="路面坏了全是坑", place=place_of(small, 4))

    answer = ask(place=place_of(small, 0, 0.002))

    assert numbers(answer) == [near]
    assert answer["items"][0]["grade"] == "probable"
    assert answer["items"][0]["distance_m"] == 200


def test_nothing_is_said_of_held_accusing_or_closed_ones(ask, file_issue, small, county):
    held = file_issue(text="书记把修路的钱装进自己口袋了，路面全是坑")
    over = "closed_at = now()", "barred = ARRAY['l:agent']", "kind = 'accusation'"
    for change in over:
        number = file_issue(text="桥头的路面全是坑")["number"]
        query = f"UPDATE issue SET {change}, version = version + 1 WHERE number = :n"
        with county.begin() as connection:
            connection.execute(text(query), {"n": number})

    answer = ask("screener", place=place_of(small))

    assert held["stage"] is None
    assert answer == {"items": [], "hidden": []}


def test_who_may_not_see_one_learns_only_how_far_it_is_and_whom_to_ask(ask, file_issue, small):
    file_issue(text="老张家门前的路面全是坑", place=place_of(small, 2))

    [hidden] = ask("agent", place=place_of(small, 1, 0.004), text="路面全是坑")["hidden"]
    beyond = ask("agent", place=place_of(small, 2), text="路面全是坑")

    assert hidden["with_whom"] == "北乡"
    assert hidden["distance_m"] % 100 == 0
    assert "老张" not in str(hidden)
    assert beyond == {"items": [], "hidden": []}


def test_the_same_person_again_is_told_until_when_it_is_handled(ask, file_issue):
    before = file_issue(
        text="后墙裂了，要求危房改造", category="housing", petitioner={"name": "甲", "phone": PHONE}
    )["number"]

    answer = ask(text="问问我家危房的事", category="housing", petitioner={"phone": f"+86 {PHONE}"})

    assert numbers(answer) == [before]
    assert answer["items"][0]["grade"] == "same-person"
    assert answer["items"][0]["reason"]["params"] == {"date": "2026-03-20", "until": "2026-05-19"}


def test_a_connected_system_learns_nothing_of_what_it_did_not_file(ask, file_issue, small):
    file_issue(text="桥头的路全是坑")

    answer = ask("integration", place=place_of(small))

    assert answer == {"items": [], "hidden": []}


def test_an_issue_is_shown_what_is_like_it_but_not_itself(client, file_issue):
    first = file_issue(text="桥头的路全是坑，车过不去")["number"]
    second = file_issue(text="西边桥头路面塌陷有坑")["number"]

    answer = client("county").get(f"/api/v1/issues/{second}/similar").json()

    assert numbers(answer) == [first]


@pytest.fixture
def resident(county, now, api_settings):
    """Ask as a resident, who has no account."""

    def ask(**report):
        body = {"text": "路", "category": "roads", "channel": "online", **report}
        filer = Filer(now, texts_in("en"), api_settings)
        with transaction(make_sessions(county)) as session:
            return similar_for_resident(session, IssueIn(**body), filer)

    return ask


def test_a_resident_is_told_kind_distance_and_day_and_no_words(resident, file_issue, small):
    file_issue(text="老张说桥头的路全是坑")

    [told] = resident(place=place_of(small, 0, 0.002))

    assert told.distance == "within-250"
    assert "老张" not in told.model_dump_json()


@pytest.mark.parametrize(
    "filed",
    [
        {"category": "neighbours"},
        {"household": "H10020100100", "place": None},
        {"place": {"lon": 110.309, "lat": 39.805, "accuracy_m": 10}},
    ],
    ids=["of-people", "of-a-house", "farther-off"],
)
def test_a_resident_is_told_nothing_of_people_houses_or_what_is_far(
    resident, file_issue, small, filed
):
    file_issue(**filed)
    home = {"lon": 110.301, "lat": 39.804}
    asked = {**home} if "household" in filed else place_of(small)

    assert resident(place=asked, category=filed.get("category", "roads")) == []


def test_a_repeated_order_of_the_same_caller_is_known_for_a_day(county, file_issue, now, small):
    filed = file_issue(
        "integration", text="桥头路面全是坑，要求尽快修", petitioner={"phone": PHONE}
    )["number"]

    def repeat(phone=PHONE, words="桥头的路面坑太多", at=now, **where):
        call = Report(uuid4(), words, None, Channel.HOTLINE, at, petitioner_phone=phone, **where)
        with Session(county) as session:
            account = session.scalar(text("SELECT id FROM account WHERE username = 'integration'"))
            session.execute(text("SET LOCAL ROLE wangge_app"))
            return find_repeat(session, account, call)

    lon, lat = small.middle(small.GRIDS[0])
    assert repeat() == filed
    assert repeat(at=now - timedelta(hours=23)) == filed
    assert repeat(lon=lon, lat=lat) == filed
    assert repeat(lon=0.0, lat=0.0) == filed
    assert repeat(lon=lon, lat=lat + 0.02) is None
    assert repeat(phone="13900009999") is None
    assert repeat(words="低保什么时候发") is None
    assert repeat(at=now + timedelta(hours=25)) is None
    assert repeat(at=now - timedelta(hours=25)) is None
