"""The pages of the survey without script: typed coordinates, lists, the map, what is refused."""

from uuid import uuid4

import geopandas as gpd
import pytest
from lxml import html
from shapely import box
from sqlalchemy import text

from data.imports.households import import_households
from data.layers import BUILDINGS, add_features
from data.session import make_sessions, transaction
from dispatch.vocabulary import Datum, Scheme

HOSTILE = "<img src=x onerror=alert(1)>"
OURS = "SELECT id FROM household WHERE number IN ('P1', 'P2')"


@pytest.fixture(scope="module")
def newcomers(county_engine, small):
    """Two households of village A whose houses nobody has found, one with a hostile head."""
    cells = [{"number": "P1", "village_code": small.A, "head": HOSTILE, "group": "一组"}]
    cells += [{"number": "P2", "village_code": small.A, "head": "张三"}]
    known = {"scheme": Scheme.CN12, "day": small.DAY, "datum": Datum.WGS84}
    with transaction(make_sessions(county_engine)) as session:
        assert import_households(session, small.rows_of(cells), **known).added == 2
    yield
    with county_engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for table in ("household_position", "membership", "household_contact"):
            connection.execute(text(f"DELETE FROM {table} WHERE household_id IN ({OURS})"))
        connection.execute(text(f"DELETE FROM household WHERE id IN ({OURS})"))


@pytest.fixture
def browser(page_client, county, newcomers):
    """A browser signed in as a role, in English; the two are not found yet."""
    unplaced = "SET place = NULL, method = NULL, accuracy_m = NULL"
    with county.begin() as connection:
        for table in ("household_position", "membership"):
            connection.execute(text(f"DELETE FROM {table} WHERE household_id IN ({OURS})"))
        connection.execute(text(f"UPDATE household {unplaced} WHERE id IN ({OURS})"))

    def make(role):
        client = page_client(role)
        client.cookies.set("wangge_language", "en")
        client.headers["accept"] = "text/html"
        return client

    return make


def page(client, path="/survey"):
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return html.document_fromstring(answer.text)


def shown(root):
    """Numbers of the houses the list shows."""
    return root.xpath("//li[@data-house][not(@hidden)]/@data-house")


def send(client, place, household="P1", **more):
    lon, lat = (str(one) for one in place)
    form = {"household": household, "lon": lon, "lat": lat, "key": str(uuid4()), **more}
    return client.send_form("/survey/positions", form, page=f"/survey?house={household}")


def kept(engine):
    query = "SELECT household_id, method, accuracy_m FROM household_position"
    with engine.connect() as connection:
        return connection.execute(text(query)).all()


def test_an_agent_sees_at_once_who_is_not_found_in_his_village(browser, small):
    root = page(browser("agent"))

    assert shown(root) == ["P1", "P2"]
    assert "6 of 8 found" not in root.text_content()  # his four neighbours without a grid count too
    assert "10 of 12 found" in root.text_content()
    assert HOSTILE in root.text_content()
    assert not root.xpath("//img[@src='x']")
    own = [small.home(small.GRIDS[0], n) for n in range(small.HOMES_A_GRID)]
    assert shown(page(browser("agent"), "/survey?show=found")) == own
    assert shown(page(browser("agent"), "/survey?q=张")) == ["P2"]
    assert page(browser("agent"), "/survey?q=nobody").xpath("//*[@id='none']")


def test_a_desk_sees_its_villages_and_opens_one(browser, small):
    villages = page(browser("township"))
    root = page(browser("township"), f"/survey?village={small.A}")

    assert [one.text for one in villages.xpath("//a[@class='sv-village']/b")] == [
        "石窑沟村",
        "柳树湾村",
    ]
    assert "16 of 18 found" in villages.text_content()
    assert "4 in no grid of the village" in villages.text_content()
    assert shown(root) == ["P1", "P2"]
    assert "张三" not in root.text_content()
    assert not root.xpath("//li[@data-lon]")


@pytest.mark.parametrize("role", ["agent", "secretary", "township"])
def test_a_village_of_others_does_not_exist(browser, small, role):
    for path in (f"/survey?village={small.C}", f"/survey/map?village={small.C}"):
        assert browser(role).get(path).status_code == 404


def test_typed_coordinates_are_kept_and_said(browser, county, small):
    client = browser("agent")
    answer = send(client, small.middle(small.GRIDS[0]), village=small.A)
    after = page(client, answer.headers["location"])

    assert (answer.status_code, [one[1:] for one in kept(county)]) == (303, [("hand", None)])
    assert "P1 is kept; it belongs to" in after.text_content()
    assert shown(after) == ["P2"]


