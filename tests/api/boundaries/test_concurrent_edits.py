"""Many editors of boundaries against many reports, on a real server with real transactions."""

import contextlib
import os
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from random import Random
from uuid import uuid4

import httpx2
import pytest
from shapely import LineString, Point, box
from shapely.geometry import mapping, shape
from sqlalchemy import text

from api.services.sign_in import open_session
from api.tokens import Claims, make_token
from api.visitors import Visitor
from data.accounts import account_named, grants_of
from data.session import make_engine, make_sessions, transaction
from dispatch.sessions import SessionUse

ROOT = Path(__file__).parents[3]
KEY = "a-secret-of-the-tests-that-is-long-enough"
VILLAGES = 4
CHANGES = "/api/v1/boundary-changes"
EXPECTED = {200, 201, 409, 412}
"""Done, or told why not: an edit that cannot be made, or somebody was faster."""

# A point that is not in the grid it has: its circle meets the grid, or the grid is the nearest.
FAR = """
    NOT ST_Covers(version.shape, issue.place)
    AND NOT ST_DWithin(
        version.shape::geography, issue.place::geography,
        (SELECT CASE WHEN placement.reason_code = 'nearest-grid' THEN 300
                     WHEN placement.other_grid_code IS NOT NULL THEN issue.accuracy_m
                     ELSE 0 END
         FROM placement WHERE placement.issue_id = issue.id ORDER BY placement.id DESC LIMIT 1))
"""
WRONG = {
    "a recorded version that is not the grid's, or does not cover the place": f"""
        SELECT issue.number FROM issue
        LEFT JOIN grid_version AS version ON version.id = issue.grid_version_id
        WHERE issue.grid_code IS NOT NULL AND issue.method = 'point'
          AND (version.grid_code IS DISTINCT FROM issue.grid_code
               OR {FAR})
    """,
    "an open issue outside its grid of today": f"""
        SELECT issue.number FROM issue
        LEFT JOIN grid_version AS version
          ON version.grid_code = issue.grid_code AND version.valid_to IS NULL
        WHERE issue.method = 'point' AND issue.closed_at IS NULL AND NOT issue.held
          AND (version.id IS NULL
               OR {FAR})
    """,
    "an open issue in a grid that has ended, or in none": """
        SELECT issue.number FROM issue LEFT JOIN grid ON grid.code = issue.grid_code
        WHERE issue.closed_at IS NULL AND NOT issue.held
          AND (grid.code IS NULL OR grid.valid_to IS NOT NULL)
    """,
    "an issue of a household in another grid than the household": """
        SELECT issue.number FROM issue
        LEFT JOIN membership AS member
          ON member.household_id = issue.household_id AND member.valid_to IS NULL
        WHERE issue.method = 'household' AND NOT issue.held
          AND member.grid_code IS DISTINCT FROM issue.grid_code
    """,
    "an agent who does not hold the grid": """
        SELECT issue.number FROM issue
        LEFT JOIN post ON post.grid_code = issue.grid_code AND post.valid_to IS NULL
                      AND post.duty = 'holder'
        WHERE NOT issue.held AND issue.agent_id IS DISTINCT FROM post.agent_id
    """,
    "an assignment that says something else than the issue": """
        SELECT issue.number FROM issue
        LEFT JOIN assignment ON assignment.issue_id = issue.id AND assignment.ended_at IS NULL
        WHERE NOT issue.held AND assignment.agent_id IS DISTINCT FROM issue.agent_id
    """,
    "two live grids on one ground": """
        SELECT one.grid_code, other.grid_code
        FROM grid_version AS one JOIN grid_version AS other
          ON one.shape && other.shape AND one.grid_code < other.grid_code
        WHERE one.valid_to IS NULL AND other.valid_to IS NULL
          AND ST_Relate(one.shape, other.shape, '2********')
    """,
    "a household in no grid or several, or not on the ground of its own": """
        SELECT household.number FROM household
        LEFT JOIN membership AS member
          ON member.household_id = household.id AND member.valid_to IS NULL
        LEFT JOIN grid_version AS version
          ON version.grid_code = member.grid_code AND version.valid_to IS NULL
        WHERE household.number LIKE 'K%'
        GROUP BY household.id
        HAVING count(*) <> 1 OR NOT bool_and(ST_Covers(version.shape, household.place))
    """,
}


