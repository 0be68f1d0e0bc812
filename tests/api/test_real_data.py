"""The public data the county never sees: real divisions, real outlines, a real city's requests."""

import csv
import gzip
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from api.app import create_app
from api.passwords import hash_password
from api.services.import_issues import import_issues
from api.services.intake import Filing
from api.settings import Settings
from data.accounts import NewGrant, grant_role, keep_account
from data.database_settings import keep_settings
from data.files import read_frame
from data.imports.grids import import_grids
from data.imports.households import import_households
from data.imports.regions import import_regions
from data.imports.renaming import Renaming
from data.imports.source import SourceRow, read_mapping, read_source
from data.session import make_engine, make_sessions, transaction
from data.tables import GridVersion, Household, Membership, Region
from dispatch.vocabulary import Datum, Role, Scheme
from geo.dwellings import dwelling_points
from geo.partition import build_grids

pytestmark = pytest.mark.shared

BOSTON = ZoneInfo("America/New_York")
TRUTH = {"precinct", "ward", "police_district", "default_location"}
DAY = date(2020, 1, 1)
CEILING = 95.25
"""Share of rows the city's own precinct agrees with its own polygons, in percent."""
REQUESTS = 31_828


@pytest.fixture
def empty(new_database):
    """Sessions on an empty database of its own."""
    engine = make_engine(new_database(f"real_{datetime.now(UTC):%H%M%S%f}"))
    yield make_sessions(engine)
    engine.dispose()


@pytest.mark.long
def test_the_divisions_of_inner_mongolia_get_their_parents_and_their_outlines(empty, shared_data):
    tree = shared_data / "divisions" / "nbs2016_inner_mongolia_all_levels.csv.gz"
    outlines = shared_data / "boundaries" / "inner_mongolia_counties_simplified.gcj02.geojson.gz"
    with transaction(empty) as session:
        args = {"scheme": Scheme.CN12, "day": DAY}
        rows = read_source(tree, Renaming(), Datum.WGS84)
        added = import_regions(session, rows, datum=Datum.WGS84, **args)
        rows = list(read_source(outlines, Renaming(), Datum.GCJ02))
        drawn = import_regions(session, rows, datum=Datum.GCJ02, **args)
        again = import_regions(session, rows, datum=Datum.GCJ02, **args)
        orphans = session.scalar(select(func.count()).where(Region.parent_code.is_(None)))
        inside = session.scalar(
            select(func.count()).where(Region.outline.is_not(None), func.ST_IsValid(Region.outline))
        )

    assert (added.added, added.refused) == (15_687, [])
    assert (drawn.changed, drawn.refused) == (103, [])
    assert again.unchanged == 103
    assert orphans == 1, "only the region itself has no parent"
    assert inside == 103


def test_every_dwelling_of_six_real_villages_is_in_a_grid_of_10_to_15(empty, shared_data):
    file = shared_data / "settlements" / "tz_villages_buildings.wgs84.geojson.gz"
    renaming = Renaming({"number": "bid", "village_code": "village"})
    with transaction(empty) as session:
        keep_settings(session, scheme=Scheme.FREE.value)
        rows = read_source(file, renaming, Datum.WGS84)
        dates = {"scheme": Scheme.FREE, "day": DAY}
        homes = import_households(session, rows, datum=Datum.WGS84, **dates)
        grids = import_grids(session, _grid_rows(file), **dates)
        by_grid = select(func.count(Membership.id)).group_by(Membership.grid_code)
        sizes = session.scalars(by_grid).all()
        outside = session.scalar(
            select(func.count())
            .select_from(Household)
            .join(Membership, Membership.household_id == Household.id)
            .join(GridVersion, GridVersion.grid_code == Membership.grid_code)
            .where(~func.ST_Covers(GridVersion.shape, Household.place))
        )

    assert (homes.added, homes.left_out, homes.refused) == (5_038, 1_518, [])
    assert grids.refused == []
    assert sum(sizes) == 5_038
    assert set(sizes) <= set(range(10, 16))
    assert outside == 0


