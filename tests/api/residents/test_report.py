"""What residents send at /report: placed, kept, and never lost to a mistake in the form."""

import re
from datetime import UTC
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.app import create_app
from api.pages import resident_photos
from api.services import attachments
from api.settings import Settings
from api.turns import Turns
from data.tables import Attachment, Issue, Petitioner, PetitionerContact
from dispatch.vocabulary import Category, CategoryBy, Channel, Level

WORDS = "村口的路坏了，车过不去"
HOSTILE = '"><script>alert(1)</script>'


@pytest.fixture
def issues(county):
    """Read all issues, the oldest first."""

    def read():
        with Session(county) as session:
            return session.scalars(select(Issue).order_by(Issue.id)).all()

    return read


def test_a_report_from_a_poster_ends_in_one_issue_of_the_village(resident, issues, county):
    code = resident().report(
        name="李桂枝", phone="138 0471 2201", address="三组 17 号", category="roads"
    )

    [issue] = issues()
    assert issue.tracking_code == code
    assert (issue.channel, issue.category, issue.category_by) == (
        Channel.ONLINE,
        Category.ROADS,
        CategoryBy.SAID,
    )
    assert issue.region_code == "150699100201"
    assert issue.entered_by is None
    with Session(county) as session:
        contact = session.scalars(select(PetitionerContact).join(Petitioner)).one()
    assert (contact.name, contact.phone) == ("李桂枝", "138 0471 2201")


def test_who_says_neither_kind_nor_name_nor_place_is_taken_in_too(resident, issues):
    resident().report("有点事想说")

    [issue] = issues()
    assert issue.category_by is CategoryBy.OPEN
    assert issue.level is not Level.GRID


@pytest.mark.parametrize(
    ("source", "method"), [("gps", "point"), ("pin", "pin")], ids=["phone", "finger"]
)
def test_the_point_of_a_phone_or_a_finger_places_it(resident, issues, small, source, method):
    lon, lat = small.middle(small.GRIDS[0])

    resident().report(lon=str(lon), lat=str(lat), accuracy="12", source=source)

    [issue] = issues()
    assert (issue.method.value, issue.grid_code) == (method, small.GRIDS[0])


def test_a_place_outside_the_county_is_kept_for_somebody_to_look_at(resident, issues, small):
    lon, lat = small.OUTSIDE

    resident().report(lon=str(lon), lat=str(lat), source="gps")

    [issue] = issues()
    assert issue.place is None
    assert issue.region_code == "150699100201"


def test_at_home_is_what_the_desk_reads_as_its_address(resident, issues):
    resident().report(at_home="yes")

    assert issues()[0].address == "在自己家"


def test_the_red_choice_makes_it_urgent(resident, issues):
    resident().report(urgent="yes")

    assert issues()[0].urgent_signals[0] == "said"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"text": "  "}, "text"),
        ({"text": "长" * 5001}, "text"),
        ({"phone": "1380471220"}, "phone"),
        ({"phone": "找我儿子"}, "phone"),
        ({"v": ""}, "v"),
        ({"v": "150699999999"}, "v"),
        ({"lon": "x", "lat": "39.8"}, "address"),
        ({"lon": "39.8", "lat": "110.3"}, "address"),
        ({"name": "名" * 61}, "name"),
    ],
    ids=["no words", "too long", "digit short", "no phone", "no village", "unknown village",
         "no number", "swapped", "long name"],
)  # fmt: skip
def test_a_mistake_is_shown_at_its_field_and_nothing_typed_is_lost(
    resident, issues, page_of, fields, wrong
):
    typed = {"text": "路坏了", "name": "李桂枝", "phone": "13804712201", "address": "三组"}

    page = page_of(resident().send(**{**typed, **fields}), 422)

    [first] = page.xpath("//*[@aria-invalid]")
    assert (first.get("name"), "autofocus" in first.attrib) == (wrong, True)
    assert page.get_element_by_id(first.get("aria-describedby").split()[0]).text_content()
    form = page.xpath("//form[@action='/report']")[0]
    for name, value in {**typed, **fields}.items():
        if name not in {"v", "text"}:
            assert form.fields[name] == value
    assert form.fields["text"].strip() == {**typed, **fields}["text"].strip()
    assert issues() == []


