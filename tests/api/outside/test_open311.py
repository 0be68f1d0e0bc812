from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from lxml import etree
from shapely import Point
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from data.public_issues import PublicFilter, list_public
from data.session import make_sessions, transaction
from data.tables import Household, Issue, Petitioner, PetitionerContact
from geo.cells import cell_to_polygon, lonlat_to_cell

HOME = "/open311/v2"
WORDS = "北乡一处村道路基被冲毁，正在抢修。"


@pytest.fixture
def anybody(login_app, county):
    return TestClient(login_app, headers={"Accept-Language": "en"}, raise_server_exceptions=False)


@pytest.fixture
def form(key_of, small):
    """Fields of a request that is in order."""
    key = key_of("city-app")

    def make(**changes):
        lon, lat = small.middle(small.GRIDS[0])
        fields = {
            "api_key": key,
            "jurisdiction_id": "wangge.example",
            "service_code": "roads",
            "lat": str(lat),
            "long": str(lon),
            "description": "村口的路坏了",
            "first_name": "三",
            "last_name": "张",
            "phone": "13900001234",
        }
        return {name: one for name, one in {**fields, **changes}.items() if one is not None}

    return make


@pytest.fixture
def posted(anybody, form):
    """Post a request; answers its number."""

    def post(**changes):
        answer = anybody.post(f"{HOME}/requests.json", data=form(**changes))
        assert answer.status_code == 201, answer.text
        return answer.json()[0]["service_request_id"]

    return post


@pytest.fixture
def made_public(client, posted):
    """Post a request and let the county desk make it public; answers its number."""

    def publish(words=WORDS, **changes):
        number = posted(**changes)
        desk = client("county")
        etag = desk.get(f"/api/v1/issues/{number}").headers["etag"]
        answer = desk.put(
            f"/api/v1/issues/{number}/publication", json={"text": words}, headers={"If-Match": etag}
        )
        assert answer.status_code == 200, answer.text
        return number

    return publish


def shape(element):
    """Names of an element and of what lies in it, without repetition."""
    return {element.tag: [shape(one) for one in element]} if len(element) else element.tag


def test_discovery_names_the_endpoint_in_both_formats(anybody):
    told = anybody.get(f"{HOME}/discovery.json").json()
    xml = etree.fromstring(anybody.get(f"{HOME}/discovery.xml").content)

    assert told["endpoints"][0]["url"] == "http://testserver/open311/v2"
    assert told["endpoints"][0]["formats"] == ["text/xml", "application/json"]
    assert xml.findtext("endpoints/endpoint/url") == "http://testserver/open311/v2"
    assert [one.text for one in xml.findall("endpoints/endpoint/formats/format")] == [
        "text/xml",
        "application/json",
    ]
    assert xml.findtext("endpoints/endpoint/type") == "production"


def test_services_are_those_that_accuse_nobody_in_the_language_asked_for(anybody):
    told = anybody.get(f"{HOME}/services.json?jurisdiction_id=anything").json()
    chinese = anybody.get(f"{HOME}/services.json", headers={"Accept-Language": "zh-CN"}).json()
    xml = etree.fromstring(anybody.get(f"{HOME}/services.xml").content)

    codes = [one["service_code"] for one in told]
    assert "roads" in codes
    assert "cadre-conduct" not in codes
    assert {one["type"] for one in told} == {"realtime"}
    assert (
        chinese[codes.index("roads")]["service_name"] != told[codes.index("roads")]["service_name"]
    )
    assert [one.text for one in xml.findall("service/service_code")] == codes


def test_a_definition_asks_whether_it_is_urgent(anybody):
    told = anybody.get(f"{HOME}/services/roads.json").json()
    xml = etree.fromstring(anybody.get(f"{HOME}/services/roads.xml").content)

    (attribute,) = told["attributes"]
    assert (attribute["code"], attribute["required"]) == ("urgent", False)
    assert xml.findtext("attributes/attribute/required") == "false"
    assert [one.text for one in xml.findall("attributes/attribute/values/value/key")] == [
        "yes",
        "no",
    ]


