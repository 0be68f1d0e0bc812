"""Made-up villages with nasty outlines: fractal, holed, in several parts, spiral."""

import numpy as np
import shapely
import shapely.affinity


def fractal_ring(chance, middle, radius, levels, rough):
    """Ring by midpoint displacement; a radius function keeps it free of crossings mostly."""
    corners = 7
    angle = np.linspace(0, 2 * np.pi, corners, endpoint=False) + chance.uniform(0, 2 * np.pi)
    ring = (
        radius
        * chance.uniform(0.6, 1.3, corners)[:, None]
        * np.column_stack([np.cos(angle), np.sin(angle)])
    )
    for _ in range(levels):
        ahead = np.roll(ring, -1, axis=0)
        side = (ahead - ring)[:, ::-1] * (-1, 1)
        bend = chance.normal(0, rough, len(ring))[:, None]
        ring = np.stack([ring, (ring + ahead) / 2 + bend * side], axis=1).reshape(-1, 2)
    return shapely.Polygon(ring + middle)


def _largest(shape):
    parts = shapely.get_parts(shapely.make_valid(shape).buffer(0))
    return max(parts, key=lambda part: part.area)


def fractal(chance, radius):
    rough = chance.uniform(0.3, 0.5)
    return _largest(fractal_ring(chance, (0, 0), radius, int(chance.integers(4, 7)), rough))


def holed(chance, radius):
    shape = fractal(chance, radius)
    for _ in range(int(chance.integers(2, 6))):
        middle = chance.uniform(-radius, radius, 2) * 0.6
        hole = fractal_ring(chance, middle, radius * chance.uniform(0.1, 0.3), 4, 0.25)
        shape = _largest(shape.difference(_largest(hole)))
    return shape


def islands(chance, radius):
    far = radius * 1.1
    middles = [(0, 0), (far * 1.5, 0), (-far, far * 1.2)][: int(chance.integers(2, 4))]
    sizes = [1.0, chance.uniform(0.3, 0.7), chance.uniform(0.2, 0.5)]
    parts = [
        shapely.affinity.translate(fractal(chance, radius * size), *middle)
        for middle, size in zip(middles, sizes, strict=False)
    ]
    return shapely.union_all(parts)


def spiral(chance, radius):
    turn = np.linspace(0.6 * np.pi, 5 * np.pi, 120)
    line = shapely.LineString(
        (turn / turn[-1] * radius)[:, None] * np.column_stack([np.cos(turn), np.sin(turn)])
    )
    return line.buffer(radius / 16 * chance.uniform(0.6, 1.0))


KINDS = {"fractal": fractal, "holed": holed, "islands": islands, "spiral": spiral}


def ragged_village(kind, households, seed):
    """Places in metres (m, 2), households at each (m,), and the outline of one village.

    About 15 % of the households share a place with another.
    """
    chance = np.random.default_rng([seed, households])
    outline = KINDS[kind](chance, 60.0 * np.sqrt(households))
    west, south, east, north = outline.bounds
    lone = max(1, round(households * 0.85))
    places = np.zeros((0, 2))
    shapely.prepare(outline)
    hamlets = chance.uniform((west, south), (east, north), (max(2, households // 20), 2))
    while len(places) < lone:
        around = hamlets[chance.integers(0, len(hamlets), 200)]
        drawn = np.where(
            chance.random(200)[:, None] < 0.4,
            around + chance.normal(0, 120, (200, 2)),
            chance.uniform((west, south), (east, north), (200, 2)),
        )
        held = shapely.contains_xy(outline, drawn)
        places = np.unique(np.vstack([places, drawn[held].round(2)]), axis=0)
    places = chance.permutation(places)[:lone]
    counts = np.ones(lone, dtype=np.int64)
    np.add.at(counts, chance.integers(0, lone, households - lone), 1)
    return places, counts, outline
