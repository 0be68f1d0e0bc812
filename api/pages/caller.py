"""Who is calling, as the desk sees it: households with their issues."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from api.dates import day_text, local_date
from api.labels import label
from api.pages.caller_words import asked_of
from api.presentation import grid_name, workload_words
from api.rates import count_lookup
from api.schemas.callers import CallerOut, ClosedIssueOut, OpenIssueOut
from api.services.looking_up import look_up
from api.services.occasion import Occasion
from api.texts import Texts
from data.callers import MOST
from dispatch.vocabulary import Light


@dataclass(frozen=True, slots=True)
class PastIssue:
    """One issue of a caller; finished texts."""

    number: str
    title: str
    detail: str
    light: Light
    state: str


@dataclass(frozen=True, slots=True)
class CallerHouse:
    """One household a caller may belong to; finished texts, empty where nothing is known.

    Attributes
    ----------
    closed
        How many of its issues are over, of which `last` are the newest.
    """

    number: str
    head: str
    phone: str
    place: str
    grid: str
    agent: str
    agent_phone: str
    workload: str
    away: bool
    open: tuple[PastIssue, ...]
    closed: int
    last: tuple[PastIssue, ...]


@dataclass(frozen=True, slots=True)
class CallerView:
    """Everything the page of a caller shows.

    Attributes
    ----------
    asked
        Whether anything was looked for.
    filed
        Open issues filed with the phone that are of none of the households.
    unclear
        Whether the words could mean nothing that is looked up.
    """

    words: str = ""
    asked: bool = False
    houses: tuple[CallerHouse, ...] = ()
    filed: tuple[PastIssue, ...] = ()
    unclear: bool = False

    @property
    def many(self) -> bool:
        """Whether there may be more than are shown."""
        return len(self.houses) >= MOST


def read_caller(session: Session, words: str, occasion: Occasion) -> CallerView:
    """Look a caller up by whatever the words are: number, phone, village and name."""
    actor, now, texts = occasion.actor, occasion.now, occasion.texts
    count_lookup(session, actor.account_id, occasion.settings, now)
    questions = asked_of(session, actor, words)
    today = now.date()
    houses: list[CallerHouse] = []
    filed: list[PastIssue] = []
    for asked in questions:
        found = look_up(session, actor, asked, now)
        houses += [_house(one, today, texts) for one in found.items]
        filed += [_open(one, today, texts) for one in found.filed]
        if found.items:
            break
    # A word that names no household may have been a name, and a name alone says too little.
    unclear = not houses and all(one.number for one in questions) and not _has_digit(words)
    return CallerView(words, bool(words), tuple(houses[:MOST]), tuple(filed), unclear)


def _has_digit(words: str) -> bool:
    return any(sign.isdigit() for sign in words)


def _house(one: CallerOut, today: date, texts: Texts) -> CallerHouse:
    agent = one.agent
    return CallerHouse(
        number=one.number,
        head=one.head or "",
        phone=one.phone or "",
        place=" · ".join(word for word in (one.village_name, one.group) if word),
        grid=grid_name(one.grid, one.village_name) if one.grid else "",
        agent=agent.name if agent else "",
        agent_phone=(agent.phone or "") if agent else "",
        workload=workload_words(agent.open_issues, texts) if agent else "",
        away=agent.away if agent else False,
        open=tuple(_open(issue, today, texts) for issue in one.open),
        closed=one.closed.total,
        last=_closed(one.closed.last, today, texts),
    )


def _open(one: OpenIssueOut, today: date, texts: Texts) -> PastIssue:
    translate, day = texts.translate, _day(local_date(one.received_at), today, texts)
    holder = one.agent or label(one.level, translate)
    return PastIssue(
        number=one.number,
        title=label(one.category, translate),
        detail=" · ".join((one.number, label(one.stage, translate), holder)),
        light=one.light,
        state=translate("received %(moment)s") % {"moment": day},
    )


def _closed(issues: Sequence[ClosedIssueOut], today: date, texts: Texts) -> tuple[PastIssue, ...]:
    words = texts.translate("closed %(day)s")
    return tuple(
        PastIssue(
            number=one.number,
            title=label(one.category, texts.translate),
            detail=one.number,
            light=Light.STOPPED,
            state=words % {"day": _day(local_date(one.closed_at), today, texts)},
        )
        for one in issues
    )


def _day(day: date, today: date, texts: Texts) -> str:
    return day_text(day, today=today, language=texts.language)
