"""Reading the register of responsible units."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.errors import NotFound
from data.tables import Unit


def find_unit(session: Session, code: str) -> int:
    """Id of a unit by its code.

    Raises
    ------
    NotFound
        If the register has none.
    """
    unit_id = session.scalars(select(Unit.id).where(Unit.code == code)).one_or_none()
    if unit_id is None:
        msg = f"there is no unit {code!r}; import the units first: wangge import units FILE"
        raise NotFound(msg)
    return unit_id


def unit_name(session: Session, unit_id: int) -> str:
    """Name of a unit; empty when there is none."""
    return session.scalar(select(Unit.name).where(Unit.id == unit_id)) or ""
