"""Issues that say another grid than the registers: found in the night, and handed over again."""

import json
from datetime import date

import pytest
from sqlalchemy import text

ENDED = "150699100201099"


@pytest.fixture
def change(county):
    """Write past the program, as a restored backup or a hand in the database does."""

    def write(sql, **values):
        with county.begin() as connection:
            connection.execute(text(sql), values)

    yield write
    with county.begin() as connection:
        connection.execute(text("UPDATE issue SET grid_code = NULL, version = version + 1"))
        connection.execute(text("DELETE FROM grid WHERE code = :code"), {"code": ENDED})


@pytest.fixture
def move(change):
    """Let an issue say another grid."""

    def to(issue, grid, **columns):
        more = "".join(f", {name} = :{name}" for name in columns)
        change(
            f"UPDATE issue SET grid_code = :grid, version = version + 1{more} "
            "WHERE number = :number",
            grid=grid,
            number=issue["number"],
            **columns,
        )

    return to


@pytest.fixture
def heal(run, county):
    """Run the task of the night; answers the grid of each issue, and how many it moved."""

    def night():
        done = run("worker", "run", "regrid_astray_issues")
        assert done.exit_code == 0, done.output
        with county.connect() as connection:
            grids = dict(connection.execute(text("SELECT number, grid_code FROM issue")).all())
            steps = connection.scalar(
                text("SELECT count(*) FROM issue_event WHERE account_id IS NULL")
            )
        return grids, steps

    return night


def test_a_point_in_another_grid_goes_home_and_is_handed_over(
    file_issue, move, heal, clients, small
):
    issue = file_issue()
    move(issue, small.GRIDS[4])

    grids, steps = heal()

    after = clients("county").get(f"/api/v1/issues/{issue['number']}").json()
    assert grids == {issue["number"]: small.GRIDS[0]}
    assert (after["agent"]["name"], after["reason"]["code"]) == ("田秀英", "holder")
    assert after["placement"]["reason"]["code"] == "grid-redrawn"
    assert steps == 1


def test_an_issue_gets_the_village_of_its_grid_with_it(file_issue, move, heal, county, small):
    issue = file_issue()
    move(issue, small.GRIDS[4], region_code=small.C)

    heal()

    with county.connect() as connection:
        villages = connection.execute(
            text(
                "SELECT issue.region_code, placement.region_code FROM issue "
                "JOIN placement ON placement.issue_id = issue.id ORDER BY placement.id DESC"
            )
        )
        assert villages.first() == (small.A, small.A)


def test_a_household_is_where_it_belongs_whatever_the_point_says(file_issue, move, heal, small):
    issue = file_issue(place=None, household=small.home(small.GRIDS[2]))
    move(issue, small.GRIDS[0])

    assert heal()[0] == {issue["number"]: small.GRIDS[2]}


def test_an_issue_of_a_grid_that_ended_gets_the_one_it_lies_in(
    file_issue, change, move, heal, small
):
    issue = file_issue()
    day = date(2025, 1, 1)
    change(
        "INSERT INTO grid (code, region_code, valid_from, valid_to) VALUES (:c, :r, :a, :b)",
        c=ENDED,
        r=small.A,
        a=small.DAY,
        b=day,
    )
    move(issue, ENDED)

    assert heal()[0] == {issue["number"]: small.GRIDS[0]}


def test_a_second_night_finds_nothing(file_issue, move, heal, small):
    issue = file_issue()
    move(issue, small.GRIDS[4])

    _, first = heal()
    _, second = heal()

    assert (first, second) == (1, 1)


def test_what_lies_right_is_left_alone(file_issue, heal, small):
    lon, lat = small.IN_NO_GRID
    file_issue()
    file_issue(place={"lon": lon, "lat": lat})
    file_issue(place=None)
    file_issue(place=None, household=small.home(small.GRIDS[3]))

    assert heal()[1] == 0


@pytest.mark.parametrize(
    "columns",
    [
        {"closed_at": "2026-03-20T10:00:00+08:00"},
        {"held_at": "2026-03-20T10:00:00+08:00"},
        {"barred": ["a:1"]},
    ],
    ids=["closed", "held", "barred"],
)
def test_what_is_closed_held_or_barred_stays(file_issue, move, heal, small, columns):
    issue = file_issue()
    move(issue, small.GRIDS[4], **columns)

    assert heal() == ({issue["number"]: small.GRIDS[4]}, 0)


@pytest.mark.parametrize("decided", ["by hand", "by the line it crosses"])
def test_what_a_person_or_the_border_decided_stays(
    file_issue, change, move, heal, small, county, decided
):
    issue = file_issue()
    move(issue, small.GRIDS[1])
    with county.connect() as connection:
        account = connection.scalar(text("SELECT min(id) FROM account"))
    by_hand = decided == "by hand"
    change(
        "UPDATE placement SET placed_by = :account, other_grid_code = :grid",
        account=account if by_hand else None,
        grid=None if by_hand else small.GRIDS[0],
    )

    assert heal() == ({issue["number"]: small.GRIDS[1]}, 0)


def test_the_log_says_how_many_and_no_number(file_issue, move, run, small, caplog):
    issue = file_issue()
    move(issue, small.GRIDS[4])

    with caplog.at_level("WARNING", logger="wangge.worker"):
        run("worker", "run", "regrid_astray_issues")

    (line,) = [one for one in caplog.records if "another grid" in one.getMessage()]
    assert line.fields == {"issues": 1}
    assert issue["number"] not in json.dumps(line.__dict__, default=str)
