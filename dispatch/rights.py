"""What a role may do, and over which part of the county."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from dispatch.errors import NotPermitted
from dispatch.vocabulary import Role


class Verb(StrEnum):
    """Something an account may be allowed to do."""

    FILE_ISSUE = "file-issue"
    READ_ISSUES = "read-issues"
    READ_HELD = "read-held"
    READ_GRIDS = "read-grids"
    READ_HOUSEHOLDS = "read-households"
    READ_AGENTS = "read-agents"
    READ_COUNTS = "read-counts"


_DESKS: Final = frozenset({Role.TOWNSHIP, Role.COUNTY, Role.SCREENER})

PERMISSIONS: Final[dict[Verb, frozenset[Role]]] = {
    Verb.FILE_ISSUE: frozenset({Role.AGENT}) | _DESKS,
    Verb.READ_ISSUES: frozenset({Role.AGENT}) | _DESKS,
    Verb.READ_HELD: frozenset({Role.COUNTY, Role.SCREENER}),
    Verb.READ_GRIDS: frozenset(Role),
    Verb.READ_HOUSEHOLDS: frozenset({Role.AGENT}) | _DESKS,
    Verb.READ_AGENTS: frozenset(Role),
    Verb.READ_COUNTS: _DESKS | {Role.PLANNER},
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks.

    Attributes
    ----------
    region_code
        Root of what the account covers; none in a free scheme: everything.
    region_prefix
        Leading digits every code below that root shares; empty: everything.
    agent_id
        The person behind an agent's account.
    grids
        Codes of the grids that person answers for today.
    program
        Whether a program asks (bearer token) rather than a person at a page.
    """

    account_id: int
    username: str
    name: str
    role: Role
    region_code: str | None = None
    region_prefix: str = ""
    agent_id: int | None = None
    grids: frozenset[str] = frozenset()
    program: bool = False

    def may(self, verb: Verb) -> bool:
        """Whether the role has the verb."""
        return self.role in PERMISSIONS[verb]

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
