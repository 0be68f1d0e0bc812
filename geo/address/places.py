"""Divisions as numbered places with their line of ancestors."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from geo.address.divisions import Division, Level
from geo.address.levels import level_of
from geo.address.spelling import plain
from geo.address.suffixes import Parts, split_name
from geo.errors import InvalidGazetteer

_VIRTUAL: Final = ("市辖区", "虚拟社区")


@dataclass(frozen=True, slots=True)
class Place:
    """A division in the gazetteer.

    Attributes
    ----------
    code, name
        As in the tree.
    whole
        The name in plain letters.
    parts
        The name without its suffix.
    level
        Read off the code.
    parent
        Number of the division above, None at a root.
    line
        Own number and those of all above, the nearest first.
    """

    code: str
    name: str
    whole: str
    parts: Parts
    level: Level
    parent: int | None
    line: tuple[int, ...]

    @property
    def is_virtual(self) -> bool:
        """Whether it is there for statistics only."""
        return self.name.endswith(_VIRTUAL)


def make_places(divisions: Iterable[Division]) -> list[Place]:
    """Number the divisions, in their order.

    Raises
    ------
    InvalidGazetteer
        If a code comes twice, or a division stands above itself.
    """
    rows = list(divisions)
    numbers = {row.code: number for number, row in enumerate(rows)}
    if len(numbers) < len(rows):
        codes = [row.code for row in rows]
        msg = f"division {next(code for code in codes if codes.count(code) > 1)} comes twice"
        raise InvalidGazetteer(msg)
    parents = [numbers.get(row.parent or "") for row in rows]
    return [_place(row, number, parents) for number, row in enumerate(rows)]


def _place(row: Division, number: int, parents: list[int | None]) -> Place:
    line = [number]
    above = parents[number]
    while above is not None:
        if above in line:
            msg = f"division {row.code} stands above itself"
            raise InvalidGazetteer(msg)
        line.append(above)
        above = parents[above]
    level = level_of(row.code)
    return Place(
        code=row.code,
        name=row.name,
        whole=plain(row.name),
        parts=split_name(row.name, level),
        level=level,
        parent=parents[number],
        line=tuple(line),
    )
