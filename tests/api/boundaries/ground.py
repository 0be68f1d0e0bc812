"""Villages that lie side by side on a crooked lattice, each with four grids and their holders.

A village has 8 by 8 cells with a house in each; its grids are its quarters. All corners have
nine decimals and are shared, so that the grids of all villages together are an exact coverage.
"""

from random import Random

from shapely import Point, Polygon, union_all

from data.accounts import NewGrant, account_named, grant_role, keep_account
from data.imports.agents import import_agents
from data.imports.grids import import_grids
from data.imports.households import import_households
from data.imports.regions import import_regions
from dispatch.vocabulary import Datum, Role, Scheme

CELLS, CELL, WEST, SOUTH = 8, 0.001, 113.0, 39.0


def corner(x, y, seed):
    """Corner of the lattice, moved a little, the same for all cells that meet there."""
    chance = Random(f"{seed} {x} {y}")
    return tuple(
        round(start + CELL * (at + chance.uniform(-0.3, 0.3)), 9)
        for start, at in ((WEST, x), (SOUTH, y))
    )


def cell(x, y, seed):
    """Polygon of a cell."""
    return Polygon([corner(x + i, y + j, seed) for i, j in ((0, 0), (1, 0), (1, 1), (0, 1))])


def load(session, small, columns, *, rows=1, seed=7, strip=0):
    """Add `columns` by `rows` villages under the township North; answers their codes.

    Each `strip` has ground and codes of its own, for at most ten villages.
    """
    known = {"scheme": Scheme.CN12, "day": small.DAY}
    codes = []
    for place in range(columns * rows):
        code = f"150699100{501 + 10 * strip + place}"
        codes.append(code)
        west, south = corner_of(place, columns, strip)
        cells = {
            (i, j): cell(west + i, south + j, seed) for i in range(CELLS) for j in range(CELLS)
        }
        _add_village(session, small, known, code, cells)
    shapes, rows_of_grids, posts = [], [], []
    for place, code in enumerate(codes):
        west, south = corner_of(place, columns, strip)
        for serial, (i, j) in enumerate(((0, 0), (4, 0), (0, 4), (4, 4)), 1):
            quarter = [
                cell(west + i + di, south + j + dj, seed) for di in range(4) for dj in range(4)
            ]
            shapes.append(union_all(quarter))
            grid = f"{code}00{serial}"
            rows_of_grids.append({"code": grid})
            name, phone = f"持有{grid[-6:]}", f"138{grid[-8:]}"
            posts.append({"name": name, "phone": phone, "grid": grid, "from": small.DAY})
    reports = [
        import_grids(session, small.rows_of(rows_of_grids, shapes), **known),
        import_agents(
            session, small.rows_of([{**one, "duty": "holder"} for one in posts]), day=small.DAY
        ),
    ]
    assert not any(report.refused for report in reports), [one.refused for one in reports]
    return codes


def corner_of(place, columns, strip=0):
    """Column and row of the first cell of a village."""
    return CELLS * (place % columns), CELLS * (place // columns + 20 * strip)


def _add_village(session, small, known, code, cells):
    region = {"code": code, "name": f"连片{code[-3:]}村", "parent": small.NORTH}
    homes = [
        {"number": home_number(code, i, j), "village_code": code, "head": f"户主{i}{j}"}
        for i, j in cells
    ]
    places = [Point(round(one.centroid.x, 9), round(one.centroid.y, 9)) for one in cells.values()]
    outline = union_all(list(cells.values()))
    reports = [
        import_regions(session, small.rows_of([region], [outline]), **known, datum=Datum.WGS84),
        import_households(session, small.rows_of(homes, places), **known, datum=Datum.WGS84),
    ]
    assert not any(report.refused for report in reports), [one.refused for one in reports]


def home_number(code, i, j):
    """Number of the household in a cell of a village."""
    return f"K{code[-3:]}-{i}{j}"


def add_editors(session, small, count):
    """Add accounts of the township desk; answers their names."""
    names = [f"editor-{n}" for n in range(count)]
    for name in names:
        account = keep_account(session, username=name, password_hash="x", name=name, agent_id=None)
        grant_role(session, account.id, NewGrant(Role.TOWNSHIP, small.NORTH), small.DAY)
    assert account_named(session, names[0]) is not None
    return names