def test_a_corrected_form_goes_through_under_the_same_key(resident, page_of, code_of):
    who = resident()
    before = page_of(who.send(phone="138"), 422).xpath("//form[@action='/report']")[0].fields["key"]

    again = who.send(phone="13804712201")

    assert before == who.hidden["key"]
    assert code_of(again)


def test_without_a_village_all_are_offered_by_township(stranger, county, page_of):
    page = page_of(stranger().get("/report"))

    groups = {one.get("label"): [option.text for option in one] for one in page.xpath("//optgroup")}
    assert groups == {"北乡": ["石窑沟村", "柳树湾村"], "南乡": ["大圪塔村"]}


def test_a_photo_sent_with_the_form_belongs_to_the_issue(resident, issues, county, photo):
    resident().report(files=[photo])

    with Session(county) as session:
        [file] = session.scalars(select(Attachment)).all()
    assert file.issue_id == issues()[0].id
    assert file.media_type == "image/jpeg"


def test_a_photo_outlives_a_mistake_in_the_form(resident, county, page_of, photo):
    who = resident()
    page = page_of(who.send(phone="1", files=[photo]), 422)

    kept = page.xpath("//input[@name='attachment']/@value")
    who.report(phone="", attachment=kept)

    with Session(county) as session:
        [file] = session.scalars(select(Attachment)).all()
    assert [str(file.id)] == kept
    assert file.issue_id is not None


def test_a_photo_sent_beforehand_is_answered_with_its_id(resident, county, photo):
    who = resident()
    known = {name: who.hidden[name] for name in ("key", "token")}

    answer = who.browser.post("/report/files", data=known, files={"file": photo})
    who.report(attachment=answer.json()["id"])

    assert answer.status_code == 201
    with Session(county) as session:
        assert session.scalars(select(Attachment.issue_id)).one() is not None


def test_photos_that_are_not_kept_any_more_are_asked_for_and_the_report_goes_through(
    resident, county, page_of, issues, photo
):
    who = resident()
    gone = str(uuid4())

    page = page_of(who.send(attachment=gone), 422)

    form = page.xpath("//form[@action='/report']")[0]
    assert form.fields["key"] == who.hidden["key"]
    assert form.fields["text"].strip() == WORDS
    assert page.xpath("//input[@name='attachment']") == []
    assert issues() == []
    assert who.report(files=[photo])


@pytest.fixture
def seen_cleaning(monkeypatch, login_app):
    """Tell how many connections were taken while each photo was made clean."""
    taken = []

    def made_clean(*given):
        taken.append(login_app.state.engine.pool.checkedout())
        return attachments.made_clean(*given)

    monkeypatch.setattr(resident_photos, "made_clean", made_clean)
    return taken


def test_a_photo_is_made_clean_before_its_request_takes_a_connection(
    resident, photo, seen_cleaning
):
    who = resident()
    known = {name: who.hidden[name] for name in ("key", "token")}

    who.browser.post("/report/files", data=known, files={"file": photo})
    who.report(files=[photo])

    assert seen_cleaning == [0, 0]


def test_a_photo_whose_turn_does_not_come_is_asked_for_again(
    monkeypatch, county, api_settings, now, resident_at, photo
):
    full = create_app(api_settings, county, clock=lambda: now.astimezone(UTC))
    full.state.photo_turns = Turns(at_once=0)
    monkeypatch.setattr(resident_photos, "_PATIENCE_S", 0)
    who = resident_at(full)
    known = {name: who.hidden[name] for name in ("key", "token")}

    answer = who.browser.post("/report/files", data=known, files={"file": photo})

    assert answer.status_code == 429
    assert answer.json()["problem"]


