"""The page where a boundary change is drawn and asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Final

from shapely import Polygon, get_coordinates
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from api.pages.admin_forms import Typed
from api.pages.boundaries import Place, places_of
from api.pages.boundaries_asking import CHOSEN, DRAWN, FORM
from api.pages.boundaries_words import GRID_KIND, HOW, KIND, short_code
from api.texts import Texts
from data.boundary_changes import ChangeRecord
from data.errors import NotFound
from data.grids import GridRecord, list_grids
from data.households import HouseholdRecord, list_households
from dispatch.boundary_changes import AHEAD, Asked
from dispatch.precision import house_precision, may_place
from dispatch.rights import Actor
from dispatch.vocabulary import ChangeKind, Datum, Precision, Purpose

_EMPTY: Final = Typed(FORM)
_DATUMS: Final = (
    (Datum.WGS84, "WGS 84"),
    (Datum.CGCS2000, "CGCS2000"),
    (Datum.GCJ02, "GCJ-02"),
    (Datum.BD09, "BD-09"),
)


@dataclass(frozen=True, slots=True)
class GridChoice:
    """One grid to choose; finished texts."""

    code: str
    number: str
    name: str
    households: int
    holder: str


@dataclass(frozen=True, slots=True)
class HomeChoice:
    """One household to choose; finished texts."""

    number: str
    short: str
    head: str


@dataclass(frozen=True, slots=True)
class NewView:
    """Everything the page shows.

    Attributes
    ----------
    codes
        Grids the form holds.
    chosen
        Fewest and most grids the kind is about; none where no grid is chosen.
    again
        Change that is drawn anew, and its version; none for a new one.
    """

    place: Place
    kind: ChangeKind
    title: str
    how: str
    kinds: tuple[tuple[str, str], ...]
    grid_kinds: tuple[tuple[str, str], ...]
    datums: tuple[tuple[str, str], ...]
    grids: tuple[GridChoice, ...]
    homes: tuple[tuple[str, tuple[HomeChoice, ...]], ...]
    codes: tuple[str, ...]
    chosen: tuple[int, int] | None
    today: date
    latest: date
    purpose: Purpose | None
    may_ask: bool
    again: tuple[str, int] | None
    typed: Typed

    @property
    def drawn(self) -> bool:
        """Whether the kind needs a line or an area."""
        return self.kind in DRAWN


@dataclass(frozen=True, slots=True)
class Begun:
    """What the form starts with: an empty one, or one that was refused.

    Attributes
    ----------
    purpose
        What a desk reads houses for; none shows it no house.
    codes
        Grids it holds.
    again
        Change that is drawn anew, and its version.
    """

    village: str
    kind: ChangeKind
    purpose: Purpose | None = None
    codes: tuple[str, ...] = ()
    again: tuple[str, int] | None = None
    typed: Typed = _EMPTY


def read_new(session: Session, actor: Actor, begun: Begun, now: datetime, texts: Texts) -> NewView:
    """Read what the form to ask for a change needs.

    Raises
    ------
    NotFound
        If the village is not the reader's.
    """
    today, kind = now.date(), begun.kind
    place = village_of(session, actor, begun.village)
    records = list_grids(session, actor, today, region=place.code)
    return NewView(
        place=place,
        kind=kind,
        title=texts.translate(KIND[kind]),
        how=texts.translate(HOW[kind]),
        kinds=tuple((one, texts.translate(words)) for one, words in KIND.items()),
        grid_kinds=tuple((one, texts.translate(words)) for one, words in GRID_KIND.items()),
        datums=_DATUMS,
        grids=tuple(_grid(one) for one in records),
        homes=_homes(session, actor, place, kind, today),
        codes=begun.codes,
        chosen=(CHOSEN[kind][0], CHOSEN[kind][-1]) if kind in CHOSEN else None,
        today=today,
        latest=today + AHEAD,
        purpose=begun.purpose,
        may_ask=may_place(actor) and house_precision(actor) is not Precision.EXACT,
        again=begun.again,
        typed=begun.typed,
    )


def begun_again(record: ChangeRecord) -> Begun:
    """Form that holds what a change was asked for."""
    asked = Asked.of_json(record.request, record.effective_on, record.note)
    values = {
        "corners": _written(asked.line if asked.line is not None else asked.polygon),
        "keep_at": "" if asked.keep_at is None else _place(asked.keep_at),
        "keep": asked.keep or "",
        "household": asked.household or "",
        "target": asked.target or "",
        "grid_kind": asked.grid_kind,
        "grid_name": asked.grid_name or "",
        "effective_on": asked.effective_on.isoformat(),
        "note": asked.note or "",
    }
    again = (str(record.id), record.version)
    typed, village = Typed(FORM, values), record.region_code or ""
    return Begun(village, asked.kind, codes=asked.codes, again=again, typed=typed)


def village_of(session: Session, actor: Actor, code: str) -> Place:
    """Village where a change is asked for.

    Raises
    ------
    NotFound
        If it is none, or not the reader's.
    """
    found = next((one for one in places_of(session, actor) if one.code == code), None)
    if found is None or not found.village:
        msg = f"no village {code}"
        raise NotFound(msg)
    return found


def homes_of(
    session: Session,
    actor: Actor,
    village: str,
    kind: ChangeKind,
    day: date,
    purpose: Purpose | None = None,
) -> list[HouseholdRecord]:
    """Households to choose from: of the village where one is to be moved, else none."""
    if kind is not ChangeKind.MOVE:
        return []
    asked = purpose or Purpose.READ
    return list_households(session, actor, day, region=village, purpose=asked)


def _homes(
    session: Session, actor: Actor, place: Place, kind: ChangeKind, day: date
) -> tuple[tuple[str, tuple[HomeChoice, ...]], ...]:
    records = homes_of(session, actor, place.code, kind, day)
    ordered = sorted(records, key=lambda one: (one.grid or "", one.number))
    return tuple(
        (short_code(grid or None), tuple(_home(one, place.code) for one in group))
        for grid, group in groupby(ordered, key=lambda one: one.grid or "")
    )


def _home(one: HouseholdRecord, village: str) -> HomeChoice:
    return HomeChoice(one.number, one.number.removeprefix(f"{village}-"), one.head or "")


def _grid(one: GridRecord) -> GridChoice:
    number, holder = short_code(one.code), one.agent_name or ""
    return GridChoice(one.code, number, one.name or "", one.households or 0, holder)


def _written(shape: BaseGeometry | None) -> str:
    """Corners of a line or an area as they are typed; an area is not closed."""
    if shape is None:
        return ""
    corners = get_coordinates(shape).tolist()
    return "\n".join(
        _place(one) for one in (corners[:-1] if isinstance(shape, Polygon) else corners)
    )


def _place(corner: Sequence[float]) -> str:
    return f"{round(corner[0], 9)}, {round(corner[1], 9)}"
