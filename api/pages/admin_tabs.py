"""The parts of the registers' pages, and who finds which of them."""

from dataclasses import dataclass
from typing import Final

from api.labels import N_
from dispatch.rights import PERMISSIONS, Verb
from dispatch.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Tab:
    """One part of the registers; `title` is a message id."""

    name: str
    path: str
    title: str
    roles: frozenset[Role]


_MANAGES: Final = PERMISSIONS[Verb.MANAGE_REGISTERS]
_DRAWS: Final = PERMISSIONS[Verb.CHANGE_BOUNDARIES] | PERMISSIONS[Verb.APPROVE_BOUNDARIES]
ADMIN_ROLES: Final = _MANAGES | _DRAWS
UPLOAD_ROLES: Final = frozenset({Role.COUNTY, Role.ADMIN})
"""A file may name any village of the county, so the county's own people send it."""
SETTINGS_ROLES: Final = frozenset({Role.ADMIN})

TABS: Final = (
    Tab("overview", "/admin", N_("Overview"), ADMIN_ROLES),
    Tab("boundaries", "/admin/boundaries", N_("Boundaries"), _DRAWS),
    Tab("grids", "/admin/grids", N_("Grids"), ADMIN_ROLES),
    Tab("offices", "/admin/offices", N_("Offices"), _MANAGES),
    Tab("people", "/admin/people", N_("People and posts"), _MANAGES),
    Tab("units", "/admin/units", N_("Units and rota"), _MANAGES),
    Tab("reachable", "/admin/reachable", N_("Who to call"), _MANAGES),
    Tab("coverage", "/admin/coverage", N_("Coverage"), _MANAGES),
    Tab(
        "positions",
        "/survey",
        N_("Positions of houses"),
        ADMIN_ROLES & PERMISSIONS[Verb.SURVEY_HOUSEHOLDS],
    ),
    Tab("imports", "/admin/imports", N_("Imports"), UPLOAD_ROLES),
    Tab("settings", "/admin/settings", N_("Settings"), SETTINGS_ROLES),
)


def tabs_for(role: Role) -> tuple[Tab, ...]:
    """Parts a role can open, in the order they are shown."""
    return tuple(tab for tab in TABS if role in tab.roles)
