"""A small made-up county: three villages in a row, six grids, forty households.

West to east the villages A and B of one township and C of another; each is a tall rectangle
whose southern strip is cut into two square grids, so that its north lies in no grid.
"""

from datetime import date
from itertools import count

from shapely import Point, box
from sqlalchemy import select, text

from data.accounts import NewGrant, grant_role, keep_account
from data.imports.agents import import_agents
from data.imports.grids import import_grids
from data.imports.households import import_households
from data.imports.regions import import_regions
from data.imports.source import SourceRow
from data.imports.units import import_units
from data.posts import tenures_of
from data.regions import regions_at
from data.tables import Unit
from dispatch.vocabulary import Datum, RegionLevel, Role, Scheme

DAY = date(2024, 1, 1)
SUCCESSION = date(2026, 3, 1)
COUNTY, NORTH, SOUTH = "150699000000", "150699100000", "150699101000"
A, B, C = "150699100201", "150699100202", "150699101201"
VILLAGES = (A, B, C)
GRIDS = tuple(f"{village}{serial:03}" for village in VILLAGES for serial in (1, 2))
WEST, SIDE, FLOOR, CEILING = 110.30, 0.01, 39.80, 39.84
HOMES_A_GRID = 6
IN_NO_GRID = (110.305, 39.835)
OUTSIDE = (111.5, 40.5)
LOOKS_SHIFTED = (110.3645, 39.805)
"""In no grid and near none; read as GCJ-02 it lies in the last."""
NO_HOLDER, DEPUTY_ONLY, SUCCEEDED = GRIDS[3], GRIDS[1], GRIDS[0]
PLACES = {Role.AGENT: A, Role.SECRETARY: A, Role.TOWNSHIP: NORTH}
"""Region of the account of each role; all others cover the county."""
OWN_UNIT, OTHER_UNIT = "natural-resources", "housing"
UNITS = ((OWN_UNIT, "示例旗自然资源局"), (OTHER_UNIT, "示例旗住房和城乡建设局"))
AGENTS = (  # name, grid, from, to (last day), duty
    ("高玉兰", GRIDS[0], DAY, date(2026, 2, 28), "holder"),
    ("田秀英", GRIDS[0], SUCCESSION, None, "holder"),
    ("孟长海", GRIDS[1], DAY, None, "deputy"),
    ("白巧云", GRIDS[2], DAY, None, "holder"),
    ("孟长海", GRIDS[2], DAY, None, "deputy"),
    ("乔永胜", GRIDS[4], DAY, None, "holder"),
    ("乔永胜", GRIDS[5], DAY, None, "holder"),
)


def square(grid):
    """Polygon of a grid."""
    west = WEST + SIDE * GRIDS.index(grid)
    return box(west, FLOOR, west + SIDE, FLOOR + SIDE)


def middle(grid):
    """Longitude and latitude of the centre of a grid."""
    centre = square(grid).centroid
    return round(centre.x, 6), round(centre.y, 6)


def home(grid, n=0):
    """Number of the nth household of a grid."""
    return f"H{grid[-9:]}{n:02}"


def outlines():
    """Polygon by region code."""
    villages = {
        code: box(WEST + 2 * SIDE * n, FLOOR, WEST + 2 * SIDE * (n + 1), CEILING)
        for n, code in enumerate(VILLAGES)
    }
    north = villages[A].union(villages[B])
    return {**villages, NORTH: north, SOUTH: villages[C], COUNTY: north.union(villages[C])}


def rows_of(cells, shapes=None):
    """Rows of a file with these cells, from line 2 on."""
    shapes = shapes or [None] * len(cells)
    words = [{k: "" if v is None else str(v) for k, v in one.items()} for one in cells]
    return [SourceRow(*row) for row in zip(count(2), words, shapes)]


def region_rows():
    """Tree from the province down, with outlines from the county down."""
    names = {
        "150000000000": ("内蒙古自治区", ""),
        "150600000000": ("示例市", "150000000000"),
        COUNTY: ("示例旗", "150600000000"),
        NORTH: ("北乡", COUNTY),
        SOUTH: ("南乡", COUNTY),
        A: ("石窑沟村", NORTH),
        B: ("柳树湾村", NORTH),
        C: ("大圪塔村", SOUTH),
    }
    shapes = outlines()
    cells = [{"code": c, "name": name, "parent": up} for c, (name, up) in names.items()]
    return rows_of(cells, [shapes.get(code) for code in names])


