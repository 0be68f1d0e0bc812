"""What the desk is shown while it takes down a call or a letter: place, person, the same before."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from api.dates import day_text, local_date
from api.labels import label
from api.pages.caller import CallerHouse, PastIssue, read_caller
from api.pages.filing_form import FilingForm, preview_of
from api.pages.filing_problems import NO_PROBLEM, Problem
from api.pages.placing import Option
from api.presentation import grid_name, workload_words
from api.rates import count_lookup
from api.schemas.previews import PreviewOut
from api.schemas.similar import SimilarIssueOut
from api.services.occasion import Occasion
from api.services.previewing import preview
from api.services.similar import similar_while_typing
from api.texts import Texts
from dispatch.categories import categorise
from dispatch.placing import phone_key
from dispatch.region_codes import is_local
from dispatch.rights import Verb
from dispatch.urgency import SAID, Danger, urgency_of
from dispatch.vocabulary import CategoryBy, Confidence

_PER_CENT: Final = 100
_LEAST_SIGNS: Final = 2
"""Words of fewer signs say nothing of a matter."""


@dataclass(frozen=True, slots=True)
class OutlookView:
    """Where it would lie and who would get it; finished texts, empty where nothing is known.

    Attributes
    ----------
    sure
        Whether the place can be trusted without a second look.
    missing
        What still has to be found out.
    """

    place: str
    confidence: str
    sure: bool
    reason: str
    holder: str
    phone: str
    workload: str
    away: bool
    why: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TopicView:
    """What the rules hear in the words.

    Attributes
    ----------
    sure
        Whether the category is taken without asking anybody.
    dangers
        What makes it urgent.
    """

    category: str = ""
    words: str = ""
    percent: int = 0
    sure: bool = False
    dangers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AlikeView:
    """One open issue that may be the same matter."""

    number: str
    title: str
    detail: str
    reason: str


@dataclass(frozen=True, slots=True)
class SideView:
    """Everything proposed beside the form.

    Attributes
    ----------
    houses, villages
        To choose from, where the words leave more than one.
    callers, filed
        Households with the phone typed, and what was filed with it besides.
    hidden
        What lies near and is not the reader's to see, in sentences.
    may_link
        Whether the reader may say that it is the same matter.
    """

    outlook: OutlookView | None = None
    houses: tuple[Option, ...] = ()
    villages: tuple[Option, ...] = ()
    callers: tuple[CallerHouse, ...] = ()
    filed: tuple[PastIssue, ...] = ()
    topic: TopicView = TopicView()
    alike: tuple[AlikeView, ...] = ()
    hidden: tuple[str, ...] = ()
    may_link: bool = False


@dataclass(frozen=True, slots=True)
class DeskFormView:
    """The page: the form as typed, what is proposed, what is wrong."""

    form: FilingForm
    today: date
    side: SideView | None = None
    problem: Problem = NO_PROBLEM


def read_side(session: Session, form: FilingForm, occasion: Occasion) -> SideView:
    """Propose place, person and similar issues for what was typed so far.

    Raises
    ------
    TooManyTries
        If the account looks people up too often.
    FormProblem, InvalidCoordinate, UnknownHousehold
        If something in the form cannot be taken.
    """
    callers, filed = _callers(session, form, occasion)
    wire, texts = preview_of(form), occasion.texts
    if not (form.text.strip() or form.address or form.way or callers):
        return SideView(callers=callers, filed=filed)
    kind, _, code = form.way.partition(":")
    region = code if kind == "region" and is_local(code) else None
    found = preview(session, wire, occasion, region=region)
    said = len(form.text.strip()) >= _LEAST_SIGNS
    alike = similar_while_typing(session, wire, occasion) if said else None
    today = occasion.now.date()
    return SideView(
        outlook=_outlook(found, texts),
        houses=_houses(found, form),
        villages=tuple(Option(f"region:{one.code}", one.name) for one in found.candidates.villages),
        callers=callers,
        filed=filed,
        topic=_topic(form, texts) if said else TopicView(),
        alike=tuple(_alike(one, today, texts) for one in alike.items) if alike else (),
        hidden=tuple(one.text for one in alike.hidden) if alike else (),
        may_link=occasion.actor.may(Verb.LINK_ISSUES),
    )


def _callers(
    session: Session, form: FilingForm, occasion: Occasion
) -> tuple[tuple[CallerHouse, ...], tuple[PastIssue, ...]]:
    """Households with the phone typed; each look counts as one look-up, with a phone or without."""
    if phone_key(form.phone) is None:
        account = occasion.actor.account_id
        count_lookup(session, account, occasion.settings, occasion.now)
        return (), ()
    found = read_caller(session, form.phone, occasion)
    return found.houses, found.filed


def _outlook(found: PreviewOut, texts: Texts) -> OutlookView:
    placement, agent, translate = found.placement, found.agent, texts.translate
    place = placement.region_name or ""
    if placement.grid:
        place = grid_name(placement.grid, placement.region_name)
    level = label(found.level, translate) if found.level else ""
    return OutlookView(
        place=place,
        confidence=label(placement.confidence, translate),
        sure=placement.confidence is Confidence.HIGH,
        reason=placement.reason.text,
        holder=agent.name if agent else level,
        phone=(agent.phone or "") if agent else "",
        workload=workload_words(agent.open_issues, texts) if agent else "",
        away=agent.away if agent else False,
        why=found.assigned.text,
        missing=tuple(one.text for one in found.missing),
    )


def _houses(found: PreviewOut, form: FilingForm) -> tuple[Option, ...]:
    """Households to choose from; the one that was chosen stays among them."""
    houses = [
        Option(
            f"household:{one.number}",
            " ".join(word for word in (one.head, one.number) if word),
            " · ".join(word for word in (one.village_name, one.group, one.phone) if word),
        )
        for one in found.candidates.households
    ]
    chosen = form.way.startswith("household:")
    return tuple(houses) if len(houses) > 1 or chosen else ()


def _topic(form: FilingForm, texts: Texts) -> TopicView:
    heard, translate = categorise(form.text, None), texts.translate
    signals = [one for one in urgency_of(form.text).signals if one != SAID]
    return TopicView(
        category=label(heard.category, translate) if heard.rule else "",
        words="、".join(heard.words),
        percent=round(_PER_CENT * (heard.confidence or 0)),
        sure=heard.by is CategoryBy.RULE,
        dangers=tuple(label(Danger(one), translate) for one in signals),
    )


def _alike(one: SimilarIssueOut, today: date, texts: Texts) -> AlikeView:
    received = day_text(local_date(one.received_at), today=today, language=texts.language)
    away = f"{round(one.distance_m)} m" if one.distance_m is not None else ""
    parts = (one.number, label(one.category, texts.translate), away, received)
    return AlikeView(
        one.number, one.title, " · ".join(part for part in parts if part), one.reason.text
    )
