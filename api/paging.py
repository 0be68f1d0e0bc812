"""Which page of the issues is wanted, in which order."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query

from api.cursor import read_cursor
from api.filters import BadFilter, read_points
from data.issue_order import Cursor, Order, Sort


@dataclass(frozen=True, slots=True)
class Paging:
    """Order, size and start of a page."""

    order: Order
    limit: int
    after: Cursor | None


def read_paging(
    sort: Sort = Sort.RECEIVED,
    near: Annotated[str | None, Query(description="lon,lat that sort=nearest counts from")] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 50,
    cursor: str | None = None,
) -> Paging:
    """Page from the query string.

    Raises
    ------
    BadFilter
        If a point is missing where the nearest is asked for, or sent where it is not.
    BadCursor
        If the cursor belongs to no page of this order.
    """
    if (sort is Sort.NEAREST) is not bool(near):
        msg = "sort=nearest needs near=lon,lat, and near needs sort=nearest"
        raise BadFilter(msg, field="near")
    order = Order(sort, read_points(near, "near", 1)[0]) if near else Order(sort)
    return Paging(order, limit, read_cursor(cursor, sort) if cursor else None)


PagingDep = Annotated[Paging, Depends(read_paging)]
