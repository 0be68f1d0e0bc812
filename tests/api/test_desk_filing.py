"""Taking calls and letters down at the desk: one issue each, and nothing typed is lost."""

import io
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from lxml import html
from PIL import Image
from sqlalchemy import func, select, text

from api.form_guards import FIELD
from data.tables import Alert, Attachment, Issue
from dispatch.alerting import AlertLine
from dispatch.vocabulary import CategoryBy, Channel

SHANGHAI = ZoneInfo("Asia/Shanghai")
FORM = "/desk/new?form=00000000-0000-4000-8000-0000000000f4"
WORDS = "村口的路塌了一块，拉粮的车过不去"


@pytest.fixture
def desk(page_client):
    """A browser of the county desk."""
    return page_client("county")


def read(answer, status=200):
    assert answer.status_code == status, answer.text[:300]
    return html.document_fromstring(answer.text)


def send(browser, path="/desk/new", files=None, **fields):
    """Send the form as typed; a key of its own unless one is given."""
    fields = {"key": str(uuid4()), "channel": "phone", **fields}
    return browser.send_form(path, fields, page=FORM, files=files)


def number_in(answer):
    heading = read(answer).xpath("//h1[@id='filed-h']")[0].text_content()
    return re.search(r"20\d\d-[0-9A-Z-]+", heading)[0]


def words_of(page, xpath):
    return [" ".join(one.text_content().split()) for one in page.xpath(xpath)]


@pytest.fixture
def issues(county):
    """Read a column of all issues there are."""

    def read_all(column):
        with county.connect() as connection:
            return connection.execute(select(column).order_by(Issue.id)).scalars().all()

    return read_all


def photo():
    made = io.BytesIO()
    Image.new("RGB", (40, 30), "grey").save(made, "JPEG")
    return made.getvalue()


def test_a_call_becomes_one_issue_with_its_agent_its_reason_and_a_code_for_the_caller(
    desk, issues, small
):
    answer = send(
        desk, text=WORDS, way=f"household:{small.home(small.GRIDS[0])}", phone="13900000000"
    )

    page = read(answer)
    assert issues(Issue.number) == [number_in(answer)]
    assert issues(Issue.channel) == [Channel.PHONE]
    assert issues(Issue.grid_code) == [small.GRIDS[0]]
    assert "田秀英" in words_of(page, "//p[@class='dn-who']")[0]
    assert len(words_of(page, "//*[contains(@class, 'dn-code')]")[0]) >= 8
    assert page.xpath("//a[@data-next]/@autofocus")


def test_without_a_category_the_words_decide_and_with_one_the_clerk(desk, issues):
    send(desk, text=WORDS)
    send(desk, text=WORDS, category="water")

    assert issues(Issue.category)[1] == "water"
    assert issues(Issue.category_by)[0] in {CategoryBy.RULE, CategoryBy.OPEN}
    assert issues(Issue.category_by)[1] == CategoryBy.SAID


def test_the_same_form_sent_again_answers_the_same_issue_and_other_words_are_refused(desk, issues):
    key = str(uuid4())

    first, again = (send(desk, key=key, text=WORDS) for _ in range(2))
    other = send(desk, key=key, text="水管冻裂了")

    assert number_in(first) == number_in(again)
    assert "already" in read(other, 422).text_content() or "已经" in other.text
    assert len(issues(Issue.id)) == 1


def test_four_clicks_at_once_file_one_issue_and_all_are_told_its_number(page_client, issues):
    browsers = [page_client("county") for _ in range(4)]
    key = str(uuid4())

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda one: send(one, key=key, text=WORDS), browsers))

    assert len({number_in(one) for one in answers}) == 1
    assert len(issues(Issue.id)) == 1


def test_a_red_choice_alerts_however_old_the_letter_is(desk, county):
    send(desk, text=WORDS, channel="letter", received_on="2026-03-10", urgent="1")

    with county.connect() as connection:
        told = connection.scalars(select(Alert.line)).all()
    assert AlertLine.COUNTY in told


