"""Sessions in the small county."""

from uuid import uuid4

import pytest
from sqlalchemy import text


@pytest.fixture(autouse=True)
def no_sittings(county):
    """Begin without sessions; a county without issues may still have some."""
    with county.begin() as connection:
        connection.execute(text("DELETE FROM sitting"))


@pytest.fixture
def open_sitting(client, small):
    """Open a session as a role; answers the response."""

    def send(role="secretary", **changes):
        wire = {"kind": "talk-room", "region": small.A, "held_on": "2026-03-20", "place": "村委会"}
        wire |= {"key": str(uuid4())} | changes
        body = {name: value for name, value in wire.items() if value is not None}
        return client(role).post("/api/v1/sittings", json=body)

    return send
