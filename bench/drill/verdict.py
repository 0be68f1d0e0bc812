"""What the database says after the drill: every acknowledged report once, and whole."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Engine, text

MARK: Final = "drill-"
"""Begins the word that tells the reports of a drill apart."""

_REPORTS: Final = text("""
    SELECT substring(text FROM 'drill-[0-9a-f]+') AS marker, number, tracking_code
    FROM issue WHERE text LIKE '%drill-%'
""")
_HALF: Final = text("""
    SELECT number FROM issue WHERE text LIKE '%drill-%' AND NOT (
        EXISTS (SELECT FROM placement WHERE issue_id = issue.id)
        AND EXISTS (SELECT FROM issue_event WHERE issue_id = issue.id AND verb = 'received')
        AND EXISTS (SELECT FROM clock WHERE issue_id = issue.id)
        AND (held OR EXISTS (SELECT FROM assignment WHERE issue_id = issue.id))
    )
""")


@dataclass(slots=True)
class Verdict:
    """What was found.

    Attributes
    ----------
    acknowledged
        Reports whose clients were told that they are in.
    lost
        Of those, the ones that are not there, or under another number than was told.
    doubled
        Reports that are there more than once.
    half
        Issues without their placing, clocks, handing-over or first line of history.
    """

    acknowledged: int
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    half: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether the promise held."""
        return not (self.lost or self.doubled or self.half)


def judge(engine: Engine, ledger: Sequence[dict[str, Any]]) -> Verdict:
    """Compare the ledger with the database."""
    with engine.connect() as connection:
        rows = connection.execute(_REPORTS).all()
        half = [number for (number,) in connection.execute(_HALF)]
    counts = Counter(row.marker for row in rows)
    there = {(row.marker, row.number) for row in rows}
    codes = {(row.marker, row.tracking_code) for row in rows}
    lost = [
        line["marker"]
        for line in ledger
        if not counts[line["marker"]]
        or (line["number"] and (line["marker"], line["number"]) not in there)
        or (line["code"] and (line["marker"], line["code"]) not in codes)
    ]
    doubled = [marker for marker, count in counts.items() if count > 1]
    return Verdict(len(ledger), lost, doubled, half)
