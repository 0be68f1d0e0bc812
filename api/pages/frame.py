"""What every page shows around its content."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from api.labels import N_
from api.pages.admin_tabs import ADMIN_ROLES, Tab, tabs_for
from api.pages.alert_bar import AlertView
from api.texts import Language
from dispatch.rights import PERMISSIONS, Verb
from dispatch.vocabulary import Role


class Theme(StrEnum):
    """Colours of the pages; ``auto`` follows the device."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Entry:
    """One page of the navigation; `title` and `about` are message ids."""

    path: str
    title: str
    about: str
    roles: frozenset[Role]


_AT_THE_DESK: Final = PERMISSIONS[Verb.READ_ISSUES] - {Role.AGENT, Role.INTEGRATION}
"""An agent has a page of his own, and a program has none."""

ENTRIES: Final = (
    Entry(
        "/desk",
        N_("Dispatch desk"),
        N_("Every open issue of your area as a list and on the map, the late ones first."),
        _AT_THE_DESK,
    ),
    Entry(
        "/desk/bulk",
        N_("Import reports"),
        N_("Bring a list of reports as a file: tried first, taken in once, faults by row."),
        PERMISSIONS[Verb.IMPORT_ISSUES],
    ),
    Entry(
        "/planning",
        N_("Planning"),
        N_("Where issues come from: counts by village and by cell, by category and period."),
        PERMISSIONS[Verb.READ_COUNTS],
    ),
    Entry(
        "/proposals",
        N_("Grid proposals"),
        N_("Divide villages into grids: propose, correct on the map, sign."),
        PERMISSIONS[Verb.PROPOSE_GRIDS],
    ),
    Entry(
        "/admin",
        N_("Registers"),
        N_("Boundaries, offices, people and their posts, units on duty, coverage, imports."),
        ADMIN_ROLES,
    ),
    Entry(
        "/grid",
        N_("My grid"),
        N_("The open issues of your grid, the next deadline first."),
        frozenset({Role.AGENT}),
    ),
    Entry(
        "/sittings",
        N_("Sessions and rounds"),
        N_("Talk rooms and inspections: enter what is brought in one by one, and print it."),
        PERMISSIONS[Verb.FILE_ISSUE] - {Role.INTEGRATION},
    ),
    Entry(
        "/survey",
        N_("Find houses"),
        N_("Put the households of the register on the map: stand at the door, press Here."),
        PERMISSIONS[Verb.SURVEY_HOUSEHOLDS],
    ),
)


_HEARS: Final = PERMISSIONS[Verb.ACKNOWLEDGE_ALERTS]
OTHER_DOORS: Final[dict[Role, str]] = {
    Role.AUDITOR: N_("You read the record of who saw and changed what; you see no issue."),
    Role.INTEGRATION: N_("This account is for a program: it files issues and reads back its own."),
}
"""Roles that see no issue, and where their own work is."""


def entry_at(path: str) -> Entry:
    """Entry of the navigation for a page.

    Raises
    ------
    KeyError
        If the navigation has no such page.
    """
    return {entry.path: entry for entry in ENTRIES}[path]


@dataclass(frozen=True, slots=True)
class Account:
    """The reader, as the pages name him."""

    name: str
    role: Role
    area: str


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything the layout needs.

    Attributes
    ----------
    county
        Name of the county this database serves; empty when it has none yet.
    made_up
        Whether the data are the generated sample; said on every page.
    account
        The reader; None before signing in.
    path
        Path and query of this page, to come back to after a change of language or theme.
    csrf
        Token that every form of the page sends along as ``csrf``.
    alerts
        Urgent issues that wait for the reader's word.
    """

    language: Language
    theme: Theme
    county: str
    made_up: bool
    account: Account | None
    path: str
    csrf: str = ""
    alerts: tuple[AlertView, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Pages this reader can open, in the order of the navigation."""
        if self.account is None:
            return ()
        return tuple(entry for entry in ENTRIES if self.account.role in entry.roles)

    @property
    def alerts_next(self) -> str:
        """Where the button of an alert leads back to; the bar has no page of its own."""
        return "/" if self.path.startswith("/alerts/") else self.path

    @property
    def hears_alerts(self) -> bool:
        """Whether urgent issues may wait for this reader."""
        return self.account is not None and self.account.role in _HEARS

    @property
    def here(self) -> str:
        """Page of the navigation this one belongs to: the nearest above it; empty where none is."""
        above = [entry.path for entry in self.entries if self.path.startswith(entry.path)]
        return max(above, key=len, default="")

    @property
    def looks_up(self) -> bool:
        """Whether this reader may look a caller up."""
        return self.account is not None and self.account.role in PERMISSIONS[Verb.PLACE_ISSUES]

    @property
    def admin_tabs(self) -> tuple[Tab, ...]:
        """Parts of the registers this reader can open."""
        return tabs_for(self.account.role) if self.account else ()

    @property
    def other_door(self) -> str:
        """Where the work of a reader is who sees no issue; a message id, empty for all others."""
        return OTHER_DOORS.get(self.account.role, "") if self.account else ""

    @property
    def other_language(self) -> Language:
        """Language the switch offers."""
        return Language.EN if self.language is Language.ZH_CN else Language.ZH_CN

    @property
    def other_theme(self) -> Theme:
        """Theme the switch offers: dark unless it is dark already."""
        return Theme.LIGHT if self.theme is Theme.DARK else Theme.DARK
