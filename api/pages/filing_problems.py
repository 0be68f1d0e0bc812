"""Why a form in which staff file a report is refused, in words beside the field it is about."""

from dataclasses import dataclass
from typing import Final

from api.errors import UnfitFile
from api.labels import N_
from api.pages.placing_form import NO_COORDINATES, PROBLEMS
from api.texts import Texts
from data.errors import FileGone, KeyReused, TwinRunning

UNKNOWN: Final = N_("Something in the form cannot be read: open the page again.")
FIELDS: Final = {
    "text": N_("Write in a few words what it is about, at most 20,000 signs."),
    "category": N_("Choose a category of the list, or leave it open."),
    "channel": N_("Say how it came in: by phone, as a letter, at the counter."),
    "phone": N_("A phone number has at most 32 signs: write it in digits, such as 13812345678."),
    "name": N_("A name has at most 200 signs."),
    "address": N_("An address has at most 500 signs: write the rest into the words."),
    "place": NO_COORDINATES,
    "accuracy_m": NO_COORDINATES,
}
"""What is wrong with each field."""
TOO_MANY: Final = N_("At most nine files belong to one report: leave some out.")
REUSED: Final = N_(
    "This form was filed already, with other words. Open a new form for another matter."
)
RUNNING: Final = N_("It is being filed right now: press again in a moment. Nothing is doubled.")
FILES_GONE: Final = N_("The files sent before are not kept any more: choose them again.")


class FormProblem(ValueError):
    """Something in a form cannot be taken.

    Attributes
    ----------
    field
        Name of the field it stands beside; the text is a message id.
    """

    def __init__(self, words: str, field: str = "") -> None:
        super().__init__(words)
        self.field = field


REFUSALS: Final[tuple[type[Exception], ...]] = (
    FormProblem,
    FileGone,
    KeyReused,
    UnfitFile,
    *PROBLEMS,
)
"""What a form may be refused for; everything typed stays."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a form, in finished words, and the field it stands beside."""

    words: str
    field: str = ""


NO_PROBLEM: Final = Problem("")


def problem_of(error: Exception, texts: Texts) -> Problem:
    """Why a form was refused."""
    if isinstance(error, UnfitFile):
        return Problem(error.said(texts), "file")
    if isinstance(error, FileGone):
        return Problem(texts.translate(FILES_GONE), "file")
    if isinstance(error, FormProblem):
        return Problem(texts.translate(str(error)), error.field)
    if isinstance(error, KeyReused | TwinRunning):
        return Problem(texts.translate(REUSED if isinstance(error, KeyReused) else RUNNING))
    words = next((word for kind, word in PROBLEMS.items() if isinstance(error, kind)), UNKNOWN)
    return Problem(texts.translate(words), "place")
