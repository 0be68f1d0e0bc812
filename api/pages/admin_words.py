"""What the pages of the registers say when a change is refused, or done."""

from typing import Final

from api.labels import N_
from api.texts import Texts
from data.errors import (
    CodeTaken,
    GridsOverlap,
    NotFound,
    Overlapping,
    PostRepeated,
    PostTaken,
    StaleWrite,
)
from dispatch.errors import IllegalTransition, NotPermitted, WrongDay
from geo.errors import InvalidCoordinate, WrongSizes

REFUSALS: Final[dict[type[Exception], str]] = {
    StaleWrite: N_(
        "Somebody changed this in the meantime; yours was not kept. Open the page again, look at "
        "how it stands now and repeat your change."
    ),
    PostTaken: N_(
        "Somebody else holds this grid on these days. End that post first, or hand over."
    ),
    PostRepeated: N_("This person has this post already, from the same day on."),
    CodeTaken: N_("Another entry has this code. Choose one never used."),
    Overlapping: N_("This person is away or on duty elsewhere at that time."),
    IllegalTransition: N_("The rules do not allow this. Check the days and what was chosen."),
    WrongDay: N_("The day is over, or too far ahead."),
    NotPermitted: N_("This is not in your area, or not for your role."),
    GridsOverlap: N_("Two grids would cover the same ground, or one household two grids."),
    NotFound: N_("There is no such entry, or it is not in your area."),
    InvalidCoordinate: N_(
        "This is no place here. Longitude first (about 110), then latitude (about 40)."
    ),
    WrongSizes: N_("The least is more than the most."),
}
"""Refusal → message id."""

FIELDS: Final[dict[type[Exception], str]] = {
    PostTaken: "grid_code",
    CodeTaken: "code",
    Overlapping: "agent_id",
    InvalidCoordinate: "lon",
    WrongSizes: "max_size",
}
"""Refusal → field of the form it is about."""

DONE: Final[dict[str, str]] = {
    "kept": N_("Kept."),
    "added": N_("Added."),
    "closed": N_("Closed from that day on; what was before stays on record."),
    "given": N_("The post is given."),
    "ended": N_("Ended from that day on; what was before stays on record."),
    "away": N_("The absence is recorded. New issues go to the deputy meanwhile."),
    "back": N_("The absence ends on that day."),
    "confirmed": N_("The number is confirmed for today."),
    "handed": N_("The handover is done."),
    "later": N_("The handover is dated ahead; open issues pass on that day."),
    "cancelled": N_("The turn is cancelled."),
}
"""Word in the address after a change → message id."""


def refusal_words(refused: Exception, texts: Texts) -> str:
    """Say why something was not done."""
    kinds = type(refused).__mro__
    return texts.translate(next(REFUSALS[kind] for kind in kinds if kind in REFUSALS))


def done_words(word: str, texts: Texts) -> str:
    """Say what was done; nothing for a word we do not send."""
    return texts.translate(DONE[word]) if word in DONE else ""
