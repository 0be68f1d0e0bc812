"""The small county with phones, groups and landmarks in its registers; put back afterwards."""

import pytest
from sqlalchemy import text

SHARED, OWN, LINE, FAR = "13900001111", "139 0000-2222", "0477-4212345", "13900003333"


@pytest.fixture(scope="session")
def phones():
    """Numbers of the households by name."""
    return {"shared": SHARED, "own": OWN, "line": LINE, "far": FAR}


@pytest.fixture
def registered(county, small):
    """Let some households have phones and groups; answers their numbers by what they have."""
    homes = {
        "own": small.home(small.GRIDS[2]),
        "shared": small.home(small.GRIDS[0], 1),
        "shared too": small.home(small.GRIDS[4], 1),
        "line": small.home(small.GRIDS[0], 2),
        "far": small.home(small.GRIDS[4]),
    }
    phones = {"own": OWN, "shared": SHARED, "shared too": SHARED, "line": LINE, "far": FAR}
    put = text(
        "UPDATE household_contact SET phone = :phone FROM household "
        "WHERE household.id = household_id AND number = :number"
    )
    with county.begin() as connection:
        for name, number in homes.items():
            connection.execute(put, {"phone": phones[name], "number": number})
    yield homes
    with county.begin() as connection:
        connection.execute(text("UPDATE household_contact SET phone = NULL"))


@pytest.fixture
def read(county):
    """Ask the database; answers the first row."""

    def ask(sql, **values):
        with county.connect() as connection:
            return connection.execute(text(sql), values).one()

    return ask
