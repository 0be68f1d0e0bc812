"""What the pages show, and that nothing typed by anybody runs in them."""

import re
from dataclasses import fields, is_dataclass, replace
from datetime import date
from enum import Enum
from types import MappingProxyType
from uuid import UUID

import pytest
from lxml import html

from api.pages.agent_grid import GridIssue, GridView
from api.pages.caller import CallerHouse, CallerView, PastIssue
from api.pages.desk import SHOW_OF, DeskFilter, DeskView, Pane, Place, Show, tiles_of
from api.pages.doorstep import SAYS
from api.pages.frame import OTHER_DOORS, Account, Frame, Theme
from api.pages.issue import (
    EventView,
    IssueView,
    PersonView,
    PlaceView,
    RevealedView,
    StepView,
)
from api.pages.placed_before import EarlierPlace
from api.pages.placing import Option, PlacingView
from api.pages.placing_outlook import OutlookView
from api.pages.planning import Layer, PlanFilter, PlanView
from api.pages.problem import problem_view
from api.pages.render import render
from api.presentation import ClockView, GroupView, RowView
from api.texts import Language, texts_in
from data.issues import Counts
from dispatch.vocabulary import Category, Channel, Light, Precision, Purpose, Role, Stage
from maps.legend import MapCounts

ZH = texts_in(Language.ZH_CN)
OUTBOX = {"owner": 7, "says": MappingProxyType(SAYS)}  # message ids: nobody types them
IMPORTERS = [
    "/desk",
    "/desk/bulk",
    "/planning",
    "/proposals",
    "/admin",
    "/sittings",
    "/survey",
]
HOSTILE = "<script>alert(1)</script>${alert(2)}`'\"><img src=x onerror=alert(3)></title>"
ROW = RowView(
    number="W26-0412",
    title="西墙裂缝加宽到 6 毫米",
    light=Light.YELLOW,
    when="余 2 天",
    clock="受理告知",
    category="采煤沉陷",
    channel="热线 12345",
    place="石窑沟村 004",
    holder="王秀兰",
    level="网格",
    has_position=True,
    held=False,
)
ISSUE = IssueView(
    number=ROW.number,
    title=ROW.title,
    text="西墙裂缝加宽到 6 毫米。\n东墙也有细缝。",
    light=ROW.light,
    when=ROW.when,
    clock=ROW.clock,
    category=ROW.category,
    kind="申诉求决",
    channel=ROW.channel,
    petitioner="李**",
    phone="138****2207",
    address="三组 17 号",
    received="3 月 5 日 10:24",
    level=ROW.level,
    holder=ROW.holder,
    reason="0017 号户属该网格。",
    held=False,
    steps=(StepView("收集", done=True, current=False), StepView("登记", done=False, current=True)),
    clocks=(ClockView("受理告知", 23, Light.YELLOW, "余 2 天", "3 月 20 日 周五", 13, 15),),
    place=PlaceView(
        "石窑沟村 004", Precision.EXACT, "户籍登记位置", "10 米以内", "高", "0017 号户属该网格。"
    ),
    has_position=True,
    history=(EventView("3 月 5 日 10:24", "收到并登记", "转自热线"),),
    purposes=(Purpose.CONTACT, Purpose.PLACE),
)
PLACING = PlacingView(
    number="W26-0412",
    version=3,
    key=UUID(int=7),
    region="150699100201",
    villages=(Option("region:150699100201", "沙柳镇石窑沟村"),),
    regions=(Option("150699100201", "沙柳镇石窑沟村"),),
    houses=(Option("household:0017", "0017 李**", "石窑沟村 · 三组"),),
    outlook=OutlookView("石窑沟村 004", "靠近网格边界", "距邻格 12 米", holder="王秀兰"),
)
LOST = replace(
    ISSUE,
    missing=("哪一户？",),
    may_find=True,
    placing=PLACING,
    before=(EarlierPlace("3 月 5 日 10:24", "石窑沟村", "地址只写到村", by_hand=True),),
    placed="已定位，现由王秀兰负责。",
)
PAST = PastIssue("W26-0007", "道路", "W26-0007 · 收集", Light.YELLOW, "3 月 5 日收到")
CALLER = CallerView(
    "0017",
    asked=True,
    houses=(
        CallerHouse(
            *("0017", "李**", "138****2207", "石窑沟村 · 三组", "石窑沟村 004"),
            *("王秀兰", "13912345678", "手上有 2 件未结"),
            away=True,
            open=(PAST,),
            closed=7,
            last=(PAST,),
        ),
    ),
    filed=(PAST,),
)
REVEALED = RevealedView(
    (PersonView("李桂枝", "13812342207"),), "三组 17 号", "0017", "110.123456, 39.812345"
)


