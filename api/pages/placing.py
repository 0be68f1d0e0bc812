"""What a desk is shown while it finds the place of an issue by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from api.dates import moment_text
from api.labels import N_, label
from api.presentation import grid_name
from api.reasons import reason_text
from api.texts import Texts
from data.grids import Beside
from data.issue_records import IssueRecord
from data.placements import PlacementRecord
from dispatch.assignment import Assigned
from dispatch.placing import Placed
from dispatch.precision import may_place
from dispatch.reasons import Reason, ReasonCode
from dispatch.replacing import Standing, lies_elsewhere
from dispatch.rights import Actor, Verb

_MARKS: Final[Mapping[str, str]] = {
    ReasonCode.BORDER: N_("Near a border"),
    ReasonCode.BORDER_HOUSEHOLD: N_("Near a border"),
    ReasonCode.SHARED_EDGE: N_("On a border"),
    ReasonCode.NEAREST_GRID: N_("Outside the grids"),
}


@dataclass(frozen=True, slots=True)
class Option:
    """One place to choose: the value its form sends, its name, and what tells it from others."""

    value: str
    name: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """What the form holds, as it was typed."""

    way: str = ""
    region: str = ""
    lon: str = ""
    lat: str = ""
    datum: str = "wgs84"
    note: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class OutlookView:
    """What a placing would lead to; finished texts, empty where there is nothing to say.

    Attributes
    ----------
    stays
        Whether it stays with whom it is.
    warning
        What to look at again before it is placed.
    foreign
        Whether it would leave the reader's area, and with it his sight.
    """

    place: str = ""
    mark: str = ""
    reason: str = ""
    beside: str = ""
    holder: str = ""
    workload: str = ""
    why: str = ""
    warning: str = ""
    stays: bool = False
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class PlacingView:
    """Everything the section "Find the place" shows of one issue; texts are finished.

    Attributes
    ----------
    version
        The one shown, which the placing is about.
    key
        New, so that a form sent twice places once.
    region
        Code of where the map opens; empty while nothing is known.
    villages
        Those the address may mean.
    houses
        Households that were looked for.
    searched
        Whether any were looked for.
    regions
        Villages and townships to choose from, code and name.
    problem
        What is wrong with what was sent.
    """

    number: str
    version: int
    key: UUID
    region: str
    villages: tuple[Option, ...]
    regions: tuple[Option, ...]
    typed: Typed = Typed()
    houses: tuple[Option, ...] = ()
    searched: bool = False
    outlook: OutlookView | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class EarlierPlace:
    """One placing of before."""

    moment: str
    place: str
    what: str
    by_hand: bool


def may_find(actor: Actor, record: IssueRecord) -> bool:
    """Whether an actor may place an issue by hand."""
    return actor.may(Verb.PLACE_ISSUES) and may_place(actor) and record.issue.closed_at is None


def mark_of(reason: Reason | None, texts: Texts) -> str:
    """Mark of a place whose grid is in doubt; empty for all others."""
    code = reason.code if reason else ""
    return texts.translate(_MARKS[code]) if code in _MARKS else ""


def earlier_places(
    placements: Sequence[PlacementRecord], names: Mapping[str, str], today: date, texts: Texts
) -> tuple[EarlierPlace, ...]:
    """Where an issue was placed before, the newest first; the place it has now is left out.

    Parameters
    ----------
    names
        Names of grids and regions, by code.
    """
    return tuple(
        EarlierPlace(
            moment=moment_text(one.at, today=today, language=texts.language),
            place=grid_name(one.grid, one.region_name),
            what=reason_text(one.reason.code, one.reason.params, texts, names),
            by_hand=one.by_hand,
        )
        for one in placements[1:]
    )


def names_beside(placements: Sequence[PlacementRecord]) -> dict[str, str]:
    """Names of the grids that placings speak of, by code."""
    return {code: name for one in placements for code, name in _names(one).items()}


def _names(one: PlacementRecord) -> dict[str, str]:
    pairs = ((one.grid, one.region_name), (one.other, one.other_name))
    return {code: grid_name(code, name) for code, name in pairs if code}


def outlook_view(
    placed: Placed,
    handed: Assigned | None,
    texts: Texts,
    *,
    names: Mapping[str, str],
    holder: str,
    open_issues: int,
    beside: Beside | None,
    standing: Standing,
) -> OutlookView:
    """Say what a placing would lead to.

    Parameters
    ----------
    names
        Names of regions and of grids, by code.
    holder
        Who has it now, for where it stays.
    open_issues
        Of the agent who would get it.
    standing
        How it stands with whom it is.
    """
    tenure = handed.tenure if handed else None
    where = names.get(placed.grid.code if placed.grid else placed.region_code or "", "")
    return OutlookView(
        place=where,
        mark=mark_of(placed.reason, texts),
        reason=reason_text(placed.reason.code, placed.reason.params, texts, names),
        beside=_beside(beside, texts),
        holder=_holder(handed, holder, texts),
        workload=_workload(open_issues, texts) if tenure else "",
        why=_handed(handed.reason, names, texts) if handed else _kept(standing, placed, texts),
        stays=handed is None,
    )


def _handed(reason: Reason, names: Mapping[str, str], texts: Texts) -> str:
    """Why it goes to whom it goes; the placing has a line of its own."""
    params = {name: value for name, value in reason.params.items() if name != "why"}
    return reason_text(reason.code, params, texts, names)


def _kept(standing: Standing, placed: Placed, texts: Texts) -> str:
    """Why it stays with whom it is."""
    if standing.held:
        return texts.translate("It waits for the county screener, wherever it lies.")
    if lies_elsewhere(standing.before, placed):
        return texts.translate("Whom it was given to was decided by hand: only its place moves.")
    return texts.translate("Grid and village are those of before.")


def _holder(handed: Assigned | None, holder: str, texts: Texts) -> str:
    if handed is None:
        return holder
    return handed.tenure.agent if handed.tenure else label(handed.level, texts.translate)


def _workload(count: int, texts: Texts) -> str:
    words = texts.ngettext("has %(num)d open issue", "has %(num)d open issues", count)
    return words % {"num": count}


def _beside(beside: Beside | None, texts: Texts) -> str:
    if beside is None:
        return ""
    name = grid_name(beside.code, beside.region_name)
    words = texts.translate("%(metres)d m to the next grid, %(grid)s")
    return words % {"metres": round(beside.metres), "grid": name}
