"""Files into the registers: what is taken, what is refused by line, what stays as it was."""

from datetime import date

import pytest
from shapely import Point, affinity, box, from_wkb, from_wkt
from sqlalchemy import func, select, update

from data.imports.agents import import_agents
from data.imports.grids import import_grids
from data.imports.households import import_households
from data.imports.layers import import_mines
from data.imports.offices import import_offices
from data.imports.regions import import_regions
from data.imports.source import SourceRow
from data.imports.units import import_units
from data.tables import (
    Agent,
    Grid,
    GridVersion,
    Household,
    HouseholdContact,
    Membership,
    Post,
    Region,
)
from dispatch.vocabulary import Datum, RegionLevel, Scheme

DAY = date(2026, 1, 1)
CN12 = {"scheme": Scheme.CN12, "day": DAY, "datum": Datum.WGS84}
FREE = {"scheme": Scheme.FREE, "day": DAY, "datum": Datum.WGS84}


def counts(session, *tables):
    return [session.scalar(select(func.count()).select_from(table)) for table in tables]


def told(report):
    """Added, changed, unchanged, refused."""
    assert report.read == report.added + report.changed + report.unchanged + len(report.refused)
    return report.added, report.changed, report.unchanged, len(report.refused)


def rows(*cells, shape=None):
    return [SourceRow(n, one, shape) for n, one in enumerate(cells, 2)]


def test_children_may_stand_before_their_parents(session):
    report = import_regions(
        session,
        rows(
            {"code": "150699100201", "parent": "150699100000", "name": "村"},
            {"code": "150699100000", "parent": "150699", "name": "乡"},
            {"code": "150699", "parent": "1506", "name": "旗"},
            {"code": "1506", "parent": "15", "name": "市"},
            {"code": "15", "parent": "0", "name": "区"},
        ),
        **CN12,
    )

    assert told(report) == (5, 0, 0, 0)
    chain = {r.code: (r.parent_code, r.level) for r in session.scalars(select(Region))}
    assert chain["150699100201"] == ("150699100000", RegionLevel.VILLAGE)
    assert chain["150699000000"] == ("150600000000", RegionLevel.COUNTY)
    assert chain["150000000000"] == (None, RegionLevel.PROVINCE)


BAD_REGIONS = {
    "no name": ({"code": "15"}, "name"),
    "no code": ({"name": "x"}, "empty"),
    "short": ({"code": "150", "name": "x"}, "division code"),
    "letters": ({"code": "15069910020x", "name": "x"}, "division code"),
    "unknown parent": ({"code": "1506", "name": "x", "parent": "99"}, "add it first"),
    "its own parent": ({"code": "1506", "name": "x", "parent": "1506"}, "add it first"),
    "unknown level": ({"code": "15", "name": "x", "level": "galaxy"}, "level"),
    "bad centre": ({"code": "15", "name": "x", "lon_gcj02": "x", "lat_gcj02": "1"}, "centre"),
    "NUL": ({"code": "15", "name": "a\0b"}, "NUL"),
    "long code": ({"code": "1" * 40, "name": "x"}, "at most 32"),
}


@pytest.mark.parametrize("name", BAD_REGIONS)
def test_a_bad_region_is_listed_by_line_and_the_good_one_kept(session, name):
    cells, words = BAD_REGIONS[name]
    report = import_regions(session, rows({"code": "16", "name": "好"}, cells), **CN12)

    assert told(report) == (1, 0, 0, 1)
    assert report.refused[0].line == 3
    assert words in report.refused[0].reason
    assert counts(session, Region) == [1]


def test_a_region_that_stands_twice_is_taken_once(session):
    one = {"code": "15", "name": "区"}

    assert told(import_regions(session, rows(one, one), **CN12)) == (1, 0, 0, 1)


def test_outlines_join_known_regions_by_their_code(session):
    import_regions(session, rows({"code": "15", "name": "区"}), **CN12)
    shape = box(110, 39, 111, 40)
    first = import_regions(session, rows({"adcode": "150000"}, shape=shape), **CN12)
    again = import_regions(session, rows({"adcode": "150000"}, shape=shape), **CN12)

    assert (told(first), told(again)) == ((0, 1, 0, 0), (0, 0, 1, 0))
    assert session.scalar(select(Region.name)) == "区"
    assert session.scalar(select(func.ST_Area(Region.outline))) == pytest.approx(1)


