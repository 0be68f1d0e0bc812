"""The maps in a real browser, under the policy that the service sends."""

import json
import re
from time import perf_counter

import folium
import geopandas as gpd
import pytest
from shapely.geometry import Point

from maps.assets import VENDOR
from maps.base import BaseLayers
from maps.cells import count_map
from maps.grids import grids_map
from maps.issues import issues_map, issues_table
from maps.layers import Card, FeatureLayer, FeatureSource, LayerKind
from maps.legend import MapCounts
from maps.page import PageSettings, new_map
from maps.rehost import self_contained, served
from maps.safe import json_block

pytestmark = pytest.mark.browser

PAYLOADS = [
    "${alert(1)}",
    "`+alert(1)+`",
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "{{7*7}} {% x %} {# y #} {shown} %s",
    "\"'&amp;\\u003c\\",
    "<!--<script>",
]
HOSTILE = " ".join(PAYLOADS)


def _show(page, site, drawing, name="map.html"):
    """Publish a map as the service does and open it; waits until it is drawn."""
    folder, address = site
    served_page = served(drawing)
    files = folder / "static" / "map"
    files.mkdir(parents=True, exist_ok=True)
    vendor = folder / "static" / "vendor"
    if not vendor.exists():
        vendor.symlink_to(VENDOR)
    for file, content in served_page.files.items():
        (files / file).write_bytes(content)
    (folder / name).write_text(served_page.html)
    page.goto(f"{address}/{name}")
    _drawn(page)


def _drawn(page):
    page.wait_for_selector("html[data-drawn]", state="attached")


def _issues(made_up, count, **same):
    counts = MapCounts(listed=count + 2, shown=count, hidden=0, unplaced=2)
    frame = made_up.issues(count, **same)
    return issues_map(frame, made_up.base(), translate=str, counts=counts)


def _open_popup(page, number):
    page.evaluate("number => { wangge.focus(number); }", number)
    page.wait_for_selector(".m-card")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_is_shown_as_it_is_in_popup_tooltip_and_names(
    page, watch, site, made_up, payload
):
    columns = ("text", "category_label", "stage_label", "light_label", "grid_name", "agent_name")
    frame = made_up.issues(1, **dict.fromkeys(columns, payload))
    base = BaseLayers(regions=made_up.regions().assign(name=payload))
    counts = MapCounts(listed=1, shown=1, hidden=0, unplaced=0)

    _show(
        page,
        site,
        issues_map(frame, base, translate=str, counts=counts, sample_label=payload),
    )
    page.hover(".m-pin")
    tip = page.locator(".m-tip-t").text_content()
    page.click(".m-pin")
    values = page.locator(".m-facts dd").all_text_contents()

    assert tip == payload
    assert page.locator(".m-card-t").text_content() == payload
    assert page.locator(".m-card-h b").text_content() == payload
    assert values.count(payload) == 4
    assert page.locator(".m-lab").first.text_content() == payload
    assert page.locator(".m-sample").text_content() == payload
    assert page.locator(".m-pin").get_attribute("aria-label").startswith(payload)
    assert watch.trouble == []


def _two_layers(name):
    """A map with one layer in our own control and in Folium's."""
    settings = PageSettings(name, "en", "light", [], [[39, 110], [40, 111]], "no script")
    drawing = new_map(settings, str)
    feature = {"type": "Point", "coordinates": [110.5, 39.5]}
    source = FeatureSource(
        {"features": [{"type": "Feature", "geometry": feature, "properties": {"number": "1"}}]}
    )
    card = Card(key="number", message="issue", title="number")
    drawing.add_child(source)
    drawing.add_child(FeatureLayer(name, source, kind=LayerKind.POINTS, card=card))
    drawing.add_child(folium.LayerControl(collapsed=False))
    return drawing


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_hostile_layer_name_is_shown_as_it_is_in_both_layer_controls(page, watch, site, payload):
    drawing = _two_layers(payload)

    _show(page, site, drawing)

    assert page.locator(".m-layer-name").text_content() == payload
    assert page.locator(".leaflet-control-layers label").text_content().strip() == payload
    assert page.title() == payload
    assert watch.trouble == []


