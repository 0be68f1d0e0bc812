"""Which page of a register is wanted: rows by id, from a cursor on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Query


@dataclass(frozen=True, slots=True)
class Slice:
    """Size and start of a page."""

    limit: int
    after: int

    @property
    def asked(self) -> dict[str, Any]:
        """What a query is asked for: one row more, which tells whether there is a next page."""
        return {"after": self.after, "limit": self.limit + 1}

    def cut(self, rows: Sequence[Any]) -> tuple[Sequence[Any], str | None]:
        """Rows of the page, and the cursor of the next one."""
        page = rows[: self.limit]
        return page, str(page[-1].id) if len(rows) > self.limit else None


def _slice(
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    cursor: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0,
) -> Slice:
    return Slice(limit, cursor)


SliceDep = Annotated[Slice, Depends(_slice)]