def test_a_free_scheme_takes_any_code_and_level(session):
    report = import_regions(session, rows({"code": "Ward 1", "name": "Ward 1"}), **FREE)

    assert told(report) == (1, 0, 0, 0)
    assert session.scalar(select(Region.level)) is RegionLevel.COUNTY


@pytest.fixture
def county(session, small):
    small.load(session, "no hash")
    return session


def reimport(session, small):
    return [
        import_regions(session, small.region_rows(), **{**CN12, "day": small.DAY}),
        import_households(session, small.household_rows(), **{**CN12, "day": small.DAY}),
        import_grids(session, small.grid_rows(), scheme=Scheme.CN12, day=small.DAY),
        import_agents(session, small.agent_rows(), day=small.DAY),
    ]


def test_importing_everything_again_changes_nothing(county, small):
    tables = (Region, Household, Grid, GridVersion, Membership, Agent, Post)
    before = counts(county, *tables)
    reports = reimport(county, small)

    assert [told(one) for one in reports] == [(0, 0, n, 0) for n in (8, 40, 6, 7)]
    assert counts(county, *tables) == before


def test_households_join_the_grid_they_stand_in(county, small):
    query = select(Membership.grid_code, func.count()).group_by(Membership.grid_code)
    joined = dict(county.execute(query).all())

    assert joined == dict.fromkeys(small.GRIDS, 6)


@pytest.mark.parametrize("grids_first", [True, False])
def test_on_a_shared_edge_the_grid_of_its_own_village_goes_first(session, small, grids_first):
    edge = Point(small.WEST + 2 * small.SIDE, small.FLOOR + 0.005)
    homes = rows(
        {"number": "a", "village_code": small.A}, {"number": "b", "village_code": small.B},
        {"number": "c"}, shape=edge,
    )  # fmt: skip
    import_regions(session, small.region_rows(), **CN12)
    steps = [
        lambda: import_grids(session, small.grid_rows(), scheme=Scheme.CN12, day=DAY),
        lambda: import_households(session, homes, **CN12),
    ]
    for step in steps if grids_first else steps[::-1]:
        step()

    query = select(Household.number, Membership.grid_code).join(Membership)
    assert dict(session.execute(query).all()) == {
        "a": small.GRIDS[1],
        "b": small.GRIDS[2],
        "c": small.GRIDS[1],
    }


BAD_HOUSEHOLDS = {
    "no number": ({"head": "x"}, "number"),
    "long number": ({"number": "9" * 65}, "at most 64"),
    "unknown village": ({"number": "n", "village_code": "150699100299"}, "import the regions"),
    "resident": ({"number": "n", "resident": "maybe"}, "resident"),
    "NUL": ({"number": "n", "head": "a\0"}, "NUL"),
    "twice": ({"number": "good"}, "twice"),
}


@pytest.mark.parametrize("name", BAD_HOUSEHOLDS)
def test_a_bad_household_is_listed_by_line_and_the_good_one_kept(session, name):
    cells, words = BAD_HOUSEHOLDS[name]
    report = import_households(
        session, rows({"number": "good"}, cells, shape=Point(110, 39)), **CN12
    )

    assert told(report) == (1, 0, 0, 1)
    assert (report.refused[0].line, words in report.refused[0].reason) == (3, True)
    assert counts(session, Household, Region) == [1, 0]


def test_a_household_without_position_is_taken_and_so_is_a_footprint(session):
    homes = [SourceRow(2, {"number": "a"}), SourceRow(3, {"number": "b"}, box(1, 1, 2, 2))]

    assert told(import_households(session, homes, **CN12)) == (2, 0, 0, 0)
    places = dict(session.execute(select(Household.number, Household.place.is_not(None))).all())
    assert places == {"a": False, "b": True}


def test_a_household_that_moved_or_changed_its_head_is_changed(county, small):
    number = small.home(small.GRIDS[0])
    moved = rows({"number": number, "village_code": small.A, "head": "新户主"},
                 shape=Point(110.3042, 39.8041))  # fmt: skip
    first = import_households(county, moved, **CN12)
    again = import_households(county, moved, **CN12)

    assert (told(first), told(again)) == ((0, 1, 0, 0), (0, 0, 1, 0))