def test_a_hostile_grid_and_agent_are_shown_as_they_are(page, watch, site, made_up):
    grids = made_up.grids(agent=HOSTILE, code=HOSTILE.replace("{", "{{").replace("}", "}}"))

    _show(page, site, grids_map(grids, made_up.base(), translate=str))
    page.locator("path.cell").nth(2).click()

    assert page.locator(".m-card-t").text_content() == HOSTILE
    assert page.locator(".m-facts dd").last.text_content() == HOSTILE
    assert watch.trouble == []


def test_a_line_is_drawn_as_a_line_and_opens_its_card(page, watch, site):
    settings = PageSettings("walk", "en", "light", [], [[39, 110], [40, 111]], "no script")
    line = {"type": "LineString", "coordinates": [[110.1, 39.1], [110.5, 39.9], [110.9, 39.1]]}
    feature = {"type": "Feature", "geometry": line, "properties": {"code": "W1", "metres": 900}}
    source = FeatureSource({"features": [feature]})
    card = Card(key="code", message="walk", title="code", fields=(("Length", "metres"),))
    drawing = new_map(settings, str)
    drawing.add_child(source)
    drawing.add_child(FeatureLayer("Walk", source, kind=LayerKind.LINES, card=card))

    _show(page, site, drawing)
    page.locator("path.m-line").focus()
    page.keyboard.press("Enter")

    assert page.evaluate("getComputedStyle(document.querySelector('path.m-line')).fill") == "none"
    assert page.locator(".m-card-t").text_content() == "W1"
    assert watch.trouble == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_map_is_drawn_without_asking_anybody_else(page, watch, site, made_up, theme):
    base = made_up.base()
    counts = MapCounts(listed=60, shown=60, hidden=0, unplaced=0)

    _show(
        page,
        site,
        issues_map(made_up.issues(), base, translate=str, theme=theme, counts=counts),
        "a.html",
    )
    _show(page, site, grids_map(made_up.grids(), base, translate=str, theme=theme), "b.html")
    _show(page, site, count_map(made_up.cells(), base, translate=str, theme=theme), "c.html")

    assert page.locator("path.cell").count() == 64
    assert page.evaluate("document.documentElement.dataset.theme") == theme
    assert watch.trouble == []
    assert len(watch.requests) > 30


def test_one_file_works_from_a_disk(page, watch, tmp_path, made_up):
    file = tmp_path / "map.html"
    file.write_text(self_contained(_issues(made_up, 40, text=HOSTILE)))

    page.goto(file.as_uri())
    _drawn(page)
    _open_popup(page, "SL-2026-00007")

    assert page.locator(".m-card-t").text_content() == HOSTILE
    assert page.locator(".m-open").count() == 0
    assert watch.requests == [file.as_uri(), "data:,"] or watch.requests == [file.as_uri()]
    assert watch.trouble == []


def test_the_policy_of_one_file_stops_a_foreign_script(page, watch, tmp_path, made_up):
    file = tmp_path / "map.html"
    text = self_contained(_issues(made_up, 3))
    file.write_text(text.replace("</body>", "<script>window.ran = 1</script></body>"))

    page.goto(file.as_uri())
    _drawn(page)

    assert page.evaluate("window.ran") is None
    assert any("Content Security Policy" in complaint for complaint in watch.complaints)


def test_issues_at_one_place_can_be_told_apart(page, watch, site, made_up):
    frame = made_up.issues(5)
    frame.geometry = [Point(110.05, 39.55)] * 5
    counts = MapCounts(listed=5, shown=5, hidden=0, unplaced=0)

    _show(page, site, issues_map(frame, made_up.base(), translate=str, counts=counts))
    page.click(".m-cluster")
    page.locator(".m-pin").nth(4).wait_for()
    page.wait_for_timeout(400)
    boxes = [pin.bounding_box() for pin in page.locator(".m-pin").all()]

    assert len({(round(box["x"]), round(box["y"])) for box in boxes}) == 5
    _open_popup(page, "SL-2026-00003")
    assert "SL-2026-00003" in page.locator(".m-facts").text_content()
    assert watch.trouble == []


