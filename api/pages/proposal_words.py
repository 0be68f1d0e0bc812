"""What the pages say of proposals: status, figures, what is out of order, why not."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from api.labels import N_
from api.texts import Texts
from data.errors import (
    NoHouseholds,
    NotFound,
    RegisterChanged,
    StaleWrite,
    UnknownHousehold,
)
from dispatch.errors import IllegalTransition, PinBroken, WrongSize
from dispatch.proposals import CutOptions, Failure
from dispatch.vocabulary import PinKind, ProposalStatus
from geo.errors import GeoError, WrongSizes

STATUS: Final[dict[ProposalStatus, str]] = {
    ProposalStatus.WORKING: N_("Being cut"),
    ProposalStatus.PROPOSED: N_("To be signed"),
    ProposalStatus.FAILED: N_("Could not be cut"),
    ProposalStatus.SIGNED: N_("Signed"),
    ProposalStatus.WITHDRAWN: N_("Withdrawn"),
}
CHIP: Final[dict[ProposalStatus, str]] = {
    ProposalStatus.WORKING: "chip-accent",
    ProposalStatus.PROPOSED: "chip-yellow",
    ProposalStatus.FAILED: "chip-red",
    ProposalStatus.SIGNED: "chip-green",
    ProposalStatus.WITHDRAWN: "",
}
PIN: Final[dict[PinKind, str]] = {
    PinKind.TOGETHER: N_("one grid"),
    PinKind.APART: N_("two grids"),
}
FAILURE: Final[dict[str, str]] = {
    Failure.NO_HOUSEHOLDS: N_(
        "The village has no household with a position. Import its households, then ask again."
    ),
    Failure.CONTRADICTING_PINS: N_(
        "The pins of the village contradict each other. Take one away, then ask again."
    ),
    Failure.BROKEN_OUTLINE: N_(
        "The outline of the village is broken. Import a sound outline, then ask again."
    ),
    Failure.BROKEN_POSITION: N_(
        "A household stands where no place can be. Correct its position, then ask again."
    ),
    Failure.WRONG_SIZES: N_(
        "So many agents cannot share these households. Propose again with another number."
    ),
    Failure.TOO_MANY_GRIDS: N_(
        "The village would need more than 999 grids. Propose again with larger grids."
    ),
}
_BROKE: Final = N_("Something broke on our side while it was cut. Ask again.")

REFUSALS: Final[dict[type[Exception], str]] = {
    StaleWrite: N_(
        "Somebody changed this proposal in the meantime; yours was not kept. Below is how it "
        "stands now: look at it and repeat your change."
    ),
    IllegalTransition: N_(
        "The proposal is not open for this any more. Below is how it stands now; for another "
        "division propose again."
    ),
    WrongSize: N_(
        "One of the two grids would be too small or too large. Exchange two households that both "
        "live in the village."
    ),
    PinBroken: N_(
        "A pin says otherwise. Take the pin away first, in the list of pins, then repeat."
    ),
    RegisterChanged: N_(
        "Households or grids of the village have changed since this was cut. Propose again; the "
        "pins are kept."
    ),
    NoHouseholds: N_(
        "No household of this area has a position, so there is nothing to divide. Import the "
        "households first."
    ),
    UnknownHousehold: N_("The proposal has no such household. Choose one from the list."),
    NotFound: N_("It is not there any more. Below is how the proposal stands now."),
    WrongSizes: N_("A number of agents is for one village. Choose the village first."),
    GeoError: N_("The grids could not be drawn that way. Choose other households."),
}
"""Why a change was not made and what to do; the nearest class counts."""

FAULTS: Final[dict[str, str]] = {
    "shared-place": N_("Households of one place are divided between grids: tell them by the door."),
    "household-outside-boundary": N_("Households stand outside the outline of the village."),
    "outlines-overlap": N_("The outlines of two villages overlap."),
    "not-proved": N_("It is not proved that no better sizes exist; the search ended in time."),
    "pieces": N_("A grid is of several pieces: the way its households lie leaves no other."),
}


def refusal_words(error: Exception, texts: Texts) -> str:
    """Say in one or two sentences why a change was not made, and what to do.

    `error` is one of `REFUSALS`.
    """
    words = next(REFUSALS[kind] for kind in type(error).__mro__ if kind in REFUSALS)
    return texts.translate(words)


def no_change_words(texts: Texts) -> str:
    """Say that what was asked for is so already."""
    return texts.translate("It is so already, nothing was changed. Choose other households.")


def failure_words(failure: str | None, texts: Texts) -> str:
    """Say why a village could not be cut; empty where it was."""
    return texts.translate(FAILURE.get(failure, _BROKE)) if failure else ""


def fault_words(faults: Sequence[Mapping[str, Any]], texts: Texts) -> list[str]:
    """Say what is out of order, with the serials of the grids."""
    return [_fault(fault, texts) for fault in faults]


def _fault(fault: Mapping[str, Any], texts: Texts) -> str:
    code = str(fault["code"])
    words = texts.translate(FAULTS[code]) if code in FAULTS else code
    serials = ", ".join(str(serial) for serial in fault.get("serials", ()))
    if not serials:
        return words
    named = texts.translate("Grids: %(serials)s") % {"serials": serials}
    return f"{words} {named}"


def options_words(options: CutOptions, texts: Texts) -> str:
    """Say what was asked for, in one line."""
    translate = texts.translate
    said = []
    if options.agents is not None:
        said.append(translate("%(agents)s agents") % {"agents": options.agents})
    if options.size is not None:
        said.append(translate("%(size)s households in a grid") % {"size": options.size})
    if options.keep_previous:
        said.append(translate("present grids kept as far as possible"))
    if options.best:
        said.append(translate("thorough search"))
    return " · ".join(said)


def metres(distance: float | None, texts: Texts) -> str:
    """Write metres to the decimetre; a dash for none."""
    if distance is None:
        return "—"
    return texts.translate("{number} m").format(number=f"{distance:.1f}")


def range_words(grids: int, exceptions: int, texts: Texts) -> str:
    """Say how many grids keep their size."""
    if not exceptions:
        words = texts.ngettext(
            "the one grid is in range", "all %(grids)s grids are in range", grids
        )
        return words % {"grids": grids}
    words = texts.ngettext(
        "%(odd)s of %(grids)s grids is an exception",
        "%(odd)s of %(grids)s grids are exceptions",
        exceptions,
    )
    return words % {"odd": exceptions, "grids": grids}
