"""What the last trial of a file found: what would come of it, and some of its rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from api.labels import LABELS
from api.presentation import grid_name
from api.texts import Texts
from data.tables import BulkFile
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import Category, PlacementMethod

_NO_PLACE: Final = (PlacementMethod.NONE, PlacementMethod.VILLAGE)
"""Methods that leave an issue to be placed by somebody."""
_LETTERS: Final = 80
_DATUM_NAMES: Final = {"gcj02": "GCJ-02", "bd09": "BD-09"}


@dataclass(frozen=True, slots=True)
class SampleRow:
    """One row as it would be taken in; finished texts."""

    line: int
    text: str
    category: str
    place: str
    placed: bool
    urgent: bool


@dataclass(frozen=True, slots=True)
class TrialView:
    """What would come of a file.

    Attributes
    ----------
    held
        How many a screener reads first; only who may read them is told.
    only_first
        How many rows were placed, where that was not all.
    datum
        What all its points look like though it was said otherwise.
    sample
        Rows as they would be taken in; only for who brought them, or may read held ones.
    """

    good: int
    unchanged: int
    held: int
    unplaced: int
    only_first: int
    datum: str
    sample: tuple[SampleRow, ...]


def read_trial(actor: Actor, file: BulkFile, texts: Texts) -> TrialView:
    """What the last trial found, without what would tell a stranger of held rows."""
    tried: Mapping[str, Any] = file.tried or {}
    placed: Mapping[str, int] = tried.get("placed", {})
    of_held = actor.may(Verb.READ_HELD)
    rows = tried.get("sample", ()) if of_held or file.account_id == actor.account_id else ()
    return TrialView(
        good=int(tried.get("good", 0)),
        unchanged=int(tried.get("unchanged", 0)),
        held=int(tried.get("held", 0)) if of_held else 0,
        unplaced=sum(placed.get(one, 0) for one in _NO_PLACE),
        only_first=_only_first(tried),
        datum=_DATUM_NAMES.get(str(tried.get("datum")), ""),
        sample=tuple(_sampled(one, texts) for one in rows),
    )


def _only_first(tried: Mapping[str, Any]) -> int:
    placed = int(tried.get("placed_rows", 0))
    return placed if placed < int(tried.get("read", 0)) else 0


def _sampled(one: Mapping[str, Any], texts: Texts) -> SampleRow:
    """Write one row of the sample."""
    text = " ".join(str(one["text"]).split())
    text = text[:_LETTERS] + "…" if len(text) > _LETTERS else text
    method = PlacementMethod(one["method"])
    category = texts.translate(LABELS[Category][Category(one["category"])])
    return SampleRow(
        one["line"],
        text,
        category,
        _place(one, method, texts),
        placed=method not in _NO_PLACE,
        urgent=one["urgent"],
    )


def _place(one: Mapping[str, Any], method: PlacementMethod, texts: Texts) -> str:
    found = texts.translate(LABELS[PlacementMethod][method])
    if one["grid_code"]:
        return f"{grid_name(one['grid_code'], one['region'])} · {found}"
    return f"{one['region']} · {found}" if one["region"] else found
