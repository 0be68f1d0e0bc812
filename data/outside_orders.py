"""Work orders of other systems, and the issues they became."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from data.errors import NotFound
from data.tables import Issue, OutsideOrder


def keep_orders(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Keep orders as rows of `account_id`, `number` and `issue_id`."""
    if rows:
        session.execute(insert(OutsideOrder), rows)


def find_order(session: Session, account_id: int, number: str) -> OutsideOrder:
    """One order of a program by the number it has there. System work.

    Raises
    ------
    NotFound
        If this program sent none with this number.
    """
    query = select(OutsideOrder).where(
        OutsideOrder.account_id == account_id, OutsideOrder.number == number
    )
    order = session.scalars(query).one_or_none()
    if order is None:
        msg = f"you sent no order {number}"
        raise NotFound(msg)
    return order


def lock_issue(session: Session, number: str) -> Issue:
    """The issue a repeated order belongs to, kept from changing meanwhile. System work."""
    query = select(Issue).where(Issue.number == number).with_for_update(key_share=True)
    return session.scalars(query.execution_options(populate_existing=True)).one()
