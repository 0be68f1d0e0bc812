"""The list of boundary changes, and where a new one is begun."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from api.dates import day_text, local_date, moment_text
from api.pages.boundaries_words import CHIP, KIND, STATUS
from api.texts import Texts
from data.boundary_changes import ChangeRecord, count_changes, list_changes
from data.regions import region_names
from dispatch.region_codes import is_statistical, level_of, prefix_of
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import ChangeKind, ChangeStatus, RegionLevel

_SHOWN: Final = 100
"""A county changes a few boundaries a week; older ones are found by village or status."""
_HIGHER: Final = frozenset({RegionLevel.COUNTY, RegionLevel.TOWNSHIP})


@dataclass(frozen=True, slots=True)
class Place:
    """One region to choose; a township heads its villages."""

    code: str
    name: str
    village: bool


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change in the list; finished texts."""

    id: UUID
    title: str
    place: str
    status: str
    chip: str
    when: str
    figures: str


@dataclass(frozen=True, slots=True)
class ChangesView:
    """Everything the list shows.

    Attributes
    ----------
    region, status
        What the list is narrowed to; empty for all.
    may_change
        Whether the reader may begin a change.
    """

    region: str
    status: str
    places: tuple[Place, ...]
    statuses: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, str], ...]
    rows: tuple[ChangeRow, ...]
    total: int
    waiting: int
    may_change: bool

    @property
    def more(self) -> int:
        """How many changes are not shown."""
        return self.total - len(self.rows)

    @property
    def villages(self) -> tuple[Place, ...]:
        """Places where a change can be begun."""
        return tuple(place for place in self.places if place.village)


def read_changes(
    session: Session,
    actor: Actor,
    region: str,
    status: ChangeStatus | None,
    now: datetime,
    texts: Texts,
) -> ChangesView:
    """Read the changes under a region, or under all of the reader's."""
    places = places_of(session, actor)
    chosen = region if any(place.code == region for place in places) else ""
    under = prefix_of(chosen) if chosen else None
    records = list_changes(session, actor, region=under, status=status, limit=_SHOWN)
    return ChangesView(
        region=chosen,
        status=status or "",
        places=places,
        statuses=tuple((one, texts.translate(words)) for one, words in STATUS.items()),
        kinds=tuple((one, texts.translate(words)) for one, words in KIND.items()),
        rows=tuple(_row(record, now, texts) for record in records),
        total=count_changes(session, actor, region=under, status=status),
        waiting=count_changes(session, actor, region=under, status=ChangeStatus.PROPOSED),
        may_change=actor.may(Verb.CHANGE_BOUNDARIES),
    )


def places_of(session: Session, actor: Actor) -> tuple[Place, ...]:
    """Regions of a reader by code: townships with their villages; in a free scheme all alike."""
    names = region_names(session, actor.region_prefix)
    levels = {code: level_of(code) if is_statistical(code) else None for code in names}
    return tuple(
        Place(code, names[code], village=level not in _HIGHER)
        for code, level in sorted(levels.items())
        if level in {None, RegionLevel.VILLAGE, *_HIGHER}
    )


def kind_title(kind: ChangeKind, texts: Texts) -> str:
    """Name of a kind of change."""
    return texts.translate(KIND[kind])


def _row(record: ChangeRecord, now: datetime, texts: Texts) -> ChangeRow:
    today = local_date(now)
    made = moment_text(record.made_at, today=today, language=texts.language)
    day = day_text(record.effective_on, today=today, language=texts.language)
    when = texts.translate("%(person)s, %(moment)s · from %(day)s")
    return ChangeRow(
        id=record.id,
        title=kind_title(record.kind, texts),
        place=record.region_name or "",
        status=texts.translate(STATUS[record.status]),
        chip=CHIP[record.status],
        when=when % {"person": record.made_by_name, "moment": made, "day": day},
        figures=figures_words(record, texts),
    )


def figures_words(record: ChangeRecord, texts: Texts) -> str:
    """Sum a change up in one line."""
    counted = (
        (texts.ngettext("%(num)s new grid", "%(num)s new grids", record.new), record.new),
        (
            texts.ngettext("%(num)s grid redrawn", "%(num)s grids redrawn", record.redrawn),
            record.redrawn,
        ),
        (texts.ngettext("%(num)s grid ends", "%(num)s grids end", record.retired), record.retired),
        (
            texts.ngettext("%(num)s household moves", "%(num)s households move", record.households),
            record.households,
        ),
    )
    return " · ".join(words % {"num": number} for words, number in counted if number)
