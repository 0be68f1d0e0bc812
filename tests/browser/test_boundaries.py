"""A grid is split on the map, previewed, approved by a second person; moved issues say why."""

import re
from dataclasses import dataclass

import pytest
import shapely
from shapely import box, wkb
from sqlalchemy import text

pytestmark = pytest.mark.browser

OPEN = text("""
    SELECT grid.region_code AS village, grid.code, ST_AsBinary(version.shape) AS shape,
           array_agg(ST_Y(issue.place)) AS lats
    FROM issue JOIN grid ON grid.code = issue.grid_code
    JOIN grid_version AS version
      ON version.grid_code = grid.code AND version.valid_to IS NULL
    WHERE issue.closed_at IS NULL AND NOT issue.held AND issue.barred IS NULL
      AND issue.place IS NOT NULL AND starts_with(grid.code, :township)
      AND issue.method IN ('household', 'point', 'pin')
    GROUP BY grid.code, version.id
    ORDER BY count(*) DESC, grid.code
""")
REGION = text("""
    SELECT region_code FROM role_grant JOIN account ON account.id = account_id
    WHERE username = :name
""")
MOVED = text("""
    SELECT issue.number, event.reason_params ->> 'grid' AS grid
    FROM issue_event AS event JOIN issue ON issue.id = event.issue_id
    WHERE event.reason_params ->> 'change' = :change
    ORDER BY issue.number
""")


def english(page, address):
    page.context.add_cookies([{"name": "wangge_language", "value": "en", "url": address}])


@dataclass
class Cut:
    """A grid to split from west to east; the part with the place `keeps` has none of its issues.

    `room` is how far, in degrees, that place is from the edge of its part.
    """

    village: str
    code: str
    west: float
    east: float
    lat: float
    keeps: shapely.Point
    room: float


def cut_of(row):
    """Where to cut off all open issues of a grid; none if they lie all over it."""
    shape = wkb.loads(bytes(row.shape))
    west, south, east, north = shape.bounds
    for lat in (0.8 * south + 0.2 * min(row.lats), 0.8 * north + 0.2 * max(row.lats)):
        below = shape.intersection(box(west, south, east, lat))
        above = shape.difference(below)
        free = below if lat < min(row.lats) else above
        if {below.geom_type, above.geom_type} == {"Polygon"}:
            inside = shapely.maximum_inscribed_circle(free)
            keeps = shapely.Point(inside.coords[0])
            return Cut(row.village, row.code, west, east, lat, keeps, inside.length)
    return None


@pytest.fixture
def cut(county_engine, county):
    """The grid of the township's account with most room to tap in, and where to cut it."""
    account = county[1]["township"]["username"]
    with county_engine.connect() as connection:
        region = connection.scalar(REGION, {"name": account})
        rows = connection.execute(OPEN, {"township": region[:9]}).all()
    return max((one for one in map(cut_of, rows) if one), key=lambda one: one.room)


@pytest.fixture
def township(county, cookies, page):
    """The page, signed in at the desk of a township and in English."""
    page.context.add_cookies(cookies("township"))
    english(page, county[0])
    return page


