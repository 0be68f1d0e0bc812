import hashlib
import json
import re
from base64 import b64encode
from pathlib import Path

import folium
import pytest
from lxml import html

from maps.assets import STATIC, VENDOR, VENDORED
from maps.cells import count_map
from maps.errors import ForeignAddress, MissingAsset, NotSelfContained, UnsafeMarkup
from maps.grids import grids_map
from maps.issues import issues_map
from maps.legend import MapCounts
from maps.page import PageSettings, new_map
from maps.rehost import self_contained, served

SECRET = "</script><script>alert(1)</script>`${alert(1)}` http://evil.example/x.js"


@pytest.fixture
def drawings(made_up):
    frame = made_up.issues(20, text=SECRET)
    counts = MapCounts(listed=20, shown=20, hidden=0, unplaced=0)
    return [
        issues_map(frame, made_up.base(), translate=str, counts=counts),
        grids_map(made_up.grids(agent=SECRET), made_up.base(), translate=str),
        count_map(made_up.cells(), made_up.base(), translate=str),
    ]


def _plain_map() -> folium.Map:
    settings = PageSettings("t", "en", "light", [], None, "no script")
    return new_map(settings, str)


def test_a_served_page_has_no_inline_program_style_or_event(drawings):
    for drawing in drawings:
        root = html.document_fromstring(served(drawing).html)

        programs = [s for s in root.iter("script") if s.get("type") != "application/json"]
        assert programs
        assert all(script.get("src") and not script.text for script in programs)
        assert not list(root.iter("style"))
        names = [str(name) for element in root.iter("*") for name in element.attrib]
        assert "style" not in names
        assert not [name for name in names if name.startswith("on")]


def test_a_served_page_links_only_files_that_are_there(drawings):
    for drawing in drawings:
        page = served(drawing, files_url="/f/", vendor_url="/v/")

        root = html.document_fromstring(page.html)
        addresses = [*root.xpath("//script/@src"), *root.xpath("//link[@rel='stylesheet']/@href")]
        own = {a.removeprefix("/f/") for a in addresses if a.startswith("/f/")}
        vendored = [a.removeprefix("/v/") for a in addresses if a.startswith("/v/")]
        assert own == set(page.files)
        assert len(own) + len(vendored) == len(addresses)
        assert all((VENDOR / path).is_file() for path in vendored)


def test_no_page_names_an_address_elsewhere_in_src_href_or_url(drawings):
    pattern = re.compile(r"(?:src|href)=[\"']?(?:https?:)?//|url\(\s*[\"']?(?:https?:)?//")

    for drawing in drawings:
        page = served(drawing)
        texts = [page.html, *(content.decode() for content in page.files.values())]

        assert not [text for text in texts if pattern.search(text)]
        assert not pattern.search(self_contained(drawing))


def test_file_names_follow_content_and_the_same_map_gives_the_same_files(made_up):
    first, second = (
        served(grids_map(made_up.grids(agent=agent), made_up.base(), translate=str))
        for agent in ("甲", "乙")
    )

    assert first.files == second.files
    assert first.html != second.html
    for name, content in first.files.items():
        assert hashlib.sha256(content).hexdigest()[:16] in name


def test_the_policy_of_one_file_names_each_script_and_style_by_hash(drawings):
    for drawing in drawings:
        root = html.document_fromstring(self_contained(drawing))

        [policy] = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        programs = [s for s in root.iter("script") if s.get("type") != "application/json"]
        inline = [*programs, *root.iter("style")]
        digests = [hashlib.sha256(e.text_content().encode()).digest() for e in inline]
        expected = {f"'sha256-{b64encode(digest).decode()}'" for digest in digests}
        assert set(re.findall(r"'sha256-[^']+'", policy)) == expected
        assert "unsafe" not in policy
        assert policy.startswith("default-src 'none'")


def test_data_of_a_page_read_back_as_they_were_given(made_up):
    counts = MapCounts(listed=5, shown=5, hidden=0, unplaced=0)
    drawing = issues_map(
        made_up.issues(5, text=SECRET), made_up.base(), translate=str, counts=counts
    )

    for text in (served(drawing).html, self_contained(drawing)):
        blocks = html.document_fromstring(text).xpath("//script[@type='application/json']")
        data = [json.loads(block.text) for block in blocks if block.text != "null"]
        [table] = [value for value in data if "rows" in value]
        assert {row[table["columns"].index("text")] for row in table["rows"]} == {SECRET}


