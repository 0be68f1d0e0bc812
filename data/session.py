"""Engines, sessions and the one way to a transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError

from data.errors import StaleWrite

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
    """
    try:
        with sessions.begin() as session:
            yield session
    except StaleDataError as error:
        msg = "somebody changed this in the meantime; read it again and repeat your change"
        raise StaleWrite(msg) from error
