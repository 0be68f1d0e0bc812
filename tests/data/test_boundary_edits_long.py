"""Random edits through the service on the sample county: exact, whole, no code used twice.

What is asked for comes from the editor of `tests.geo.boundary`, whose calls are turned into
requests; what is kept is read back from the database and given to the checker.
"""

import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import shapely
from shapely import wkb
from sqlalchemy import text

from api.services.boundary_changes import ChangeEdit, approve, propose
from api.services.sample_county import load_sample
from data.accounts import NewGrant, account_named, actor_of, grant_role, grants_of, keep_account
from data.errors import DataError
from data.sample.county import generate
from data.session import make_engine, make_sessions, transaction
from dispatch.boundary_changes import Asked
from dispatch.errors import DispatchError
from dispatch.vocabulary import ChangeKind, GridKind, Role
from geo.errors import GeoError
from tests.geo.boundary import exact_coverage as exact
from tests.geo.boundary import made_up_county
from tests.geo.boundary.ledger import Ledger
from tests.geo.boundary.made_up_county import KINDS, County, Editor

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 3, 2, 9, 0, tzinfo=ZONE)
EDITS_A_DAY = 40
WHOLE_EVERY = 100

LIVE = """
SELECT grid_code, ST_AsBinary(shape) FROM grid_version
WHERE valid_to IS NULL AND (:every OR grid_code = ANY (:codes))
"""
TOUCHED = """
SELECT code, fate FROM changed_grid WHERE change_id = :change
"""
GROUND = """
SELECT bool_or(NOT ST_Equals(changed_grid.shape, version.shape))
FROM changed_grid JOIN grid_version AS version ON version.id = changed_grid.before_id
WHERE change_id = :change AND fate = 'redrawn'
"""
HOMES = """
SELECT number, ST_X(place), ST_Y(place) FROM household WHERE place IS NOT NULL ORDER BY number
"""
BELONGING = """
SELECT count(*), count(DISTINCT member.household_id)
FROM membership AS member JOIN grid ON grid.code = member.grid_code
WHERE member.valid_to IS NULL AND grid.valid_to IS NULL
"""
STANDING = """
SELECT household.number FROM household
JOIN membership AS member ON member.household_id = household.id AND member.valid_to IS NULL
JOIN grid_version AS version
  ON version.grid_code = member.grid_code AND version.valid_to IS NULL
WHERE NOT ST_Covers(version.shape, household.place)
"""
BROKEN_HISTORY = """
WITH held AS (
    SELECT grid_code, valid_from, valid_to,
           lead(valid_from) OVER by_day AS next, row_number() OVER by_day AS place
    FROM grid_version WHERE valid_to IS NULL OR valid_to > valid_from
    WINDOW by_day AS (PARTITION BY grid_code ORDER BY valid_from)
)
SELECT held.grid_code FROM held JOIN grid ON grid.code = held.grid_code
WHERE (place = 1 AND held.valid_from <> grid.valid_from)
   OR (next IS NOT NULL AND held.valid_to IS DISTINCT FROM next)
   OR (next IS NULL AND held.valid_to IS DISTINCT FROM grid.valid_to)
"""
ASTRAY = """
SELECT issue.number FROM issue LEFT JOIN grid ON grid.code = issue.grid_code
WHERE issue.closed_at IS NULL AND NOT issue.held AND issue.barred IS NULL
  AND grid.valid_to IS NOT NULL
"""


@dataclass
class Sample:
    """The county in the database, as its editor knows it."""

    engine: object
    maker: object
    second: object
    county: County
    homes: dict
    ever: set
    count: int
    astray: set = field(default_factory=set)

    def ask(self, query, **values):
        with self.engine.connect() as connection:
            return connection.execute(text(query), values).all()

    def live(self, codes=None):
        rows = self.ask(LIVE, every=codes is None, codes=sorted(codes or ()))
        return {code: single(wkb.loads(bytes(shape))) for code, shape in rows}


def single(shape):
    parts = shapely.get_parts(shape)
    return parts[0] if len(parts) == 1 else shape


@pytest.fixture
def sample(new_database, request):
    engine = make_engine(new_database(f"random_{request.node.name[-12:]}"))
    with transaction(make_sessions(engine)) as session:
        made = generate(5, 800, START - timedelta(days=1))
        load_sample(session, made, seed=5, zone=ZONE, progress=lambda _: None)
        county = session.scalar(text("SELECT code FROM region WHERE level = 'county'"))
        actors = []
        for name in ("maker", "second"):
            account = keep_account(
                session, username=name, password_hash="x", name=name, agent_id=None
            )
            grant_role(session, account.id, NewGrant(Role.COUNTY, county), START.date())
            account = account_named(session, name)
            grant = grants_of(session, account.id, START.date())[0]
            actors.append(actor_of(session, account, grant, START.date(), program=True))
        outlines = session.execute(
            text("SELECT code, ST_AsBinary(outline) FROM region WHERE level = 'village'")
        )
        known = {code: single(wkb.loads(bytes(shape))) for code, shape in outlines}
    one = Sample(engine, *actors, County({}, np.array([]), known, Counter()), {}, set(), 0)
    one.county.live = one.live()
    rows = one.ask(HOMES)
    one.homes = {(x, y): number for number, x, y in reversed(rows)}
    one.county.houses = shapely.points(sorted(one.homes))
    one.ever = {code for (code,) in one.ask("SELECT code FROM grid")}
    one.count = one.ask(BELONGING)[0][0]
    one.astray = {number for (number,) in one.ask(STANDING)}
    yield one
    engine.dispose()


