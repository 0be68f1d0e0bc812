"""Files of registers that come through the pages: tried first, then imported."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy.orm import Session

from data.audit import Entry, record
from data.database_settings import read_settings
from data.files import read_upload
from data.imports.agents import import_agents
from data.imports.columns import check_columns
from data.imports.grids import import_grids
from data.imports.households import import_households
from data.imports.layers import import_layers
from data.imports.offices import import_offices
from data.imports.posts import import_posts
from data.imports.regions import import_regions
from data.imports.source import ImportReport, SourceRow, read_upload_cells
from data.imports.suspicious import WATCHED, Watched, place_warnings, watch_places
from data.imports.units import import_units
from data.known_ground import ground_now
from data.rows import RowProblem
from data.scope import as_system
from data.trial import trial
from dispatch.auditing import AuditVerb, ObjectKind
from dispatch.errors import NotPermitted
from dispatch.rights import Actor
from dispatch.vocabulary import Datum, Role, Scheme

Rows = Iterable[SourceRow | RowProblem]
_TABLES: Final = (".csv", ".txt", ".xlsx")
UPLOADERS: Final = frozenset({Role.COUNTY, Role.ADMIN})
"""A file may name any village of the county, so the county's own people bring it."""


class UploadKind(StrEnum):
    """Registers a file can fill."""

    REGIONS = "regions"
    HOUSEHOLDS = "households"
    GRIDS = "grids"
    AGENTS = "agents"
    OFFICES = "offices"
    UNITS = "units"
    POSTS = "posts"
    LAYERS = "layers"


@dataclass(frozen=True, slots=True)
class Upload:
    """One file with what its owner says of it.

    Attributes
    ----------
    name
        As it was sent; only its ending counts.
    datum
        What the coordinates are in, as `data.files.read_upload` takes it.
    day
        From when the rows are valid where they do not say it themselves.
    layer
        Which layer of the base map; only for layers.
    """

    kind: UploadKind
    name: str
    content: bytes
    datum: str
    day: date
    layer: str = ""

    @property
    def mark(self) -> str:
        """SHA-256 of the content."""
        return hashlib.sha256(self.content).hexdigest()


def try_upload(session: Session, actor: Actor, upload: Upload) -> ImportReport:
    """Say what an import would do; nothing is kept.

    Raises
    ------
    NotPermitted
        If the actor is not of the county.
    UnreadableFile, UnknownFormat, UnknownDatum
        If the file cannot be read at all, holds no rows, or lacks a needed column.
    IntegrityError
        If the database would refuse the whole, such as grids that overlap.
    """
    _require(actor)
    with trial(session):
        return _run(session, upload)


def import_upload(session: Session, actor: Actor, upload: Upload, now: datetime) -> ImportReport:
    """Import a file: rows that cannot be used are listed, all others are kept.

    Raises
    ------
    NotPermitted, UnreadableFile, UnknownFormat, UnknownDatum, IntegrityError
        As `try_upload`.
    """
    _require(actor)
    report = _run(session, upload)
    counts = {
        "read": report.read,
        "added": report.added,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "refused": len(report.refused),
    }
    about = (ObjectKind.REGISTER, upload.kind.value)
    details = {**counts, "file": upload.mark}
    record(session, Entry.by(actor, now, AuditVerb.CHANGE, about, details=details))
    return report


def _require(actor: Actor) -> None:
    if actor.role not in UPLOADERS:
        msg = f"the role {actor.role} may not import files; the county desk does"
        raise NotPermitted(msg)


def _run(session: Session, upload: Upload) -> ImportReport:
    scheme = read_settings(session).scheme
    watched = Watched(upload.kind.value, upload.datum)
    rows = watch_places(check_columns(_rows(upload), upload.kind.value), watched)
    with as_system(session):
        watched.ground = ground_now(session) if upload.kind.value in WATCHED else None
        report = _IMPORTS[upload.kind](session, rows, upload, scheme)
        report.warnings += place_warnings(watched)
    return report


def _rows(upload: Upload) -> Rows:
    name = upload.name.lower().removesuffix(".gz")
    if name.endswith(_TABLES):
        return read_upload_cells(upload.name, upload.content, datum=upload.datum)
    return _placed_rows(upload)


def _placed_rows(upload: Upload) -> Iterator[SourceRow | RowProblem]:
    read = read_upload(upload.name, upload.content, datum=upload.datum)
    yield from read.problems
    shapes = read.frame.geometry
    attributes = read.frame.drop(columns=shapes.name).astype(object).to_dict("records")
    for line, cells, shape in zip(read.frame.index, attributes, shapes, strict=True):
        words = {str(name): _word(value) for name, value in cells.items()}
        yield SourceRow(int(line), words, shape)


def _word(value: Any) -> str:
    if value is None or value != value:  # noqa: PLR0124 - NaN is what differs from itself
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


Import = Callable[[Session, Rows, Upload, Scheme], ImportReport]


def _datum(upload: Upload) -> Datum:
    """Datum as the registers keep it: zones by number are those of CGCS2000."""
    named = upload.datum.lower()
    if named in set(Datum):
        return Datum(named)
    return Datum.WGS84 if named in _MERCATOR else Datum.CGCS2000


_MERCATOR: Final = frozenset({"epsg:3857", "epsg:4326"})


def _regions(session: Session, rows: Rows, upload: Upload, scheme: Scheme) -> ImportReport:
    return import_regions(session, rows, scheme=scheme, day=upload.day, datum=_datum(upload))


def _households(session: Session, rows: Rows, upload: Upload, scheme: Scheme) -> ImportReport:
    return import_households(session, rows, scheme=scheme, day=upload.day, datum=_datum(upload))


_IMPORTS: Final[dict[UploadKind, Import]] = {
    UploadKind.REGIONS: _regions,
    UploadKind.HOUSEHOLDS: _households,
    UploadKind.GRIDS: lambda session, rows, upload, scheme: import_grids(
        session, rows, scheme=scheme, day=upload.day
    ),
    UploadKind.AGENTS: lambda session, rows, upload, _: import_agents(
        session, rows, day=upload.day
    ),
    UploadKind.OFFICES: lambda session, rows, upload, _: import_offices(
        session, rows, day=upload.day
    ),
    UploadKind.UNITS: lambda session, rows, upload, _: import_units(session, rows, day=upload.day),
    UploadKind.LAYERS: lambda session, rows, upload, _: import_layers(
        session, rows, layer=upload.layer, day=upload.day
    ),
    UploadKind.POSTS: lambda session, rows, upload, _: import_posts(session, rows, day=upload.day),
}
