"""Issues of a file in one transaction, as a sample county or a measurement brings them."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import tzinfo
from itertools import islice

from sqlalchemy.orm import Session

from api.services.bulk_batches import BATCH, Keys, at_the_county, take_batch
from api.services.intake import Filing
from data.bulk_outcomes import placed_of
from data.imports.reports import Origin
from data.imports.source import ImportReport, SourceRow
from data.rows import RowProblem


def import_issues(
    session: Session,
    rows: Iterable[SourceRow | RowProblem],
    filing: Filing,
    *,
    source: str,
    zone: tzinfo,
    progress: Callable[[int], None],
) -> ImportReport:
    """Take the issues of a file in; a key taken in before is left as it is.

    What people bring goes batch by batch, each in a transaction of its own: see
    `api.services.bulk_run`.
    """
    filing, origin, keys = at_the_county(session, filing), Origin(source, zone), Keys()
    total, placed = ImportReport(), Counter[str]()
    stream = iter(rows)
    while batch := list(islice(stream, BATCH)):
        taken = take_batch(session, batch, filing, origin, keys)
        total.read += taken.read
        total.added += len(taken.ids)
        total.unchanged += taken.unchanged
        total.refused += taken.refused
        placed.update(placed_of(session, taken.ids).methods)
        progress(total.read)
    total.placed = dict(placed)
    return total
