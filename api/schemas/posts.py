"""Posts, people, absences and handovers on the wire."""

from datetime import date, datetime
from typing import Self

from pydantic import BaseModel

from api.schemas.words import Code, FromRecord, Name, Note, Phone, RowId, Strict
from api.services.absences import AbsenceDraft
from api.services.handover import HandoverPreview, HandoverResult
from api.services.posts import PostDraft
from api.services.rehearsals import PostRehearsal
from dispatch.reachability import Reach
from dispatch.vocabulary import AbsenceKind, Duty


class PostIn(Strict):
    """A post, at a grid or at an office; `until` is the first day it is not held."""

    agent: RowId
    duty: Duty
    since: date
    until: date | None = None
    grid: Code | None = None
    office: RowId | None = None

    def draft(self) -> PostDraft:
        """What is entered."""
        return PostDraft(self.agent, self.duty, self.since, self.until, self.grid, self.office)


class PostOut(FromRecord):
    """One post; `valid_to` is the first day it is not held."""

    id: int
    agent_id: int
    agent_name: str
    agent_phone: str | None
    grid_code: str | None
    office_id: int | None
    office_name: str | None
    region_code: str | None
    duty: Duty
    valid_from: date
    valid_to: date | None
    recorded_at: datetime


class PostPage(BaseModel):
    """A page of posts."""

    items: list[PostOut]
    next: str | None
    total: int


class VacancyOut(FromRecord):
    """One grid without a holder, the deputy there and the day it became vacant."""

    grid_code: str
    region_code: str | None
    region_name: str | None
    households: int | None
    deputy: str | None
    since: date | None


class UncoveredOut(FromRecord):
    """One grid whose holder is away while no deputy works; `until` is the first day back."""

    grid_code: str
    region_code: str | None
    region_name: str | None
    agent_id: int
    agent_name: str
    until: date | None


class VacanciesOut(BaseModel):
    """Grids nobody answers for."""

    vacant: list[VacancyOut]
    uncovered: list[UncoveredOut]


class PersonIn(Strict):
    """A person's name and number."""

    name: Name
    phone: Phone | None = None


class ConfirmationIn(Strict):
    """The right number; left out where the one known is right."""

    phone: Phone | None = None


class AbsenceIn(Strict):
    """Days somebody will not work; `until` is the first day back, none while unknown."""

    kind: AbsenceKind
    since: date
    until: date | None = None
    note: Note | None = None

    def draft(self, agent_id: int) -> AbsenceDraft:
        """What is entered."""
        return AbsenceDraft(agent_id, self.kind, self.since, self.until, self.note)


class AbsenceOut(FromRecord):
    """One absence."""

    id: int
    agent_id: int
    agent_name: str
    kind: AbsenceKind
    note: str | None
    valid_from: date
    valid_to: date | None
    recorded_at: datetime


class Absences(BaseModel):
    """Who is away."""

    items: list[AbsenceOut]


class PersonOut(FromRecord):
    """One person of today."""

    id: int
    name: str
    phone: str | None
    phone_confirmed_on: date | None
    phone_due: bool
    posts: list[PostOut]
    absence: AbsenceOut | None


class HandoverOut(FromRecord):
    """One handover of the past, or dated ahead."""

    id: int
    from_agent_id: int
    from_name: str
    to_agent_id: int
    to_name: str
    on_day: date
    note: str | None
    posts: int
    issues: int
    made_at: datetime


class HistoryOut(FromRecord):
    """All that is kept of somebody's posts."""

    posts: list[PostOut]
    absences: list[AbsenceOut]
    handovers: list[HandoverOut]


class HandoverIn(Strict):
    """Who hands over to whom, from which day."""

    giver: RowId
    taker: RowId
    on: date
    note: Note | None = None


class GridCountOut(FromRecord):
    """Open issues of one grid."""

    grid_code: str | None
    issues: int


class PreviewOut(BaseModel):
    """What a handover would do."""

    posts: list[PostOut]
    issues: list[GridCountOut]
    warnings: list[str]

    @classmethod
    def of(cls, preview: HandoverPreview) -> Self:
        """What is told of a preview."""
        return cls(
            posts=[PostOut.model_validate(one) for one in preview.posts],
            issues=[GridCountOut.model_validate(one) for one in preview.issues],
            warnings=list(preview.warnings),
        )


class HandedOverOut(BaseModel):
    """What a handover did; where `later`, the issues pass on the day itself."""

    id: int
    posts: int
    issues: int
    later: bool
    warnings: list[str]

    @classmethod
    def of(cls, result: HandoverResult) -> Self:
        """What is told of a handover."""
        warnings = [str(one) for one in result.warnings]
        return cls(
            id=result.id,
            posts=result.posts,
            issues=result.issues,
            later=result.later,
            warnings=warnings,
        )


class ContactOut(FromRecord):
    """Somebody, or an office, that can be called now."""

    step: Reach
    name: str | None
    phone: str | None
    confirmed: bool | None
    office: str | None
    region_code: str | None
    unit: str | None
    until: datetime | None


class Contacts(BaseModel):
    """Whom to call, best first."""

    items: list[ContactOut]


class PostRehearsalIn(Strict):
    """A change of posts to be tried out on issues received from one day up to another."""

    giver: RowId
    taker: RowId | None = None
    grids: tuple[Code, ...] = ()
    since: date
    until: date


class PassageOut(FromRecord):
    """Issues that would have gone from one agent to another; none is a desk."""

    before: int | None
    after: int | None
    issues: int


class RehearsalOut(BaseModel):
    """What would have been different, and the names of those it speaks of, by id."""

    issues: int
    moved: int
    nobody: int
    passages: list[PassageOut]
    names: dict[int, str]

    @classmethod
    def of(cls, found: PostRehearsal) -> Self:
        """What is told of a rehearsal."""
        rehearsal = found.rehearsal
        return cls(
            issues=rehearsal.issues,
            moved=rehearsal.moved,
            nobody=rehearsal.nobody,
            passages=[PassageOut.model_validate(one) for one in rehearsal.passages],
            names=found.names,
        )
