"""What a placing by hand would lead to, in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.labels import label
from api.presentation import grid_name, mark_of, workload_words
from api.reasons import decision_text, sentence_of
from api.texts import Texts
from data.grids import Beside
from dispatch.assignment import Assigned
from dispatch.placing import Placed
from dispatch.replacing import Standing, lies_elsewhere


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
        reason=sentence_of(placed.reason, texts, names),
        beside=_beside(beside, texts),
        holder=_holder(handed, holder, texts),
        workload=workload_words(open_issues, texts) if tenure else "",
        why=(
            decision_text(handed.reason.code, handed.reason.params, texts, names)
            if handed
            else _kept(standing, placed, texts)
        ),
        stays=handed is None,
    )


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


def _beside(beside: Beside | None, texts: Texts) -> str:
    if beside is None:
        return ""
    name = grid_name(beside.code, beside.region_name)
    words = texts.translate("%(metres)d m to the next grid, %(grid)s")
    return words % {"metres": round(beside.metres), "grid": name}
