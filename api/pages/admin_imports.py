"""What the page of imports shows: the form, and what a file does or did."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from api.labels import N_
from api.pages.admin_forms import NOTHING, Reading, Typed
from api.services.register_uploads import Upload, UploadKind
from api.texts import Texts
from data.imports.source import ImportReport
from dispatch.vocabulary import Datum
from geo.zones import PREFIXED, UNPREFIXED

SHOWN: Final = 200
"""Refused rows listed on the page."""
_NAME, _LAYER = 200, 32

KINDS: Final[Mapping[UploadKind, tuple[str, str]]] = {
    UploadKind.REGIONS: (N_("Regions"), "code, parent, name"),
    UploadKind.HOUSEHOLDS: (
        N_("Households"),
        "number, head, phone, village_code, group, resident, lon, lat",
    ),
    UploadKind.GRIDS: (N_("Grids"), "code, village_code, geometry"),
    UploadKind.AGENTS: (N_("Agents"), "name, phone, grid, from, to"),
    UploadKind.OFFICES: (N_("Offices"), "code, region, name, kind, hours, phone, lon, lat"),
    UploadKind.UNITS: (N_("Units"), "code, name, region, phone"),
    UploadKind.POSTS: (N_("Posts"), "name, phone, grid, office, duty, from, to"),
    UploadKind.LAYERS: (N_("Layers of the base map"), "name, geometry"),
}
"""Kind → title (message id) and the columns that are read."""
LAYERS: Final = (
    ("building", N_("Buildings")),
    ("road", N_("Roads")),
    ("river", N_("Rivers")),
)
_NAMED: Final = (
    (Datum.WGS84.value, N_("as the file says, else WGS 84")),
    (Datum.CGCS2000.value, N_("CGCS2000, degrees")),
    (Datum.GCJ02.value, N_("GCJ-02 (Chinese map apps)")),
    (Datum.BD09.value, N_("BD-09 (Baidu)")),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a file does, or did once `done`; the refused rows with line and reason."""

    title: str
    report: ImportReport
    done: bool

    @property
    def figures(self) -> tuple[tuple[str, int], ...]:
        """Message id and count, in order; they add up to the rows read."""
        one = self.report
        return (
            (N_("Rows read"), one.read),
            (N_("added"), one.added),
            (N_("changed"), one.changed),
            (N_("unchanged"), one.unchanged),
            (N_("left out"), one.left_out),
            (N_("refused"), len(one.refused)),
        )

    @property
    def more(self) -> int:
        """How many refused rows are not listed."""
        return max(0, len(self.report.refused) - SHOWN)


@dataclass(frozen=True, slots=True)
class ImportView:
    """The page of imports.

    Attributes
    ----------
    mark
        Finds the file again that was tried; empty when there is none to import.
    """

    kinds: tuple[tuple[str, str, str], ...]
    datums: tuple[tuple[str, str], ...]
    layers: tuple[tuple[str, str], ...]
    today: date
    typed: Typed = NOTHING
    outcome: Outcome | None = None
    mark: str = ""
    file: str = ""


def read_imports(
    texts: Texts,
    today: date,
    typed: Typed = NOTHING,
    *,
    outcome: Outcome | None = None,
    mark: str = "",
    file: str = "",
) -> ImportView:
    """Put the page together."""
    kinds = tuple((kind.value, texts.translate(KINDS[kind][0]), KINDS[kind][1]) for kind in KINDS)
    layers = tuple((name, texts.translate(title)) for name, title in LAYERS)
    datums = tuple((name, texts.translate(title)) for name, title in _NAMED) + _zones()
    return ImportView(kinds, datums, layers, today, typed, outcome, mark, file)


def outcome_of(upload: Upload, report: ImportReport, texts: Texts, *, done: bool) -> Outcome:
    """Show what a file does or did."""
    return Outcome(texts.translate(KINDS[upload.kind][0]), report, done)


def read_upload_form(sent: Reading, content: bytes, today: date) -> Upload | None:
    """What a form says of a file; None where a field is wrong."""
    kind = sent.choice("kind", UploadKind)
    day = sent.day("from") or today
    name = sent.text("name", most=_NAME, need=True)
    datum = sent.text("datum", most=16) or Datum.WGS84.value
    known = {one for one, _ in (*_NAMED, *_zones())}
    layer = sent.text("layer", most=_LAYER)
    if datum not in known:
        sent.refuse("datum", N_("Choose one of the list."))
    if kind is UploadKind.LAYERS and layer not in {one for one, _ in LAYERS}:
        sent.refuse("layer", N_("Choose one of the list."))
    if sent.errors or kind is None:
        return None
    return Upload(kind, name, content, datum, day, layer)


def _zones() -> tuple[tuple[str, str], ...]:
    codes = (*PREFIXED, *UNPREFIXED)
    return (*((f"epsg:{code}", f"EPSG:{code}") for code in codes), ("epsg:3857", "EPSG:3857"))
