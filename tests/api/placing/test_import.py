"""A file of reports: placed as one statement, counted by method, today's grid for what is open."""

import json

from sqlalchemy import text


def write(path, lines):
    path.write_text("\n".join(["key,text,received_at,lon,lat,address,household,phone", *lines]))
    return path


def test_it_says_how_many_were_placed_by_which_method(run, tmp_path, registered, small):
    lon, lat = small.middle(small.GRIDS[0])
    lines = [f"p{n},路坏了,2026-03-01,{lon},{lat},,," for n in range(6)]
    lines += [f"h{n},路坏了,2026-03-01,,,,{registered['own']}," for n in range(4)]
    lines += ["t1,路坏了,2026-03-01,,,,,139-0000-2222", "a1,路坏了,2026-03-01,,,北乡石窑沟村,,"]
    file = write(tmp_path / "issues.csv", [*lines, "n1,路坏了,2026-03-01,,,,,"])

    said = run("import", "issues", file)
    again = run("import", "issues", file, "--json")

    assert said.exit_code == 0, said.output
    assert said.output.splitlines()[-1] == ("placed by household 5, point 6, village 1, none 1")
    assert json.loads(again.stdout)["placed"] == {}


def test_the_day_of_receipt_is_the_countys_and_not_utcs(run, tmp_path, county, small):
    lon, lat = small.middle(small.SUCCEEDED)
    lines = [f"{at},路坏了,2026-02-28T{at}:00Z,{lon},{lat},,," for at in ("15:59", "16:00")]

    said = run("import", "issues", write(tmp_path / "issues.csv", lines))

    query = text("SELECT source_key, agent.name FROM issue JOIN agent ON agent.id = agent_id")
    with county.connect() as connection:
        holders = dict(connection.execute(query).all())
    assert said.exit_code == 0, said.output
    assert holders == {"15:59": "高玉兰", "16:00": "田秀英"}


def test_few_and_many_are_placed_alike(run, tmp_path, registered, small, county):
    lon, lat = small.middle(small.GRIDS[2])
    ways = [
        f",,,{registered['own']},",
        f"{lon},{lat},,,",
        ",,,,13900002222",
        ",,北乡石窑沟村,,",
        f"{small.IN_NO_GRID[0]},{small.IN_NO_GRID[1]},,,",
    ]
    few = [f"few{n},路坏了,2026-03-01,{way}" for n, way in enumerate(ways)]
    many = [f"many{n},路坏了,2026-03-01,{ways[n % 5]}" for n in range(20)]
    for name, lines in (("few", few), ("many", many)):
        assert run("import", "issues", write(tmp_path / f"{name}.csv", lines)).exit_code == 0

    query = text(
        "SELECT issue.grid_code, issue.region_code, issue.household_id, issue.level, "
        "issue.agent_id, placement.reason_code, placement.reason_params, placement.evidence "
        "FROM issue JOIN placement ON issue.id = issue_id WHERE source_key = :key"
    )
    with county.connect() as connection:
        for n in range(20):
            one, other = (
                connection.execute(query, {"key": key}).one() for key in (f"few{n % 5}", f"many{n}")
            )
            assert one == other, n


def test_what_nobody_can_place_lies_in_the_county_as_if_its_desk_had_filed_it(
    run, tmp_path, county, file_issue, small
):
    filed = file_issue(place=None, address="不知道哪里")
    file = write(tmp_path / "issues.csv", ["lost,路坏了,2026-03-01,,,不知道哪里,,"])

    assert run("import", "issues", file).exit_code == 0

    query = text("SELECT region_code FROM issue WHERE source_key = 'lost'")
    with county.connect() as connection:
        assert connection.scalar(query) == filed["region"] == small.COUNTY


def test_a_point_that_many_matters_share_is_no_place(run, tmp_path, registered, county):
    lines = [f"d{n},第{n}件事,2026-03-01,110.3125,39.8251,,," for n in range(12)]

    done = run("import", "issues", write(tmp_path / "issues.csv", lines))

    with county.connect() as connection:
        reasons = set(connection.scalars(text("SELECT reason_code FROM placement")))
    assert done.exit_code == 0, done.output
    assert reasons == {"default-point"}


def test_what_is_still_open_gets_the_grid_of_today(run, tmp_path, registered, small, county):
    """A grid had other ground when the report came in."""
    lon, lat = small.middle(small.GRIDS[0])
    line = f"old,路坏了,2026-03-01,{lon},{lat},,,"
    old, new = small.GRIDS[1], small.GRIDS[0]
    swap = text(
        "UPDATE grid_version SET valid_from = :day WHERE grid_code = :code AND valid_to IS NULL"
    )
    before = text(
        "INSERT INTO grid_version (grid_code, shape, valid_from, valid_to) "
        "SELECT :old, shape, '2024-01-01', :day FROM grid_version WHERE grid_code = :new"
    )
    later = {"day": "2026-03-15"}
    try:
        with county.begin() as connection:
            for code in (old, new):
                connection.execute(swap, {**later, "code": code})
            connection.execute(before, {**later, "old": old, "new": new})
        done = run("import", "issues", write(tmp_path / "issues.csv", [line]))
        with county.connect() as connection:
            grid = connection.scalar(text("SELECT grid_code FROM issue"))
            reasons = connection.scalars(
                text("SELECT reason_code FROM placement ORDER BY id")
            ).all()
    finally:
        with county.begin() as connection:
            connection.execute(text("DELETE FROM clock"))
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            for table in ("assignment", "placement", "issue_event", "issue"):
                connection.execute(text(f"DELETE FROM {table}"))
            connection.execute(text("DELETE FROM grid_version WHERE valid_to = '2026-03-15'"))
            for code in (old, new):
                connection.execute(swap, {"day": small.DAY, "code": code})

    assert done.exit_code == 0, done.output
    assert (grid, reasons) == (new, ["point-grid", "grid-redrawn"])
