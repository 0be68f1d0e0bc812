"""Doing something whole or not at all, inside a transaction that goes on."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from data.errors import CodeTaken, StaleWrite
from data.session import refusal_of

_CODES: Final = frozenset({"uq_office_code", "uq_unit_code"})


@contextmanager
def whole(session: Session) -> Iterator[None]:
    """Take back what is done inside if any of it is refused, and say why in our own words.

    Raises
    ------
    StaleWrite
        If somebody else changed a row in between.
    CodeTaken
        If another row of the register has the code.
    GridsOverlap, PostTaken, Overlapping
        If the database refuses two rows at one time.
    """
    try:
        with session.begin_nested():
            yield
    except StaleDataError as error:
        raise StaleWrite(str(error)) from error
    except IntegrityError as error:
        name = str(getattr(getattr(error.orig, "diag", None), "constraint_name", None))
        if name in _CODES:
            msg = "another row of the register has this code; choose one never used before"
            raise CodeTaken(msg) from error
        refusal = refusal_of(error)
        if refusal is None:
            raise
        raise refusal from error
