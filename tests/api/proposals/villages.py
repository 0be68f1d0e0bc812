"""Villages of their own for each test of proposals: 24 households on a lattice, two grids.

Six columns by four rows; the western three columns are the first grid, the eastern three the
second, each with a holder. A division made by hand gets the cells of its households as shapes.
"""

from dataclasses import dataclass
from itertools import count
from uuid import UUID, uuid4

from shapely import Point, box, union_all

from data.accounts import NewGrant, account_named, grant_role, keep_account
from data.imports.agents import import_agents
from data.imports.grids import import_grids
from data.imports.households import import_households
from data.imports.regions import import_regions
from data.proposals import change_proposal, keep_proposals, proposal_of_system
from data.proposed_grids import NewGrid, keep_cut
from data.village_register import present_codes, village_households
from dispatch.proposals import CutOptions, kept_codes
from dispatch.vocabulary import Datum, ProposalStatus, Role, Scheme

COLUMNS, ROWS, CELL = 6, 4, 0.002
_NUMBERS = count(301)


@dataclass(frozen=True)
class Village:
    """One made-up village.

    Attributes
    ----------
    secretary
        Name of the account of its secretary.
    homes
        Numbers of its households, row by row from the south, west to east.
    grids
        Codes of its two grids, west and east.
    """

    code: str
    secretary: str
    homes: list[str]
    grids: tuple[str, str]

    def halves(self, east=()):
        """Serial of each household: as they are, but for the places that go east."""
        return {
            home: 2 if place % COLUMNS >= COLUMNS // 2 or place in east else 1
            for place, home in enumerate(self.homes)
        }

    def bands(self):
        """Serial of each household: the northern two rows 1, the southern two 2."""
        return {home: 1 if place >= 12 else 2 for place, home in enumerate(self.homes)}


def cell_of(village, home):
    """Square of the lattice a household stands in the middle of."""
    place = village.homes.index(home)
    west = 112 + 0.02 * (int(village.code[-3:]) - 300) + CELL * (place % COLUMNS)
    south = 39.8 + CELL * (place // COLUMNS)
    return box(west, south, west + CELL, south + CELL)


def make_village(session, small, *, homes=COLUMNS * ROWS, grids=True, absent=()):
    """Add a village under the township North."""
    code = f"150699100{next(_NUMBERS)}"
    numbers = [f"N{code[-3:]}-{place:02}" for place in range(homes)]
    village = Village(code, f"secretary-{code[-3:]}", numbers, (f"{code}001", f"{code}002"))
    cells = [cell_of(village, home) for home in numbers]
    known = {"scheme": Scheme.CN12, "day": small.DAY, "datum": Datum.WGS84}
    region = {"code": code, "name": f"示例{code[-3:]}村", "parent": small.NORTH}
    outline = union_all([cell_of(village, home) for home in numbers])
    rows = [
        {
            "number": home,
            "village_code": code,
            "head": f"户主{home}",
            "resident": "false" if place in absent else "true",
        }
        for place, home in enumerate(numbers)
    ]
    points = [Point(cell.centroid.x, cell.centroid.y) for cell in cells]
    reports = [
        import_regions(session, small.rows_of([region], [outline]), **known),
        import_households(session, small.rows_of(rows, points), **known),
    ]
    if grids:
        halves = village.halves()
        shapes = [
            union_all([cell_of(village, home) for home, one in halves.items() if one == serial])
            for serial in (1, 2)
        ]
        cells = [{"code": one} for one in village.grids]
        known.pop("datum")
        reports.append(import_grids(session, small.rows_of(cells, shapes), **known))
        holders = [
            {"name": f"{side}{code[-3:]}", "phone": f"1391234{code[-3:]}{n}", "grid": one}
            for n, (side, one) in enumerate(zip("西东", village.grids, strict=True))
        ]
        posts = [{**one, "from": small.DAY, "duty": "holder"} for one in holders]
        reports.append(import_agents(session, small.rows_of(posts), day=small.DAY))
    assert not any(report.refused for report in reports), [one.refused for one in reports]
    account = keep_account(
        session, username=village.secretary, password_hash="x", name="支书", agent_id=None
    )
    grant_role(session, account.id, NewGrant(Role.SECRETARY, code), small.DAY)
    return village


def propose_by_hand(session, village, serials, now):
    """Keep a finished proposal with these grids, by the number of the household; answers its id."""
    maker = account_named(session, village.secretary)
    options = CutOptions()
    (one,) = keep_proposals(session, [village.code], options, batch=uuid4(), by=maker.id, at=now)
    frame = village_households(session, village.code, now.date())
    ids = {number: int(row) for row, number in frame["number"].items()}
    members = {ids[number]: serial for number, serial in serials.items()}
    kept = kept_codes(present_codes(session, village.code, now.date()), members)
    grids = [
        NewGrid(
            serial=serial,
            code=kept.get(serial),
            shape=union_all([cell_of(village, n) for n, one in serials.items() if one == serial]),
            households=sum(one == serial for one in serials.values()),
            registered=sum(one == serial for one in serials.values()),
            compactness=0.7,
            distance_m=100.0,
            farthest_m=200.0,
            exception=None,
            merged=None,
        )
        for serial in sorted(set(serials.values()))
    ]
    keep_cut(session, one, grids, members)
    seen = proposal_of_system(session, one).version
    change_proposal(session, one, seen, ProposalStatus.PROPOSED)
    return UUID(str(one))
