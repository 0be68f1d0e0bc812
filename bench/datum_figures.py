"""How many shifted points and batches are recognised, and how many true ones are accused."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from bench.datum_worlds import Points, World
from geo.batch_datum import batch_datum
from geo.datum import convert_points
from geo.known_ground import KnownGround, grid_rows
from geo.undeclared import undeclared_datums

DATUMS: Final = ("wgs84", "gcj02", "bd09")


@dataclass(frozen=True, slots=True)
class PointFigures:
    """What becomes of points in a datum nobody declared.

    Attributes
    ----------
    points, nowhere
        How many there are, and how many of them lie in no grid.
    other_grid
        Share that lies in another grid than its own.
    flagged
        Share of all that is flagged.
    right
        Share of those in no grid that is flagged with the right datum; NaN if there is none.
    right_in_file
        The same when all come in one file, which is first judged as a whole.
    """

    points: int
    nowhere: int
    other_grid: float
    flagged: float
    right: float
    right_in_file: float


def point_figures(ground: KnownGround, true: Points, datum: str) -> PointFigures:
    """Shift points to a datum and ask about each by itself."""
    given = np.column_stack(convert_points(*true.T, "wgs84", datum))
    whole = batch_datum(ground, *given.T)
    found = _named(undeclared_datums(ground, *given.T))
    in_file = _named(undeclared_datums(ground, *given.T, whole=whole.datum if whole else None))
    row, own = grid_rows(ground, given), grid_rows(ground, true)
    lost = row < 0
    right = [
        float(np.mean(one[lost] == datum)) if lost.any() else float("nan")
        for one in (found, in_file)
    ]
    other = float(np.mean(~lost & (row != own)))
    return PointFigures(len(true), int(lost.sum()), other, float(np.mean(found != "")), *right)


def _named(found: Sequence[str | None]) -> NDArray[np.str_]:
    return np.array([one or "" for one in found])


@dataclass(frozen=True, slots=True)
class BatchFigures:
    """Shares of batches that are flagged, and flagged with the right datum."""

    flagged: float
    right: float


def batch_figures(
    ground: KnownGround, draw: Callable[[], Points], datum: str, batches: int
) -> BatchFigures:
    """Draw batches of true points, shift each to a datum, and ask about the whole."""
    found = []
    for _ in range(batches):
        finding = batch_datum(ground, *convert_points(*draw().T, "wgs84", datum))
        found.append(finding.datum if finding else "")
    named = np.array(found)
    return BatchFigures(float(np.mean(named != "")), float(np.mean(named == datum)))


def noisy(world: World, places: Points, error_m: float, chance: np.random.Generator) -> Points:
    """Points as a receiver tells them, with a normal error in each direction."""
    error = chance.normal(0, error_m, places.shape) if error_m else np.zeros_like(places)
    return places + error / (world.plane.east_m, world.plane.north_m)


def batch_kinds(world: World, chance: np.random.Generator) -> Mapping[str, Callable[[int], Points]]:
    """Kinds of batches: at dwellings, and true places of other things."""
    kinds: dict[str, Callable[[int], Points]] = {}
    for error_m in (0.0, 10.0, 30.0, 50.0):
        kinds[f"dwellings, {error_m:.0f} m"] = partial(_homes, world, chance, error_m, one=False)
        kinds[f"one village, {error_m:.0f} m"] = partial(_homes, world, chance, error_m, one=True)
    for away_m in (100.0, 300.0):
        kinds[f"{away_m:.0f} m from dwellings"] = partial(_beside, world, chance, away_m)
    kinds["along roads"] = partial(_along_roads, world, chance)
    kinds["one site"] = partial(_site, world, chance)
    return kinds


def _homes(
    world: World, chance: np.random.Generator, error_m: float, count: int, *, one: bool
) -> Points:
    among = world.homes
    if one:
        among = among[world.village == chance.choice(np.unique(world.village))]
    return noisy(world, among[chance.integers(0, len(among), count)], error_m, chance)


def _beside(world: World, chance: np.random.Generator, away_m: float, count: int) -> Points:
    turn = chance.uniform(0, 2 * np.pi, count)
    away = away_m * np.column_stack([np.cos(turn), np.sin(turn)])
    homes = world.homes[chance.integers(0, len(world.homes), count)]
    return homes + away / (world.plane.east_m, world.plane.north_m)


def _along_roads(world: World, chance: np.random.Generator, count: int) -> Points:
    """Places on the county's roads; without roads, on one straight road that passes a village."""
    if len(world.roads):
        roads = world.roads[chance.integers(0, len(world.roads), count)]
        places = shapely.line_interpolate_point(roads, chance.uniform(0, 1, count), normalized=True)
        return np.asarray(shapely.get_coordinates(places))
    scale = (world.plane.east_m, world.plane.north_m)
    begin = _beside(world, chance, abs(chance.normal(0, 600)), 1)
    end = begin + chance.normal(0, 1_500, 2) / scale
    return np.asarray(begin + (end - begin) * chance.uniform(0, 1, (count, 1)))


def _site(world: World, chance: np.random.Generator, count: int) -> Points:
    """Places of one mine or market 200 to 800 m from a dwelling, 150 m around its middle."""
    middle = _beside(world, chance, chance.uniform(200, 800), 1)
    return noisy(world, np.repeat(middle, count, axis=0), 150.0, chance)