def test_a_group_carries_its_number_and_its_most_urgent_shape(page, site, made_up):
    frame = made_up.issues(5, light="green")
    frame.loc[3, "light"] = "red"
    frame.geometry = [Point(110.05, 39.55)] * 5
    counts = MapCounts(listed=5, shown=5, hidden=0, unplaced=0)

    _show(page, site, issues_map(frame, made_up.base(), translate=str, counts=counts))
    group = page.locator(".m-cluster")

    assert group.locator("span").text_content() == "5"
    assert group.locator(".r-fill").count() == 1
    assert group.get_attribute("aria-label") == "5 issues, most urgent: Overdue"


def test_a_layer_switched_off_moves_its_number_from_map_to_hidden(page, watch, site, made_up):
    frame = made_up.issues(9, light="green")
    frame.loc[:3, "light"] = "red"
    counts = MapCounts(listed=11, shown=9, hidden=0, unplaced=2)

    _show(page, site, issues_map(frame, made_up.base(), translate=str, counts=counts))
    page.click(".m-layers summary")
    page.locator(".m-layers input").first.uncheck()
    page.wait_for_selector(".leaflet-marker-pane .r-fill", state="detached")
    without = page.locator(".m-counts").text_content()
    page.locator(".m-layers input").first.check()
    page.locator(".leaflet-marker-pane .r-fill").first.wait_for()

    assert without == "List 11 = map 5 + hidden 4 + without position 2"
    assert page.locator(".m-counts").text_content().startswith("List 11 = map 9 + hidden 0")
    assert watch.trouble == []


def _by_village(made_up, payload="沙柳村"):
    rows = [{"code": "150999001001", "name": payload, "issues": 7, "url": "/desk?region=1"}]
    place = [Point(made_up.WEST + 0.02, made_up.SOUTH + 0.02)]
    return gpd.GeoDataFrame(rows, geometry=place, crs="EPSG:4326")


@pytest.mark.parametrize("payload", ["沙柳村", HOSTILE])
def test_a_village_is_a_number_that_opens_and_counts_by_itself(page, watch, site, made_up, payload):
    counts = MapCounts(listed=12, shown=5, hidden=0, unplaced=0, by_area=7)
    villages = _by_village(made_up, payload)
    drawing = issues_map(
        made_up.issues(5), made_up.base(), translate=str, counts=counts, villages=villages
    )

    _show(page, site, drawing)
    label = page.locator(".m-total").get_attribute("aria-label")
    page.locator(".m-total").focus()
    page.keyboard.press("Enter")
    title = page.locator(".m-card-t").text_content()
    link = page.locator(".m-card a.m-open").get_attribute("href")
    page.keyboard.press("Escape")
    page.click(".m-layers summary")
    page.locator(".m-layers input").last.uncheck()
    page.wait_for_selector(".m-total", state="detached")

    assert label == f"{payload} · Issues shown by village only · 7"
    assert title == payload
    assert link.endswith("/desk?region=1")
    said = page.locator(".m-counts").text_content()
    assert said == "List 12 = map 5 + by village 0 + hidden 7 + without position 0"
    assert watch.trouble == []


def test_a_moved_point_wears_a_ring_and_says_so(page, watch, site, made_up):
    frame = made_up.issues(2)
    frame["moved"] = ["Moved inside its grid", ""]
    counts = MapCounts(listed=2, shown=2, hidden=0, unplaced=0)

    _show(page, site, issues_map(frame, made_up.base(), translate=str, counts=counts))
    rings = page.locator(".m-pin .m-ring").count()
    _open_popup(page, "SL-2026-00000")
    moved = page.locator(".m-card").text_content()
    page.click(".m-close")
    page.wait_for_selector(".m-card", state="detached")
    _open_popup(page, "SL-2026-00001")
    still = page.locator(".m-card").text_content()

    assert "Moved" not in still
    assert rings == 1
    assert "PointMoved inside its grid" in moved
    assert "Moved inside its grid: not the house" in page.locator(".legend").text_content()
    assert watch.trouble == []