def made_frame(role=Role.COUNTY, path="/desk", **changes):
    account = Account("苏敏", role, "沙柳镇") if role else None
    frame = Frame(Language.ZH_CN, Theme.LIGHT, "示例旗", made_up=True, account=account, path=path)
    return replace(frame, **changes)


def made_desk(**changes):
    late = replace(ROW, number="W26-1", light=Light.RED, when="逾期 6 天", holder="")
    desk = DeskView(
        filter=DeskFilter(),
        pane=Pane.LIST,
        tiles=tiles_of(Counts(128, 124, 4, 122, 2, 7, 12, 3, 5), 6, "今天到期", ZH),
        groups=(
            GroupView(Light.RED, 7, (late,)),
            GroupView(Light.YELLOW, 12, (ROW,)),
            GroupView(Light.GREEN, 1, (replace(ROW, light=Light.GREEN, has_position=False),)),
            GroupView(Light.STOPPED, 1, (replace(ROW, light=Light.STOPPED, clock=""),)),
        ),
        counts=MapCounts(listed=128, shown=118, hidden=4, unplaced=4, by_area=2),
        regions=(Place("150622001", "沙柳镇"),),
        issue=ISSUE,
    )
    return replace(desk, **changes)


CHOICES = {
    "categories": list(Category),
    "stages": list(Stage),
    "channels": list(Channel),
    "show_of": SHOW_OF,
}
PLAN = PlanView(
    PlanFilter(Layer.GRIDS, Category.WATER, date(2025, 3, 1), date(2026, 2, 28)),
    tuple(Layer),
    MapCounts(listed=1302, shown=1290, hidden=12, unplaced=0),
    "",
)


def made_pages():
    grid = GridView("石窑沟村 004", 13, (GridIssue(ROW, "全文", "李**", (Purpose.CONTACT,)),))
    opened = replace(ISSUE, revealed=REVEALED)
    asked = GridView("石窑沟村 004", 13, (GridIssue(ROW, "全文", revealed=REVEALED),))
    return {
        "signin": ("signin.html", {"error": "不对", "username": "sumin", "next": "/desk"}),
        "home": ("home.html", {}),
        "error": ("error.html", {"problem": problem_view(404, ZH)}),
        "desk": ("desk.html", {"desk": made_desk(), **CHOICES}),
        "desk-empty": ("desk.html", {"desk": made_desk(groups=(), issue=None), **CHOICES}),
        "issue": ("_issue.html", {"issue": ISSUE, "query": ""}),
        "issue-revealed": (
            "_issue.html",
            {"issue": opened, "query": ""},
        ),
        "issue-lost": ("_issue.html", {"issue": replace(LOST, placing=None), "query": ""}),
        "issue-placing": ("_issue.html", {"issue": LOST, "query": ""}),
        "outlook-foreign": (
            "_outlook.html",
            {"placing": replace(PLACING, outlook=OutlookView(foreign=True))},
        ),
        "outlook-refused": ("_outlook.html", {"placing": replace(PLACING, problem="在旗县之外")}),
        "caller": ("caller.html", {"view": CALLER}),
        "caller-many": ("caller.html", {"view": replace(CALLER, houses=CALLER.houses * 20)}),
        "caller-empty": ("caller.html", {"view": CallerView()}),
        "caller-unknown": ("caller.html", {"view": CallerView("0017", asked=True)}),
        "caller-unclear": ("caller.html", {"view": CallerView("李", asked=True, unclear=True)}),
        "planning": ("planning.html", {"plan": PLAN, "categories": list(Category)}),
        "planning-refused": (
            "planning.html",
            {"plan": replace(PLAN, error="止日早于起日"), "categories": list(Category)},
        ),
        "grid": ("grid.html", {"grids": (grid,), **OUTBOX}),
        "grid-revealed": ("grid.html", {"grids": (asked,), **OUTBOX}),
        "grid-none": ("grid.html", {"grids": (), **OUTBOX}),
    }


