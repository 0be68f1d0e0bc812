"""Other names for the columns of a file, and other words for its values."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Renaming:
    """A mapping file: other names for columns, other words for values.

    Attributes
    ----------
    columns
        Our column → the file's column.
    values
        Our column → the file's word → ours.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def applied_to(self, row: Mapping[str, str]) -> dict[str, str]:
        """Cells of a row under our names and in our words."""
        cells = dict(row)
        for ours, theirs in self.columns.items():
            cells.pop(ours, None)
            cells |= {ours: row[theirs]} if theirs in row else {}
        for name, words in self.values.items():
            value = cells.get(name, "")
            cells |= {name: word} if (word := words.get(value, words.get("*", value))) else {}
        return cells
