"""A checker of coverages in whole numbers, that shares nothing with the editor.

Shapes are GeoJSON coordinates: a list of polygons, each a list of rings, each a list of
(lon, lat) with the first repeated at the end. Every check answers sentences, none when all is
well.
"""

from collections import defaultdict

STEPS = 10**9
"""Steps of the lattice in a degree."""
CELL = 5 * 10**5
"""Side of a square of the index in steps, some 50 m."""


def polygons(shape):
    """Coordinates of a geometry that has a ``__geo_interface__``."""
    drawn = shape.__geo_interface__
    return [drawn["coordinates"]] if drawn["type"] == "Polygon" else list(drawn["coordinates"])


def whole(value):
    """Number of steps, if it is one to a thousandth."""
    steps = round(value * STEPS)
    if abs(value * STEPS - steps) > 1e-3:
        raise ValueError(value)
    return steps


def rings_of(shape):
    """Rings in steps, shells to the left and holes to the right, without the closing vertex."""
    rings = []
    for polygon in shape:
        for number, ring in enumerate(polygon):
            at = [(whole(x), whole(y)) for x, y in ring]
            if at[0] != at[-1]:
                raise ValueError(ring)
            at = at[:-1]
            rings.append(at if (twice(at) > 0) == (number == 0) else at[::-1])
    return rings


def twice(ring):
    """Twice the signed area of a ring."""
    return sum(
        x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True)
    )


def runs(ring):
    return list(zip(ring, ring[1:] + ring[:1], strict=True))


def turn(a, b, c):
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def wrong_edges(rings):
    """Edges that are run twice the same way, or back and forth by one grid."""
    by = {}
    said = []
    for code, own in rings.items():
        for ring in own:
            for edge in runs(ring):
                if edge in by:
                    said.append(f"{code} and {by[edge]} both run {edge}")
                by[edge] = code
    said += [
        f"{code} runs {edge} back and forth"
        for edge, code in by.items()
        if by.get(edge[::-1]) == code
    ]
    return said


def open_edges(rings):
    """Edges that nobody runs the other way: the outer boundary."""
    every = {edge for own in rings.values() for ring in own for edge in runs(ring)}
    return {edge for edge in every if edge[::-1] not in every}


def wrong_area(rings, ground=None):
    """Area of all grids that is not the area inside the outer boundary, or not as expected."""
    inside = sum(twice(ring) for own in rings.values() for ring in own)
    around = sum(a[0] * b[1] - b[0] * a[1] for a, b in open_edges(rings))
    said = [] if inside == around else [f"grids have {inside}, the boundary {around}"]
    return said if ground in (None, inside) else [*said, f"grids have {inside}, not {ground}"]


def wrong_shells(rings):
    """Grids without ground."""
    return [f"{code} has no ground" for code, own in rings.items() if sum(map(twice, own)) <= 0]


def squares(edge):
    """Squares of the index that the box of an edge meets."""
    (x1, y1), (x2, y2) = edge
    for x in range(min(x1, x2) // CELL, max(x1, x2) // CELL + 1):
        for y in range(min(y1, y2) // CELL, max(y1, y2) // CELL + 1):
            yield x, y


def wrong_meetings(rings, fresh=None):
    """Edges that cross or overlap, or pass through a vertex of another.

    With `fresh`, only pairs of which one is an edge (least end first) of that set.
    """
    every = {tuple(sorted(edge)) for own in rings.values() for ring in own for edge in runs(ring)}
    looked_at = every if fresh is None else every & fresh
    index = defaultdict(list)
    for edge in every:
        for square in squares(edge):
            index[square].append(edge)
    said = set()
    for edge in looked_at:
        for other in {other for square in squares(edge) for other in index[square]}:
            if other != edge and meet(edge, other):
                said.add(f"{min(edge, other)} meets {max(edge, other)}")
    return sorted(said)


def meet(one, other):
    """Whether two edges have more in common than an end of both."""
    (a, b), (c, d) = one, other
    if (
        max(a[0], b[0]) < min(c[0], d[0])
        or max(c[0], d[0]) < min(a[0], b[0])
        or max(a[1], b[1]) < min(c[1], d[1])
        or max(c[1], d[1]) < min(a[1], b[1])
    ):
        return False
    if any(passes(one, end) for end in other) or any(passes(other, end) for end in one):
        return True
    if {a, b} & {c, d}:
        return False
    return (turn(a, b, c) > 0) != (turn(a, b, d) > 0) and (turn(c, d, a) > 0) != (turn(c, d, b) > 0)


def passes(edge, place):
    """Whether an edge runs through a place between its ends."""
    a, b = edge
    if place in edge or turn(a, b, place) != 0:
        return False
    return all(min(a[i], b[i]) <= place[i] <= max(a[i], b[i]) for i in (0, 1))


def wrong_corners(rings):
    """Grids whose rings pass a vertex twice."""
    said = []
    for code, own in rings.items():
        places = [at for ring in own for at in ring]
        if len(places) > len(set(places)):
            said.append(f"{code} touches itself")
    return said


OUT, ON, IN = 0, 1, 2


def side_of(own, place):
    """Whether a place is outside the rings of a grid, on them, or inside."""
    x, y = place
    inside = False
    for ring in own:
        bx, by = ring[-1]
        for ax, ay in ring:
            if (ay > y) != (by > y):
                side = (bx - ax) * (y - ay) - (by - ay) * (x - ax)
                if side == 0:
                    return ON
                inside ^= (side > 0) == (by > ay)
            elif ay == y and (ax == x or (by == y and (ax > x) != (bx > x))):
                return ON
            bx, by = ax, ay
    return IN if inside else OUT


def holders(rings, place):
    """Grids that hold a place, by code, and whether inside or on an edge."""
    sides = {code: side_of(own, place) for code, own in rings.items()}
    return {code: side for code, side in sides.items() if side != OUT}


def wrong_houses(rings, houses):
    """Houses in steps that lie in no grid or in several."""
    said = []
    for house in houses:
        held = holders(rings, house)
        if not held:
            said.append(f"{house} is in no grid")
        if IN in held.values() and len(held) > 1:
            said.append(f"{house} is in {sorted(held)}")
    return said


def ground_of(shapes):
    """Twice the area of all grids in square steps."""
    rings = [ring for shape in shapes.values() for ring in rings_of(polygons(shape))]
    return sum(map(twice, rings))


def faults(shapes, houses=(), ground=None):
    """Everything wrong with a coverage: shapes by code, houses as (lon, lat).

    `ground` is what the grids are to cover, twice its area in square steps: a gap that is open
    to the outside can only be told from an outer boundary by it.
    """
    try:
        rings = {code: rings_of(polygons(shape)) for code, shape in shapes.items()}
    except ValueError as beside:
        return [f"not on the lattice or not closed: {beside}"]
    steps = [(round(x * STEPS), round(y * STEPS)) for x, y in houses]
    return (
        wrong_edges(rings)
        + wrong_area(rings, ground)
        + wrong_shells(rings)
        + wrong_meetings(rings)
        + wrong_corners(rings)
        + wrong_houses(rings, steps)
    )
