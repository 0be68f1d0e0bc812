"""A file of reports from its arrival to its first batch: laid out, its columns chosen, tried."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from data.bulk_files import NewFile, keep_file
from data.errors import UnreadableFile
from data.imports.issue_columns import lacking
from data.imports.issue_rows import Columns
from data.imports.laid_out import Layout
from data.tables import BulkFile

_SHOWN: Final = 300


@dataclass(frozen=True, slots=True)
class Bringer:
    """Who brings a file: nobody's account and no area stands for the machine itself."""

    account_id: int | None = None
    region_code: str | None = None
    desk: str | None = None


NOBODY: Final = Bringer()


@dataclass(frozen=True, slots=True)
class Bound:
    """A file as it was laid out, and how its columns are to be read.

    Attributes
    ----------
    rows
        Where its rows lie until it is known under which id.
    """

    name: str
    layout: Layout
    columns: Columns
    rows: Path


def bind_file(session: Session, bound: Bound, bringer: Bringer = NOBODY) -> BulkFile:
    """File as the database knows it by its content, datum and area."""
    new = NewFile(
        digest=_digest(bound, bringer),
        name=bound.name[-200:],
        datum=bound.columns.datum,
        header=bound.layout.header,
        rows_total=bound.layout.rows,
        mapping=bound.columns.mapping,
        words=bound.columns.words,
        account_id=bringer.account_id,
        region_code=bringer.region_code,
        desk=bringer.desk,
    )
    return keep_file(session, new)


def lacks(mapping: Mapping[str, str], header: Sequence[str]) -> None:
    """Refuse a file in which no column is chosen for what no report can do without.

    Raises
    ------
    UnreadableFile
        If one is missing.
    """
    missing = lacking(mapping)
    if missing:
        there = ", ".join(name for name in header if name)[:_SHOWN] or "none"
        msg = f"the file lacks the columns {', '.join(missing)}; it has {there}"
        raise UnreadableFile(msg)


def _digest(bound: Bound, bringer: Bringer) -> bytes:
    origin = f"{bound.columns.datum}|{bringer.region_code or ''}".encode()
    return hashlib.sha256(bound.layout.digest + origin).digest()
