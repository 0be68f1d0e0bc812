"""Doing something to see what would come of it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.orm import Session


@contextmanager
def trial(session: Session) -> Iterator[None]:
    """Take back whatever is done inside; what the database checks at the end it checks here.

    Raises
    ------
    IntegrityError
        If the database would refuse it.
    """
    savepoint = session.begin_nested()
    try:
        yield
        session.flush()
        session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    finally:
        savepoint.rollback()
        session.expire_all()
