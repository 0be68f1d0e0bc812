"""The rules of placing and of who gets it over many reports at once, inside PostGIS."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from data.placing import PLACE_FACTS, SQL, Questions, questions_json
from dispatch.assignment import Assigned, Tenure
from dispatch.placing import GridHit, Placed
from dispatch.reasons import Reason, ReasonCode
from dispatch.vocabulary import Confidence, Duty, Level, PlacementMethod

_RULES: Final = ("decision", "handing")
_PLACE_ALL: Final = text(
    PLACE_FACTS + "".join((SQL / f"place_{part}.sql").read_text("utf-8") for part in _RULES)
)


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of one ask; the tenure tells no leaves."""

    placed: Placed
    assigned: Assigned


def settle_all(session: Session, questions: Questions) -> list[Settled]:
    """Place reports and hand them over: `place` and `assign` of each, in one statement.

    Parameters
    ----------
    questions
        What `data.placing.questions_of` made of the asks.

    Returns
    -------
    settled
        In the order of the asks.
    """
    if not questions:
        return []
    rows = session.execute(_PLACE_ALL, {"asks": questions_json(questions)})
    return [Settled(_placed(row), _assigned(row)) for row in rows]


def _placed(row: Row[Any]) -> Placed:
    grid = GridHit(row.grid_code, row.version_id, row.grid_region) if row.grid_code else None
    return Placed(
        method=PlacementMethod(row.method),
        confidence=Confidence(row.confidence),
        reason=Reason(ReasonCode(row.code), row.params),
        lon=row.lon,
        lat=row.lat,
        accuracy_m=row.accuracy_m,
        grid=grid,
        region_code=row.region_code,
        other=row.other,
        share=row.share,
        household_id=row.household_id,
        evidence=tuple(row.evidence),
    )


def _assigned(row: Row[Any]) -> Assigned:
    reason = Reason(ReasonCode(row.handed_code), row.handed_params)
    return Assigned(Level(row.level), reason, _tenure(row.post) if row.post else None)


def _tenure(post: Mapping[str, Any]) -> Tenure:
    return Tenure(
        post_id=post["id"],
        agent_id=post["agent_id"],
        agent=post["agent"],
        duty=Duty(post["duty"]),
        since=date.fromisoformat(post["valid_from"]),
        until=date.fromisoformat(post["valid_to"]) if post["valid_to"] else None,
    )
