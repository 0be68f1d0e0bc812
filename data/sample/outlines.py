"""Outlines of villages, townships and the county: they share their edges node by node."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely

from data.sample.plane import Points, shape_to_metres, to_lonlat

VILLAGE_SPACING_M: Final = 5_200.0
EDGE_STEP_M: Final = 90.0

# Wavelengths of the wiggle, metres. Each wave bends by at most BEND and the waves of one round
# together by less than 1, so no round folds the plane; rounds one after the other do not either,
# and edges never cross.
WAVELENGTHS_M: Final = (8_000.0, 3_300.0, 1_400.0, 700.0)
BEND: Final = 0.22
ROUNDS: Final = 3


@dataclass(frozen=True, slots=True)
class Outlines:
    """The tiling of a county, in WGS 84 degrees on the lattice.

    Attributes
    ----------
    villages
        One polygon per village, ordered by township.
    township_of
        For each village the index of its township.
    townships, county
        Unions of the villages, with all their nodes.
    """

    villages: npt.NDArray[np.object_]
    township_of: npt.NDArray[np.int64]
    townships: npt.NDArray[np.object_]
    county: Any

    @property
    def villages_m(self) -> npt.NDArray[np.object_]:
        """Village outlines on the metre plane."""
        outlines: npt.NDArray[np.object_] = shape_to_metres(self.villages)
        return outlines


def draw_outlines(rng: np.random.Generator, villages: int, townships: int) -> Outlines:
    """Tile a new county: villages fill townships, townships fill the county, exactly.

    A jittered lattice of points is cut into Voronoi cells; the edges are densified once, bent by
    one smooth map of the plane, rounded to the lattice and made into polygons again. Now and then
    a township comes out in two pieces; then another county is drawn.
    """
    while True:
        outlines = _draw_once(rng, villages, townships)
        pieces = shapely.get_num_geometries(np.append(outlines.townships, outlines.county))
        if (pieces == 1).all():
            return outlines


def _draw_once(rng: np.random.Generator, villages: int, townships: int) -> Outlines:
    sites, inner = _draw_sites(rng, villages)
    polygons = _polygons_of(sites, inner, [_draw_round(rng) for _ in range(ROUNDS)])
    township_of = _share_out(sites[inner], townships, rng.uniform(0, np.pi))
    order = np.lexsort((-sites[inner][:, 1], township_of))
    polygons, township_of = polygons[order], township_of[order]
    unions = [shapely.coverage_union_all(polygons[township_of == t]) for t in range(townships)]
    return Outlines(
        villages=polygons,
        township_of=township_of,
        townships=shapely.normalize(np.array(unions)),
        county=shapely.normalize(shapely.coverage_union_all(polygons)),
    )


def _draw_sites(rng: np.random.Generator, villages: int) -> tuple[Points, npt.NDArray[np.int64]]:
    """Jittered lattice points, and which of them are villages: those in a turned ellipse."""
    half = int(np.ceil(np.sqrt(villages))) + 4
    steps = np.arange(-half, half + 1, dtype=float)
    east, north = np.meshgrid(steps, steps)
    east = east + 0.5 * (north % 2)
    sites = np.column_stack([east.ravel(), north.ravel()])
    sites = (sites + rng.uniform(-0.24, 0.24, sites.shape)) * VILLAGE_SPACING_M
    stretch, turn = rng.uniform(1.15, 1.6), rng.uniform(0, np.pi)
    across = sites @ np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    distance = np.hypot(across[:, 0] / stretch, across[:, 1])
    return sites, np.argsort(distance, kind="stable")[:villages]


def _draw_round(rng: np.random.Generator) -> Points:
    """Rows of wave vector (2), phase and amplitude (2), one row per wavelength."""
    rows = []
    for length in WAVELENGTHS_M:
        heading, push = rng.uniform(0, 2 * np.pi, 2)
        number = 2 * np.pi / length
        reach = BEND / number
        rows.append(
            [
                number * np.cos(heading),
                number * np.sin(heading),
                rng.uniform(0, 2 * np.pi),
                reach * np.cos(push),
                reach * np.sin(push),
            ]
        )
    return np.array(rows)


def _bend(points: Points, rounds: list[Points]) -> Points:
    for waves in rounds:
        points = points + np.sin(points @ waves[:, :2].T + waves[:, 2]) @ waves[:, 3:]
    return points


def _polygons_of(
    sites: Points, inner: npt.NDArray[np.int64], rounds: list[Points]
) -> npt.NDArray[np.object_]:
    """Bent cells of the inner sites in degrees, in the order of ``inner``."""
    cells = shapely.voronoi_polygons(shapely.multipoints(sites), ordered=True)
    straight = shapely.get_parts(cells)[inner]
    edges = shapely.segmentize(shapely.union_all(shapely.boundary(straight)), EDGE_STEP_M)
    bent = shapely.transform(edges, lambda points: to_lonlat(_bend(points, rounds)))
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(bent)))
    owners = shapely.points(to_lonlat(_bend(sites[inner], rounds)))
    tree = shapely.STRtree(faces)
    owner, face = tree.query(owners, predicate="within")
    polygons: npt.NDArray[np.object_] = faces[face[np.argsort(owner)]]
    return shapely.normalize(polygons)  # type: ignore[no-any-return]


def _share_out(sites: Points, parts: int, turn: float) -> npt.NDArray[np.int64]:
    """Township of each site: halve by straight lines until each part is one township.

    A straight cut through Voronoi sites leaves connected cells on both sides; several cuts nearly
    always do.
    """
    part_of = np.zeros(len(sites), dtype=np.int64)
    if parts == 1:
        return part_of
    along = sites @ np.array([np.cos(turn), np.sin(turn)])
    order = np.argsort(along, kind="stable")
    left = parts // 2
    cut = round(len(sites) * left / parts)
    first, second = order[:cut], order[cut:]
    part_of[first] = _share_out(sites[first], left, turn + np.pi / 2)
    part_of[second] = left + _share_out(sites[second], parts - left, turn + np.pi / 2)
    return part_of
