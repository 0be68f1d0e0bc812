"""A resident's report is taken in exactly once, whatever is pressed twice."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import httpx2 as httpx
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.resident_forms import LIVES, new_form, read_form
from api.services import second_clicks
from data.tables import Alert, Attachment, Issue

WORDS = "村口的路坏了，车过不去"


@pytest.fixture
def count(county):
    """Count the issues."""

    def read():
        with Session(county) as session:
            return session.scalar(select(func.count()).select_from(Issue))

    return read


def test_the_same_form_sent_again_gets_the_same_code(resident, count):
    who = resident()

    codes = {who.report() for _ in range(3)}

    assert len(codes) == 1
    assert count() == 1


def test_twenty_clicks_at_once_end_in_one_report(resident, count, code_of):
    who = resident()

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: who.send(), range(20)))

    assert len({code_of(answer) for answer in answers}) == 1
    assert count() == 1


def test_a_second_click_waits_before_it_has_a_connection(resident, login_app, code_of, monkeypatch):
    who = resident()
    waited = []
    monkeypatch.setattr(second_clicks, "sleep", waited.append)

    async def click_ten_times():
        transport = httpx.ASGITransport(login_app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as browser:
            data = {**who.hidden, "text": WORDS}
            return await asyncio.gather(*(browser.post("/report", data=data) for _ in range(10)))

    answers = asyncio.run(click_ten_times())

    assert len({code_of(answer) for answer in answers}) == 1
    assert waited == []


def test_a_form_sent_again_with_its_photos_gets_the_same_code(resident, count, code_of, photo):
    who = resident()

    codes = {who.report(files=[photo]) for _ in range(2)}
    with ThreadPoolExecutor(4) as pool:
        codes |= set(pool.map(lambda _: code_of(who.send(files=[photo])), range(4)))

    assert len(codes) == 1
    assert count() == 1


def test_a_form_sent_again_with_a_photo_more_is_not_the_same(resident, count, photo):
    who = resident()
    who.report()

    answer = who.send(files=[photo])

    assert answer.status_code == 422
    assert count() == 1


def test_the_same_words_in_a_fresh_form_are_a_second_click(resident, count):
    codes = {resident().report(name="李桂枝") for _ in range(2)}

    assert len(codes) == 1
    assert count() == 1


def test_the_same_words_of_somebody_else_are_another_report(resident, count):
    codes = {resident().report(name=name) for name in ("李桂枝", "王秀兰")}

    assert len(codes) == 2
    assert count() == 2


@pytest.mark.parametrize(
    "place",
    [
        pytest.param({}, id="nowhere"),
        pytest.param({"at_home": "yes"}, id="at home"),
        pytest.param({"lon": "110.305", "lat": "39.805", "accuracy": "300"}, id="roughly there"),
    ],
)
def test_the_same_short_words_of_two_who_say_not_who_they_are_are_two_reports(
    resident, count, place
):
    codes = {resident().report("停水了", **place) for _ in range(2)}

    assert len(codes) == 2
    assert count() == 2


def test_the_same_words_at_one_spot_are_a_second_click(resident, count):
    spot = {"lat": "39.805", "accuracy": "8"}

    codes = {resident().report(lon=lon, **spot) for lon in ("110.30501", "110.30502")}
    other = resident().report(lon="110.30530", **spot)

    assert len(codes) == 1
    assert other not in codes
    assert count() == 2


def test_the_red_choice_added_on_a_second_try_alerts_the_desks(resident, county, count):
    words, who = "后山裂缝在变大", {"name": "李桂枝"}
    first = resident().report(words, **who)

    second = resident().report(words, urgent="yes", **who)

    assert first != second
    assert count() == 2
    with Session(county) as session:
        query = select(Issue.tracking_code).join(Alert, Alert.issue_id == Issue.id).distinct()
        assert session.scalars(query).all() == [second]


def test_a_photo_added_on_a_second_try_is_kept_and_sent_again_is_not(
    resident, county, count, photo
):
    codes = [
        code
        for files in ((), (photo,), (photo,))
        if (code := resident().report(name="李桂枝", files=files))
    ]

    assert codes[0] != codes[1] == codes[2]
    assert count() == 2
    with Session(county) as session:
        query = select(Issue.tracking_code).join(Attachment, Attachment.issue_id == Issue.id)
        assert session.scalars(query).all() == [codes[1]]


def test_a_form_changed_after_it_was_sent_comes_back_fresh(resident, count, page_of):
    who = resident()
    code = who.report()

    answer = who.send("另外一件事")

    page = page_of(answer, 422)
    fresh = page.xpath("//form[@action='/report']")[0].fields["key"]
    assert fresh != who.hidden["key"]
    assert page.get_element_by_id("f-text").text.strip() == "另外一件事"
    assert code not in answer.text
    assert count() == 1


@pytest.mark.parametrize("field", ["key", "token"])
def test_a_form_we_did_not_make_is_asked_to_be_sent_once_more(resident, count, page_of, field):
    who = resident()
    who.hidden[field] = str(uuid4())

    page = page_of(who.send("自己造的"), 403)
    who.hidden |= {
        name: page.xpath("//form[@action='/report']")[0].fields[name] for name in ("key", "token")
    }

    assert count() == 0
    assert who.report("自己造的")


def test_a_form_of_another_site_is_refused(resident, count):
    who = resident()

    answer = who.browser.post("/report", data=who.hidden, headers={"sec-fetch-site": "cross-site"})

    assert answer.status_code == 403
    assert count() == 0


def test_a_form_left_open_over_night_is_still_good(api_settings, now):
    form = new_form(api_settings, now)

    later = [now, now + timedelta(days=1), now + LIVES, now + LIVES + timedelta(seconds=1)]

    good = [read_form(str(form.key), form.token, api_settings, at) is not None for at in later]
    assert good == [True, True, True, False]


def test_a_form_signed_with_the_key_before_is_still_good(api_settings, now):
    form = new_form(api_settings, now)
    changed = api_settings.model_copy(
        update={"secret_key": type(api_settings.secret_key)("n" * 40),
                "previous_secret_key": api_settings.secret_key}
    )  # fmt: skip

    assert read_form(str(form.key), form.token, changed, now) == form