def test_the_map_is_worked_by_keyboard_alone(page, watch, site, made_up):
    frame = made_up.issues(1)
    counts = MapCounts(listed=1, shown=1, hidden=0, unplaced=0)
    _show(page, site, issues_map(frame, made_up.base(), translate=str, counts=counts))

    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('m-pin')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_selector(".m-card")
    inside = page.evaluate("document.activeElement.className")
    page.keyboard.press("Escape")
    page.wait_for_selector(".m-card", state="detached")

    assert inside == "m-card"
    assert page.evaluate("document.activeElement.classList.contains('m-pin')")
    assert page.locator(".leaflet-control-zoom-in").get_attribute("aria-label") == "Zoom in"
    assert watch.trouble == []


def test_a_grid_is_opened_by_keyboard(page, site, made_up):
    _show(page, site, grids_map(made_up.grids(), made_up.base(), translate=str))

    page.locator("path.cell").nth(4).focus()
    page.keyboard.press("Enter")

    assert page.locator(".m-card-t").text_content() == "150999001004"


def test_list_and_map_talk_through_messages(page, watch, site, made_up):
    folder, address = site
    _show(page, site, _issues(made_up, 30))
    (folder / "desk.js").write_text(
        "window.heard = []; addEventListener('message', (e) => heard.push(e.data));"
        "window.ask = (n) => document.querySelector('iframe').contentWindow"
        ".postMessage({type: 'focus', number: n}, location.origin);"
    )
    (folder / "desk.html").write_text(
        "<!doctype html><link rel=icon href='data:,'><script src='desk.js'></script>"
        "<iframe src='map.html' width='900' height='700'></iframe>"
    )

    page.goto(f"{address}/desk.html")
    frame = page.frame_locator("iframe")
    frame.locator("html[data-drawn]").wait_for(state="attached")
    page.evaluate("ask('SL-2026-00011')")
    frame.locator(".m-card").wait_for()
    asked = (page.evaluate("heard"), frame.locator(".m-facts").text_content())
    pin = frame.locator(".m-pin").and_(frame.get_by_label(re.compile("."))).last
    pin.press("Enter")
    for _ in range(100):  # the page's own policy forbids a condition in words
        if page.evaluate("heard.length"):
            break
        page.wait_for_timeout(50)

    assert asked[0] == [], "what was asked for is not told again"
    assert "SL-2026-00011" in asked[1]
    [told] = page.evaluate("heard")
    assert told["type"] == "issue"
    assert told["number"] in frame.locator(".m-facts").last.text_content()
    assert frame.locator(".m-open").last.get_attribute("target") == "_top"
    assert watch.trouble == []


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "//evil.example/", "https://evil.example/"]
)
def test_a_link_away_from_the_service_is_not_made(page, watch, site, made_up, link):
    _show(page, site, _issues(made_up, 1, url=link))

    page.click(".m-pin")

    assert page.locator(".m-card").count() == 1
    assert page.locator(".m-card a").count() == 0
    assert watch.trouble == []


def test_a_map_fetches_its_issues_when_told_where(page, watch, site, made_up):
    folder, _ = site
    frame = made_up.issues(12)
    (folder / "issues.json").write_text(json_block(issues_table(frame)))
    counts = MapCounts(listed=12, shown=12, hidden=0, unplaced=0)
    drawing = issues_map(
        frame, made_up.base(), translate=str, counts=counts, data_url="/issues.json"
    )

    _show(page, site, drawing)
    _open_popup(page, "SL-2026-00009")

    assert "SL-2026-00009" in page.locator(".m-facts").text_content()
    assert watch.trouble == []


