"""Names that regions bore once: from a file, and from an import that renames."""

from datetime import date

import pytest
from sqlalchemy import select

from data.imports.former_names import import_former_names
from data.imports.regions import import_regions
from data.imports.source import SourceRow
from data.tables import FormerName, Region
from dispatch.vocabulary import Datum, RegionLevel, Scheme

DAY = date(2026, 1, 1)
CN12 = {"scheme": Scheme.CN12, "day": DAY, "datum": Datum.WGS84}
COUNTY, TOWN, VILLAGE = "150622", "150622101", "150622101201"
TREE = (
    {"code": COUNTY, "name": "准格尔旗"},
    {"code": TOWN, "parent": COUNTY, "name": "龙口镇"},
    {"code": VILLAGE, "parent": TOWN, "name": "大口村民委员会"},
)


def rows(*cells):
    return [SourceRow(n, one) for n, one in enumerate(cells, 2)]


def told(report):
    return report.added, report.changed, report.unchanged, [one.reason for one in report.refused]


@pytest.fixture
def tree(session):
    import_regions(session, rows(*TREE), **CN12)
    return session


def names(session):
    return {(one.region_code, one.name): one for one in session.scalars(select(FormerName))}


def test_a_township_that_was_abolished_is_known_by_its_ground(tree):
    report = import_former_names(
        tree,
        rows(
            {"code": TOWN, "former": "马栅镇", "until": "2005-12-01", "note": "撤乡并镇"},
            {"code": VILLAGE, "former": "魏家峁乡", "since": "1984年5月1日"},
            {"code": VILLAGE, "former": "大口大队", "level": "村"},
        ),
    )

    kept = names(tree)
    town = kept["150622101000", "马栅镇"]
    assert told(report) == (3, 0, 0, [])
    assert (town.level, town.until, town.source) == ("township", date(2005, 12, 1), "撤乡并镇")
    assert kept[VILLAGE, "魏家峁乡"].since == date(1984, 5, 1)
    assert kept[VILLAGE, "魏家峁乡"].level is RegionLevel.TOWNSHIP
    assert kept[VILLAGE, "大口大队"].level is RegionLevel.VILLAGE


def test_a_file_can_be_read_again_and_an_empty_cell_takes_nothing_away(tree):
    first = {"code": TOWN, "former": "马栅镇", "until": "2005-12-01", "source": "县志"}
    import_former_names(tree, rows(first))

    again = import_former_names(tree, rows(first))
    less = import_former_names(tree, rows({"code": TOWN, "former": "马栅镇"}))
    more = import_former_names(
        tree, rows({"code": TOWN, "former": "马栅镇", "since": "1984-01-01"})
    )

    (kept,) = names(tree).values()
    tree.refresh(kept)
    assert [told(one)[:3] for one in (again, less, more)] == [(0, 0, 1), (0, 0, 1), (0, 1, 0)]
    assert (kept.since, kept.until, kept.source) == (date(1984, 1, 1), date(2005, 12, 1), "县志")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"code": "150622199", "former": "某乡"}, "import the regions first"),
        ({"code": TOWN, "former": ""}, "former is empty"),
        ({"code": TOWN, "former": "龙口镇"}, "no former one"),
        ({"code": TOWN, "former": "马栅镇", "level": "hamlet"}, "'hamlet' is none of"),
        ({"code": TOWN, "former": "马栅镇", "until": "2005"}, "write a day"),
        (
            {"code": TOWN, "former": "马栅镇", "since": "2006-01-01", "until": "2005-01-01"},
            "is not after since",
        ),
    ],
    ids=["unknown region", "no name", "name of today", "level", "no day", "ends before it began"],
)
def test_what_cannot_be_meant_is_refused_with_its_line(tree, row, words):
    report = import_former_names(tree, rows(row))

    assert (report.added, report.refused[0].line) == (0, 2)
    assert words in report.refused[0].reason
    assert names(tree) == {}


def test_a_line_that_stands_twice_is_taken_once(tree):
    line = {"code": TOWN, "former": "马栅镇"}

    report = import_former_names(tree, rows(line, line))

    assert told(report)[0] == 1
    assert "stands twice" in report.refused[0].reason


def test_a_later_line_that_turns_the_days_around_is_refused(tree):
    import_former_names(tree, rows({"code": TOWN, "former": "马栅镇", "until": "2005-12-01"}))

    line = {"code": TOWN, "former": "马栅镇", "since": "2010-01-01"}
    report = import_former_names(tree, rows(line))

    assert "is not after since" in report.refused[0].reason


def test_a_region_that_is_renamed_keeps_its_old_name(tree):
    renamed = [*TREE[:2], {**TREE[2], "name": "大口社区居委会"}]
    later = {**CN12, "day": date(2026, 6, 1)}

    first = import_regions(tree, rows(*renamed), **later)
    second = import_regions(tree, rows(*renamed), **later)

    (kept,) = names(tree).values()
    assert (told(first)[:3], told(second)[:3]) == ((0, 1, 2), (0, 0, 3))
    assert (kept.region_code, kept.name, kept.until) == (VILLAGE, TREE[2]["name"], later["day"])
    assert tree.scalar(select(Region.name).where(Region.code == VILLAGE)) == "大口社区居委会"


def test_a_name_that_comes_and_goes_is_kept_once(tree):
    for name in ("大口社区居委会", TREE[2]["name"], "大口社区居委会"):
        import_regions(tree, rows(*TREE[:2], {**TREE[2], "name": name}), **CN12)

    assert {name for _, name in names(tree)} == {TREE[2]["name"], "大口社区居委会"}
    assert len(names(tree)) == 2
