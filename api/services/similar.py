"""What may be the same matter: sought over the whole county, graded by who reads."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, NamedTuple
from uuid import uuid4

from sqlalchemy.orm import Session

from api.dates import day_text
from api.labels import N_, label
from api.presentation import title_of
from api.schemas.issue import IssueIn, ReasonOut
from api.schemas.previews import PreviewIn
from api.schemas.similar import HiddenSimilarOut, ResidentSimilarOut, SimilarIssueOut, SimilarOut
from api.services.filing import report_of
from api.services.intake import asks_of
from api.services.occasion import Filer, Occasion, filing_of
from api.services.reading_log import log_issues
from data.issue_links import with_matter
from data.issue_records import IssueRecord
from data.place_names import region_names_of
from data.placing import find_places
from data.scope import as_system
from data.similar import (
    RESIDENT_RADIUS_M,
    Candidate,
    Sought,
    candidates_for,
    sought_like,
    visible_among,
)
from dispatch.auditing import AuditVerb
from dispatch.duplicates import Brought, Likeness, LikenessGrade, in_hundreds, likeness
from dispatch.intake import Report
from dispatch.placing import Placed, phone_key, place
from dispatch.region_codes import township_over
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import Category, Datum, Role
from geo.coordinates import check_lonlat
from geo.datum import convert_points

PUBLISHABLE: Final = frozenset(
    {
        Category.ROADS,
        Category.WATER,
        Category.ENVIRONMENT,
        Category.PUBLIC_SERVICES,
        Category.SAFETY_HAZARD,
    }
)
"""Kinds of which residents are told: what lies in the open, not what people are at odds over."""
MOST_SHOWN: Final = 8
_MOST_HIDDEN: Final = 3
_MOST_FOR_RESIDENTS: Final = 3
_NEAR_M: Final = 100
_GRADES: Final = tuple(LikenessGrade)


class _Like(NamedTuple):
    candidate: Candidate
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class _Case:
    """What is sought, and what it is compared by."""

    sought: Sought
    brought: Brought


def similar_while_typing(session: Session, wire: PreviewIn, occasion: Occasion) -> SimilarOut:
    """Issues that may be the matter of a report that is being entered.

    Raises
    ------
    NotPermitted
        If the role enters no reports.
    InvalidCoordinate
        As filing it would.
    """
    occasion.actor.require(Verb.FILE_ISSUE)
    with as_system(session):
        case = _case_of(session, wire, Filer.of(occasion), occasion.actor)
        likes = _likes(session, case, occasion)
    return _graded(session, likes, occasion)


def similar_to_issue(session: Session, record: IssueRecord, occasion: Occasion) -> SimilarOut:
    """Issues that may be the matter of one that the actor sees, and are not linked with it."""
    with as_system(session):
        known = sought_like(session, record.id, occasion.now)
        if known is None:
            return SimilarOut(items=[], hidden=[])
        sought, words = known
        linked = frozenset(with_matter(session, record.id))
        case = _Case(replace(sought, but=linked), _brought(record, sought, words, occasion))
        likes = _likes(session, case, occasion)
    return _graded(session, likes, occasion)


def similar_for_resident(session: Session, wire: IssueIn, filer: Filer) -> list[ResidentSimilarOut]:
    """What a resident is told is reported already near the place: kinds, distances and days."""
    there = wire.place
    if there is None or wire.category not in PUBLISHABLE:
        return []
    check_lonlat(there.lon, there.lat)
    lon, lat = convert_points(there.lon, there.lat, there.datum.value, Datum.WGS84.value)
    sought = Sought(
        filer.now,
        float(lon),
        float(lat),
        radius_m=RESIDENT_RADIUS_M,
        categories=frozenset({wire.category}),
    )
    with as_system(session):
        found = candidates_for(session, sought)
    near = sorted(
        (one.distance_m, one.id, one)
        for one in found
        if one.distance_m is not None and one.distance_m <= RESIDENT_RADIUS_M
    )
    return [_for_resident(one, far, filer) for far, _, one in near[:_MOST_FOR_RESIDENTS]]


def _case_of(session: Session, wire: IssueIn, filer: Filer, actor: Actor) -> _Case:
    report = report_of(wire, uuid4(), filer.now)
    placed = _placed(session, report, filer)
    if not (placed.region_code or "").startswith(actor.region_prefix):
        placed = replace(placed, lon=None, lat=None, household_id=None, region_code=None)
    key = phone_key(report.petitioner_phone)
    phones = frozenset({key} if key else ())
    day = filer.now.astimezone(filer.settings.zone).date()
    brought = Brought(
        report.text, report.category or Category.OTHER, day, phones, placed.household_id
    )
    return _Case(_sought(placed, phones, filer.now), brought)


def _placed(session: Session, report: Report, filer: Filer) -> Placed:
    asks, refused = asks_of(session, [report], filing_of(filer))
    for error in refused.values():
        raise error
    return place(find_places(session, [asks[0]])[0])


def _sought(placed: Placed, phones: frozenset[str], now: datetime) -> Sought:
    return Sought(
        now,
        placed.lon,
        placed.lat,
        placed.accuracy_m,
        placed.region_code,
        placed.household_id,
        phones,
    )


def _brought(record: IssueRecord, sought: Sought, words: str, occasion: Occasion) -> Brought:
    day = record.issue.received_at.astimezone(occasion.settings.zone).date()
    return Brought(words, record.issue.category, day, sought.phones, sought.household_id)


def _likes(session: Session, case: _Case, occasion: Occasion) -> list[_Like]:
    """Candidates the rule finds alike, the surest and nearest first."""
    zone = occasion.settings.zone
    found = []
    for one in candidates_for(session, case.sought):
        known = Brought(
            one.text,
            one.category,
            one.received_at.astimezone(zone).date(),
            one.phones,
            one.household_id,
            one.closed_at.astimezone(zone).date() if one.closed_at else None,
        )
        like = likeness(case.brought, known, one.distance_m)
        if like is not None:
            found.append(_Like(one, like))
    return sorted(found, key=_sureness)


def _sureness(like: _Like) -> tuple[int, float, int]:
    distance = like.candidate.distance_m
    far = float("inf") if distance is None else distance
    return _GRADES.index(like.likeness.grade), far, -like.candidate.id


def _graded(session: Session, likes: Sequence[_Like], occasion: Occasion) -> SimilarOut:
    """What the actor may read of them in full, and of the others that they are there."""
    actor, now = occasion.actor, occasion.now
    seen = visible_among(session, actor, [like.candidate.id for like in likes])
    shown = [like for like in likes if like.candidate.id in seen][:MOST_SHOWN]
    records = [seen[like.candidate.id] for like in shown]
    log_issues(session, actor, now, AuditVerb.LIST, records)
    hidden = [like for like in likes if like.candidate.id not in seen][:_MOST_HIDDEN]
    if actor.role is Role.INTEGRATION:
        hidden = []
    return SimilarOut(
        items=[_item(seen[like.candidate.id], like, occasion) for like in shown],
        hidden=_hidden(session, hidden, occasion),
    )


def _item(record: IssueRecord, like: _Like, occasion: Occasion) -> SimilarIssueOut:
    issue, metres = record.issue, like.candidate.distance_m
    if not record.exact:
        metres = like.candidate.moved_m
    return SimilarIssueOut(
        number=issue.number,
        title=title_of(issue.text),
        category=issue.category,
        stage=issue.stage,
        closed=issue.closed_at is not None,
        received_at=issue.received_at,
        distance_m=None if metres is None else in_hundreds(metres),
        grade=like.likeness.grade,
        reason=ReasonOut.of(like.likeness.reason, occasion.texts),
        version=issue.version,
    )


def _hidden(session: Session, likes: Sequence[_Like], occasion: Occasion) -> list[HiddenSimilarOut]:
    codes = {code for like in likes if (code := township_over(like.candidate.region_code))}
    names = region_names_of(session, codes)
    county = occasion.texts.translate(N_("the county petition desk"))
    told = []
    for like in likes:
        township = township_over(like.candidate.region_code) or ""
        metres = like.candidate.moved_m
        far = None if metres is None else in_hundreds(metres)
        whom = names.get(township, county)
        told.append(
            HiddenSimilarOut(distance_m=far, with_whom=whom, text=_told(far, whom, occasion))
        )
    return told


def _told(metres: int | None, whom: str, occasion: Occasion) -> str:
    translate = occasion.texts.translate
    if metres is None:
        return translate(N_("One alike is with %(office)s.")) % {"office": whom}
    words = translate(N_("One alike about %(metres)s m away is with %(office)s."))
    return words % {"metres": metres, "office": whom}


def _for_resident(one: Candidate, distance_m: float, filer: Filer) -> ResidentSimilarOut:
    near = distance_m <= _NEAR_M
    words = N_("%(category)s, within %(metres)s m, reported on %(date)s")
    day = one.received_at.astimezone(filer.settings.zone).date()
    said = {
        "category": label(one.category, filer.texts.translate),
        "metres": _NEAR_M if near else round(RESIDENT_RADIUS_M),
        "date": day_text(day, language=filer.texts.language),
    }
    return ResidentSimilarOut(
        category=one.category,
        received_on=day,
        distance="within-100" if near else "within-250",
        text=filer.texts.translate(words) % said,
    )