def test_in_a_free_scheme_an_unknown_village_is_added_once_for_rows_that_are_kept(session):
    homes = [
        SourceRow(2, {"number": "a", "village_code": "Ward 1"}, Point(1, 1)),
        SourceRow(3, {"number": "b", "village_code": "Ward 1"}, Point(1, 1)),
        SourceRow(4, {"number": "a", "village_code": "Ward 2"}, Point(1, 1)),
    ]

    assert told(import_households(session, homes, **FREE)) == (2, 0, 0, 1)
    assert counts(session, Region) == [1]


BAD_GRIDS = {
    "no code": ({}, "code"),
    "no village": ({"code": "150699100299001"}, "import the regions"),
    "short": ({"code": "15069910020100"}, "3-digit serial"),
    "full width": ({"code": "15069910020100３"}, "3-digit serial"),
    "other village": ({"code": "150699100201003", "village_code": "150699100202"}, "serial"),
    "words": ({"code": "150699100201003", "households": "many"}, "numbers"),
    "endless": ({"code": "150699100201003", "households": "inf"}, "numbers"),
    "NaN": ({"code": "150699100201003", "compactness": "nan"}, "numbers"),
    "long exception": ({"code": "150699100201003", "exception": "x" * 65}, "at most 64"),
}
BOW_TIE = "POLYGON ((110 39, 111 40, 111 39, 110 40, 110 39))"


@pytest.mark.parametrize("name", BAD_GRIDS)
def test_a_bad_grid_is_listed_and_nothing_of_it_kept(county, small, name):
    cells, words = BAD_GRIDS[name]
    shape = box(110.30, 39.82, 110.31, 39.83)
    before = counts(county, Grid, GridVersion, Membership)
    report = import_grids(county, rows(cells, shape=shape), scheme=Scheme.CN12, day=DAY)

    assert told(report) == (0, 0, 0, 1)
    assert (report.refused[0].line, words in report.refused[0].reason) == (2, True)
    assert counts(county, Grid, GridVersion, Membership) == before


@pytest.mark.parametrize("shape", [None, Point(110.3, 39.8), box(0, 0, 0, 0), BOW_TIE])
def test_a_grid_is_a_valid_polygon(county, shape):
    shape = from_wkt(shape) if isinstance(shape, str) else shape
    row = rows({"code": "150699100201003"}, shape=shape)

    assert told(import_grids(county, row, scheme=Scheme.CN12, day=DAY)) == (0, 0, 0, 1)


def taller(small, code, by):
    """A grid drawn on into the north, where no grid is."""
    return small.square(code).union(affinity.translate(small.square(code), 0, by))


def test_a_redrawn_grid_keeps_its_earlier_boundary(county, small):
    code, day = small.GRIDS[0], date(2026, 3, 1)
    higher = rows({"code": code, "households": "10"}, shape=taller(small, code, 0.001))
    report = import_grids(county, higher, scheme=Scheme.CN12, day=day)

    versions = county.execute(
        select(GridVersion.valid_from, GridVersion.valid_to)
        .where(GridVersion.grid_code == code)
        .order_by(GridVersion.valid_from)
    ).all()
    assert told(report) == (0, 1, 0, 0)
    assert versions == [(small.DAY, day), (day, None)]
    assert counts(county, Grid) == [6]


def test_a_grid_redrawn_twice_on_one_day_has_one_boundary_of_that_day(county, small):
    code, day = small.GRIDS[0], date(2026, 3, 1)
    for by in (0.001, 0.002):
        higher = rows({"code": code}, shape=taller(small, code, by))
        assert told(import_grids(county, higher, scheme=Scheme.CN12, day=day)) == (0, 1, 0, 0)

    query = (
        select(GridVersion.valid_from, GridVersion.valid_to)
        .where(GridVersion.grid_code == code)
        .order_by(GridVersion.id)
    )
    ever = county.execute(query).all()
    assert ever == [(small.DAY, day), (day, day), (day, None)]