def test_a_letter_counts_from_the_day_it_came_in(desk, issues):
    send(desk, text=WORDS, channel="letter", received_on="2026-03-10")

    assert issues(Issue.channel) == [Channel.LETTER]
    assert issues(Issue.received_at) == [datetime(2026, 3, 10, 12, tzinfo=SHANGHAI)]


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("text", {"text": "  "}),
        ("received_on", {"channel": "letter", "received_on": "2026-04-01"}),
        ("received_on", {"channel": "letter", "received_on": "yesterday"}),
        ("place", {"way": "pin", "lon": "east", "lat": "39.8"}),
        ("place", {"way": "household:NOBODY"}),
        ("phone", {"phone": "1" * 40}),
        ("category", {"category": "nothing"}),
    ],
    ids=["no words", "a day to come", "no day", "no number", "no household", "phone", "category"],
)
def test_what_is_wrong_is_said_beside_its_field_and_all_that_was_typed_stays(
    desk, issues, field, fields
):
    page = read(send(desk, **{"text": WORDS, "name": "老张", "urgent": "1", **fields}), 422)

    assert page.xpath(f"//*[@id='{field}-e']")
    assert (
        page.xpath("//textarea[@name='text']")[0].text.strip() == fields.get("text", WORDS).strip()
    )
    assert page.xpath("//input[@name='name']/@value") == ["老张"]
    assert page.xpath("//input[@name='urgent']/@checked")
    assert issues(Issue.id) == []


def test_the_script_of_a_stranger_stays_words(desk):
    page = send(desk, text="<script>alert(1)</script>", way="household:NOBODY", name='"><b>x')

    assert "<script>alert(1)" not in page.text
    assert '"><b>x' not in page.text


def test_files_come_with_the_form_and_a_refused_form_keeps_them(desk, issues, county):
    key, files = str(uuid4()), [("file", ("wall.jpg", photo(), "image/jpeg"))]

    refused = read(send(desk, key=key, text="", files=files), 422)
    kept = refused.xpath("//input[@name='kept']/@value")
    answer = send(desk, key=key, text=WORDS, kept=kept)

    assert number_in(answer)
    with county.connect() as connection:
        bound = select(func.count()).where(Attachment.issue_id.is_not(None))
        assert connection.scalar(bound) == 1


def test_a_form_whose_files_are_not_kept_any_more_asks_for_them_and_goes_through(desk, issues):
    key = str(uuid4())

    page = read(send(desk, key=key, text=WORDS, kept=f"{uuid4()} wall.jpg"), 422)

    assert page.xpath("//textarea[@name='text']")[0].text.strip() == WORDS
    assert page.xpath("//input[@name='kept']") == []
    assert issues(Issue.id) == []
    assert number_in(send(desk, key=key, text=WORDS))


def test_a_form_with_a_photo_sent_twice_is_one_issue_with_one_photo(desk, issues, county):
    key, content = str(uuid4()), photo()

    first, again = (
        send(desk, key=key, text=WORDS, files=[("file", ("wall.jpg", content, "image/jpeg"))])
        for _ in range(2)
    )

    assert number_in(first) == number_in(again)
    with county.connect() as connection:
        bound = select(func.count()).where(Attachment.issue_id.is_not(None))
        assert connection.scalar(bound) == 1


def test_what_is_no_photo_and_no_paper_is_refused_beside_the_field(desk, issues):
    files = [("file", ("page.html", b"<html><script>alert(1)</script></html>", "image/jpeg"))]

    page = read(send(desk, text=WORDS, files=files), 422)

    assert page.xpath("//*[@id='file-e']")
    assert issues(Issue.id) == []


def test_a_look_says_place_agent_person_and_what_is_alike_and_files_nothing(
    desk, file_issue, issues, small
):
    lon, lat = small.middle(small.GRIDS[0])
    old = file_issue(text=WORDS, category="roads", place={"lon": lon, "lat": lat})["number"]

    part = send(
        desk, "/desk/new/look", text="村口路塌了，车过不去", way="pin", lon=str(lon), lat=str(lat)
    )

    side = read(part)
    assert "田秀英" in side.text_content()
    assert f"/desk/issues/{old}" in side.xpath("//a/@href")
    assert side.xpath("//input[@name='same']/@value") == ["", old]
    assert issues(Issue.number) == [old]


