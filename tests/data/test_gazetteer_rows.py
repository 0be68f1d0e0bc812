"""What addresses are read against: names of places, whose change is seen, and no person."""

from datetime import date, timedelta

import pytest
from shapely import Point
from sqlalchemy import select, text, update

from data.gazetteer_rows import gazetteer_rows, gazetteer_stamp
from data.imports.former_names import import_former_names
from data.imports.layers import import_layers
from data.imports.source import SourceRow
from data.layers import LANDMARKS, ROADS
from data.tables import Household, HouseholdContact, LayerFeature, Region

DAY = date(2026, 3, 20)


@pytest.fixture
def county(session, small):
    small.load(session, "no hash")
    return session


def import_landmark(session, name, lon, lat, *, layer=LANDMARKS, **cells):
    row = SourceRow(2, {"name": name, **cells}, Point(lon, lat))
    assert import_layers(session, [row], layer=layer, day=DAY).added == 1


def test_divisions_come_with_their_former_names(county, small):
    rows = [
        SourceRow(2, {"code": small.A, "former": "黑石乡", "until": "2006-01-01"}),
        SourceRow(3, {"code": small.A, "former": "老石窑村", "level": "village"}),
    ]
    import_former_names(county, rows)

    found = {one.code: one for one in gazetteer_rows(county, DAY).divisions}

    assert len(found) == 8
    assert (found[small.A].name, found[small.A].parent) == ("石窑沟村", small.NORTH)
    assert [(one.name, one.level, one.until) for one in found[small.A].former] == [
        ("黑石乡", "township", date(2006, 1, 1)),
        ("老石窑村", "village", None),
    ]


def test_a_name_that_is_borne_again_is_no_former_one(county, small):
    import_former_names(county, [SourceRow(2, {"code": small.A, "former": "老村", "level": "村"})])
    county.execute(update(Region).where(Region.code == small.A).values(name="老村"))

    found = {one.code: one for one in gazetteer_rows(county, DAY).divisions}

    assert found[small.A].former == ()


def test_a_landmark_has_the_village_it_says_else_the_one_it_lies_in(county, small):
    lon, lat = small.middle(small.GRIDS[0])
    import_landmark(county, "供销社", lon, lat)
    import_landmark(county, "大圪塔煤矿", lon + 0.001, lat, village_code=small.C)
    import_landmark(county, "外地饭店", *small.OUTSIDE)
    import_landmark(county, "村道", lon, lat, layer=ROADS)

    found = {one.name: one for one in gazetteer_rows(county, DAY).landmarks}

    assert {name: one.region_code for name, one in found.items()} == {
        "供销社": small.A,
        "大圪塔煤矿": small.C,
        "外地饭店": None,
    }
    assert (found["供销社"].lon, found["供销社"].lat) == (lon, lat)


def test_groups_are_known_without_anybody_who_lives_there(county, small):
    homes = update(Household).where(Household.village_code == small.A)
    county.execute(homes.values(villagers_group="三社"))
    county.execute(update(HouseholdContact).values(head="张三丰"))

    rows = gazetteer_rows(county, DAY)

    (group,) = rows.groups
    numbers = set(county.scalars(select(Household.number)))
    assert (group.region_code, group.group) == (small.A, "三社")
    assert (group.head, group.lon, group.lat) == (None, None, None)
    assert "张三丰" not in repr(rows)
    assert not any(f"'{number}'" in repr(rows) for number in numbers)


CHANGES = {
    "a name": "UPDATE region SET name = '新村' WHERE code = '150699100201'",
    "a new parent": "UPDATE region SET parent_code = '150699101000' WHERE code = '150699100201'",
    "two names swapped": (
        "UPDATE region SET name = "
        "CASE code WHEN '150699100201' THEN '柳树湾村' ELSE '石窑沟村' END "
        "WHERE code IN ('150699100201', '150699100202')"
    ),
    "a region that ends": f"UPDATE region SET valid_to = '{DAY}' WHERE code = '150699101201'",
    "a region that has not begun": (
        f"UPDATE region SET valid_from = '{DAY + timedelta(days=1)}' WHERE code = '150699101201'"
    ),
    "an outline that moves off a landmark": (
        "UPDATE region SET outline = ST_Translate(outline, 1, 0) WHERE code = '150699100201'"
    ),
    "a former name": (
        "INSERT INTO former_name (region_code, name, level) "
        "VALUES ('150699100201', '黑石乡', 'township')"
    ),
    "a landmark": "UPDATE layer_feature SET name = '煤矿' WHERE layer = 'landmark'",
    "a landmark that ends": f"UPDATE layer_feature SET valid_to = '{DAY}' WHERE layer = 'landmark'",
    "a landmark that has not begun": (
        f"UPDATE layer_feature SET valid_from = '{DAY + timedelta(days=1)}' "
        "WHERE layer = 'landmark'"
    ),
    "a landmark that moves": (
        "UPDATE layer_feature SET shape = ST_Translate(shape, 0.0001, 0) WHERE layer = 'landmark'"
    ),
    "a group": "UPDATE household SET villagers_group = '五社' WHERE number = 'LONE0'",
}


@pytest.mark.parametrize("sql", CHANGES.values(), ids=CHANGES.keys())
def test_every_change_of_a_name_changes_the_stamp(county, small, sql):
    import_landmark(county, "供销社", *small.middle(small.GRIDS[0]))
    before, rows = gazetteer_stamp(county, DAY), gazetteer_rows(county, DAY)

    county.execute(text(sql))

    assert gazetteer_stamp(county, DAY) != before
    county.expire_all()
    assert gazetteer_rows(county, DAY) != rows


def test_the_stamp_stays_while_only_people_change(county):
    before = gazetteer_stamp(county, DAY)

    county.execute(update(HouseholdContact).values(head="某人", phone="13900000000"))
    county.execute(text("UPDATE household SET place = NULL, method = NULL"))

    assert gazetteer_stamp(county, DAY) == before
    assert gazetteer_stamp(county, DAY + timedelta(days=1)) == before


def test_an_empty_database_has_no_divisions(session):
    assert gazetteer_rows(session, DAY).divisions == ()
    assert session.scalar(select(LayerFeature.id)) is None