def test_geojson_is_read_like_the_table(page, site, made_up):
    folder, _ = site
    frame = made_up.issues(4)
    (folder / "issues.json").write_text(json.dumps(json.loads(frame.to_json())))
    counts = MapCounts(listed=4, shown=4, hidden=0, unplaced=0)
    drawing = issues_map(
        frame, made_up.base(), translate=str, counts=counts, data_url="/issues.json"
    )

    _show(page, site, drawing)
    _open_popup(page, "SL-2026-00002")

    assert "SL-2026-00002" in page.locator(".m-facts").text_content()


def test_data_that_do_not_come_are_said_to_be_missing(page, watch, site, made_up):
    counts = MapCounts(listed=4, shown=4, hidden=0, unplaced=0)
    drawing = issues_map(
        made_up.issues(4), made_up.base(), translate=str, counts=counts, data_url="/gone.json"
    )

    _show(page, site, drawing)

    assert "could not be loaded" in page.locator(".m-status").text_content()
    assert watch.dialogs == watch.foreign == []


def test_an_empty_map_shows_the_county_and_says_that_nothing_is_here(page, watch, site, made_up):
    _show(page, site, _issues(made_up, 0))

    assert page.locator(".m-empty").is_visible()
    assert page.locator("path.m-land").count() == 1
    assert watch.trouble == []


def test_houses_appear_when_they_can_be_told_apart(page, site, made_up):
    _show(page, site, _issues(made_up, 60))
    far = page.locator("canvas").count()

    page.evaluate("() => { wangge.maps[0].setView([39.505, 110.01], 16, {animate: false}); }")

    assert far == 0
    page.wait_for_selector("canvas", state="attached")


@pytest.mark.parametrize(("system", "ground"), [("dark", "20"), ("light", "229")])
def test_a_map_without_a_chosen_theme_follows_the_system(page, site, made_up, system, ground):
    page.emulate_media(color_scheme=system)
    _show(page, site, grids_map(made_up.grids(), made_up.base(), translate=str, theme="auto"))

    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")

    assert colour.startswith(f"rgb({ground},")


@pytest.mark.parametrize("width", [360, 1440])
def test_nothing_sticks_out_of_the_window(page, site, made_up, width):
    page.set_viewport_size({"width": width, "height": 740})
    _show(page, site, count_map(made_up.cells(), made_up.base(), translate=str))

    boxes = [page.locator(s).bounding_box() for s in (".legend", ".m-top", ".m-layers")]

    assert all(box["x"] >= 0 and box["x"] + box["width"] <= width for box in boxes)
    assert all(box["y"] >= 0 and box["y"] + box["height"] <= 740 for box in boxes)


def test_labels_never_cover_one_another(page, site, made_up):
    _show(page, site, _issues(made_up, 0))

    for zoom in (8, 9, 10, 11, 13):
        page.evaluate("z => { wangge.maps[0].setZoom(z, {animate: false}); }", zoom)
        page.wait_for_timeout(50)
        boxes = [b.bounding_box() for b in page.locator(".m-name:not(.m-off) .m-lab").all()]
        for place, one in enumerate(boxes):
            for other in boxes[:place]:
                apart_x = abs(one["x"] - other["x"]) >= min(one["width"], other["width"])
                apart_y = abs(one["y"] - other["y"]) >= min(one["height"], other["height"])
                assert apart_x or apart_y


@pytest.mark.parametrize(
    ("count", "limit_s"), [(2_400, 2.0), pytest.param(30_000, 6.0, marks=pytest.mark.long)]
)
def test_many_issues_are_drawn_in_time(page, watch, site, made_up, count, limit_s):
    _show(page, site, _issues(made_up, count))
    times = []

    for _ in range(2):
        start = perf_counter()
        page.reload()
        _drawn(page)
        times.append(perf_counter() - start)

    assert min(times) < limit_s
    numbers = page.locator(".m-cluster span").all_text_contents()
    assert sum(map(int, numbers)) + page.locator(".m-pin").count() <= count
    assert watch.trouble == []
