"""What a role may do, and over which part of the county."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from dispatch.errors import NotPermitted
from dispatch.region_codes import ancestors_of
from dispatch.vocabulary import Role


class Verb(StrEnum):
    """Something an account may be allowed to do; the names are the scopes of API keys."""

    FILE_ISSUE = "file-issue"
    READ_ISSUES = "read-issues"
    READ_HELD = "read-held"
    RELEASE_HELD = "release-held"
    REVEAL = "reveal"
    READ_GRIDS = "read-grids"
    READ_HOUSEHOLDS = "read-households"
    READ_AGENTS = "read-agents"
    READ_COUNTS = "read-counts"
    READ_AUDIT = "read-audit"
    MANAGE_ACCOUNTS = "manage-accounts"
    PROPOSE_GRIDS = "propose-grids"
    SIGN_GRIDS = "sign-grids"
    CHANGE_BOUNDARIES = "change-boundaries"
    APPROVE_BOUNDARIES = "approve-boundaries"
    MANAGE_REGISTERS = "manage-registers"
    SURVEY_HOUSEHOLDS = "survey-households"
    PLACE_ISSUES = "place-issues"
    CATEGORISE_ISSUES = "categorise-issues"
    LINK_ISSUES = "link-issues"
    PUBLISH_ISSUES = "publish-issues"
    IMPORT_ISSUES = "import-issues"
    ACKNOWLEDGE_ALERTS = "acknowledge-alerts"


_DESKS: Final = frozenset({Role.TOWNSHIP, Role.COUNTY, Role.SCREENER})
_IN_THE_VILLAGE: Final = frozenset({Role.AGENT, Role.SECRETARY})
_OVERSIGHT: Final = frozenset({Role.SUPERVISOR, Role.LEADER})

PERMISSIONS: Final[dict[Verb, frozenset[Role]]] = {
    Verb.FILE_ISSUE: _IN_THE_VILLAGE | _DESKS | {Role.INTEGRATION},
    Verb.READ_ISSUES: (_IN_THE_VILLAGE | _DESKS | _OVERSIGHT | {Role.HANDLER, Role.INTEGRATION}),
    Verb.READ_HELD: frozenset({Role.COUNTY, Role.SCREENER}),
    Verb.RELEASE_HELD: frozenset({Role.SCREENER}),
    Verb.REVEAL: _IN_THE_VILLAGE | _DESKS | {Role.HANDLER},
    Verb.READ_GRIDS: frozenset(Role) - {Role.AUDITOR},
    Verb.READ_HOUSEHOLDS: _IN_THE_VILLAGE | _DESKS,
    Verb.READ_AGENTS: frozenset(Role) - {Role.AUDITOR},
    Verb.READ_COUNTS: _DESKS | _OVERSIGHT | {Role.PLANNER},
    Verb.READ_AUDIT: frozenset({Role.AUDITOR}),
    Verb.MANAGE_ACCOUNTS: frozenset({Role.ADMIN}),
    Verb.PROPOSE_GRIDS: frozenset({Role.SECRETARY, Role.TOWNSHIP, Role.COUNTY, Role.ADMIN}),
    Verb.SIGN_GRIDS: frozenset({Role.SECRETARY, Role.ADMIN}),
    Verb.CHANGE_BOUNDARIES: frozenset({Role.SECRETARY, Role.TOWNSHIP, Role.COUNTY, Role.ADMIN}),
    Verb.APPROVE_BOUNDARIES: frozenset({Role.TOWNSHIP, Role.COUNTY, Role.ADMIN}),
    Verb.MANAGE_REGISTERS: frozenset({Role.TOWNSHIP, Role.COUNTY, Role.ADMIN}),
    Verb.SURVEY_HOUSEHOLDS: _IN_THE_VILLAGE | {Role.TOWNSHIP, Role.COUNTY},
    Verb.PLACE_ISSUES: _DESKS | {Role.SECRETARY},
    Verb.CATEGORISE_ISSUES: _DESKS | {Role.SECRETARY},
    Verb.LINK_ISSUES: _DESKS,
    Verb.PUBLISH_ISSUES: frozenset({Role.COUNTY}),
    Verb.IMPORT_ISSUES: frozenset({Role.TOWNSHIP, Role.COUNTY}),
    Verb.ACKNOWLEDGE_ALERTS: _DESKS | _OVERSIGHT | _IN_THE_VILLAGE,
}
"""Who may do what. An administrator sees no issue by being one."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks: an account, under one of the roles granted to it.

    Attributes
    ----------
    region_code
        Root of what the grant covers; none in a free scheme: everything.
    region_prefix
        Leading digits every code below that root shares; empty: everything.
    unit_id
        Body a handler works for.
    agent_id
        The person behind an agent's account.
    grids
        Codes of the grids that person answers for today.
    program
        Whether a program asks (bearer token) rather than a person at a page.
    scopes
        Verbs an API key is limited to; none for people.
    grant_id, session_id
        What the actor acts under, for the records.
    """

    account_id: int
    username: str
    name: str
    role: Role
    region_code: str | None = None
    region_prefix: str = ""
    unit_id: int | None = None
    agent_id: int | None = None
    grids: frozenset[str] = frozenset()
    program: bool = False
    scopes: frozenset[Verb] | None = None
    grant_id: int | None = None
    session_id: str | None = None

    def may(self, verb: Verb) -> bool:
        """Whether the role has the verb, and the key too where one is used."""
        return self.role in PERMISSIONS[verb] and (self.scopes is None or verb in self.scopes)

    def require(self, verb: Verb) -> None:
        """Refuse an actor whose role lacks the verb.

        Raises
        ------
        NotPermitted
            If the role lacks it.
        """
        if not self.may(verb):
            msg = f"the role {self.role} may not {verb.replace('-', ' ')}"
            raise NotPermitted(msg)

    @property
    def desk(self) -> str | None:
        """The desk the actor sits at, as kept with what it enters; none for other roles."""
        if self.role not in _DESKS | {Role.SECRETARY}:
            return None
        return f"{self.role}:{self.region_code or ''}"

    @property
    def tokens(self) -> frozenset[str]:
        """Everything an accusation could bar this actor by; see `dispatch.firewall`."""
        own = {f"p:{self.account_id}", f"l:{self.role}"}
        if self.unit_id is not None:
            own.add(f"u:{self.unit_id}")
        if self.agent_id is not None:
            own.add(f"a:{self.agent_id}")
        return frozenset(own | {f"r:{code}" for code in ancestors_of(self.region_code)})
