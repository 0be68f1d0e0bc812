"""The person behind an issue: for who has it, with a purpose, and never without a record."""

from itertools import product

import pytest
from lxml import html
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.tables import Account, AuditEntry, Household

ISSUES, HOMES = "/api/v1/issues", "/api/v1/households"
PERSON = {"name": "李桂枝", "phone": "13812342207"}
ADDRESS = "三组 17 号"
WORDS = "李桂枝家的西墙裂了"
READING = ("list", "read", "map")
PURPOSES = ("contact", "verify", "legal-duty", "place")


@pytest.fixture
def number(file_issue, small):
    """An issue of the agent's grid that the agent filed."""
    lon, lat = small.middle(small.GRIDS[0])
    place = {"lon": lon, "lat": lat, "accuracy_m": 12}
    return file_issue("agent", text=WORDS, petitioner=PERSON, address=ADDRESS, place=place)[
        "number"
    ]


@pytest.fixture
def recorded(county):
    """Entries of the record with these verbs since the county was emptied, in order."""

    def read(*verbs):
        query = select(AuditEntry).where(AuditEntry.verb.in_(verbs)).order_by(AuditEntry.id)
        with Session(county) as session:
            return session.scalars(query).all()

    return read


def reveal(client, number, purpose="contact", **more):
    return client.post(f"{ISSUES}/{number}/reveal", json={"purpose": purpose, **more})


@pytest.mark.parametrize("purpose", PURPOSES)
def test_who_has_the_issue_is_shown_person_address_and_place(client, number, small, purpose):
    answer = reveal(client("agent"), number, purpose)

    assert answer.status_code == 200
    assert answer.json() == {
        "number": number,
        "text": WORDS,
        "petitioners": [PERSON],
        "address": ADDRESS,
        "household": None,
        "lon": small.middle(small.GRIDS[0])[0],
        "lat": small.middle(small.GRIDS[0])[1],
        "accuracy_m": 12,
    }


def test_every_reveal_is_one_entry_with_its_purpose(client, number, recorded, county):
    with Session(county) as session:
        agent = session.scalars(select(Account.id).where(Account.username == "agent")).one()

    reveal(client("agent"), number, "verify", note="case/2026-17")
    reveal(client("agent"), number, "contact")

    first, second = recorded("reveal")
    assert (first.object_kind, first.object_id, first.account_id) == ("issue", number, agent)
    assert (first.role, first.purpose, first.details) == (
        "agent",
        "verify",
        {"note": "case/2026-17"},
    )
    assert (second.purpose, second.details) == ("contact", {})
    assert "李" not in f"{first.details}{second.details}"


ALLOWED = {  # purposes with which a role is shown the agent's issue
    "agent": PURPOSES,
    "secretary": ("place",),
    "township": ("place",),
    "county": ("place",),
    "screener": ("place",),
}
SEES_IT = {*ALLOWED, "supervisor", "leader"}
ROLES = [*ALLOWED, "supervisor", "leader", "handler", "planner", "admin", "auditor", "integration"]


@pytest.mark.parametrize(("role", "purpose"), list(product(ROLES, PURPOSES)))
def test_others_are_refused_and_leave_no_trace_of_the_person(
    client, number, recorded, role, purpose
):
    answer = reveal(client(role), number, purpose)

    if purpose in ALLOWED.get(role, ()):
        assert answer.json()["petitioners"] == [PERSON]
        assert len(recorded("reveal")) == 1
        return
    has_the_verb = role in {*ALLOWED, "handler"}
    assert answer.status_code == (404 if has_the_verb and role not in SEES_IT else 403)
    assert recorded("reveal") == []
    assert not {"桂枝", "13812342207", ADDRESS} & set(answer.text.split('"'))


@pytest.mark.parametrize("role", ["agent", "secretary", "township", "handler"])
def test_a_hidden_issue_is_answered_like_one_that_never_was(client, file_issue, role):
    held = file_issue("county", text="村支书贪污低保款", petitioner=PERSON)["number"]

    hidden = reveal(client(role), held)
    unknown = reveal(client(role), "2026-0000-0000")

    assert hidden.status_code == unknown.status_code == 404
    assert hidden.text.replace(held, "2026-0000-0000") == unknown.text


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"purpose": "read"},
        {"purpose": "export"},
        {"purpose": "curiosity"},
        {"purpose": "contact", "more": 1},
        {"purpose": "contact", "note": "李桂枝 13812342207"},
        {"purpose": "contact", "note": "x" * 65},
        {"purpose": "contact", "note": ""},
    ],
    ids=range(8),
)
def test_a_purpose_that_is_none_is_refused(client, number, recorded, body):
    answer = client("agent").post(f"{ISSUES}/{number}/reveal", json=body)

    assert answer.status_code == 422
    assert recorded("reveal") == []


def test_a_note_that_is_a_phone_is_not_kept_and_reveals_nothing(client, number, recorded):
    answer = reveal(client("agent"), number, "contact", note="13812342207")

    assert not answer.is_success
    assert "桂枝" not in answer.text
    assert recorded("reveal") == []