def test_a_request_becomes_an_issue_with_its_person_and_tells_where_to_follow_it(
    anybody, form, county, small
):
    answer = anybody.post(
        f"{HOME}/requests.xml", data=form(account_id="a-7", media_url="https://x.example/1.jpg")
    )

    (told,) = etree.fromstring(answer.content)
    with Session(county) as session:
        issue = session.scalars(select(Issue)).one()
        contact = session.scalars(select(PetitionerContact)).one()
    assert answer.status_code == 201
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    assert told.findtext("service_request_id") == issue.number
    assert told.findtext("account_id") == "a-7"
    assert f"http://testserver/track/{issue.tracking_code}" in told.findtext("service_notice")
    assert (issue.grid_code, issue.channel) == (small.GRIDS[0], "online")
    assert issue.text == "村口的路坏了\nhttps://x.example/1.jpg"
    assert (contact.name, contact.phone) == ("张三", "13900001234")


def test_a_page_of_somebody_else_may_ask(anybody, form):
    for answer in (
        anybody.get(f"{HOME}/services.json", headers={"Origin": "https://city.example"}),
        anybody.post(f"{HOME}/requests.json", data=form(), headers={"Origin": "https://x.example"}),
    ):
        assert answer.is_success
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"


def test_a_form_in_parts_is_read_too(anybody, form):
    parts = {name: (None, one) for name, one in form().items()}

    assert anybody.post(f"{HOME}/requests.json", files=parts).status_code == 201


@pytest.mark.parametrize("kind", ["household", "grid"])
def test_an_address_id_is_a_household_or_a_grid(kind, posted, county, small):
    code = small.home(small.GRIDS[2]) if kind == "household" else small.GRIDS[2]
    posted(lat=None, long=None, address_id=code, phone=None, first_name=None, last_name=None)

    with Session(county) as session:
        issue = session.scalars(select(Issue)).one()
        assert issue.region_code == small.B
        assert (issue.household_id is not None) == (kind == "household")


def test_an_empty_parameter_is_none(posted, county):
    posted(description="", first_name="", phone="", last_name="", media_url="", email="")

    with Session(county) as session:
        assert session.scalars(select(Petitioner)).all() == []
        assert session.scalars(select(Issue)).one().text


def test_a_second_click_gets_the_first_answer(anybody, form, county):
    with ThreadPoolExecutor(8) as pool:
        sent = [pool.submit(anybody.post, f"{HOME}/requests.json", data=form()) for _ in range(8)]
    answers = [one.result() for one in sent]
    again = anybody.post(f"{HOME}/requests.json", data=form())
    other = anybody.post(f"{HOME}/requests.json", data=form(device_id="another phone"))

    assert {one.status_code for one in answers} <= {201, 503}
    assert {one.headers["retry-after"] for one in answers if one.status_code == 503} <= {"2"}
    assert {one.text for one in answers if one.status_code == 201} == {again.text}
    assert other.text != again.text
    with Session(county) as session:
        assert len(session.scalars(select(Issue)).all()) == 2


def test_a_key_of_its_own_tells_a_retry_from_another_request(anybody, form):
    key = {"Idempotency-Key": str(uuid4())}
    first = anybody.post(f"{HOME}/requests.json", data=form(), headers=key)
    again = anybody.post(f"{HOME}/requests.json", data=form(), headers=key)
    changed = anybody.post(f"{HOME}/requests.json", data=form(description="井里没水"), headers=key)
    another = anybody.post(
        f"{HOME}/requests.json", data=form(), headers={"Idempotency-Key": str(uuid4())}
    )

    assert first.json() == again.json()
    assert (changed.status_code, another.status_code) == (400, 201)
    assert another.json() != first.json()


