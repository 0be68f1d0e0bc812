"""What an answer says of agents, households and regions beside their ids, all by one statement."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

_TOLD: Final = text("""
    SELECT 'agent' AS what, CAST(id AS text) AS which, phone AS told
    FROM agent WHERE id = ANY (CAST(:agents AS bigint[]))
    UNION ALL
    SELECT 'household', CAST(id AS text), number
    FROM household WHERE id = ANY (CAST(:households AS bigint[]))
    UNION ALL
    SELECT 'region', code, name FROM region WHERE code = ANY (CAST(:regions AS text[]))
""")


@dataclass(frozen=True, slots=True)
class Told:
    """Phones of agents and numbers of households by id, names of regions by code."""

    phones: dict[int, str | None]
    households: dict[int, str]
    regions: dict[str, str]


def told_names(
    session: Session,
    *,
    agents: Collection[int],
    households: Collection[int],
    regions: Collection[str],
) -> Told:
    """What is known of some agents, households and regions; what is not known is left out."""
    values = {"agents": list(agents), "households": list(households), "regions": list(regions)}
    told = Told({}, {}, {})
    for what, which, said in session.execute(_TOLD, values):
        if what == "agent":
            told.phones[int(which)] = said
        elif what == "household":
            told.households[int(which)] = said
        else:
            told.regions[which] = said
    return told
