"""What a file of reports would become: read to its end, its first rows placed, nothing kept."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from sqlalchemy.orm import Session

from api.services.bulk_batches import BATCH, Keys, Row, Taken, read_batch, take_batch
from api.services.intake import Filing
from data.bulk_outcomes import Sampled, placed_of, sample_of
from data.imports.issue_rows import Columns, read_row
from data.imports.laid_out import raw_rows
from data.imports.reports import Origin
from data.imports.suspicious import Watched, watch_places
from data.known_ground import ground_now
from data.rows import RowProblem
from data.trial import trial
from dispatch.vocabulary import Datum
from geo.batch_datum import batch_datum

SAMPLE: Final = 20
_SHIFTED: Final = frozenset({Datum.GCJ02, Datum.BD09})


@dataclass(frozen=True, slots=True)
class LaidOut:
    """Rows of a file, and how its columns are read."""

    place: Path
    header: Sequence[str]
    columns: Columns


@dataclass(slots=True)
class Tried:
    """What a file would become; `read` = `good` + `unchanged` + `problems`.

    Attributes
    ----------
    placed_rows
        How many rows were looked at for their places; the others were only read.
    placed
        How the places of new ones were found: their number by method.
    held
        New ones that a county screener reads first.
    sample
        The first new ones with their line, as they would be taken in.
    datum
        What all its points look like, if that is another datum than was said.
    """

    read: int = 0
    good: int = 0
    unchanged: int = 0
    placed_rows: int = 0
    held: int = 0
    placed: Counter[str] = field(default_factory=Counter)
    problems: list[RowProblem] = field(default_factory=list)
    sample: list[tuple[int, Sampled]] = field(default_factory=list)
    datum: str | None = None

    @property
    def told(self) -> Mapping[str, Any]:
        """Figures and sample as plain values, without the problems."""
        sample = [{"line": line, **asdict(one)} for line, one in self.sample]
        figures = ("read", "good", "unchanged", "placed_rows", "held", "placed", "datum")
        return {**{name: getattr(self, name) for name in figures}, "sample": sample}


def try_file(
    session: Session, laid_out: LaidOut, filing: Filing, origin: Origin, most: int | None = None
) -> Tried:
    """Read a file to its end; place at most so many rows and take everything back.

    Each batch gives its locks back with all it did.
    """
    tried, keys = Tried(), Keys()
    watched = Watched("issues", laid_out.columns.datum, ground_now(session))
    for rows in batches_of(laid_out):
        seen = [*watch_places(rows, watched)]
        if most is None or tried.placed_rows < most:
            with trial(session):
                taken = take_batch(session, seen, filing, origin, keys)
                _note_placed(session, tried, taken)
            tried.placed_rows += taken.read
            tried.good += len(taken.ids)
        else:
            taken, fresh = read_batch(session, seen, origin, keys)
            tried.good += len(fresh)
        tried.read += taken.read
        tried.unchanged += taken.unchanged
        tried.problems += taken.refused
    tried.datum = _looks_like(watched)
    return tried


def batches_of(laid_out: LaidOut) -> Iterator[list[Row]]:
    """Rows of a file, a batch at a time."""
    position = 0
    while True:
        raw, position = raw_rows(laid_out.place, laid_out.header, position, BATCH)
        if not raw:
            return
        yield [read_row(row, laid_out.columns) for row in raw]


def _note_placed(session: Session, tried: Tried, taken: Taken) -> None:
    placed = placed_of(session, taken.ids)
    tried.held += placed.held
    tried.placed.update(placed.methods)
    room = SAMPLE - len(tried.sample)
    if room > 0:
        found = sample_of(session, taken.ids[:room])
        tried.sample += zip(taken.lines, found, strict=False)


def _looks_like(watched: Watched) -> str | None:
    if watched.ground is None or not watched.lines or watched.declared in _SHIFTED:
        return None
    found = batch_datum(watched.ground, np.array(watched.lon), np.array(watched.lat))
    return None if found is None else str(found.datum)
