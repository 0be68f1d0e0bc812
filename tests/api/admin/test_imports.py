"""Files through the page of imports: tried, shown, imported, refused."""

import io
import zipfile
from datetime import timedelta

import pytest

from api.kept_uploads import KEPT, find_upload, keep_upload, sweep_uploads

IMPORTS = "/admin/imports"
UNITS = "code,name\nimport-1,一局\nimport-2,二局\n,没有代码\n"


@pytest.fixture
def bring(county):
    """Try a file; answers the page."""

    def send(kind, content, name="list.csv", **more):
        raw = content.encode() if isinstance(content, str) else content
        known = {"kind": kind, "datum": "wgs84"}
        return county.send(IMPORTS, IMPORTS, files={"file": (name, raw)}, **{**known, **more})

    return send


def figures(page):
    titles = [one.text_content() for one in page.xpath("//dl[@class='imp-n']//dt")]
    counts = [int(one.text_content()) for one in page.xpath("//dl[@class='imp-n']//dd")]
    return dict(zip(titles, counts, strict=True))


def go_on(county, page):
    """Press the button that imports what was tried."""
    [form] = page.xpath("//form[.//input[@name='mark']]")
    known = {one.get("name"): one.get("value") for one in form.xpath(".//input[@name]")}
    answer = county.client.post(IMPORTS, data=known)
    return county.read(answer)


def test_a_file_is_tried_first_and_keeps_nothing(bring, ask):
    page = bring("units", UNITS)

    assert figures(page) == {
        "Rows read": 3, "added": 2, "changed": 0, "unchanged": 0, "left out": 0, "refused": 1,
    }  # fmt: skip
    assert "line 4" in page.said("imp-l")
    assert "code is empty" in page.said("imp-l")
    assert "tried, nothing kept" in page.said("chip")
    assert ask("SELECT count(*) FROM unit WHERE code LIKE 'import-%'") == [(0,)]
    assert ask("SELECT count(*) FROM audit_entry WHERE object_kind = 'register'") == [(0,)]


def test_what_was_tried_is_imported_and_on_record_and_again_changes_nothing(bring, county, ask):
    done = go_on(county, bring("units", UNITS))
    again = bring("units", UNITS)

    assert "imported" in done.said("chip")
    assert figures(done)["added"] == 2
    assert ask("SELECT count(*) FROM unit WHERE code LIKE 'import-%'") == [(2,)]
    [(kind, details)] = ask(
        "SELECT object_id, details FROM audit_entry WHERE object_kind = 'register'"
    )
    assert (kind, details["added"], details["refused"]) == ("units", 2, 1)
    assert figures(again)["unchanged"] == 2
    assert again.xpath("//input[@name='mark']") == []
    assert "nothing to import" in again.said("note")


def test_households_come_without_coordinates_too(bring, county, small, ask):
    rows = [f"NEW1,新户,{small.A},,", f"NEW2,新户,{small.A},110.305,"]
    table = "\n".join(["number,head,village_code,lon,lat", *rows])

    page = bring("households", table)
    go_on(county, page)

    assert figures(page)["added"] == 1
    assert "line 3" in page.said("imp-l")
    assert ask("SELECT place IS NULL FROM household WHERE number = 'NEW1'") == [(True,)]