def test_a_grid_on_the_ground_of_another_is_refused_with_both_codes(county, small):
    one, other = small.GRIDS[:2]
    wider = rows({"code": one}, shape=small.square(one).buffer(0.0001))

    report = import_grids(county, wider, scheme=Scheme.CN12, day=date(2026, 3, 1))

    assert told(report) == (0, 0, 0, 1)
    assert one in report.refused[0].reason
    assert other in report.refused[0].reason


def test_of_two_rows_on_one_ground_the_first_is_taken(county, small):
    codes = [f"{small.A}{serial}" for serial in ("007", "008")]
    shapes = [box(110.30, 39.82, 110.31, 39.83), box(110.305, 39.82, 110.315, 39.83)]
    both = small.rows_of([{"code": code} for code in codes], shapes)

    report = import_grids(county, both, scheme=Scheme.CN12, day=DAY)

    assert told(report) == (1, 0, 0, 1)
    assert report.refused[0].line == 3
    assert all(code in report.refused[0].reason for code in codes)


def test_edges_some_steps_apart_become_one_edge(county, small):
    codes = [f"{small.A}{serial}" for serial in ("007", "008")]
    shapes = [box(110.30, 39.82, 110.305, 39.83), box(110.305000002, 39.821, 110.31, 39.83)]
    both = small.rows_of([{"code": code} for code in codes], shapes)

    import_grids(county, both, scheme=Scheme.CN12, day=DAY)

    query = select(func.ST_AsBinary(GridVersion.shape)).where(GridVersion.grid_code.in_(codes))
    one, other = (from_wkb(bytes(shape)) for shape in county.scalars(query))
    assert one.intersection(other).length == pytest.approx(0.009)
    assert one.intersection(other).area == 0


def test_a_grid_that_has_ended_is_not_taken_up_again(county, small):
    code, day = small.GRIDS[0], date(2026, 3, 1)
    for table, name in ((Grid, Grid.code), (GridVersion, GridVersion.grid_code)):
        county.execute(update(table).where(name == code).values(valid_to=day))
    again = rows({"code": code}, shape=small.square(code))

    report = import_grids(county, again, scheme=Scheme.CN12, day=day)

    assert "never used again" in report.refused[0].reason


BAD_AGENTS = {
    "no grid": ({"name": "x"}, "grid"),
    "unknown grid": ({"name": "x", "grid": "1"}, "import the grids"),
    "no name": ({"grid": "GRID"}, "name"),
    "duty": ({"name": "x", "grid": "GRID", "duty": "king"}, "duty"),
    "dates": ({"name": "x", "grid": "GRID", "from": "2026-02-01", "to": "2026-01-01"}, "before"),
    "no date": ({"name": "x", "grid": "GRID", "from": "31.1.2026"}, "from"),
    "long phone": ({"name": "x", "grid": "GRID", "phone": "1" * 33}, "at most 32"),
}


@pytest.mark.parametrize("name", BAD_AGENTS)
def test_a_bad_agent_is_listed_and_nothing_of_him_kept(county, small, name):
    cells, words = BAD_AGENTS[name]
    cells = {k: small.GRIDS[0] if v == "GRID" else v for k, v in cells.items()}
    before = counts(county, Agent, Post)
    report = import_agents(county, rows(cells), day=DAY)

    assert told(report) == (0, 0, 0, 1)
    assert words in report.refused[0].reason
    assert counts(county, Agent, Post) == before


@pytest.mark.parametrize(
    ("last", "until"), [("2026-02-28", date(2026, 3, 1)), ("9999-12-31", None), ("", None)]
)
def test_the_last_day_of_a_post_is_still_held(county, small, last, until):
    cells = {"name": "新人", "phone": "1", "grid": small.NO_HOLDER, "to": last}
    import_agents(county, rows(cells), day=DAY)

    query = select(Post.valid_from, Post.valid_to).where(Post.grid_code == small.NO_HOLDER)
    assert county.execute(query).all() == [(DAY, until)]


def test_one_name_with_one_phone_is_one_person_and_with_another_is_another(county, small):
    deputy = {"duty": "deputy"}
    people = [
        {"name": "新人", "phone": "1", "grid": small.GRIDS[0], **deputy},
        {"name": "新人", "phone": "1", "grid": small.GRIDS[1], **deputy},
        {"name": "新人", "phone": "2", "grid": small.GRIDS[2], **deputy},
    ]
    (before,) = counts(county, Agent)
    import_agents(county, rows(*people), day=DAY)

    assert counts(county, Agent) == [before + 2]