def _grid_rows(file):
    buildings = read_frame(file).frame.rename(columns={"village": "village_code"})
    grids = build_grids(dwelling_points(buildings), by=("village_code",)).grids
    for line, row in enumerate(grids.itertuples(), 2):
        cells = {"code": row.code, "village_code": row.village_code}
        yield SourceRow(line, cells, row.geometry)


@pytest.fixture(
    scope="module",
    params=[pytest.param(30, id="a-thirtieth"), pytest.param(1, id="all", marks=pytest.mark.long)],
)
def boston(request, new_database, shared_data, tmp_path_factory):
    """Requests of Boston read back through the API, with the city's own precinct of each."""
    folder = tmp_path_factory.mktemp("boston")
    engine = make_engine(new_database(f"boston_{request.param}"))
    truth = _without_truth(shared_data, folder, request.param)
    with transaction(make_sessions(engine)) as session:
        keep_settings(session, scheme=Scheme.FREE.value)
        _load_boston(session, shared_data, folder, len(truth))
    settings = Settings(project_dir=folder, secret_key="k" * 32, time_zone=str(BOSTON))
    with TestClient(create_app(settings, engine)) as client:
        yield list(_read_back(client)), truth
    engine.dispose()


def _without_truth(shared_data, folder, each):
    """Write the file to import, of each so many rows one, without what the test compares with."""
    source = shared_data / "incidents_boston" / "boston311_2011_jul_sep.csv.gz"
    with gzip.open(source, "rt", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == REQUESTS
    rows = rows[::each]
    kept = [name for name in rows[0] if name not in TRUTH]
    with (folder / "requests.csv").open("w", newline="") as target:
        writer = csv.DictWriter(target, kept, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    (folder / "mapping.csv").write_text(
        "field,from,to\nkey,case_enquiry_id,\ntext,type,\n"
        "received_at,open_dt,\nlon,longitude,\nlat,latitude,\ncategory,type,\n"
        "category,Pothole Repair (Internal),roads\ncategory,Street Light Outages,public-services\n"
        "category,*,other\nchannel,*,import\n"
    )
    return {row["case_enquiry_id"]: row for row in rows}


def _load_boston(session, shared_data, folder, requests):
    precincts = shared_data / "incidents_boston" / "boston_precincts.wgs84.geojson.gz"
    rows = read_source(precincts, Renaming({"code": "WARD_PRECINCT"}), Datum.WGS84)
    assert import_grids(session, rows, scheme=Scheme.FREE, day=DAY).added == 255
    mapping = read_mapping(folder / "mapping.csv")
    rows = read_source(folder / "requests.csv", mapping, Datum.WGS84)
    filing = Filing(None, None, datetime.now(UTC), BOSTON)
    report = import_issues(
        session, rows, filing, source="boston", zone=BOSTON, progress=lambda _: None
    )
    assert (report.added, report.refused) == (requests, [])
    account = keep_account(
        session,
        username="county",
        password_hash=hash_password("a long enough password"),
        name="county",
    )
    grant_role(session, account.id, NewGrant(Role.COUNTY), DAY)


def _read_back(client):
    form = {"username": "county", "password": "a long enough password"}
    token = client.post("/api/v1/auth/token", data=form).json()["access_token"]
    cursor = None
    while True:
        query = {"limit": 1000, **({"cursor": cursor} if cursor else {})}
        headers = {"Authorization": f"Bearer {token}"}
        page = client.get("/api/v1/issues", params=query, headers=headers).json()
        yield from page["items"]
        cursor = page["next"]
        if cursor is None:
            return


def test_boston_comes_back_with_the_precincts_the_city_gave(boston):
    issues, truth = boston

    compared = [
        (issue["grid"], row["precinct"].strip())
        for issue in issues
        if (row := truth[issue["key"]])["precinct"].strip() and row["default_location"] != "True"
    ]
    agreeing = sum(grid == precinct for grid, precinct in compared)

    assert len(issues) == len(truth)
    assert 100 * agreeing / len(compared) >= CEILING - 0.1


def test_requests_about_street_furniture_accuse_nobody(boston):
    issues, _ = boston

    held = [issue for issue in issues if issue["held"]]

    assert len(held) <= 0.1 * len(issues)