def test_the_same_matter_is_joined_when_it_is_filed(desk, file_issue, issues, small):
    lon, lat = small.middle(small.GRIDS[0])
    old = file_issue(text=WORDS, category="roads", place={"lon": lon, "lat": lat})["number"]

    answer = send(desk, text=WORDS, way="pin", lon=str(lon), lat=str(lat), same=old)

    assert old in read(answer).xpath("//p[@class='note']")[0].text_content()
    assert len(issues(Issue.id)) == 2


def test_without_script_the_button_look_shows_the_page_with_proposals(desk, issues, small):
    page = read(send(desk, act="look", text=WORDS, address="石窑沟村"))

    assert page.xpath("//textarea[@name='text']")[0].text.strip() == WORDS
    assert page.xpath("//*[@class='dn-where']")
    assert issues(Issue.id) == []


def test_a_held_report_tells_a_township_its_number_and_code_and_nothing_more(page_client, issues):
    answer = send(
        page_client("township"), text="村支书贪污了我们的低保款", category="cadre-conduct"
    )

    page = read(answer)
    assert issues(Issue.held) == [True]
    assert number_in(answer) == issues(Issue.number)[0]
    assert not page.xpath("//*[@data-number]")
    assert not page.xpath("//p[@class='dn-who']")


def test_a_secretary_files_at_the_desk_and_an_agent_does_not(page_client, issues):
    assert number_in(send(page_client("secretary"), text=WORDS)) == issues(Issue.number)[0]
    assert page_client("agent").get(FORM).status_code == 403


def test_a_form_without_its_token_is_refused(desk, issues):
    fields = {FIELD: "forged", "key": str(uuid4()), "text": WORDS, "channel": "phone"}

    assert desk.post("/desk/new", data=fields).status_code == 403
    assert issues(Issue.id) == []


def test_each_look_counts_as_one_look_up(desk, county):
    counted = text("SELECT sum(failures) FROM sign_in_attempt WHERE bucket LIKE 'lookups-%'")
    with county.connect() as connection:
        before = connection.scalar(counted) or 0

    send(desk, "/desk/new/look", text=WORDS)
    send(desk, "/desk/new/look", text=WORDS, phone="13900000000")

    with county.connect() as connection:
        assert connection.scalar(counted) - before == 2


def test_a_new_form_has_a_key_in_its_address_and_going_back_to_it_shows_what_was_filed(
    desk, page_client
):
    address = desk.get("/desk/new").headers["location"]
    other = desk.get("/desk/new").headers["location"]
    [key] = read(desk.get(address)).xpath("//input[@name='key']/@value")

    number = number_in(send(desk, key=key, text=WORDS))

    assert address != other
    assert address == f"/desk/new?form={key}"
    assert number_in(desk.get(address)) == number
    assert number not in page_client("township").get(address).text


@pytest.fixture
def known_phone(county, small):
    """A phone of a household, for this test only; answers the household's number."""
    number, phone = small.home(small.GRIDS[0], 3), "13911112222"
    update = text(
        "UPDATE household_contact SET phone = :phone WHERE household_id ="
        " (SELECT id FROM household WHERE number = :number)"
    )
    with county.begin() as connection:
        assert connection.execute(update, {"phone": phone, "number": number}).rowcount == 1
    yield number, phone
    with county.begin() as connection:
        connection.execute(update, {"phone": None, "number": number})


def test_a_known_phone_proposes_its_household_and_shows_what_is_open_there(
    desk, file_issue, small, known_phone
):
    number, phone = known_phone
    old = file_issue(household=number, place=None, text="院墙裂了")["number"]

    side = read(send(desk, "/desk/new/look", text="水管冻裂了", phone=phone))

    said = side.text_content()
    assert number in said
    assert f"/desk/issues/{old}" in side.xpath("//*[@class='dn-home']//a/@href")
    assert "田秀英" in said
