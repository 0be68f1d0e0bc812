"""What the database says after the drill: every acknowledged report once, and whole."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Engine, Row, text

MARK: Final = "drill-"
"""Begins the word that tells the reports of a drill apart."""

_REPORTS: Final = text("""
    SELECT substring(text FROM 'drill-[0-9a-f]+') AS marker, number, tracking_code,
        (SELECT count(*) FROM attachment WHERE issue_id = issue.id) AS files
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
        Of those, the ones that are not there, or under another number than was told, or without
        the photo that came with them.
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
    there = {row.marker: row for row in rows}
    lost = [line["marker"] for line in ledger if not _is_kept(line, there.get(line["marker"]))]
    doubled = [marker for marker, count in counts.items() if count > 1]
    return Verdict(len(ledger), lost, doubled, half)


def _is_kept(line: dict[str, Any], row: Row[Any] | None) -> bool:
    return (
        row is not None
        and line["number"] in {None, row.number}
        and line["code"] in {None, row.tracking_code}
        and line["files"] == row.files
    )
