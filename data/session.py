"""Engines, sessions and the one way to a transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg
from psycopg.errors import (
    AdminShutdown,
    CannotConnectNow,
    CrashShutdown,
    DeadlockDetected,
    TooManyConnections,
)
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError

from data.errors import (
    DatabaseAway,
    DataError,
    GridsOverlap,
    Overlapping,
    PostTaken,
    StaleWrite,
    TwinRunning,
)

_GOING: Final = (AdminShutdown, CannotConnectNow, CrashShutdown, TooManyConnections)
"""What a server says that is going, coming or full."""

_REFUSALS: Final[dict[str, DataError]] = {
    "grid_version_overlap": GridsOverlap(
        "two grids would cover the same ground: draw the edge so that they only meet"
    ),
    "ex_grid_version_one_at_a_time": GridsOverlap(
        "the grid already has another boundary on that day: choose a later one"
    ),
    "ex_membership_one_grid_at_a_time": GridsOverlap(
        "a household already belongs to another grid on that day: choose a later one"
    ),
    "ex_post_one_holder_at_a_time": PostTaken(
        "somebody else holds this grid on these days: end that post first, or hand over"
    ),
    "ex_absence_one_at_a_time": Overlapping("this person is away on some of these days already"),
    "ex_shift_one_at_a_time": Overlapping("this person is on duty elsewhere at that time"),
}
"""What the database refuses by itself, by the name of the constraint."""

# Compiling costs more than these queries take; with the default cost of a random page, meant for
# spinning disks, a count reads a whole table instead of its index.
_OPTIONS: Final = "-c timezone=UTC -c jit=off -c random_page_cost=1.1"


def make_engine(url: str, *, pool_size: int = 10) -> Engine:
    """Engine on a PostGIS database; times come and go in UTC."""
    return create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=True,
        pool_use_lifo=True,  # what a connection has planned before serves again
        hide_parameters=True,  # what people wrote stays out of error messages
        connect_args={"options": _OPTIONS},
    )


def make_sessions(engine: Engine) -> sessionmaker[Session]:
    """Factory of sessions whose rows stay readable after the commit."""
    return sessionmaker(engine, expire_on_commit=False)


@contextmanager
def transaction(sessions: sessionmaker[Session]) -> Iterator[Session]:
    """Commit on success, roll back on any error.

    Raises
    ------
    StaleWrite
        If somebody else changed a row in between.
    GridsOverlap, PostTaken, Overlapping
        If the database refuses two rows at one time, by then at the latest.
    TwinRunning
        If two waited for each other crosswise and the database gave this one up.
    DatabaseAway
        If the database is away, or went away in between; nothing of it was kept for certain.
    """
    try:
        with sessions.begin() as session:
            yield session
    except StaleDataError as error:
        msg = "somebody changed this in the meantime; read it again and repeat your change"
        raise StaleWrite(msg) from error
    except OperationalError as error:
        trouble = _trouble_of(error)
        if trouble is None:
            raise
        raise trouble from error
    except IntegrityError as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        raise refusal from error


def _trouble_of(error: OperationalError) -> DataError | None:
    """Say which of our refusals a trouble of the server stands for; none for any other."""
    if isinstance(error.orig, DeadlockDetected):
        return TwinRunning("somebody is changing the same right now; ask again in a moment")
    away = error.connection_invalidated or type(error.orig) is psycopg.OperationalError
    if away or isinstance(error.orig, _GOING):
        return DatabaseAway("the database is away; send the same again in a moment")
    return None


def refusal_of(error: IntegrityError) -> DataError | None:
    """Say which of our refusals a constraint stands for; none for any other constraint."""
    name = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
    known = _REFUSALS.get(str(name))
    return type(known)(*known.args) if known else None