@pytest.fixture(scope="module")
def ground():
    place = Path(__file__).with_name("ground.py")
    spec = spec_from_file_location("ground", place)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def served(new_database, small, ground, tmp_path, request):
    """A server process on villages side by side: its address, their codes, the owner's engine."""
    url = new_database(
        f"edited_{request.node.callspec.id if hasattr(request.node, 'callspec') else 'once'}"
    )
    engine = make_engine(url)
    with transaction(make_sessions(engine)) as session:
        small.load(session, "x")
        codes = ground.load(session, small, VILLAGES)
    environment = {
        **os.environ,
        "WANGGE_DATABASE_URL": url,
        "WANGGE_PROJECT_DIR": str(tmp_path),
        "WANGGE_SECRET_KEY": KEY,
        "WANGGE_WRITES_PER_MINUTE": "1000000",
    }
    command = [sys.executable, "-m", "api", "serve", "--port", "0"]
    process = subprocess.Popen(  # noqa: S603 - our own words
        command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        address = next(
            line.split("serves on ")[1].split("/  ")[0]
            for line in process.stdout
            if "serves on" in line
        )
        wait_for(address)
        yield address, codes, engine
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()
        engine.dispose()


def wait_for(address):
    """The address is told once it is bound, a moment before anybody listens."""
    for _ in range(300):
        with contextlib.suppress(httpx2.ConnectError):
            assert httpx2.get(f"{address}/healthz").status_code == 200
            return
        time.sleep(0.1)
    pytest.fail("the server does not listen")


def bearer(engine, name):
    now = datetime.now(UTC)
    with transaction(make_sessions(engine)) as session:
        account = account_named(session, name)
        grant = grants_of(session, account.id, now.date())[0]
        known = {"life": timedelta(days=1), "visitor": Visitor("192.0.2.0/24", "Test"), "now": now}
        standing = open_session(session, account, grant, SessionUse.API, **known).standing
    claims = Claims(standing.account.id, standing.session.id, standing.account.token_epoch)
    token = make_token(claims, KEY, now=now, life=timedelta(hours=12))
    return {"Authorization": f"Bearer {token}"}


def one_edit(chance, grids, ground, village):
    """Something to ask for: a split across the middle, a merge, a house moved, a school."""
    kind = chance.choice(["split", "split", "merge", "move", "draw"])
    code, whole = chance.choice(sorted(grids.items()))
    west, south, east, north = whole.bounds
    if kind == "split":
        level = south + (north - south) * chance.uniform(0.3, 0.7)
        line = LineString([(west - 1e-4, level), (east + 1e-4, level)])
        return {"kind": kind, "codes": [code], "line": mapping(line)}
    beside = [one for one in sorted(grids) if one != code and grids[one].touches(whole)]
    other = chance.choice(beside or sorted(grids))
    if kind == "merge":
        return {"kind": kind, "codes": [code, other], "keep": min(code, other)}
    if kind == "move":
        number = ground.home_number(village, chance.randrange(8), chance.randrange(8))
        return {"kind": kind, "household": number, "target": other}
    x, y = whole.representative_point().coords[0]
    school = box(x - 2e-4, y - 2e-4, x + 2e-4, y + 2e-4)
    named = {"grid_kind": "school", "grid_name": "小学"}
    return {"kind": kind, "village": village, "polygon": mapping(school), **named}


def edit(address, headers, ground, codes, n, edits):
    """Ask for edits and have them approved; answers how often each status came."""
    chance, seen = Random(n), Counter()
    with httpx2.Client(base_url=address, timeout=120) as client:
        for _ in range(edits):
            village = chance.choice(codes)
            asked = {"region": village, "limit": 1000, "f": "geojson"}
            page = client.get("/api/v1/grids", params=asked, headers=headers[0])
            grids = {
                one["properties"]["code"]: shape(one["geometry"]) for one in page.json()["features"]
            }
            body = one_edit(chance, grids, ground, village)
            made = client.post(CHANGES, json=body, headers=headers[0])
            seen["asked", made.status_code] += 1
            if made.status_code != 201:
                continue
            done = client.post(
                f"{CHANGES}/{made.json()['id']}/approve",
                headers={**headers[1], "If-Match": '"1"'},
            )
            seen["approved", done.status_code] += 1
    return seen


def report(address, headers, ground, codes, n, reports):
    """File reports, half by household and half by point."""
    chance, seen = Random(-1 - n), Counter()
    with httpx2.Client(base_url=address, timeout=120) as client:
        for _ in range(reports):
            village = chance.choice(codes)
            i, j = chance.randrange(8), chance.randrange(8)
            body = {"text": "路灯坏了", "category": "roads", "channel": "hotline"}
            if chance.random() < 0.5:
                body["household"] = ground.home_number(village, i, j)
            else:
                inside = ground.cell(codes.index(village) * 8 + i, j, 7)
                at = Point(inside.centroid.x + chance.uniform(-2e-4, 2e-4), inside.centroid.y)
                body["place"] = {"lon": at.x, "lat": at.y, "accuracy_m": 10}
            body["key"] = str(uuid4())
            answer = client.post("/api/v1/issues", json=body, headers=headers)
            seen["filed", answer.status_code] += 1
    return seen


def all_at_once(served, small, ground, editors, edits, reports):
    """Let editors and reporters loose; answers how often each status came."""
    address, codes, engine = served
    with transaction(make_sessions(engine)) as session:
        names = ground.add_editors(session, small, editors)
    second, desk = bearer(engine, "county"), bearer(engine, "township")
    headers = [(bearer(engine, name), second) for name in names]
    writers = max(editors // 5, 3)
    with ThreadPoolExecutor(editors + writers) as pool:
        running = [
            pool.submit(edit, address, headers[n], ground, codes, n, edits) for n in range(editors)
        ]
        running += [
            pool.submit(report, address, desk, ground, codes, n, reports // writers)
            for n in range(writers)
        ]
        return sum((one.result() for one in running), Counter())


def check(engine, seen):
    assert {status for _, status in seen} <= EXPECTED, seen
    assert {status for what, status in seen if what == "filed"} == {201}, seen
    with engine.connect() as connection:
        for what, query in WRONG.items():
            assert connection.execute(text(query)).all() == [], what


def test_editors_and_reports_at_once_leave_every_issue_where_it_belongs(served, small, ground):
    seen = all_at_once(served, small, ground, editors=6, edits=3, reports=150)

    assert seen["filed", 201] == 150
    assert seen["approved", 200] >= 3, seen
    check(served[2], seen)


@pytest.mark.long
def test_fifty_editors_against_five_thousand_reports(served, small, ground, capsys):
    seen = all_at_once(served, small, ground, editors=50, edits=12, reports=5_000)
    with capsys.disabled():
        sys.stdout.write(f"{sorted(seen.items())}\n")

    assert seen["filed", 201] == 5_000
    assert seen["approved", 200] >= 100, seen
    check(served[2], seen)