def test_of_a_house_of_others_nothing_is_said(browser, small):
    number = small.home(small.GRIDS[4])

    assert number not in page(browser("agent"), f"/survey?done={number}").text_content()
    assert number not in page(browser("agent"), f"/survey?house={number}").text_content()


def test_a_form_sent_twice_is_kept_once(browser, county, small):
    client, key = browser("agent"), str(uuid4())
    for _ in range(2):
        assert send(client, small.middle(small.GRIDS[0]), key=key).status_code == 303

    assert len(kept(county)) == 1


@pytest.mark.parametrize(
    ("place", "status", "words"),
    [
        (("east", "39.8"), 422, "no coordinates"),
        (("", ""), 422, "no coordinates"),
        (("181", "39.8"), 422, "no coordinates"),
        (("39.804", "110.304"), 422, "no coordinates"),
        (("113.5", "41.5"), 409, "far outside the county"),
    ],
    ids=["words", "empty", "off the globe", "swapped", "far"],
)
def test_what_cannot_be_is_said_beside_what_was_typed(browser, county, place, status, words):
    answer = send(browser("agent"), place)
    root = html.document_fromstring(answer.text)

    assert answer.status_code == status
    assert (
        words
        in root.xpath("//*[contains(@class, 'note-r')][@role='alert'][not(@hidden)]")[
            0
        ].text_content()
    )
    assert tuple(root.xpath(f"//input[@id='{one}']/@value")[0] for one in ("lon", "lat")) == place
    assert root.xpath("//input[@data-number]/@value") == ["P1"]
    assert kept(county) == []


def test_a_comma_is_a_decimal_point_too(browser, county):
    assert send(browser("agent"), ("110,305", "39，805")).status_code == 303
    assert len(kept(county)) == 1


def test_a_script_is_answered_in_json(browser, county, small):
    client = browser("agent")
    token = page(client).xpath("//main/@data-csrf")[0]
    lon, lat = small.middle(small.GRIDS[0])
    form = {"household": "P1", "lon": lon, "lat": lat, "accuracy_m": 44, "method": "survey"}
    form |= {"csrf": token, "key": str(uuid4()), "found_at": "2026-03-20T09:00:00+08:00"}
    headers = {"accept": "application/json"}

    taken = client.post("/survey/positions", data=form, headers=headers)
    foreign = client.post("/survey/positions", data={**form, "household": "C"}, headers=headers)
    bad = client.post(
        "/survey/positions", data={**form, "lon": "x", "key": str(uuid4())}, headers=headers
    )

    assert taken.json()["quality"] == "poor"
    assert [one["code"] for one in taken.json()["warnings"]] == ["poor"]
    assert foreign.status_code in {404, 422}
    assert bad.status_code == 422
    assert len(kept(county)) == 1


def test_a_form_of_another_site_is_refused(browser, county, small):
    lon, lat = small.middle(small.GRIDS[0])
    form = {"household": "P1", "lon": lon, "lat": lat, "key": str(uuid4()), "csrf": "made up"}

    assert browser("agent").post("/survey/positions", data=form).status_code == 403
    assert kept(county) == []


def test_the_map_shows_buildings_without_anybodys_name(browser, county, small):
    west, south, *_ = small.square(small.GRIDS[0]).bounds
    frame = gpd.GeoDataFrame(
        {"name": [None]},
        geometry=[box(west + 0.0009, south + 0.0039, west + 0.0011, south + 0.0041)],
        crs="EPSG:4326",
    )
    with transaction(make_sessions(county)) as session:
        add_features(session, BUILDINGS, frame, small.DAY)
    answer = browser("agent").get(f"/survey/map?village={small.A}")
    with county.begin() as connection:
        connection.execute(text("DELETE FROM layer_feature WHERE layer = 'building'"))

    assert answer.status_code == 200
    assert '"taken":true' in answer.text.replace(" ", "")
    assert "户主" not in answer.text
    assert small.home(small.GRIDS[0]) not in answer.text


def test_the_table_to_fill_in_is_handed_out(browser, small):
    answer = browser("secretary").get(f"/survey/houses.csv?village={small.A}")

    assert answer.headers["content-disposition"] == 'attachment; filename="houses.csv"'
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("number,head,village_code,group,resident,grid,lon,lat,accuracy_m")
    assert [line.split(",")[0] for line in lines[1:]] == ["P1", "P2"]