class Asker(Editor):
    """Chooses what the editor of made-up counties does, in any village."""

    def edit(self, kind):
        villages = sorted({code[:12] for code in self.county.live})
        return getattr(self, kind)(str(self.chance.choice(villages)))


def ask(kind, **values):
    return {"kind": kind, **values}


def split(_, code, line, *, keep=None):
    at = None if keep is None else (keep.x, keep.y)
    return ask(ChangeKind.SPLIT, codes=(code,), line=line, keep_at=at)


def merge(_, codes, keep):
    return ask(ChangeKind.MERGE, codes=tuple(codes), keep=keep)


def draw(live, polygon, *, outline=None):
    at = polygon.representative_point()
    village = next((code[:12] for code, one in live.items() if one.covers(at)), None)
    named = {"grid_kind": GridKind.SCHOOL, "grid_name": "小学"}
    return ask(ChangeKind.DRAW, village=village, polygon=polygon, **named)


def reshape(_, one, other, line):
    return ask(ChangeKind.RESHAPE, codes=(one, other), line=line)


def replace(_, given, *, own, outline=None):
    return ask(ChangeKind.IMPORT, village=min(own)[:12], shapes=given)


@pytest.fixture
def asker(sample, monkeypatch):
    """Make an asker: its edits are requests of the service."""

    def move(_, source, target, house, others):
        number = sample.homes[house.x, house.y]
        return ask(ChangeKind.MOVE, household=number, target=target)

    for function in (move, split, merge, draw, reshape, replace):
        monkeypatch.setattr(made_up_county, function.__name__, function)
    return lambda seed: Asker(sample.county, seed)


def enact(sample, body, now):
    """Ask for a change and approve it; answers its id."""
    sessions = make_sessions(sample.engine)
    asked = Asked(effective_on=now.date(), **body)
    with transaction(sessions) as session:
        made = propose(session, sample.maker, asked, now)
    with transaction(sessions) as session:
        edit = ChangeEdit(made.id, sample.second, now, made.version)
        return approve(session, edit).id


def note_list(sample, body, change):
    """A house that could not be told from another by its place stands in its grid by list."""
    (ground,) = sample.ask(GROUND, change=change)[0]
    if not ground:
        sample.astray.add(body["household"])


def take_over(sample, change, ledger):
    """Give the checker what the database keeps now; answers what is wrong with it."""
    fates = defaultdict(set)
    for code, fate in sample.ask(TOUCHED, change=change):
        fates[fate].add(code)
    assert not fates["new"] & sample.ever
    sample.ever |= fates["new"]
    kept = sample.live(fates["new"] | fates["redrawn"] | fates["corner"])
    for code in fates["retired"]:
        del sample.county.live[code]
    sample.county.live |= kept
    return ledger.take(kept, fates["retired"], fates["corner"])


def edited(sample, asker, edits, seed):
    """Edit the county many times; answers what was accepted and refused, and seconds."""
    steps = [(round(x * 1e9), round(y * 1e9)) for x, y in sample.homes]
    ledger = Ledger(sample.county.live, sorted(set(steps)))
    area, editor = ledger.area, asker(seed)
    accepted, refused, seconds = Counter(), defaultdict(Counter), Counter()
    for number in range(edits):
        kind = KINDS[number % len(KINDS)]
        now = START + timedelta(days=number // EDITS_A_DAY, seconds=number % EDITS_A_DAY)
        began = time.monotonic()
        try:
            body = editor.edit(kind)
            change = enact(sample, body, now)
        except (GeoError, DataError, DispatchError) as error:
            refused[kind][type(error).__name__] += 1
            continue
        finally:
            seconds[kind] += time.monotonic() - began
        accepted[kind] += 1
        if kind == "move":
            note_list(sample, body, change)
        assert take_over(sample, change, ledger) == [], f"edit {number}, {kind}"
        assert ledger.area == area, f"edit {number}, {kind}"
        assert tuple(sample.ask(BELONGING)[0]) == (sample.count, sample.count)
        if number % WHOLE_EVERY == 0:
            check_whole(sample, area)
    check_whole(sample, area)
    return accepted, refused, seconds


def check_whole(sample, area):
    live = sample.live()
    assert live.keys() == sample.county.live.keys()
    assert exact.faults(live, ground=area) == []
    assert {number for (number,) in sample.ask(STANDING)} - sample.astray == set()
    assert sample.ask(BROKEN_HISTORY) == []
    assert sample.ask(ASTRAY) == []


def table(accepted, refused, seconds):
    """What was accepted and refused, by kind."""
    lines = []
    for kind in KINDS:
        asked = accepted[kind] + refused[kind].total()
        each = 1000 * seconds[kind] / max(asked, 1)
        why = ", ".join(f"{name} {times}" for name, times in refused[kind].most_common())
        lines.append(f"{kind:8} {accepted[kind]:5} of {asked:5}  {each:5.1f} ms  {why}")
    return "\n".join([*lines, f"accepted {accepted.total()}"])


def test_random_edits_through_the_service_stay_exact_and_whole(sample, asker):
    accepted, refused, seconds = edited(sample, asker, 60, seed=1)

    assert accepted.total() >= 30, table(accepted, refused, seconds)
    assert min(accepted[kind] for kind in KINDS) >= 2, table(accepted, refused, seconds)


@pytest.mark.long
def test_ten_thousand_edits_through_the_service_stay_exact_and_whole(sample, asker, capsys):
    accepted, refused, seconds = edited(sample, asker, 10_000, seed=2)

    with capsys.disabled():
        sys.stdout.write("\n" + table(accepted, refused, seconds) + "\n")
    assert accepted.total() >= 6_000
    assert min(accepted[kind] for kind in KINDS) >= 800
