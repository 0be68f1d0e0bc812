"""Rows of a list with what is linked as one matter."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from api.presentation import RowView
from data.issue_links import Linked, links_of
from data.issue_records import IssueRecord
from dispatch.rights import Actor

_ALONE = Linked()


def with_links(
    session: Session, actor: Actor, records: Sequence[IssueRecord], rows: Sequence[RowView]
) -> tuple[RowView, ...]:
    """Mark the rows of records that carry others, or are carried by one the actor sees."""
    linked = links_of(session, actor, [record.id for record in records])
    marks = [linked.get(record.id, _ALONE) for record in records]
    pairs = zip(rows, marks, strict=True)
    return tuple(replace(row, main=one.main or "", others=one.others) for row, one in pairs)
