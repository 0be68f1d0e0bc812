"""The wire form of a rehearsal of boundaries."""

from datetime import date
from typing import Self

from pydantic import BaseModel

from data.boundary_rehearsal import BoundaryRehearsal


class PassageOut(BaseModel):
    """How many issues would have gone from one agent to another; none is a desk."""

    before: int | None
    before_name: str | None
    after: int | None
    after_name: str | None
    issues: int


class BoundaryRehearsalOut(BaseModel):
    """What would have been different since a day."""

    since: date
    until: date
    issues: int
    moved: int
    regridded: int
    nobody: int
    passages: list[PassageOut]

    @classmethod
    def of(cls, done: BoundaryRehearsal) -> Self:
        """Wire form of a rehearsal."""
        counted = done.rehearsal
        passages = [
            PassageOut(
                before=one.before,
                before_name=_name(done, one.before),
                after=one.after,
                after_name=_name(done, one.after),
                issues=one.issues,
            )
            for one in counted.passages
        ]
        return cls(
            since=done.since,
            until=done.until,
            issues=counted.issues,
            moved=counted.moved,
            regridded=counted.regridded,
            nobody=counted.nobody,
            passages=passages,
        )


def _name(done: BoundaryRehearsal, agent: int | None) -> str | None:
    return None if agent is None else done.names.get(agent)