def test_language_and_theme_stand_on_the_document(made_up):
    drawing = grids_map(made_up.grids(), made_up.base(), translate=str, theme="dark", language="en")

    root = html.document_fromstring(served(drawing).html)

    assert (root.get("lang"), root.get("data-theme")) == ("en", "dark")
    assert root.findtext(".//title") == "Issues by grid"
    assert "user-scalable" not in served(drawing).html


def test_tiles_from_elsewhere_are_refused():
    drawing = _plain_map()
    folium.TileLayer("https://tiles.example/{z}/{x}/{y}.png", attr="x").add_to(drawing)

    with pytest.raises(ForeignAddress):
        served(drawing)


def test_a_plugin_that_is_not_vendored_is_refused():
    drawing = _plain_map()
    drawing.get_root().header.add_child(folium.JavascriptLink("https://cdn.example/other.js"))

    with pytest.raises(ForeignAddress, match=r"other\.js"):
        self_contained(drawing)


@pytest.mark.parametrize(
    "part",
    [
        folium.Marker([40, 110], popup="text"),
        folium.Marker([40, 110], tooltip="text"),
    ],
)
def test_folium_popups_and_tooltips_are_refused(part):
    drawing = _plain_map()
    part.add_to(drawing)

    with pytest.raises(UnsafeMarkup):
        served(drawing)


@pytest.mark.parametrize(
    ("markup", "refusal"),
    [
        ("<p onclick='x()'>a</p>", UnsafeMarkup),
        ("<img src='//evil.example/a.png'>", ForeignAddress),
        ("<a href='javascript:alert(1)'>a</a>", ForeignAddress),
        ("<a href='/\\evil.example'>a</a>", ForeignAddress),
        ("<p style='background:url(https://evil.example/a)'>a</p>", ForeignAddress),
        ("<style>@import 'x.css'</style>", ForeignAddress),
        ("<script type='module'>x()</script>", UnsafeMarkup),
    ],
)
def test_markup_that_loads_or_runs_is_refused(markup, refusal):
    drawing = _plain_map()
    drawing.get_root().html.add_child(folium.Element(markup))

    with pytest.raises(refusal):
        served(drawing)


def test_a_style_attribute_becomes_a_class():
    drawing = _plain_map()
    drawing.get_root().html.add_child(folium.Element("<p style='color: red'>a</p>"))

    page = served(drawing)

    [made] = html.document_fromstring(page.html).xpath("//p[contains(@class, 's-')]/@class")
    assert any(f".{made} {{ color: red }}".encode() in css for css in page.files.values())


def test_closing_tags_inside_a_script_do_not_end_it():
    drawing = _plain_map()
    script = r'var a = "<\/script><!-- <\/style>";'
    drawing.get_root().script.add_child(folium.Element(script))

    page = self_contained(drawing)

    assert "<!--" not in page
    assert page.count("</script>") == page.count("<script")


def test_a_map_that_fetches_its_issues_cannot_be_one_file(made_up):
    counts = MapCounts(listed=5, shown=5, hidden=0, unplaced=0)
    drawing = issues_map(
        made_up.issues(5), made_up.base(), translate=str, counts=counts, data_url="/api/v1/map"
    )

    assert 'data-src="/api/v1/map"' in served(drawing).html
    with pytest.raises(NotSelfContained):
        self_contained(drawing)


def test_a_data_address_elsewhere_is_refused(made_up):
    counts = MapCounts(listed=0, shown=0, hidden=0, unplaced=0)
    drawing = issues_map(
        made_up.issues(0), made_up.base(), translate=str, counts=counts, data_url="//evil/x"
    )

    with pytest.raises(ForeignAddress):
        served(drawing)


def test_a_missing_vendored_file_says_what_to_do(made_up, tmp_path):
    drawing = count_map(made_up.cells(), made_up.base(), translate=str)

    with pytest.raises(MissingAsset, match="make setup"):
        self_contained(drawing, vendor=tmp_path)


def test_vendored_paths_are_the_versions_that_set_up_fetches():
    wanted = json.loads((STATIC.parents[1] / "package.json").read_text())["dependencies"]

    for path in VENDORED.values():
        name, version = Path(path).parts[0].split("@")
        assert wanted[name] == version


def test_the_dark_theme_is_the_same_chosen_or_followed():
    css = (STATIC / "map.css").read_text()

    chosen, followed = (
        css.split(f':root[data-theme="{theme}"] {{')[1].split("} }")[0]
        for theme in ("dark", "auto")
    )

    assert chosen == followed
    assert "--m-land" in chosen
