"""Engines, sessions and the one way to a transaction."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError

from data.errors import StaleWrite


def make_engine(url: str, *, pool_size: int = 10) -> Engine:
    """Engine on a PostGIS database; times come and go in UTC."""
    return create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=True,
        connect_args={"options": "-c timezone=UTC -c jit=off"},
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