def test_a_household_is_revealed_to_who_serves_the_village_or_finds_the_place(
    client, small, recorded, county
):
    home = small.home(small.GRIDS[0])
    with Session(county) as session:
        query = select(Household.id).where(Household.number == home)
        key = str(session.scalars(query).one())

    def ask(role, purpose, number=home):
        return client(role).post(f"{HOMES}/{number}/reveal", json={"purpose": purpose})

    assert ask("agent", "contact").json()["head"] == "户主0"
    assert ask("secretary", "verify").json()["lon"] == pytest.approx(110.301)
    assert ask("township", "place").json()["head"] == "户主0"
    assert ask("township", "contact").status_code == 403
    assert ask("county", "verify").status_code == 403
    assert ask("leader", "place").status_code == 403
    assert ask("handler", "contact").status_code == 403
    assert ask("agent", "contact", small.home(small.GRIDS[1])).status_code == 404
    assert ask("agent", "contact", "nobody").status_code == 404
    entries = recorded("reveal")
    assert [(one.object_kind, one.object_id) for one in entries] == [("household", key)] * 3
    assert [one.purpose for one in entries] == ["contact", "verify", "place"]


def test_houses_shown_are_one_entry_a_request_and_other_reading_is_none(
    client, number, file_issue, recorded
):
    own = file_issue("county")["number"]
    for path in (f"{ISSUES}/{number}", "/api/v1/grids", HOMES, "/api/v1/agents"):
        assert client("county").get(path).status_code == 200
    client("leader").get(ISSUES)
    client("township").get(ISSUES)
    assert recorded(*READING) == []

    client("county").get(ISSUES)
    client("county").get(f"{ISSUES}/{own}")
    client("county").get(f"{ISSUES}?purpose=place&f=geojson")
    client("county").get(f"{HOMES}?purpose=place&limit=7")
    entries = recorded(*READING)

    assert [one.verb for one in entries] == ["list", "read", "list", "list"]
    assert {one.object_kind for one in entries} == {"account"}
    assert [one.purpose for one in entries] == ["read", "read", "place", "place"]
    shown = [one.details for one in entries]
    assert shown[0] == shown[1] == {"exact": 1, "issues": [own]}
    assert shown[2] == {"exact": 2, "issues": sorted([own, number])}
    assert shown[3]["exact"] == len(shown[3]["households"]) == 7


def read(answer):
    assert answer.status_code == 200, answer.text[:300]
    return html.document_fromstring(answer.text)


@pytest.mark.parametrize(
    ("role", "page", "purposes"),
    [
        ("agent", "/grid", ["contact", "verify", "legal-duty"]),
        ("county", "/desk/issues/{}", ["place"]),
    ],
)
def test_a_page_shows_the_person_after_its_form(
    page_client, number, recorded, role, page, purposes
):
    browser = page_client(role)
    path = page.format(number)
    before = read(browser.get(path))
    form = before.xpath("//form[@data-reveal]")[0]

    asked = {"purpose": purposes[0]}
    after = browser.send_form(form.get("action"), asked, page=path)

    assert form.xpath(".//select[@name='purpose']/option/@value") == purposes
    assert form.get("method") == "post"
    assert "李**" in before.text_content()
    assert "李桂枝" not in before.find_class("meta")[0].text_content()
    assert PERSON["phone"] not in before.text_content()
    shown = read(after).find_class("revealed")[0].text_content()
    assert PERSON["name"] in shown
    assert PERSON["phone"] in shown
    assert ADDRESS in shown
    assert len(recorded("reveal")) == 1
    assert PERSON["phone"] not in read(browser.get(path)).text_content()


def test_the_desk_s_script_gets_the_revealed_issue_without_the_page(page_client, number):
    path = f"/desk/issues/{number}/reveal?part=issue&category=roads"

    part = page_client("township").send_form(path, {"purpose": "place"}, page="/desk")

    assert PERSON["name"] in part.text
    assert "<html" not in part.text
    assert 'href="/desk?category=roads"' in part.text


@pytest.mark.parametrize(
    ("role", "form", "status"),
    [
        ("county", {"purpose": "contact"}, 403),
        ("county", {"purpose": "read"}, 422),
        ("county", {}, 422),
        ("leader", {"purpose": "place"}, 403),
        ("handler", {"purpose": "contact"}, 404),
        ("planner", {"purpose": "contact"}, 403),
    ],
)
def test_a_page_form_is_refused_like_the_api(page_client, number, recorded, role, form, status):
    answer = page_client(role).send_form(f"/desk/issues/{number}/reveal", form)

    assert answer.status_code == status
    assert "桂枝" not in answer.text
    assert recorded("reveal") == []


def test_pages_that_show_houses_are_kept_too(page_client, number, recorded):
    page_client("agent").get("/grid")
    page_client("county").get("/desk")
    page_client("county").get(f"/desk/issues/{number}")
    page_client("county").get("/desk/map")
    page_client("county").get("/desk/map?purpose=place")
    kept = [(one.verb, one.purpose, one.details["issues"]) for one in recorded(*READING)]

    assert kept == [
        ("list", "read", [number]),
        ("map", "place", [number]),
    ]
