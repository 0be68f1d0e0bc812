"""A report on a border belongs to one grid: the neighbour's holder learns nothing of it."""

import pytest
from sqlalchemy import text


@pytest.fixture
def on_the_border(file_issue, small):
    """A report most of whose circle lies in the second grid, the rest in the first."""
    edge, south, *_ = small.square(small.GRIDS[1]).bounds
    return file_issue(place={"lon": edge + 0.0002, "lat": south + 0.005, "accuracy_m": 60})


def test_the_larger_share_has_it_and_the_reason_names_the_other(on_the_border, small, read):
    reason = on_the_border["placement"]["reason"]
    kept = read("SELECT other_grid_code, share FROM placement ORDER BY id DESC LIMIT 1")

    assert (on_the_border["grid"], reason["code"]) == (small.GRIDS[1], "border")
    assert (reason["params"]["other"], reason["params"]["other_m"]) == (small.GRIDS[0], 17)
    assert kept.other_grid_code == small.GRIDS[0]
    assert kept.share == pytest.approx(0.68, abs=0.02)


def test_the_neighbours_holder_is_shown_nothing_of_it(on_the_border, clients, small):
    neighbour = clients("agent")

    found = neighbour.get(f"/api/v1/issues/{on_the_border['number']}")
    listed = neighbour.get("/api/v1/issues").json()

    assert found.status_code == 404
    assert small.GRIDS[0] in str(neighbour.get("/api/v1/grids").json())
    assert (listed["total"], listed["items"]) == (0, [])


def test_row_security_alone_keeps_its_placement_from_the_neighbour(on_the_border, county, small):
    with county.begin() as connection:
        connection.execute(text("SET LOCAL ROLE wangge_grids"))
        seen = []
        for grid in small.GRIDS[:2]:
            for name in ("grids", "issue_grids"):
                connection.execute(
                    text("SELECT set_config('wangge.' || :name, :grid, true)"),
                    {"name": name, "grid": grid},
                )
            seen.append(connection.scalar(text("SELECT count(*) FROM placement")))

    assert seen == [0, 1]
