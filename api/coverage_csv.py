"""The coverage of a county as a table for a spreadsheet."""

import csv
import io
from collections.abc import Sequence
from typing import Final

from api.labels import N_, label
from api.texts import Texts
from data.coverage_figures import CoverageRow
from dispatch.vocabulary import Level

COLUMNS: Final[dict[str, str]] = {
    "offices": N_("Offices"),
    "points": N_("Agency points"),
    "stations": N_("Stations"),
    "centres": N_("Centres"),
    "talk_rooms": N_("Talk rooms"),
    "agents": N_("Agents in all"),
    "grid_agents": N_("Grid agents"),
    "village_agents": N_("At village offices"),
    "township_agents": N_("At township offices"),
    "county_agents": N_("At county offices"),
    "grids": N_("Grids"),
    "held": N_("Grids with a holder"),
    "grids_share": N_("Share of the grids"),
    "households": N_("Households"),
    "covered": N_("Households covered"),
    "households_share": N_("Share of the households"),
}
"""Columns of the table after code, name and level, by the name of what they show."""

_MARK: Final = "\ufeff"
"""Without it the usual spreadsheet programs do not read UTF-8 as such."""
_FORMULA: Final = frozenset("=+-@\t\r")


def coverage_csv(rows: Sequence[CoverageRow], texts: Texts) -> str:
    """Table of rows, with a header in the reader's language."""
    translate = texts.translate
    out = io.StringIO()
    writer = csv.writer(out)
    head = [translate(N_("Code")), translate(N_("Region")), translate(N_("Level"))]
    writer.writerow([*head, *(translate(name) for name in COLUMNS.values())])
    for row in rows:
        name = row.region_name or translate(N_("Total"))
        level = label(Level(row.level.value), translate) if row.level else ""
        cells = [_cell(getattr(row, column)) for column in COLUMNS]
        writer.writerow([row.region_code or "", plain(name), level, *cells])
    return _MARK + out.getvalue()


def plain(word: str) -> str:
    """A word no spreadsheet takes for a formula."""
    return f"'{word}" if word[:1] in _FORMULA else word


def _cell(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.4f}" if isinstance(value, float) else str(value)
