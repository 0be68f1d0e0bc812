"""Through which desk the made-up county's issues came in, and who has them now."""

import json
from pathlib import Path
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from dispatch.vocabulary import Category

_SQL: Final = (Path(__file__).parent / "sql" / "sample_entries.sql").read_text("utf-8")
_STEPS: Final = [text(step) for step in _SQL.split(";\n")]

UNITS: Final[dict[Category, str]] = {
    Category.LAND: "natural-resources",
    Category.MINING_SUBSIDENCE: "natural-resources",
    Category.HOUSING: "housing",
    Category.WATER: "water",
    Category.ROADS: "transport",
    Category.ENVIRONMENT: "environment",
    Category.WELFARE: "civil-affairs",
    Category.WAGES: "labour",
    Category.SAFETY_HAZARD: "energy",
}
"""Department that handles a category in the sample; the others stay with the grid."""


def spread_entries(session: Session) -> None:
    """Enter issues through township and county desks, hand some to units, pass some up.

    So every role of the demo has issues that are its task beside issues that are not. The same
    issues are drawn in every run.
    """
    units = json.dumps(UNITS)
    for step in _STEPS:
        session.execute(step, {"units": units} if ":units AS" in step.text else {})
