"""What has been proposed under a region, how far it is, and the form to propose."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from api.dates import local_date, moment_text
from api.pages.proposal_words import CHIP, STATUS, metres, options_words, range_words
from api.services.proposals import villages_to_cut
from api.texts import Texts
from data.database_settings import read_settings
from data.errors import NotFound
from data.grids import count_grids
from data.proposals import (
    BatchProgress,
    ProposalRecord,
    batch_progress,
    count_proposals,
    list_proposals,
)
from data.regions import region_names
from dispatch.region_codes import is_statistical, level_of, prefix_of
from dispatch.rights import Actor
from dispatch.vocabulary import ProposalStatus, RegionLevel
from geo.sizes import plan_sizes

_SHOWN: Final = 100
"""A township has some thirty villages; older proposals are found by their village."""


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """One proposal in the list; finished texts.

    Attributes
    ----------
    figures
        Empty until it is cut.
    """

    id: UUID
    name: str
    status: str
    chip: str
    when: str
    asked: str
    figures: str
    working: bool


@dataclass(frozen=True, slots=True)
class Place:
    """One region that can be divided."""

    code: str
    name: str
    level: RegionLevel


@dataclass(frozen=True, slots=True)
class SizeChoice:
    """One wanted size and how many agents it takes."""

    size: int
    agents: int


@dataclass(frozen=True, slots=True)
class Wish:
    """What the form holds: as it was sent, or what is offered first.

    Attributes
    ----------
    by
        ``size`` or ``agents``: which of the two numbers counts.
    """

    by: str
    size: str
    agents: str
    keep: bool
    best: bool


@dataclass(frozen=True, slots=True)
class ProposalsView:
    """Everything the list of proposals shows.

    Attributes
    ----------
    place
        The region chosen.
    bounds
        Fewest and most households of a grid.
    villages, households
        What there is to divide: households that count.
    sizes
        How many agents each size takes; empty where there is no household.
    error
        Why nothing was proposed; empty where nothing went wrong.
    """

    place: Place
    places: tuple[Place, ...]
    rows: tuple[ProposalRow, ...]
    total: int
    running: tuple[BatchProgress, ...]
    villages: int
    households: int
    bounds: tuple[int, int]
    sizes: tuple[SizeChoice, ...]
    grids: int
    wish: Wish
    error: str = ""

    @property
    def more(self) -> int:
        """How many proposals are not shown."""
        return self.total - len(self.rows)


def read_proposals(
    session: Session,
    actor: Actor,
    region: str,
    now: datetime,
    texts: Texts,
    *,
    sent: Wish | None = None,
    error: str = "",
) -> ProposalsView:
    """Read what is proposed under a region, or under all of the reader's.

    Parameters
    ----------
    region
        Code of a region; empty, or one that is not under the reader's, for his own.
    sent
        What the form held that was refused.
    """
    places = _places(session, actor)
    if not places:
        msg = "there is no region to divide yet; import the regions first"
        raise NotFound(msg)
    place = next((one for one in places if one.code == region), places[0])
    under = prefix_of(place.code)
    records = list_proposals(session, actor, region=under, limit=_SHOWN)
    grids = count_grids(session, actor, now.date(), region=under)
    settings = read_settings(session)
    counts = [one.households for one in villages_to_cut(session, actor, place.code, now)]
    sizes = _sizes(counts, settings.min_size, settings.max_size)
    return ProposalsView(
        place=place,
        places=places,
        rows=tuple(proposal_row(record, now, texts) for record in records),
        total=count_proposals(session, actor, region=under),
        running=_running(session, actor, records),
        villages=len(counts),
        households=sum(counts),
        bounds=(settings.min_size, settings.max_size),
        sizes=sizes,
        grids=grids,
        wish=sent or _first_wish(sizes, settings.min_size, settings.max_size, keep=grids > 0),
        error=error,
    )


def proposal_row(record: ProposalRecord, now: datetime, texts: Texts) -> ProposalRow:
    """Show one proposal as a row."""
    return ProposalRow(
        id=record.id,
        name=record.region_name,
        status=texts.translate(STATUS[record.status]),
        chip=CHIP[record.status],
        when=moment_text(record.made_at, today=local_date(now), language=texts.language),
        asked=options_words(record.options, texts),
        figures=figures_words(record, texts),
        working=record.status is ProposalStatus.WORKING,
    )


def figures_words(record: ProposalRecord, texts: Texts) -> str:
    """Sum a proposal up in one line; empty until it is cut."""
    if not record.grids:
        return ""
    parts = (
        texts.ngettext("%(num)s grid", "%(num)s grids", record.grids) % {"num": record.grids},
        texts.ngettext("%(num)s household", "%(num)s households", record.households)
        % {"num": record.households},
        texts.translate("mean %(distance)s") % {"distance": metres(record.distance_m, texts)},
        range_words(record.grids, record.exceptions, texts),
    )
    return " · ".join(parts)


def _places(session: Session, actor: Actor) -> tuple[Place, ...]:
    """Regions a reader may divide, his own first; villages stand under their township."""
    names = region_names(session, actor.region_prefix)
    places = [
        Place(code, name, level)
        for code, name in names.items()
        if (level := _level(code)) in _DIVIDED
    ]
    return tuple(sorted(places, key=lambda one: (one.code != actor.region_code, one.code)))


_DIVIDED: Final = (RegionLevel.COUNTY, RegionLevel.TOWNSHIP, RegionLevel.VILLAGE)


def _level(code: str) -> RegionLevel:
    """Level of a region; in a free scheme each is cut by itself."""
    return level_of(code) if is_statistical(code) else RegionLevel.VILLAGE


def _sizes(counts: Iterable[int], smallest: int, largest: int) -> tuple[SizeChoice, ...]:
    """How many agents each size takes, each village by itself."""
    counted = [count for count in counts if count]
    if not counted:
        return ()
    return tuple(
        SizeChoice(size, sum(plan_sizes(n, smallest, largest, size).grids for n in counted))
        for size in range(smallest, largest + 1)
    )


def _first_wish(sizes: tuple[SizeChoice, ...], smallest: int, largest: int, *, keep: bool) -> Wish:
    middle = (smallest + largest) // 2
    agents = next((str(one.agents) for one in sizes if one.size == middle), "")
    return Wish("size", str(middle), agents, keep, best=False)


def _running(
    session: Session, actor: Actor, records: Iterable[ProposalRecord]
) -> tuple[BatchProgress, ...]:
    working = [record.batch for record in records if record.status is ProposalStatus.WORKING]
    return tuple(batch_progress(session, actor, batch) for batch in dict.fromkeys(working))