def test_a_grid_over_another_is_refused_with_its_line_and_not_kept(bring, small, ask):
    west, south, east, north = small.square(small.GRIDS[0]).buffer(-0.001).bounds
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    shape = str({"type": "Polygon", "coordinates": [ring]}).replace("'", '"')
    feature = (
        f'{{"type": "Feature", "properties": {{"code": "{small.A}009"}}, "geometry": {shape}}}'
    )

    page = bring("grids", f'{{"type": "FeatureCollection", "features": [{feature}]}}', "g.geojson")

    assert figures(page)["refused"] == 1
    assert "line 1" in page.said("imp-l")
    assert page.xpath("//input[@name='mark']") == []
    assert ask("SELECT count(*) FROM grid WHERE code LIKE '%009'") == [(0,)]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("list.csv", b""),
        ("list.exe", b"MZ"),
        ("list", b"code,name\n"),
        ("list.xlsx", b"no workbook"),
        ("list.csv", b"code,name\n\x00\xff\xfe\xfa,\x81"),
        ("grids.geojson", b"[" * 30_000),
        ("grids.shp", b"\x00\x00\x27\x0a"),
        ("grids.gpkg", b"<OGRVRTDataSource>/etc/passwd</OGRVRTDataSource>"),
        ("../../etc/passwd", b"code,name\n"),
    ],
    ids=[
        *("empty", "program", "no-ending", "no-workbook", "no-text", "deep", "part-of-shapefile"),
        *("vrt", "path"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_beside_its_field(bring, name, content):
    page = bring("units", content, name)

    assert page.status == 422
    assert page.beside("file")
    assert "root:" not in page.text
    assert page.holds("kind") == ["units"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("list.csv", "名称\n一局\n", "lacks the columns code, name; it has 名称"),
        ("list.csv", "code,name\n", "holds no rows"),
        ("list.geojson", '{"type": "FeatureCollection", "features": []}', "holds no rows"),
    ],
    ids=["columns", "rows", "features"],
)
def test_a_file_without_rows_or_columns_is_refused_beside_its_field(bring, name, content, words):
    page = bring("units", content, name)

    assert page.status == 422
    assert words in page.beside("file")


def test_a_zip_bomb_is_refused(bring):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("g.shp", b"\0" * 60_000_000)

    page = bring("grids", packed.getvalue(), "g.zip")

    assert page.status == 422
    assert page.beside("file")


@pytest.mark.parametrize(
    ("field", "value"), [("kind", "issues"), ("datum", "epsg:2056"), ("from", "soon")]
)
def test_a_form_that_says_nonsense_about_a_file_is_refused(county, field, value):
    token = county.page(IMPORTS).xpath("//input[@name='csrf']/@value")[0]
    sound = {"csrf": token, "kind": "units", "datum": "wgs84"}

    answer = county.client.post(
        IMPORTS, data={**sound, field: value}, files={"file": ("u.csv", b"code,name\n")}
    )

    assert answer.status_code == 422
    assert county.read(answer).beside(field)


def test_a_file_of_another_account_or_of_no_hour_is_not_imported(bring, browser, county, ask):
    page = bring("units", "code,name\nstolen,局\n")
    [mark] = page.xpath("//input[@name='mark']/@value")
    other = browser("admin")
    token = other.page(IMPORTS).xpath("//input[@name='csrf']/@value")[0]
    known = {"csrf": token, "kind": "units", "datum": "wgs84", "name": "list.csv"}

    answers = [
        other.client.post(IMPORTS, data={**known, "mark": one})
        for one in (mark, "../../../etc/passwd", "0" * 64)
    ]

    assert [one.status_code for one in answers] == [422, 422, 422]
    assert ask("SELECT count(*) FROM unit WHERE code = 'stolen'") == [(0,)]


def test_a_kept_file_is_gone_after_an_hour_and_five_are_kept(tmp_path, now):
    marks = [keep_upload(tmp_path, 7, f"file {n}".encode(), now) for n in range(6)]
    later = now + KEPT + timedelta(seconds=1)

    there = [find_upload(tmp_path, 7, mark, now) is not None for mark in marks]
    assert there.count(True) == 5
    assert find_upload(tmp_path, 8, marks[-1], now) is None
    assert find_upload(tmp_path, 7, marks[-1], later) is None
    sweep_uploads(tmp_path, later)
    assert list(tmp_path.glob("*/*")) == []


def test_a_file_is_kept_for_its_owner_alone(tmp_path, now):
    keep_upload(tmp_path, 7, b"x", now)

    [place] = tmp_path.glob("7/*")
    assert place.stat().st_mode & 0o077 == 0
    assert place.parent.stat().st_mode & 0o077 == 0


def test_only_this_page_takes_a_large_body_and_only_from_who_is_signed_in(
    county, bring, stranger, service
):
    big = b"code,name\n" + b"x" * 3_000_000
    token = county.page("/admin/people/new").xpath("//input[@name='csrf']/@value")[0]

    elsewhere = county.client.post("/admin/people/new", data={"csrf": token}, files={"f": big})
    unsigned = stranger().post(IMPORTS, files={"file": ("u.csv", big)})
    here = bring("units", big)
    too_big = county.client.post(IMPORTS, content=b"x" * 18_000_000)

    assert (elsewhere.status_code, unsigned.status_code) == (413, 413)
    assert here.status in {200, 422}
    assert too_big.status_code == 413


@pytest.mark.parametrize("role", ["township", "secretary", "agent"])
def test_who_is_not_of_the_county_brings_no_file(browser, role):
    assert browser(role).get(IMPORTS).status_code == 403