def test_offices_and_units_are_added_once_and_refused_by_line(county, small):
    office = {"name": "说事室", "region": small.A, "level": "village"}
    offices = import_offices(county, rows(office, office, {"name": "x", "region": "1"}), day=DAY)
    unit = {"code": "u1", "name": "水务局"}
    units = import_units(county, rows(unit, unit, {"name": "x"}, {"code": "u2"}), day=DAY)

    assert told(offices) == (1, 0, 0, 2)
    assert told(units) == (1, 0, 0, 3)


def test_a_file_in_which_something_stands_twice_says_the_same_every_time(county, small):
    # Each register gets two rows on one thing that say different things.
    files = {
        "households": (
            lambda it: import_households(county, it, **CN12),
            ({"number": "N1", "head": "甲"}, {"number": "N1", "head": "乙"}),
        ),
        "units": (
            lambda it: import_units(county, it, day=DAY),
            ({"code": "u1", "name": "水务局"}, {"code": "u1", "name": "水利局"}),
        ),
        "mines": (
            lambda it: import_mines(county, it, day=DAY),
            ({"code": "m1", "name": "甲矿"}, {"code": "m1", "name": "乙矿"}),
        ),
        "regions": (
            lambda it: import_regions(county, it, **CN12),
            ({"code": "16", "name": "甲"}, {"code": "16", "name": "乙"}),
        ),
        "agents": (
            lambda it: import_agents(county, it, day=DAY),
            (
                {"name": "甲", "grid": small.NO_HOLDER, "to": "2026-02-28"},
                {"name": "甲", "grid": small.NO_HOLDER, "to": "2026-03-31"},
            ),
        ),
        "offices": (
            lambda it: import_offices(county, it, day=DAY),
            (
                {"region": small.A, "name": "说事室", "phone": "1"},
                {"region": small.A, "name": "说事室", "phone": "2"},
            ),
        ),
        "offices by code": (
            lambda it: import_offices(county, it, day=DAY),
            (
                {"code": "o1", "region": small.A, "name": "一点"},
                {"code": "o1", "region": small.A, "name": "二点"},
            ),
        ),
    }
    for name, (bring, cells) in files.items():
        first, again = bring(rows(*cells)), bring(rows(*cells))

        assert (told(first), told(again)) == ((1, 0, 0, 1), (0, 0, 1, 1)), name
        assert first.refused == again.refused, name
        assert "stands twice; the first row was taken" in again.refused[0].reason, name


def test_an_office_that_gave_its_name_away_is_not_found_by_it(county, small):
    before = {"code": "o1", "region": small.A, "name": "老点"}
    import_offices(county, rows(before), day=DAY)
    both = rows({**before, "name": "新点"}, {"region": small.A, "name": "老点"})

    assert told(import_offices(county, both, day=DAY)) == (1, 1, 0, 0)
    assert told(import_offices(county, both, day=DAY)) == (0, 0, 2, 0)


def test_what_a_file_of_positions_does_not_say_of_a_household_stays(county, small):
    whole = {
        "number": "T-9", "village_code": small.A, "group": "三组", "resident": "否",
        "head": "张三", "phone": "13800000009",
    }  # fmt: skip
    known = {"scheme": Scheme.CN12, "day": DAY, "datum": Datum.WGS84}
    import_households(county, rows(whole), **known)
    lon, lat = small.middle(small.GRIDS[0])
    found = SourceRow(2, {"number": "T-9", "lon": f"{lon}", "lat": f"{lat}"}, Point(lon, lat))
    report = import_households(county, [found], **known)

    query = (
        select(Household.village_code, Household.villagers_group, Household.resident)
        .add_columns(HouseholdContact.head, HouseholdContact.phone)
        .join(HouseholdContact, HouseholdContact.household_id == Household.id)
        .where(Household.number == "T-9")
    )
    assert told(report)[1] == 1
    assert county.execute(query).one() == (small.A, "三组", False, "张三", "13800000009")