def test_what_is_no_photo_is_refused_in_words(resident):
    who = resident()
    known = {name: who.hidden[name] for name in ("key", "token")}

    answer = who.browser.post("/report/files", data=known, files={"file": ("a.exe", b"MZ" * 99)})

    assert answer.status_code == 422
    assert answer.json()["problem"]


def test_a_stranger_cannot_attach_to_the_form_of_another(resident, county, photo):
    mine, other = resident(), resident()
    known = {name: mine.hidden[name] for name in ("key", "token")}
    file = mine.browser.post("/report/files", data=known, files={"file": photo}).json()["id"]

    answer = other.send("别人的事", attachment=file)

    with Session(county) as session:
        bound = session.scalars(select(Attachment.issue_id)).one()
    assert bound is None or answer.status_code != 303


def test_hostile_words_stay_words(resident, page_of):
    answer = resident().send(HOSTILE, name=HOSTILE, phone="1", address="\0零")

    page = page_of(answer, 422)
    assert "<script>alert" not in answer.text
    assert page.get_element_by_id("f-text").text.strip() == HOSTILE
    assert page.get_element_by_id("f-address").value == "零"


def test_the_answer_shows_the_code_and_keeps_nothing(resident, page_of):
    who = resident()
    code = who.report()

    answer = who.browser.get(f"/report/done/{code}")

    page = page_of(answer)
    assert page.find_class("res-code")[0].text_content() == code
    assert page.find_class("res-url")[0].text_content().endswith(f"/track/{code}")
    assert "2026 年" in page.text_content() or "4 月 4 日" in page.text_content()
    assert answer.headers["cache-control"] == "no-store"


def test_the_page_says_that_it_is_free_and_whom_to_call(stranger, county, page_of):
    words = page_of(stranger().get("/report", headers={"accept-language": "en"})).text_content()

    assert "Free of charge" in words
    assert re.search(r"110.*119.*120", words, re.DOTALL)


def test_while_writing_a_kind_and_dangers_are_named(resident, page_of):
    who = resident()

    answer = who.browser.post("/report/look", data={**who.hidden, "text": "房子裂了要塌了"})

    page = page_of(answer)
    assert page.xpath("//button[@data-kind]/@data-kind")
    assert "110" in page.text_content()


def test_while_writing_what_is_near_is_told_without_words_or_houses(
    resident, file_issue, page_of, small
):
    file_issue(category="roads", text="李桂枝家门口的路塌了")
    lon, lat = small.middle(small.GRIDS[0])
    who = resident()
    typed = {"text": "路坏了", "category": "roads", "lon": str(lon), "lat": str(lat)}

    words = page_of(who.browser.post("/report/look", data={**who.hidden, **typed})).text_content()

    assert "3 月 20 日" in words
    assert "李桂枝" not in words


def test_a_village_has_its_map_without_houses(stranger, county):
    answer = stranger().get("/report/map?v=150699100201")

    assert answer.status_code == 200
    assert "石窑沟村" in answer.text
    assert "H100201" not in answer.text


def test_too_many_reports_of_one_network_wait_and_lose_nothing(
    county, api_settings, now, resident_at, page_of, issues
):
    few = api_settings.model_copy(update={"reports_per_hour": 2})
    app = create_app(few, county, clock=lambda: now.astimezone(UTC))

    first, _, third = (resident_at(app).send(f"第 {n} 件事") for n in range(3))
    red = resident_at(app).send("要塌了", urgent="yes")

    assert first.status_code == 303
    page = page_of(third, 429)
    assert 0 < int(third.headers["retry-after"]) <= 3600
    assert page.get_element_by_id("f-text").text.strip() == "第 2 件事"
    assert red.status_code == 303, "the urgent are counted apart"
    assert len(issues()) == 3


def test_settings_name_the_public_address_without_a_path():
    with pytest.raises(ValueError, match="public_url"):
        Settings(public_url="https://wangge.example/village")

    assert Settings(public_url="https://wangge.example").public_url == "https://wangge.example"