def grid_rows():
    """The six grids."""
    return rows_of([{"code": code} for code in GRIDS], [square(code) for code in GRIDS])


def household_rows():
    """Six households in each grid and four in village A that stand in none."""
    cells, points = [], []
    for grid in GRIDS:
        west, south, *_ = square(grid).bounds
        for n in range(HOMES_A_GRID):
            cells.append({"number": home(grid, n), "village_code": grid[:12], "head": f"户主{n}"})
            points.append(Point(west + 0.001 + 0.001 * n, south + 0.004))
    for n in range(4):
        cells.append({"number": f"LONE{n}", "village_code": A, "head": f"独户{n}"})
        points.append(Point(110.303 + 0.001 * n, 39.832))
    return rows_of(cells, points)


def agent_rows():
    """Holders with one succession, a deputy, and a grid nobody holds."""
    names = ("name", "grid", "from", "to", "duty")
    cells = [dict(zip(names, one, strict=True)) for one in AGENTS]
    return rows_of([{**one, "phone": f"139{n:08}"[:11]} for n, one in _numbered(cells)])


def load(session, password_hash):
    """Fill an empty database, with one account of each role named after it."""
    known = {"scheme": Scheme.CN12, "day": DAY, "datum": Datum.WGS84}
    reports = [
        import_regions(session, region_rows(), **known),
        import_households(session, household_rows(), **known),
        import_grids(session, grid_rows(), scheme=Scheme.CN12, day=DAY),
        import_agents(session, agent_rows(), day=DAY),
    ]
    assert not any(report.refused for report in reports), [one.refused for one in reports]
    assert regions_at(session, RegionLevel.COUNTY) == [COUNTY]
    _units(session)
    for role in Role:
        account = keep_account(
            session,
            username=role.value,
            password_hash=password_hash,
            name=f"示例{role.value}",
            agent_id=agent_id(session, "田秀英") if role is Role.AGENT else None,
        )
        unit = unit_id(session, OWN_UNIT) if role is Role.HANDLER else None
        grant_role(session, account.id, NewGrant(role, PLACES.get(role, COUNTY), unit), DAY)


def appoint_secretary(connection, village=A):
    """Add an office of a village with somebody as its secretary; answers their ids and the name."""
    query = text(
        "WITH person AS (INSERT INTO agent (name) VALUES ('苏村书') RETURNING id, name),"
        " place AS (INSERT INTO office (region_code, name, kind, valid_from)"
        " VALUES (:village, '村站', 'station', :day) RETURNING id),"
        " held AS (INSERT INTO post (agent_id, office_id, duty, valid_from)"
        " SELECT person.id, place.id, 'secretary', :day FROM person, place RETURNING id)"
        " SELECT person.id AS agent, place.id AS office, held.id AS post, person.name"
        " FROM person, place, held"
    )
    return connection.execute(query, {"village": village, "day": DAY}).one()


def dismiss_secretary(connection, kept):
    """Take the secretary and the office out again, once no issue names them."""
    for table in ("post", "office", "agent"):
        query = text(f"DELETE FROM {table} WHERE id = :id")
        connection.execute(query, {"id": getattr(kept, table)})


def _units(session):
    cells = [{"code": code, "name": name} for code, name in UNITS]
    assert import_units(session, rows_of(cells), day=DAY).added == len(UNITS)


def unit_id(session, code):
    """Id of the unit with this code."""
    return session.scalars(select(Unit.id).where(Unit.code == code)).one()


def agent_id(session, name):
    """Id of the agent with this name."""
    posts = [post for held in tenures_of(session, GRIDS).values() for post in held]
    return next(post.agent_id for post in posts if post.agent == name)


def _numbered(cells):
    """Cells with the number of the person: one name has one phone."""
    people = list(dict.fromkeys(one["name"] for one in cells))
    return [(people.index(one["name"]), one) for one in cells]
