"""Everything an address is read against, indexed once."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from geo.address.divisions import Division, Home, Landmark, Level
from geo.address.groups import group_key
from geo.address.index import NameIndex, make_index
from geo.address.names import Name, Role, elsewhere_names, make_names
from geo.address.places import Place, make_places
from geo.address.spelling import plain

_SHORT: Final = 2


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Divisions, landmarks and homes, and the index of their names.

    Attributes
    ----------
    places
        Divisions by number.
    numbers
        Number by code.
    index
        Names of divisions, landmarks and places elsewhere.
    landmarks
        By number.
    homes
        By number in plain letters.
    homes_in
        Homes by number of their village.
    groups_in
        Names of the groups of a village by `geo.address.groups.group_key`.
    below
        Numbers of the divisions right below a division.
    tails
        Number of other village names that end in a name of two letters.
    """

    places: tuple[Place, ...]
    numbers: dict[str, int]
    index: NameIndex
    landmarks: tuple[Landmark, ...]
    homes: dict[str, Home]
    homes_in: dict[int, tuple[Home, ...]]
    groups_in: dict[int, dict[str, str]]
    below: dict[int, tuple[int, ...]]
    tails: dict[str, int]


def build_gazetteer(
    divisions: Iterable[Division],
    landmarks: Iterable[Landmark] = (),
    homes: Iterable[Home] = (),
    *,
    elsewhere: Iterable[Division] = (),
) -> Gazetteer:
    """Index a tree of divisions, once; under a second for a region of 15,000.

    Parameters
    ----------
    divisions
        The whole tree, in any order; of a county or of a province.
    landmarks, homes
        What else is known inside it; those whose region is not in the tree are left out,
        landmarks without any stay.
    elsewhere
        Places outside the tree: a text that names one is not about the tree. Those above
        the tree by their code do not count.

    Raises
    ------
    InvalidGazetteer
        If a code comes twice, or a division stands above itself.
    """
    rows = list(divisions)
    places = make_places(rows)
    numbers = {place.code: number for number, place in enumerate(places)}
    known = [one for one in landmarks if one.region_code is None or one.region_code in numbers]
    names = make_names(rows, places)
    names += elsewhere_names(elsewhere, places)
    names += _landmark_names(known)
    homes_in = _homes_in(homes, numbers)
    return Gazetteer(
        places=tuple(places),
        numbers=numbers,
        index=make_index(names),
        landmarks=tuple(known),
        homes={plain(home.number): home for held in homes_in.values() for home in held},
        homes_in=homes_in,
        groups_in={number: _groups_of(held) for number, held in homes_in.items()},
        below=_below(places),
        tails=_tails(places),
    )


def _below(places: list[Place]) -> dict[int, tuple[int, ...]]:
    held: dict[int, list[int]] = defaultdict(list)
    for number, place in enumerate(places):
        if place.parent is not None:
            held[place.parent].append(number)
    return {parent: tuple(numbers) for parent, numbers in held.items()}


def _tails(places: list[Place]) -> dict[str, int]:
    """Count, for each core of two letters, the other cores of villages that end in it."""
    cores = {place.parts.core for place in places if place.level is Level.VILLAGE}
    short = {core for core in cores if len(core) == _SHORT}
    return Counter(core[-_SHORT:] for core in cores - short if core[-_SHORT:] in short)


def _landmark_names(landmarks: list[Landmark]) -> list[Name]:
    held: dict[str, list[int]] = defaultdict(list)
    for number, landmark in enumerate(landmarks):
        held["".join(plain(landmark.name).split())].append(number)
    return [
        Name(core, Level.VILLAGE, Role.LANDMARK, tuple(numbers)) for core, numbers in held.items()
    ]


def _homes_in(homes: Iterable[Home], numbers: dict[str, int]) -> dict[int, tuple[Home, ...]]:
    held: dict[int, list[Home]] = defaultdict(list)
    for home in homes:
        if home.region_code in numbers:
            held[numbers[home.region_code]].append(home)
    return {number: tuple(rows) for number, rows in held.items()}


def _groups_of(homes: tuple[Home, ...]) -> dict[str, str]:
    return {group_key(home.group): home.group for home in homes if home.group}
