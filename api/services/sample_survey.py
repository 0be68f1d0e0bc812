"""Something to survey in the sample county: households without coordinates, and buildings."""

from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Session

from data.imports.households import import_households
from data.imports.source import SourceRow
from data.layers import BUILDINGS, add_features
from data.sample.county import SampleCounty
from data.sample.newcomers import settle_newcomers
from data.sample.randomness import stream
from dispatch.vocabulary import Datum, Scheme

_FROM: Final = date(2024, 1, 1)


def add_newcomers(
    session: Session, county: SampleCounty, village: str, *, seed: int, day: date
) -> int:
    """Register newcomers in a village of the sample, and draw its buildings; answers how many."""
    outline = county.regions.set_index("code").loc[village, "outline"]
    made = settle_newcomers(stream(seed, "newcomers"), county.households, village, outline)
    rows = [
        SourceRow(line, {str(name): str(value) for name, value in cells.items()})
        for line, cells in enumerate(made.households.to_dict("records"), 2)
    ]
    known: dict[str, Any] = {"scheme": Scheme.CN12, "datum": Datum.WGS84, "day": day}
    report = import_households(session, rows, **known)
    add_features(session, BUILDINGS, made.buildings, _FROM)
    return report.added
