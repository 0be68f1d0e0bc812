"""Reading what the desk shows."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from api.labels import N_
from api.pages.category import read_category
from api.pages.desk import DeskFilter, DeskView, Pane, Place, Show, Tile, map_counts, tiles_of
from api.pages.files import read_files
from api.pages.issue import IssueView, issue_view, purposes_of
from api.pages.links import with_links
from api.pages.opinion import read_opinion
from api.pages.placed_before import earlier_places, names_beside
from api.pages.placing import may_find
from api.pages.public import read_public
from api.pages.release import read_screening
from api.pages.urgent import read_urgent
from api.presentation import GroupView, issue_row, urgency
from api.reasons import regions_named
from api.texts import Texts
from data.issue_filter import IssueFilter
from data.issue_history import history_of
from data.issue_people import masked_petitioners_of
from data.issue_records import IssueRecord
from data.issues import count_issues, find_issue, list_by_urgency, total_issues
from data.place_names import region_names_of
from data.placements import placements_of
from data.regions import region_names
from dispatch.clocks import days_left, pressing
from dispatch.precision import may_place
from dispatch.region_codes import prefix_of
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import Light, Purpose

# A screen shows about ten rows; fifty a group keep the page small on a village line.
_ROWS_OF_ALL: Final = 50
_ROWS_OF_ONE: Final = 500
# More than a county has; a whole league is not for a drop-down list.
_REGIONS: Final = 600
_DECIDED: Final = (
    (Verb.READ_HELD, Show.HELD, N_("Held"), N_("to be screened")),
    (Verb.CATEGORISE_ISSUES, Show.CATEGORY, N_("Category open"), N_("a person decides")),
)
"""Who decides what waits, its counter, and the words of it."""
_ORDER: Final = (Light.RED, Light.YELLOW, Light.GREEN, Light.STOPPED)


def read_desk(
    session: Session, actor: Actor, chosen: DeskFilter, now: datetime, texts: Texts
) -> DeskView:
    """Read counters, list and filter choices of the desk; no issue is open."""
    everything = replace(chosen, show=Show.ALL).wanted()
    counts = count_issues(session, actor, everything, now)
    worst = _first(session, actor, replace(everything, light=Light.RED), now)
    nearest = _first(session, actor, replace(everything, light=Light.YELLOW), now)
    clock = pressing(worst.clocks) if worst else None
    late_days = -days_left(clock, now.date()) if clock else 0
    next_due = urgency(nearest.clocks, now.date(), texts)[1] if nearest else ""
    listed = count_issues(session, actor, chosen.wanted(), now)
    *tiles, everything_tile = tiles_of(counts, late_days, next_due, texts)
    return DeskView(
        filter=chosen,
        pane=Pane.LIST,
        tiles=(*tiles, *_extra_tiles(session, actor, chosen, now, texts), everything_tile),
        groups=_groups(session, actor, chosen, now, texts),
        counts=map_counts(listed),
        regions=_regions(session, actor),
        issue=None,
        may_place=may_place(actor),
    )


def read_issue(
    session: Session,
    actor: Actor,
    number: str,
    now: datetime,
    texts: Texts,
    *,
    purpose: Purpose = Purpose.READ,
) -> IssueView:
    """Read one issue as the actor may see it for a purpose, its people masked.

    Raises
    ------
    NotFound
        If there is none, or it is not the actor's to see.
    """
    record = find_issue(session, actor, number.replace("\0", ""), purpose)
    people = masked_petitioners_of(session, record.id)
    placements = placements_of(session, record)
    reasons = [record.placed_reason, record.assigned_reason, *(one.reason for one in placements)]
    regions = region_names_of(session, regions_named(reasons))
    names, day = {**regions, **names_beside(placements)}, now.date()
    view = issue_view(record, history_of(session, record), people, day, texts, names=names)
    return replace(
        view,
        purposes=purposes_of(actor, record),
        screening=read_screening(session, actor, record, day, texts),
        may_find=may_find(actor, record),
        before=earlier_places(placements, names, day, texts),
        public=read_public(session, actor, record, day, texts),
        urgent=read_urgent(session, record, day, texts),
        category_set=read_category(actor, record, texts),
        files=read_files(session, record, day, texts, purpose),
        opinion=read_opinion(session, record, day, texts),
    )


def _extra_tiles(
    session: Session, actor: Actor, chosen: DeskFilter, now: datetime, texts: Texts
) -> tuple[Tile, ...]:
    """Counters of what waits for a decision, for those who may decide it.

    That of open categories stands only while there are any.
    """
    tiles = []
    for verb, show, title, detail in _DECIDED:
        if not actor.may(verb):
            continue
        count = total_issues(session, actor, replace(chosen, show=show).wanted(), now)
        if count or show is Show.HELD or show is chosen.show:
            tiles.append(Tile(show, count, texts.translate(title), texts.translate(detail)))
    return tuple(tiles)


def _first(
    session: Session, actor: Actor, wanted: IssueFilter, now: datetime
) -> IssueRecord | None:
    return next(iter(list_by_urgency(session, actor, wanted, now, limit=1)), None)


def _groups(
    session: Session, actor: Actor, chosen: DeskFilter, now: datetime, texts: Texts
) -> tuple[GroupView, ...]:
    asked = chosen.wanted()
    lights = _ORDER if asked.light is None else (asked.light,)
    limit = _ROWS_OF_ALL if chosen.show is Show.ALL else _ROWS_OF_ONE
    parts = [(Light.RED, replace(asked, urgent=True))]
    parts += [(light, replace(asked, light=light, urgent=False)) for light in lights]
    groups = []
    for light, wanted in parts:
        records = list_by_urgency(session, actor, wanted, now, limit=limit)
        rows = tuple(issue_row(record, now.date(), texts) for record in records)
        rows = with_links(session, actor, records, rows)
        total = len(rows)
        if total == limit:
            total = count_issues(session, actor, wanted, now).total
        groups.append(GroupView(light, total, rows, urgent=bool(wanted.urgent)))
    return tuple(group for group in groups if group.rows)


def _regions(session: Session, actor: Actor) -> tuple[Place, ...]:
    names = region_names(session, actor.region_prefix)
    below = [code for code in names if code != actor.region_code]
    return tuple(Place(prefix_of(code), names[code]) for code in below[:_REGIONS])
