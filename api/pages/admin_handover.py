"""What the page of a handover shows: people to choose, and what would pass."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from api.pages.admin_post_rows import PostRow, post_row
from api.services.handover import WARNINGS, HandoverPreview
from api.services.people import people_on
from api.texts import Texts
from data.people import PersonRecord, list_people
from dispatch.rights import Actor


@dataclass(frozen=True, slots=True)
class HandoverWish:
    """What the form says, as typed."""

    giver: str = ""
    taker: str = ""
    on: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class GridLine:
    """Open issues of one grid that would pass; `grid` is empty for those of no grid."""

    grid: str
    issues: int


@dataclass(frozen=True, slots=True)
class Passing:
    """What would pass, in finished texts."""

    giver: str
    taker: str
    posts: tuple[PostRow, ...]
    grids: tuple[GridLine, ...]
    issues: int
    warnings: tuple[str, ...]
    later: bool


@dataclass(frozen=True, slots=True)
class HandoverView:
    """The page of a handover; `passing` is none until it is known who hands over to whom."""

    wish: HandoverWish
    today: str
    givers: tuple[tuple[int, str], ...]
    takers: tuple[tuple[int, str], ...]
    passing: Passing | None


def read_handover(
    session: Session,
    actor: Actor,
    wish: HandoverWish,
    found: HandoverPreview | None,
    now: datetime,
    texts: Texts,
) -> HandoverView:
    """Read whom a handover can be between, with what would pass."""
    people = list_people(session, actor, people_on(session, now))
    return HandoverView(
        wish=wish,
        today=now.date().isoformat(),
        givers=tuple(_choice(one) for one in people if one.posts),
        takers=tuple(_choice(one) for one in people),
        passing=_passing(found, wish, now, texts) if found else None,
    )


def _choice(one: PersonRecord) -> tuple[int, str]:
    """One person as a choice: two of the same name are told apart by where they serve."""
    where = ", ".join(post.grid_code or post.office_name or "" for post in one.posts[:2])
    return one.id, " · ".join(part for part in (one.name, where) if part)


def _passing(found: HandoverPreview, wish: HandoverWish, now: datetime, texts: Texts) -> Passing:
    return Passing(
        giver=found.giver.name,
        taker=found.taker.name,
        posts=tuple(post_row(one, texts) for one in found.posts),
        grids=tuple(GridLine(one.grid_code or "", one.issues) for one in found.issues),
        issues=sum(one.issues for one in found.issues),
        warnings=tuple(texts.translate(WARNINGS[one]) for one in found.warnings),
        later=wish.on > now.date().isoformat(),
    )
