"""Two rows of three grids of about 100 m, with slanting edges, and drawing on them in metres."""

import numpy as np
import shapely

DEGREES_PER_METRE = np.array([1 / 85_900, 1 / 111_030])
ORIGIN = (111.0, 39.6)
CORNERS = [
    [(0, 0), (104, 3), (201, -2), (300, 5)],
    [(-3, 101), (99, 97), (207, 104), (303, 99)],
    [(2, 203), (101, 199), (197, 201), (301, 204)],
]


def lonlat(metres):
    at = np.asarray(metres, dtype=float) * DEGREES_PER_METRE + ORIGIN
    return np.rint(at * 1e9) / 1e9


def line(*metres):
    return shapely.LineString(lonlat(metres))


def polygon(*metres):
    return shapely.Polygon(lonlat(metres))


def point(east, north):
    return shapely.Point(lonlat([(east, north)])[0])


def six_grids():
    """Grids a, b, c below and d, e, f above."""
    live = {}
    for row, names in enumerate(("abc", "def")):
        for column, name in enumerate(names):
            below, above = CORNERS[row], CORNERS[row + 1]
            ring = [below[column], below[column + 1], above[column + 1], above[column]]
            live[name] = polygon(*ring)
    return live


def metres2(shape):
    """Square metres."""
    return shape.area / DEGREES_PER_METRE.prod()


def after(live, redrawn):
    """Grids once an edit is taken over."""
    kept = {code: shape for code, shape in live.items() if code not in redrawn.retired}
    return kept | redrawn.shapes | redrawn.corners
