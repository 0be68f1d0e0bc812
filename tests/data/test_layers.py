"""The county's own map: layers and mines from files, and the buildings a house is pointed at in."""

from datetime import date

import pytest
from shapely import MultiPolygon, Point, box, from_wkt
from sqlalchemy import select

from data.errors import NotFound
from data.footprints import footprints_frame, place_in_footprint
from data.imports.layers import import_layers, import_mines
from data.imports.source import SourceRow
from data.layers import BUILDINGS, LANDMARKS, ROADS
from data.tables import LayerFeature, Mine

DAY, LATER = date(2026, 1, 1), date(2026, 3, 1)
HOUSE = box(110.3020, 39.8040, 110.3022, 39.8041)
SHED = box(110.3030, 39.8040, 110.30303, 39.80403)
BOW_TIE = from_wkt("POLYGON ((110 39, 111 40, 111 39, 110 40, 110 39))")


def take(session, *rows, layer=BUILDINGS, day=DAY):
    report = import_layers(
        session, [SourceRow(n, *row) for n, row in enumerate(rows, 2)], layer=layer, day=day
    )
    return report.added, report.changed, report.unchanged, [one.reason for one in report.refused]


def kept(session, layer=BUILDINGS):
    query = select(LayerFeature).where(LayerFeature.layer == layer).order_by(LayerFeature.id)
    return [
        (one.name, one.attributes, one.valid_from, one.valid_to) for one in session.scalars(query)
    ]


def test_a_layer_can_be_imported_again_without_harm(session):
    rows = (({"name": "A", "height": "3"}, HOUSE), ({"code": "b2"}, SHED))

    first, again = take(session, *rows), take(session, *rows)

    assert (first, again) == ((2, 0, 0, []), (0, 0, 2, []))
    assert kept(session) == [("A", {"height": "3"}, DAY, None), (None, {"code": "b2"}, DAY, None)]


def test_a_feature_with_a_code_that_moves_ends_and_begins_anew(session):
    take(session, ({"code": "b1", "name": "A"}, HOUSE))

    moved = take(session, ({"code": "b1", "name": "A"}, SHED), day=LATER)
    renamed = take(session, ({"code": "b1", "name": "B"}, SHED), day=LATER)

    assert (moved[1], renamed[1]) == (1, 1)
    assert [row[2:] for row in kept(session)] == [(DAY, LATER), (LATER, None)]
    assert kept(session)[1][0] == "B"


@pytest.mark.parametrize(
    ("shape", "words"),
    [(None, "no shape"), (Point(110, 39), "no polygon"), (BOW_TIE, "not a valid shape")],
    ids=["nothing", "point", "tangle"],
)
def test_what_is_no_building_is_refused(session, shape, words):
    [reason] = take(session, ({}, shape))[3]

    assert words in reason


def test_the_same_feature_twice_in_a_file_is_taken_once(session):
    assert take(session, ({}, HOUSE), ({}, HOUSE))[0::3] == (
        1,
        ["this feature stands twice; the first row was taken"],
    )


def test_two_landmarks_may_share_a_point_and_none_renames_the_other(session):
    bridge, mine = (({"name": name}, Point(110, 39)) for name in ("无村大桥", "煤矿"))

    assert take(session, bridge, mine, layer=LANDMARKS) == (2, 0, 0, [])
    assert take(session, mine, bridge, layer=LANDMARKS) == (0, 0, 2, [])
    assert take(session, bridge, bridge, layer=LANDMARKS)[2:] == (
        1,
        ["this feature stands twice; the first row was taken"],
    )
    assert [name for name, *_ in kept(session, LANDMARKS)] == ["无村大桥", "煤矿"]


def test_landmarks_are_points_and_roads_lines(session):
    road = from_wkt("LINESTRING (110 39, 110.1 39)")
    point = ({"name": "庙", "lon": "110", "lat": "39"}, Point(110, 39))

    assert take(session, point, layer=LANDMARKS)[0] == 1
    assert take(session, ({"name": "县道"}, road), layer=ROADS)[0] == 1
    assert kept(session, LANDMARKS) == [("庙", {}, DAY, None)]


def test_mines_are_known_by_their_code(session):
    def mines(*rows):
        report = import_mines(session, [SourceRow(2, *row) for row in rows], day=DAY)
        return report.added, report.changed, report.unchanged, len(report.refused)

    whole = ({"code": "m1", "name": "一矿"}, HOUSE)
    larger = ({"code": "m1", "name": "一矿"}, MultiPolygon([HOUSE, SHED]))

    assert mines(whole) == (1, 0, 0, 0)
    assert mines(whole) == (0, 0, 1, 0)
    assert mines(larger) == (0, 1, 0, 0)
    assert mines(({"code": "m1", "name": "一矿"}, None)) == (0, 0, 1, 0)
    assert mines(({"code": "m2", "name": "二矿"}, Point(110, 39)), ({"name": "x"}, HOUSE)) == (
        *(0, 0, 0),
        2,
    )
    assert len(session.scalars(select(Mine)).all()) == 1


def test_buildings_of_a_village_say_whether_somebody_is_found_in_them(session, small):
    small.load(session, "x")
    west, south, *_ = small.square(small.GRIDS[0]).bounds
    home = Point(west + 0.001, south + 0.004)
    far = box(111.5, 40.5, 111.51, 40.51)
    rows = [home.buffer(0.0001), HOUSE, SHED, far]
    take(session, *(({"code": f"c{n}"}, shape) for n, shape in enumerate(rows)))

    frame = footprints_frame(session, [small.A], DAY)
    none = footprints_frame(session, [small.A], date(2020, 1, 1))

    assert list(frame["taken"]) == [True, False]
    assert (len(none), none.crs.to_epsg(), list(none.columns)[:3]) == (
        0,
        4326,
        ["id", "name", "taken"],
    )


def test_a_point_of_a_building_lies_inside_it(session):
    ring = box(110.3, 39.8, 110.31, 39.81).difference(box(110.301, 39.801, 110.309, 39.809))
    take(session, ({}, HOUSE), ({}, ring))
    ids = list(session.scalars(select(LayerFeature.id).order_by(LayerFeature.id)))

    middle, aside = (place_in_footprint(session, one, DAY) for one in ids)

    assert middle.equals_exact(HOUSE.centroid, 1e-12)
    assert ring.covers(aside)
    with pytest.raises(NotFound):
        place_in_footprint(session, ids[0], date(2020, 1, 1))