PAGES = list(made_pages())
PARTS = {name for name in PAGES if name.startswith(("issue", "outlook"))}
WHOLE_PAGES = [name for name in PAGES if name not in PARTS]
SAY_NOTHING_TYPED = {"desk-empty", "outlook-foreign", "caller-empty"}


def rendered(name, frame=None, spoil=lambda value: value):
    template, context = made_pages()[name]
    return render(template, spoil(frame or made_frame()), **spoil(context))


def spoiled(value, text=HOSTILE):
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return text
    if isinstance(value, tuple | list):
        return type(value)(spoiled(one, text) for one in value)
    if isinstance(value, dict):
        return {key: spoiled(one, text) for key, one in value.items()}
    if is_dataclass(value):
        fresh = {f.name: spoiled(getattr(value, f.name), text) for f in fields(value)}
        return replace(value, **fresh)
    return value


def words(element):
    return " ".join(element.text_content().split())


@pytest.mark.parametrize("theme", list(Theme))
@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", WHOLE_PAGES)
def test_a_page_keeps_to_the_strict_content_policy(name, language, theme):
    page = html.document_fromstring(rendered(name, made_frame(language=language, theme=theme)))

    assert page.xpath("//style") == []
    assert page.xpath("//script[not(@src)]") == []
    assert page.xpath("//@style") == []
    assert page.xpath("//@*[starts-with(name(), 'on')]") == []
    for address in page.xpath("//@href | //@src | //@action"):
        assert address.startswith(("/", "#"))
        assert not address.startswith("//")


@pytest.mark.parametrize("name", PAGES)
def test_hostile_text_is_shown_literally_and_makes_no_markup(name):
    plain = html.document_fromstring(rendered(name))
    page = html.document_fromstring(rendered(name, spoil=spoiled))

    for tag in ("script", "img", "style", "title"):
        assert len(page.xpath(f"//{tag}")) == len(plain.xpath(f"//{tag}"))
    assert page.xpath("//@onerror") == []
    assert HOSTILE in page.text_content() or name in SAY_NOTHING_TYPED


def test_a_free_name_is_escaped_inside_a_translated_sentence():
    account = Account("<b>${x}</b>", Role.COUNTY, "")

    page = rendered("home", made_frame(account=account))

    assert "&lt;b&gt;${x}&lt;/b&gt;，您好" in page
    assert "<b>${x}" not in page


@pytest.mark.parametrize("name", WHOLE_PAGES)
def test_made_up_data_are_said_to_be_so_on_every_page(name):
    label = "示例数据：人名、户、事项均为虚构"

    assert label in rendered(name)
    assert label not in rendered(name, made_frame(made_up=False))


@pytest.mark.parametrize("name", WHOLE_PAGES)
def test_the_english_pages_say_nothing_in_chinese_but_the_name_of_the_language(name):
    frame = made_frame(language=Language.EN)
    page = html.document_fromstring(rendered(name, frame, lambda value: spoiled(value, "x")))

    chinese = re.findall(r"[\u4e00-\u9fff]+", html.tostring(page, encoding="unicode"))

    assert page.get("lang") == "en"
    assert chinese == ["中文"]


