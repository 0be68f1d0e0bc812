"""The checker of coverages kept up from edit to edit, so that only what is new is looked at."""

from collections import defaultdict

from tests.geo.boundary import exact_coverage as exact


class Ledger:
    """Rings, edges and houses of a coverage in steps; nothing of the editor is used."""

    def __init__(self, shapes, houses):
        self.rings, self.by, self.open = {}, {}, set()
        self.index = defaultdict(set)
        self.area = 0
        self.home = dict.fromkeys(houses)
        self.held = {house: {} for house in houses}
        assert self.take(shapes, ()) == []
        assert all(code is not None for code in self.home.values())

    def outer_area(self):
        return sum(a[0] * b[1] - b[0] * a[1] for a, b in self.open)

    def take(self, shapes, gone, corners=()):
        """Take new shapes, and say what is wrong with them."""
        try:
            new = {code: exact.rings_of(exact.polygons(shape)) for code, shape in shapes.items()}
        except ValueError as beside:
            return [f"not on the lattice: {beside}"]
        before = {code: self.rings[code] for code in {*new, *gone} if code in self.rings}
        fresh, said = self._swap(before, new)
        said += exact.wrong_shells(new) + exact.wrong_corners(new)
        said += [f"{code} is run back and forth" for code in self._doubled(new)]
        if self.area != self.outer_area():
            said.append(f"grids have {self.area}, the boundary {self.outer_area()}")
        return said + self._crossings(fresh) + self._houses(before, new, corners)

    def _swap(self, before, new):
        said, touched = [], set()
        for own in before.values():
            for edge in self._counted(own, -1):
                self.by.pop(edge, None)
                touched.add(edge)
        for code, own in new.items():
            for edge in self._counted(own, 1):
                if edge in self.by:
                    said.append(f"{code} and {self.by[edge]} both run {edge}")
                self.by[edge] = code
                touched.add(edge)
        for code in before:
            del self.rings[code]
        self.rings |= new
        return self._refreshed(touched), said

    def _counted(self, own, sign):
        """Edges of a grid whose ground is counted, or no more."""
        self.area += sign * sum(map(exact.twice, own))
        return [edge for ring in own for edge in exact.runs(ring)]

    def _refreshed(self, touched):
        fresh = set()
        for edge in touched:
            flat = tuple(sorted(edge))
            for run in (edge, edge[::-1]):
                alone = run in self.by and run[::-1] not in self.by
                (self.open.add if alone else self.open.discard)(run)
            there = edge in self.by or edge[::-1] in self.by
            for square in exact.squares(flat):
                known = flat in self.index[square]
                if there and not known:
                    self.index[square].add(flat)
                    fresh.add(flat)
                elif known and not there:
                    self.index[square].discard(flat)
        return fresh

    def _doubled(self, new):
        return {
            code
            for code, own in new.items()
            for ring in own
            for a, b in exact.runs(ring)
            if self.by.get((b, a)) == code
        }

    def _crossings(self, fresh):
        said = set()
        for edge in fresh:
            for other in {other for square in exact.squares(edge) for other in self.index[square]}:
                if other != edge and exact.meet(edge, other):
                    said.add(f"{min(edge, other)} meets {max(edge, other)}")
        return sorted(said)

    def _houses(self, before, new, corners):
        """Houses in no grid or several, or that left a grid which only got a corner."""
        said = []
        boxes = {code: box(own) for code, own in new.items()}
        for house, home in self.home.items():
            near = {code: new[code] for code, bounds in boxes.items() if within(bounds, house)}
            if not near and self.held[house].keys().isdisjoint(before):
                continue
            kept = {code: side for code, side in self.held[house].items() if code not in before}
            self.held[house] = kept | exact.holders(near, house)
            held = self.held[house]
            if not held or (exact.IN in held.values() and len(held) > 1):
                said.append(f"{house} is in {sorted(held)}")
            self.home[house] = min(held, default=None)
            if home in corners and home not in held:
                said.append(f"{house} left {home}, which only got a corner")
        return said


def box(own):
    """Least and largest x and y of rings."""
    x, y = zip(*(at for ring in own for at in ring), strict=True)
    return min(x), min(y), max(x), max(y)


def within(bounds, place):
    """Whether a place is in a box."""
    return bounds[0] <= place[0] <= bounds[2] and bounds[1] <= place[1] <= bounds[3]
