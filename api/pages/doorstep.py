"""The agent's form on a doorstep: whose door, and what became of a report."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from api.labels import N_
from api.pages.desk_filed import category_of, holder_of
from api.pages.filing_form import FilingForm
from api.pages.filing_problems import NO_PROBLEM, Problem
from api.services.reading_log import log_households
from api.texts import Texts
from data.households import HouseholdRecord, list_households
from dispatch.auditing import AuditVerb
from dispatch.rights import Actor

ROWS: Final = 20
"""A grid has 10 to 15 households: more, as a village has, are chosen from a list."""
_MOST: Final = 1_000


@dataclass(frozen=True, slots=True)
class Door:
    """One household to choose: the value its form sends, whose it is, where."""

    value: str
    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class DoorstepView:
    """The page: the form as typed, the doors to choose from, what is wrong.

    Attributes
    ----------
    owner
        Account under which a phone keeps what it could not send.
    """

    form: FilingForm
    doors: tuple[Door, ...]
    owner: int
    problem: Problem = NO_PROBLEM

    @property
    def few(self) -> bool:
        """Whether the doors stand as rows."""
        return len(self.doors) <= ROWS


def read_doors(session: Session, actor: Actor, now: datetime) -> tuple[Door, ...]:
    """Households whose door the actor may stand at; who was shown them is kept."""
    homes = list_households(session, actor, now.date(), limit=_MOST)
    log_households(session, actor, now, AuditVerb.LIST, [one.id for one in homes])
    return tuple(
        Door(
            f"household:{one.number}",
            one.head or one.number,
            " · ".join(word for word in (one.group, _short(one)) if word),
        )
        for one in homes
    )


def _short(home: HouseholdRecord) -> str:
    """Number of a household without the code of its village, which all of them begin with."""
    code = f"{home.village_code or ''}-"
    return home.number.removeprefix(code) or home.number


def sent_words(answer: Mapping[str, Any], texts: Texts) -> dict[str, str]:
    """What the phone shows of a report that is in: its number, the code for the resident, who."""
    return {
        "number": answer["number"],
        "code": answer["tracking_code"],
        "holder": holder_of(answer, texts),
        "category": category_of(answer, texts),
    }


SAYS: Final = {
    "waits": N_("{count} waiting on this phone. Nothing is lost."),
    "sending": N_("sending …"),
    "signin": N_("Your session has ended. Sign in again; what waits stays on this phone."),
    "offline": N_("no signal: it goes out by itself later"),
    "refused": N_("Not taken: {why}"),
    "correct": N_("Correct it"),
    "drop": N_("Throw it away"),
    "done": N_("Filed: {number}. Code for the resident: {code}. {holder}"),
    "seen": N_("Seen"),
    "photos": N_("{count} photos"),
    "full": N_("This phone cannot keep reports: stay on this page until it is sent."),
    "empty": N_("Write a few words, or choose what it is about."),
    "nowhere": N_("Choose the door, your own place, or write where it is."),
    "here": N_("± {metres} m"),
    "looking": N_("Looking for satellites …"),
    "noplace": N_("The phone does not say where it is. Choose the door, or write the place."),
    "files": N_("{count} photos chosen"),
}
"""Key → message of the script; words in braces are filled in there."""
