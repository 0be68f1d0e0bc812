"""What the pages say of boundary changes: kinds, status, why not, which grid."""

import re
from typing import Final

from api.labels import N_
from api.texts import Texts
from data.errors import DataError, GridsOverlap, NotFound, RegisterChanged, StaleWrite
from dispatch.boundary_changes import Barrier
from dispatch.errors import IllegalTransition, NameMissing, NotPermitted, WrongDay
from dispatch.vocabulary import ChangeKind, ChangeStatus, GridKind
from geo.errors import (
    BrokenApart,
    EditRefused,
    GapLeft,
    GeoError,
    GroundTaken,
    LineMisses,
    NoSuchGrid,
    NotBeside,
    SamePlace,
    TooFine,
    TooSmall,
    TouchesItself,
)

KIND: Final[dict[ChangeKind, str]] = {
    ChangeKind.SPLIT: N_("Split a grid"),
    ChangeKind.MERGE: N_("Merge grids"),
    ChangeKind.DRAW: N_("Draw a new grid"),
    ChangeKind.RESHAPE: N_("Move a shared boundary"),
    ChangeKind.MOVE: N_("Move a household"),
    ChangeKind.IMPORT: N_("Import boundaries"),
}
HOW: Final[dict[ChangeKind, str]] = {
    ChangeKind.SPLIT: N_("Choose a grid, then draw a line across it, from edge to edge."),
    ChangeKind.MERGE: N_("Choose grids that lie side by side, and the number that stays."),
    ChangeKind.DRAW: N_(
        "Draw the ground of the new grid; it is taken from the grids that lie there."
    ),
    ChangeKind.RESHAPE: N_("Choose two neighbours, then draw the boundary they shall share."),
    ChangeKind.MOVE: N_("Choose a household and the neighbouring grid it joins."),
    ChangeKind.IMPORT: N_("Send a file with all grids of the village; those not in it end."),
}
STATUS: Final[dict[ChangeStatus, str]] = {
    ChangeStatus.PROPOSED: N_("To be approved"),
    ChangeStatus.APPROVED: N_("Approved, waits for its day"),
    ChangeStatus.ENACTED: N_("In force"),
    ChangeStatus.REFUSED: N_("Refused"),
    ChangeStatus.WITHDRAWN: N_("Withdrawn"),
    ChangeStatus.OUTDATED: N_("Overtaken"),
}
CHIP: Final[dict[ChangeStatus, str]] = {
    ChangeStatus.PROPOSED: "chip-yellow",
    ChangeStatus.APPROVED: "chip-accent",
    ChangeStatus.ENACTED: "chip-green",
    ChangeStatus.REFUSED: "",
    ChangeStatus.WITHDRAWN: "",
    ChangeStatus.OUTDATED: "chip-red",
}
GRID_KIND: Final[dict[GridKind, str]] = {
    GridKind.HOUSEHOLD: N_("homes"),
    GridKind.SCHOOL: N_("school"),
    GridKind.MINE: N_("mine"),
    GridKind.MARKET: N_("market"),
    GridKind.SPECIAL: N_("special place"),
}
BARRIER: Final[dict[Barrier, str]] = {
    Barrier.STATUS: N_("It is not open for approval any more."),
    Barrier.RIGHT: N_("Your role approves no boundaries: a township or county desk does."),
    Barrier.AREA: N_(
        "The village lies outside your area: its own township or the county approves it."
    ),
    Barrier.OWN: N_("You asked for it yourself: a second person approves it."),
}
REFUSALS: Final[dict[type[Exception], str]] = {
    StaleWrite: N_(
        "Somebody else changed this in the meantime, so yours was not kept. Below is how it "
        "stands now: look at it and repeat."
    ),
    RegisterChanged: N_(
        "The boundaries here have changed since this was drawn. Draw it anew on the boundaries "
        "of today."
    ),
    IllegalTransition: N_("It is not open for this any more. Below is how it stands now."),
    NotPermitted: N_("You may not do this here."),
    NameMissing: N_("Say what the place is called."),
    WrongDay: N_("Choose a day from today on, at most a year ahead."),
    GridsOverlap: N_("Two grids would cover the same ground. Draw it anew."),
    NotFound: N_("There is no such grid, household or village here. Choose another one."),
    BrokenApart: N_("A grid would fall into several pieces. Draw it so that each stays whole."),
    GapLeft: N_("Some ground of the village would belong to no grid. Draw it up to the edges."),
    GroundTaken: N_("Two grids would share ground, or take that of another village."),
    LineMisses: N_("What was drawn does not divide the grid. Draw from edge to edge, across it."),
    NoSuchGrid: N_("A grid that was chosen is not there, or not of this village."),
    NotBeside: N_("The grids do not lie side by side. Choose grids that share a boundary."),
    SamePlace: N_(
        "Another household stands at the very same place; a boundary cannot part the two."
    ),
    TooFine: N_("Boundaries lie too close together here. Draw a little further from them."),
    TooSmall: N_("A grid would have hardly any ground. Draw it larger."),
    TouchesItself: N_("The boundary would touch itself. Draw it simpler."),
    EditRefused: N_("It cannot be done the way it was drawn. Draw it differently."),
    GeoError: N_("What was drawn is no proper line or area. Start over and draw it again."),
    DataError: N_("The file or the choice does not fit. Check it and send it again."),
}
"""Why a change was not made and what to do; the nearest class counts."""

_CODE: Final = re.compile(r"\b\d{15}\b")
_SERIAL_DIGITS: Final = 3


def refusal_words(error: Exception, texts: Texts) -> str:
    """Say why a change was not made and what to do, with the grids it is about."""
    words = next(REFUSALS[kind] for kind in type(error).__mro__ if kind in REFUSALS)
    numbers = dict.fromkeys(short_code(code) for code in _CODE.findall(str(error)))
    said = texts.translate(words)
    if not numbers:
        return said
    named = texts.translate("Grids: %(serials)s") % {"serials": ", ".join(numbers)}
    return f"{said} {named}"


def short_code(code: str | None) -> str:
    """Number of a grid as people of its village say it."""
    if code is None:
        return "—"
    return code[-_SERIAL_DIGITS:] if _CODE.fullmatch(code) else code


def kind_text(kind: GridKind, texts: Texts) -> str:
    """What a grid is made for."""
    return texts.translate(GRID_KIND[kind])
