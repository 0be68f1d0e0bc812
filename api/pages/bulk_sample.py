"""Rows of a file as they would be taken in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from api.labels import LABELS
from api.presentation import grid_name
from api.texts import Texts
from dispatch.vocabulary import Category, PlacementMethod

NO_PLACE: Final = (PlacementMethod.NONE, PlacementMethod.VILLAGE)
"""Methods that leave an issue to be placed by somebody."""
_LETTERS: Final = 80


@dataclass(frozen=True, slots=True)
class SampleRow:
    """One row as it would be taken in; finished texts."""

    line: int
    text: str
    category: str
    place: str
    placed: bool
    urgent: bool


def sampled(one: Mapping[str, Any], texts: Texts) -> SampleRow:
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
        placed=method not in NO_PLACE,
        urgent=one["urgent"],
    )


def _place(one: Mapping[str, Any], method: PlacementMethod, texts: Texts) -> str:
    found = texts.translate(LABELS[PlacementMethod][method])
    if one["grid_code"]:
        return f"{grid_name(one['grid_code'], one['region'])} · {found}"
    return f"{one['region']} · {found}" if one["region"] else found
