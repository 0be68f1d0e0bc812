"""Precision and recall of the rule for duplicates on labelled pairs; prints both halves.

Rows 1 to 60 of the corpus tuned the rule, rows 61 to 160 measured it once, before anybody had
read them.
"""

import csv
import sys
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from math import hypot
from pathlib import Path
from typing import Final, NamedTuple

from dispatch.duplicates import Brought, Likeness, LikenessGrade, likeness
from dispatch.vocabulary import Category

CORPUS: Final = Path(__file__).parents[1] / "tests/dispatch/corpora/duplicate_pairs.csv"
TUNED: Final = range(1, 61)
MEASURED: Final = range(61, 161)
TOLD: Final = frozenset({LikenessGrade.SAME_PERSON, LikenessGrade.PROBABLE})
"""What the desk is told to be the same; the third grade only says where to look."""
_FIRST_DAY: Final = date(2026, 1, 1)
_LETTERS: Final = " ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Score(NamedTuple):
    """Pairs told and the same, told and different, not told and the same."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """Part of what is told that is the same."""
        return self.right / (self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Part of what is the same that is told."""
        return self.right / (self.right + self.missed)


def pairs(rows: Collection[int]) -> list[dict[str, str]]:
    """Pairs of the corpus with these numbers."""
    with CORPUS.open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if int(row["pair"]) in rows]


def judged(row: Mapping[str, str]) -> Likeness | None:
    """What the rule says of a pair, the later report as the new one."""
    one, other = sorted((_brought(row, "a"), _brought(row, "b")), key=lambda it: it.received_on)
    return likeness(other, one, _distance(row))


def score(rows: Iterable[Mapping[str, str]], told: Collection[LikenessGrade] = TOLD) -> Score:
    """Count what is told of pairs against their labels."""
    seen = [
        (row["label"] == "same", like is not None and like.grade in told)
        for row in rows
        for like in [judged(row)]
    ]
    return Score(
        sum(same and said for same, said in seen),
        sum(said and not same for same, said in seen),
        sum(same and not said for same, said in seen),
    )


def _brought(row: Mapping[str, str], side: str) -> Brought:
    """One report; letters of persons and households hold within the pair only."""
    day = _FIRST_DAY + timedelta(days=int(row[f"days_{side}"]))
    phones = frozenset({row[f"person_{side}"]} - {""})
    home = row[f"household_{side}"]
    household = _LETTERS.index(home) if home else None
    return Brought(row[f"text_{side}"], Category(row[f"category_{side}"]), day, phones, household)


def _distance(row: Mapping[str, str]) -> float | None:
    places = [row[f"{axis}_{side}_m"] for axis in ("east", "north") for side in "ab"]
    if not all(places):
        return None
    east, other_east, north, other_north = map(float, places)
    return hypot(east - other_east, north - other_north)


def main() -> None:
    """Print the figures of both halves."""
    for name, rows in (("tuned, 1-60", TUNED), ("measured, 61-160", MEASURED)):
        for grade, told in (("told as the same", TOLD), ("or worth a look", set(LikenessGrade))):
            one = score(pairs(rows), told)
            figures = f"precision {one.precision:.2f} recall {one.recall:.2f}"
            sys.stdout.write(f"{name:18} {grade:18} {figures}  {one}\n")


if __name__ == "__main__":
    main()