@pytest.mark.parametrize(
    ("role", "paths"),
    [
        (Role.AGENT, ["/grid", "/sittings", "/survey"]),
        (Role.SECRETARY, ["/desk", "/proposals", "/admin", "/sittings", "/survey"]),
        (Role.TOWNSHIP, IMPORTERS),
        (Role.COUNTY, IMPORTERS),
        (Role.SCREENER, ["/desk", "/planning", "/sittings"]),
        (Role.HANDLER, ["/desk"]),
        (Role.PLANNER, ["/planning"]),
        (Role.SUPERVISOR, ["/desk", "/planning"]),
        (Role.LEADER, ["/desk", "/planning"]),
        (Role.ADMIN, ["/proposals", "/admin"]),
        (Role.AUDITOR, []),
        (Role.INTEGRATION, []),
        (None, []),
    ],
)
def test_the_navigation_offers_what_the_role_can_open(role, paths):
    page = html.document_fromstring(
        render("error.html", made_frame(role), problem=problem_view(403, ZH))
    )

    assert page.xpath("//nav[@class='nav']/a/@href") == paths


@pytest.mark.parametrize(
    ("role", "place"),
    [(Role.AUDITOR, "state"), (Role.INTEGRATION, "state")],
)
def test_who_sees_no_issue_is_told_where_the_work_of_the_role_is(role, place):
    page = html.document_fromstring(rendered("home", made_frame(role)))

    assert ZH.translate(OTHER_DOORS[role]) in words(page.find_class(place)[0])


@pytest.mark.parametrize(
    ("theme", "media"),
    [
        (Theme.LIGHT, []),
        (Theme.DARK, ["screen"]),
        (Theme.AUTO, ["screen and (prefers-color-scheme: dark)"]),
    ],
)
def test_the_theme_needs_no_script_and_never_darkens_paper(theme, media):
    page = html.document_fromstring(rendered("home", made_frame(theme=theme)))

    assert page.xpath("//link[@href='/static/pages/dark.css']/@media") == media


def test_the_desk_says_that_list_and_map_agree():
    page = html.document_fromstring(rendered("desk"))

    assert words(page.find_class("sum")[0]) == "列表 128 = 地图 118 + 按村 2 + 隐藏 4 + 无位置 4"


def test_the_counters_are_filters_that_keep_the_others():
    desk = made_desk(filter=DeskFilter(show=Show.LATE, category=Category.WATER))

    page = html.document_fromstring(render("desk.html", made_frame(), desk=desk, **CHOICES))

    tiles = page.find_class("tile")
    assert [words(tile) for tile in tiles[:2]] == ["7逾期最久 6 天", "12将到期今天到期"]
    assert tiles[2].get("href") == "/desk?show=unassigned&category=water"
    assert [tile.get("aria-current") for tile in tiles] == ["true", None, None, None, None]


def test_a_row_says_shape_words_place_and_holder():
    page = html.document_fromstring(rendered("desk"))

    late, near = page.find_class("row")[:2]
    assert late.xpath(".//use/@href") == ["#l-red"]
    assert words(late.find_class("who")[0]) == "待派 网格".replace(" ", "")
    assert "余 2 天" in words(near)
    assert "采煤沉陷 · 石窑沟村 004 · 热线 12345" in words(near)


def test_a_long_group_leads_to_the_rest():
    page = html.document_fromstring(rendered("desk"))

    more = page.find_class("more")
    assert words(more[0]) == "另有 6 件"
    assert more[0].get("href") == "/desk?show=late"


def test_an_empty_list_says_why_and_what_to_do():
    narrowed = made_desk(groups=(), filter=DeskFilter(show=Show.LATE))

    page = render("desk.html", made_frame(), desk=narrowed, **CHOICES)

    assert "没有符合条件的事项" in page
    assert "没有在办事项" in rendered("desk-empty")


def test_an_opened_issue_shows_its_clocks_place_and_words():
    page = html.document_fromstring(rendered("issue"))

    text = words(page)
    assert "第 23 条 · 收到起 15 日，已用 13 天" in text
    assert "3 月 20 日 周五" in text
    assert "东墙也有细缝。" in text
    facts = [words(one) for one in page.find_class("facts")[0]]
    assert facts == ["依据户籍登记位置", "误差10 米以内", "可信度高"]
    assert page.xpath("//progress/@value") == ["13"]


def test_the_planning_page_says_that_counts_are_no_test():
    page = rendered("planning")

    assert "仅为计数，不是检验" in page
    assert "地图 1290 + 不予显示 12 + 待落点 0" in page
    assert "/planning/map/grids?layer=grids&amp;category=water&amp;from=2025-03-01" in page