def test_urgent_is_a_choice_here_too(anybody, form, county):
    anybody.post(f"{HOME}/requests.json", data=form() | {"attribute[urgent]": "yes"})

    with Session(county) as session:
        issue = session.scalars(select(Issue)).one()
        assert issue.urgent
        assert "said" in issue.urgent_signals


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"api_key": None}, 403, "api_key"),
        ({"api_key": "wgk_abcdefghijkl_" + "x" * 43}, 403, "api_key"),
        ({"service_code": None}, 400, "service_code"),
        ({"service_code": "potholes"}, 404, "potholes"),
        ({"service_code": "cadre-conduct"}, 404, "cadre-conduct"),
        ({"lat": None}, 400, "lat"),
        ({"lat": None, "long": None}, 400, "place"),
        ({"lat": "nan"}, 400, "lat"),
        ({"lat": "1e308"}, 400, ""),
        ({"lat": "110.305", "long": "39.805"}, 400, "swapped"),
        ({"lat": "40.5", "long": "111.5"}, 400, "county"),
        ({"description": "长" * 4001}, 400, "description"),
        ({"description": "a\0b"}, 400, "description"),
        ({"address_id": "H999"}, 400, "household"),
        ({"phone": "1" * 33}, 400, "phone"),
        ({"attribute[urgent]": "perhaps"}, 400, "urgent"),
    ],
)
def test_a_refusal_is_a_list_of_codes_and_descriptions(
    changes, status, words, anybody, form, county
):
    answer = anybody.post(f"{HOME}/requests.json", data=form(**changes))

    assert answer.status_code == status, answer.text
    ((code, description),) = [(one["code"], one["description"]) for one in answer.json()]
    assert code == status
    assert words in description
    with Session(county) as session:
        assert session.scalars(select(Issue)).all() == []


def test_a_refusal_comes_in_xml_where_that_was_asked_for(anybody, form):
    answer = anybody.post(f"{HOME}/requests.xml", data=form(lat=None))

    (error,) = etree.fromstring(answer.content)
    assert (answer.status_code, error.findtext("code")) == (400, "400")
    assert "lat" in error.findtext("description")


@pytest.mark.parametrize(
    "body",
    [
        b"service_code=roads&description=%C2%B7%B2%BB%C6%BD",
        "service_code=roads&description=路坏了".encode("gbk"),
        b"&".join(b"a%d=b" % n for n in range(300)),
    ],
    ids=["gbk escaped", "gbk", "many fields"],
)
def test_a_form_that_is_not_utf8_or_too_long_is_refused(body, anybody):
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = anybody.post(f"{HOME}/requests.json", content=body, headers=kind)

    assert answer.status_code == 400
    assert "UTF-8" in answer.json()[0]["description"]


def test_a_form_whose_signs_are_not_escaped_is_read(anybody, key_of, county):
    place = "service_code=water&address_string=石窑沟村"
    body = f"api_key={key_of('city-app')}&{place}&description=井里没水"
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = anybody.post(f"{HOME}/requests.json", content=body.encode(), headers=kind)

    assert answer.status_code == 201, answer.text
    with Session(county) as session:
        assert session.scalars(select(Issue.text)).all() == ["井里没水"]


def test_a_key_that_may_not_file_is_refused(anybody, form, key_of):
    answer = anybody.post(
        f"{HOME}/requests.json", data=form(api_key=key_of("reader", ["read-issues"]))
    )

    assert answer.status_code == 403


def test_nothing_is_read_but_what_the_county_desk_published(anybody, posted, made_public):
    own, public = posted(description="井里没水"), made_public()
    listed = anybody.get(f"{HOME}/requests.json").json()

    assert [one["service_request_id"] for one in listed] == [public]
    assert listed[0]["description"] == WORDS
    assert anybody.get(f"{HOME}/requests/{own}.json").status_code == 404
    assert anybody.get(f"{HOME}/requests.json?service_request_id={own}").json() == []


def test_a_public_request_shows_an_area_where_ten_households_live(
    anybody, made_public, county, small, now
):
    number = made_public()
    lon, lat = small.middle(small.GRIDS[0])
    village = anybody.get(f"{HOME}/requests/{number}.json").json()[0]
    cell = cell_to_polygon(lonlat_to_cell(lon, lat, 8)).centroid
    with Session(county) as session:
        place = f"SRID=4326;{Point(lon, lat).wkt}"
        rows = [
            {"number": f"NEW{n}", "place": place, "village_code": small.A, "valid_from": now.date()}
            for n in range(10)
        ]
        session.execute(insert(Household), rows)
        ((many),) = list_public(session, PublicFilter((number,)), now.date(), limit=1)
        session.execute(
            update(Household).where(Household.village_code == small.A).values(resident=False)
        )
        (few,) = list_public(session, PublicFilter((number,)), now.date(), limit=1)
        session.rollback()

    centre = small.outlines()[small.A]
    assert centre.contains(Point(village["long"], village["lat"]))
    assert (village["long"], village["lat"]) != (lon, lat)
    assert village["address"] == "北乡石窑沟村"
    assert many.place == pytest.approx((cell.x, cell.y))
    assert (few.place, few.area) == (None, "北乡")


