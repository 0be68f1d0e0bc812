"""The small county with one issue of every kind a reader could be kept from, each by its label.

What is put in is written out, not computed by the rules under test: levels, bars, places. Every
issue, petitioner and party carries a canary of its label (`canary`), so that any answer tells
whose it holds.
"""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import insert, select, text, update

from data.accounts import NewGrant, grant_role, keep_account
from data.tables import (
    Account,
    Assignment,
    Clock,
    Grid,
    GridVersion,
    Household,
    Issue,
    IssueEvent,
    Party,
    PartyContact,
    Petitioner,
    PetitionerContact,
    Placement,
    Unit,
)
from dispatch.vocabulary import Role

AT = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
TOWNSHIP_LEADER = "leader-of-township"
GRID = {"A1": 0, "A2": 1, "B1": 2, "B2": 3, "C1": 4, "C2": 5}

# label → grid, level, then what differs
ISSUES = {
    "own-grid": ("A1", "grid", {"entered_desk": "county:150699000000"}),
    "escalated": ("A1", "township", {}),
    "sibling-grid": ("A2", "grid", {}),
    "sibling-village": ("B1", "grid", {}),
    "other-township": ("C1", "grid", {}),
    "nowhere": (None, "county", {}),
    "own-unit": ("C1", "county", {"unit": "natural-resources"}),
    "other-unit": ("C1", "county", {"unit": "housing"}),
    "connected": ("C1", "grid", {"entered_by": "integration"}),
    "held": ("A1", "county", {"held": True}),
    "against-agent": ("A1", "township", {"bars": ["a:{agent}", "r:150699100201"]}),
    "against-village": ("B1", "township", {"bars": ["r:150699100202"]}),
    "against-township": ("A2", "county", {"bars": ["r:150699100000"]}),
    "against-unit": (
        *("C1", "county"),
        {"bars": ["u:{natural-resources}", "r:150699101000"], "unit": "natural-resources"},
    ),
    "against-desk": ("C1", "county", {"bars": ["p:{county}", "r:150699101000"]}),
    "against-county": ("C2", "above", {"bars": ["r:150699000000"]}),
}
IN_THE_VILLAGE = ["l:agent", "l:secretary", "l:integration"]


def canary(label):
    """A word found nowhere else."""
    return f"canary{sorted(ISSUES).index(label):02}x{label.replace('-', '')}"


def number(label):
    """Public number of an issue."""
    return f"2026-{sorted(ISSUES).index(label):04}-CNRY"


def ensure_months(session):
    """Make the month its events fall in."""
    session.execute(text("SELECT ensure_issue_event_month(:at)"), {"at": AT})


def load(session, small):
    """Put a second leader and the labelled issues into a loaded small county."""
    leader = keep_account(session, username=TOWNSHIP_LEADER, password_hash="x", name="乡领导")
    grant_role(session, leader.id, NewGrant(Role.LEADER, small.NORTH), small.DAY)
    ids = _ids(session)
    for label, (grid, level, more) in ISSUES.items():
        _keep(session, small, label, grid, level, more, ids)


def _ids(session):
    accounts = dict(session.execute(select(Account.username, Account.id)).all())
    units = dict(session.execute(select(Unit.code, Unit.id)).all())
    agent = session.scalar(select(Account.agent_id).where(Account.username == "agent"))
    return {**accounts, **units, "agent": agent}


def _keep(session, small, label, grid, level, more, ids):
    place = {}
    code = small.GRIDS[GRID[grid]] if grid else None
    if code:
        place = _place(session, small, code)
    bars = [*(bar.format(**ids) for bar in more.get("bars", ())), *IN_THE_VILLAGE]
    held = more.get("held") or "bars" in more
    issue_id = session.scalar(
        insert(Issue).returning(Issue.id),
        {
            "number": number(label),
            "tracking_code": f"track{canary(label)}"[:32],
            "key": UUID(int=sorted(ISSUES).index(label) + 1),
            "text": f"事项 {canary(label)} 说明",
            "category": "roads",
            "channel": "hotline",
            "kind": "accusation" if held else "claim",
            "stage": "handle",
            "level": level,
            "received_at": AT,
            "address": f"address{canary(label)}",
            "confidence": "high",
            "method": "household" if code else "none",
            "unit_id": ids[more["unit"]] if "unit" in more else None,
            "entered_by": ids[more["entered_by"]] if "entered_by" in more else None,
            "entered_desk": more.get("entered_desk"),
            "held_at": AT if held else None,
            "released_at": AT if "bars" in more else None,
            "barred": bars if "bars" in more else None,
            "version": 1,
            **place,
        },
    )
    _keep_around(session, label, level, issue_id, code)


def _place(session, small, code):
    home = select(Household.id, Household.place).where(Household.number == small.home(code))
    household, place = session.execute(home).one()
    version = session.scalar(select(GridVersion.id).where(GridVersion.grid_code == code))
    region = session.scalar(select(Grid.region_code).where(Grid.code == code))
    return {
        "household_id": household,
        "place": place,
        "region_code": region,
        "grid_code": code,
        "grid_version_id": version,
        "accuracy_m": 0.0,
    }


def _keep_around(session, label, level, issue_id, code):
    why = {"reason_params": {"household": f"home{canary(label)}", "grid": code}, "rule_version": 1}
    session.execute(
        insert(Placement),
        {
            "issue_id": issue_id,
            "method": "household",
            "confidence": "high",
            "reason_code": "household-grid",
            **why,
        },
    )
    session.execute(
        insert(Assignment),
        {"issue_id": issue_id, "level": level, "assigned_at": AT, "reason_code": "holder", **why},
    )
    session.execute(
        insert(Clock),
        {
            "issue_id": issue_id,
            "code": "notice",
            "starts_at": AT,
            "yellow_on": AT.date(),
            "due_on": AT.date(),
        },
    )
    petitioner = session.scalar(insert(Petitioner).returning(Petitioner.id), {"issue_id": issue_id})
    session.execute(
        insert(PetitionerContact),
        {
            "petitioner_id": petitioner,
            "name": f"name{canary(label)}",
            "phone": f"phone{canary(label)}"[:32],
        },
    )
    party = session.scalar(
        insert(Party).returning(Party.id), {"issue_id": issue_id, "kind": "accused"}
    )
    session.execute(insert(PartyContact), {"party_id": party, "name": f"party{canary(label)}"})
    session.execute(
        insert(IssueEvent),
        {
            "at": AT,
            "issue_id": issue_id,
            "verb": "received",
            "stage": "handle",
            "level": level,
            "reason_code": canary(label),
            "reason_params": {},
        },
    )


def move_house(session, label, lon, lat):
    """Move the true place of an issue, which changes nothing a reader of `moved` may notice."""
    where = f"SRID=4326;POINT({lon} {lat})"
    change = update(Issue).where(Issue.number == number(label), Issue.version == Issue.version)
    session.execute(change.values(place=where, version=Issue.version + 1))