@pytest.fixture
def second(county, cookies, browser, watch):
    """Another browser, signed in at the county's desk."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    context.add_cookies(cookies("county"))
    opened = context.new_page()
    opened.set_default_timeout(15_000)
    english(opened, county[0])
    watch.follow(opened)
    yield opened
    context.close()


def drawn_map(page):
    page.frame_locator("#map").locator("html[data-drawn]").wait_for()
    return page.frames[-1]


def pixel(page, lon, lat):
    """Where a place is on the screen, in the frame of the map."""
    return drawn_map(page).evaluate(
        "([lon, lat]) => { const p = wangge.maps[0].latLngToContainerPoint([lat, lon]);"
        " return { x: p.x, y: p.y }; }",
        [lon, lat],
    )


def tap(page, lon, lat):
    page.frame_locator("#map").locator(".leaflet-container").click(
        position=pixel(page, lon, lat), force=True
    )


def corners(page):
    return [line for line in page.input_value("#corners").splitlines() if line]


def choose_on_map(page, code):
    """Choose a grid of the map by keyboard, as somebody without a mouse does."""
    drawn_map(page).evaluate(
        "code => wangge.state(wangge.maps[0]).layers[0].items.get(code).getElement().focus()", code
    )
    page.keyboard.press("Enter")


def test_a_split_is_drawn_previewed_approved_and_its_issues_say_why(
    county, township, second, watch, cut, county_engine
):
    address = county[0]
    margin = (cut.east - cut.west) * 0.08
    township.goto(f"{address}/admin/boundaries/new?village={cut.village}&kind=split")
    choose_on_map(township, cut.code)
    township.wait_for_selector(f"input[name=codes][value='{cut.code}']:checked")
    for lon in (cut.west - margin, (cut.west + cut.east) / 2, cut.east + margin):
        tap(township, lon, cut.lat)
    township.wait_for_function("() => corners.value.trim().split('\\n').length === 3")
    township.frame_locator("#map").get_by_role("button", name="Keeps the number").click()
    tap(township, cut.keeps.x, cut.keeps.y)
    township.wait_for_function("() => keep_at.value !== ''")
    township.click(".bnd-n .btn-xl")
    township.wait_for_url(re.compile(r"/admin/boundaries/[0-9a-f-]{36}$"))
    change = township.url.rpartition("/")[2]

    drawn_map(township)
    previewed = township.inner_text(".pro-p")
    moving = township.locator(".bnd-i a").all_inner_texts()
    assert "begins" in previewed
    assert "a second person approves it" in previewed
    assert moving
    assert township.locator("form[action$='/approve']").count() == 0

    second.goto(f"{address}/admin/boundaries/{change}")
    drawn_map(second)
    second.click("form[action$='/approve'] .btn-p")
    second.wait_for_selector(".chip-green")
    moved = second.locator(".bnd-i a").all_inner_texts()
    reasons = second.locator("[data-reason]").all_inner_texts()
    with county_engine.connect() as connection:
        kept = connection.execute(MOVED, {"change": change}).all()
    assert sorted(moved) == [row.number for row in kept]
    assert set(moving) <= set(moved)
    assert all(reasons)

    second.click(".bnd-i li:first-child a")
    second.wait_for_url("**/desk/issues/*")
    assert reasons[0] in second.inner_text("main")
    assert watch.trouble == []


@pytest.fixture
def drawing(county, township, cut):
    """Open the page to draw a change of a kind in the village, its map drawn."""

    def open_page(kind, *grids, size=(1440, 900)):
        township.set_viewport_size({"width": size[0], "height": size[1]})
        township.goto(f"{county[0]}/admin/boundaries/new?village={cut.village}&kind={kind}")
        drawn_map(township)
        for code in grids:
            township.check(f"input[name=codes][value='{code}']", force=True)
        return township

    return open_page


def corners_of(page, code):
    """Corners of a grid on the map, as longitude and latitude."""
    return drawn_map(page).evaluate(
        """code => wangge.state(wangge.maps[0]).layers[0].items.get(code).getLatLngs()[0][0]
            .map(({ lat, lng }) => [lng, lat])""",
        code,
    )


def test_the_pages_fit_a_phone_ask_nobody_else_and_break_no_policy(county, township, watch, cut):
    township.set_viewport_size({"width": 360, "height": 740})
    new = f"/admin/boundaries/new?village={cut.village}&kind="

    for path in ("/admin/boundaries", "/admin/grids", f"{new}split", f"{new}import"):
        township.goto(f"{county[0]}{path}")
        assert township.evaluate("document.documentElement.scrollWidth <= innerWidth")

    assert watch.trouble == []


def test_a_corner_sits_on_that_of_a_grid_nearby_and_can_be_taken_back(drawing, watch, cut):
    page = drawing("split", cut.code)
    there = corners_of(page, cut.code)
    at = pixel(page, *there[0])
    box = page.frame_locator("#map").locator(".leaflet-container")

    box.click(position={"x": at["x"] + 4, "y": at["y"] + 3}, force=True)
    page.wait_for_function("() => corners.value !== ''")
    first = page.input_value("#corners")
    box.click(position={"x": at["x"] + 90, "y": at["y"] + 60}, force=True)
    page.wait_for_function("() => corners.value.includes('\\n')")
    page.keyboard.press("Backspace")
    page.wait_for_function("() => !corners.value.includes('\\n')")

    assert [float(part) for part in first.split(", ")] in there
    assert page.input_value("#corners") == first
    assert watch.trouble == []


def test_corners_that_are_typed_appear_on_the_map_and_move_by_keyboard(drawing, watch, cut):
    page = drawing("split", cut.code)
    typed = f"{cut.west:.6f}, {cut.lat:.6f}\n{cut.east:.6f}, {cut.lat:.6f}"

    page.fill("#corners", typed)
    drawn = page.frame_locator("#map").locator(".m-corner")
    drawn.nth(1).wait_for()
    drawn.nth(1).focus()
    page.keyboard.press("ArrowUp")
    page.wait_for_function("typed => corners.value !== typed", arg=typed)

    first, second = corners(page)
    assert [float(part) for part in first.split(", ")] == [round(cut.west, 6), round(cut.lat, 6)]
    assert float(second.split(", ")[1]) > cut.lat
    assert watch.trouble == []


def test_an_area_is_drawn_by_touch_on_a_phone_and_closes_on_its_first_corner(
    county, browser, cookies, cut
):
    context = browser.new_context(has_touch=True, viewport={"width": 360, "height": 740})
    context.add_cookies(cookies("township"))
    phone = context.new_page()
    english(phone, county[0])
    phone.goto(f"{county[0]}/admin/boundaries/new?village={cut.village}&kind=draw")
    drawn_map(phone)
    map_box = phone.frame_locator("#map").locator(".leaflet-container")
    hint = phone.frame_locator("#map").locator(".m-hint")
    for x, y in ((120, 250), (200, 250), (160, 320)):
        map_box.tap(position={"x": x, "y": y}, force=True)
    phone.wait_for_function("() => corners.value.split('\\n').length === 3")
    map_box.tap(position={"x": 120, "y": 250}, force=True)
    hint.filter(has_text="Drag a corner").wait_for()
    held = corners(phone)
    context.close()

    assert len(held) == 3


def test_what_was_refused_is_still_drawn(drawing, cut):
    page = drawing("split", cut.code)
    away = f"{cut.west - 0.02:.6f}, {cut.lat:.6f}\n{cut.west - 0.01:.6f}, {cut.lat:.6f}"
    page.fill("#corners", away)
    page.click(".bnd-n .btn-xl")
    page.wait_for_selector(".note-r")
    page.frame_locator("#map").locator(".m-corner").nth(1).wait_for()

    assert corners(page) == away.splitlines()


def test_before_and_after_are_two_buttons_on_the_map(drawing, watch, cut):
    page = drawing("merge")
    for place in (0, 1):
        page.locator("input[name=codes]").nth(place).check(force=True)
    page.click(".bnd-n .btn-xl")
    page.wait_for_url(re.compile(r"/admin/boundaries/[0-9a-f-]{36}$"))
    drawn_map(page)
    frame = page.frame_locator("#map")

    shown = frame.locator("path.cell")
    after = shown.count()
    frame.get_by_role("button", name="Before").click()
    frame.locator("html[data-phase=before]").wait_for()

    assert shown.count() > after
    assert frame.locator("path.c-ends").count() == 1
    assert watch.trouble == []


def test_a_change_is_asked_for_without_script(county, cookies, browser, follow, cut):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    context.add_cookies(cookies("township"))
    plain = context.new_page()
    english(plain, county[0])
    plain.goto(f"{county[0]}/admin/boundaries/new?village={cut.village}&kind=split")
    plain.check(f"input[name=codes][value='{cut.code}']")
    margin = (cut.east - cut.west) * 0.05
    line = [f"{lon:.6f}, {cut.lat:.6f}" for lon in (cut.west - margin, cut.east + margin)]
    plain.fill("#corners", "\n".join(line))
    follow(plain, ".bnd-n .btn-xl")
    shown = plain.inner_text(".pro-m")
    context.close()

    assert "begins" in shown
    assert "To be approved" in shown