def test_an_answer_in_xml_has_every_element_and_everything_escaped(anybody, made_public, client):
    number = made_public(words="<b>路</b> & \x0b坏了]]>")
    xml = etree.fromstring(anybody.get(f"{HOME}/requests.xml").content)
    json = anybody.get(f"{HOME}/requests/{number}.json").json()[0]

    (one,) = xml
    assert one.findtext("description") == "<b>路</b> & 坏了]]>"
    assert [element.tag for element in one] == list(json)
    assert one.findtext("media_url") == ""
    assert one.findtext("status") == "open"
    assert one.findtext("expected_datetime") == "2026-04-04T23:59:59+08:00"


def test_requests_are_filtered_as_the_standard_says(anybody, made_public, county, now):
    road, water = made_public(), made_public(service_code="water", description="井里没水")
    old = made_public(description="桥塌了")
    with transaction(make_sessions(county)) as session:
        for number, days in ((old, 100), (water, 10)):
            query = update(Issue).where(Issue.number == number)
            moved = {"received_at": now - timedelta(days=days), "version": Issue.version + 1}
            session.execute(query.values(**moved))
        query = update(Issue).where(Issue.number == water)
        session.execute(query.values(closed_at=now, version=Issue.version + 1))

    def ask(query):
        answer = anybody.get(f"{HOME}/requests.json?{query}")
        assert answer.status_code == 200, answer.text
        return [one["service_request_id"] for one in answer.json()]

    assert ask("") == [road, water]
    assert ask("status=closed") == [water]
    assert ask("status=open&service_code=water,roads") == [road]
    assert ask(f"service_request_id={old},{road}&status=closed") == [road, old]
    assert ask("start_date=2025-12-01T00:00:00Z&end_date=2025-12-20T00:00:00Z") == [old]
    assert ask("start_date=2026-03-01T00:00:00+08:00") == [road, water]
    assert ask("end_date=2026-03-15") == [water]
    assert ask("page_size=1&page=2") == [water]
    assert ask("page=3") == []


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("status=new", 400),
        ("start_date=yesterday", 400),
        ("start_date=2025-01-01&end_date=2025-12-31", 400),
        ("start_date=2026-03-02&end_date=2026-03-01", 400),
        ("page=0", 400),
        ("page_size=-1", 400),
        ("page=%D9%A3", 400),
        ("service_code=potholes", 404),
    ],
)
def test_an_odd_question_is_refused(query, status, anybody):
    answer = anybody.get(f"{HOME}/requests.json?{query}")

    assert (answer.status_code, answer.json()[0]["code"]) == (status, status)


@pytest.mark.parametrize(
    "path",
    ["services/potholes.json", "requests/2026-9999-ZZZZ.json", "tokens/x.json", "services.txt"],
)
def test_what_is_not_there_is_404(path, anybody):
    answer = anybody.get(f"{HOME}/{path}")

    assert (answer.status_code, answer.json()[0]["code"]) == (404, 404)


def test_a_token_is_the_tracking_code(anybody, posted, county):
    number = posted()
    with Session(county) as session:
        code = session.scalars(select(Issue.tracking_code)).one()

    told = anybody.get(f"{HOME}/tokens/{code}.json").json()

    assert told == [{"service_request_id": number, "token": code}]


@pytest.mark.parametrize(
    "change",
    [
        {"held_at": "now"},
        {"barred": ["l:leader"]},
        {"category": "family"},
        {"kind": "accusation"},
        {"published_at": None},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_turns_out_to_be_another_matter_is_not_public_any_more(
    change, anybody, made_public, county, now
):
    number = made_public()
    values = {name: now if one == "now" else one for name, one in change.items()}
    with transaction(make_sessions(county)) as session:
        query = update(Issue).where(Issue.number == number)
        session.execute(query.values(**values, version=Issue.version + 1))

    assert anybody.get(f"{HOME}/requests.json").json() == []
    assert anybody.get(f"{HOME}/requests/{number}.xml").status_code == 404
