"""Three made-up villages beside each other, and random edits of their boundaries."""

from collections import Counter
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import shapely

from geo.boundary.draw import draw
from geo.boundary.fit import fit
from geo.boundary.merge import merge
from geo.boundary.move import move
from geo.boundary.replace import replace
from geo.boundary.reshape import reshape
from geo.boundary.split import split
from geo.partition import build_grids
from tests.geo.ragged_villages import ragged_village

DEGREES_PER_METRE = np.array([1 / 85_900, 1 / 111_030])
ORIGIN = (111.0, 39.6)
VILLAGES = ("150622001001", "150622001002", "150622001003")
KINDS = ("split", "merge", "draw", "reshape", "move", "replace")


def lonlat(metres):
    return np.round(np.asarray(metres) * DEGREES_PER_METRE + ORIGIN, 9)


@dataclass
class County:
    """Live grids by code, houses as points, outlines, and the last serials given out."""

    live: dict
    houses: np.ndarray
    outlines: dict
    issued: Counter
    ever: set = field(default_factory=set)

    def own(self, village):
        return sorted(code for code in self.live if code.startswith(village))

    def apply(self, village, redrawn):
        """Take an edit over; new grids get codes that nobody had."""
        named = {}
        for code, shape in redrawn.shapes.items():
            if code.startswith("+"):
                self.issued[village] += 1
                new = f"{village}{self.issued[village]:05}"
                assert new not in self.ever
                self.ever.add(new)
                named[new] = shape
            else:
                named[code] = shape
        for code in redrawn.retired:
            del self.live[code]
        self.live |= named | redrawn.corners
        return named


def made_up_county(seed=10, households=600):
    """Three villages that share borders: the middle one has about half of the households."""
    places, _, outline = ragged_village("fractal", households, seed)
    places = np.unique(places.round(1), axis=0)
    west, south, east, north = outline.bounds
    cuts = [west - 100, *np.quantile(places[:, 0], [0.25, 0.75]), east + 100]
    live, outlines, issued = {}, {}, Counter()
    for number, village in enumerate(VILLAGES):
        box = shapely.box(cuts[number], south - 9, cuts[number + 1], north + 9)
        part = max(shapely.get_parts(outline & box), key=lambda one: one.area)
        inside = shapely.contains_xy(part.buffer(-2), places)
        homes = gpd.GeoDataFrame(geometry=shapely.points(lonlat(places[inside])), crs="EPSG:4326")
        outlines[village] = shapely.transform(part, lonlat)
        ground = gpd.GeoDataFrame(geometry=[outlines[village]], crs="EPSG:4326")
        grids = build_grids(homes, boundary=ground).grids
        new = {
            f"{village}{serial:05}": shape
            for serial, shape in zip(grids["serial"], grids.geometry, strict=True)
        }
        fitted, corners = fit(new, live)
        live |= new | fitted | corners
        issued[village] = len(new)
    houses = shapely.points(lonlat(places))
    held = shapely.covers(shapely.union_all(list(live.values())), houses)
    return County(live, houses[held], outlines, issued, set(live))


class Editor:
    """Chooses edits, plausible ones and nonsense, and asks for them."""

    def __init__(self, county, seed):
        self.county = county
        self.chance = np.random.default_rng(seed)

    def edit(self, kind):
        """Ask for an edit of a kind; answers the village and what comes of it."""
        village = str(self.chance.choice(VILLAGES, p=[0.25, 0.5, 0.25]))
        return village, getattr(self, kind)(village)

    def some(self, village, power):
        """One grid of a village: large ones more often, or small ones for a negative power."""
        codes = self.county.own(village)
        area = shapely.area([self.county.live[code] for code in codes]) ** power
        return str(self.chance.choice(codes, p=area / area.sum()))

    def beside(self, code, *, same=True):
        near = [
            other
            for other, shape in self.county.live.items()
            if other != code
            and (not same or other.startswith(code[:12]))
            and shape.intersects(self.county.live[code])
        ]
        lengths = {other: self.shared(code, other) for other in near}
        if self.chance.random() < 0.05:
            return str(self.chance.choice(self.county.own(code[:12])))
        met = sorted(other for other, length in lengths.items() if length > 0)
        return str(self.chance.choice(met or sorted(self.county.live)))

    def outline(self, village):
        """Outline as it was drawn, never on the lattice to the last step, or none."""
        return self.county.outlines[village] if self.chance.random() < 0.5 else None

    def shared(self, one, other):
        live = self.county.live
        return live[one].boundary.intersection(live[other].boundary).length

    def chord(self, shape):
        """Line between two places of an edge, with bends, sometimes beyond or short of it."""
        rim = shape.boundary
        ends = [rim.interpolate(self.chance.random(), normalized=True) for _ in range(2)]
        ends = np.array([[end.x, end.y] for end in ends])
        share = np.linspace(0, 1, int(self.chance.integers(2, 5)))[:, None]
        line = ends[0] + share * (ends[1] - ends[0])
        line[1:-1] += self.chance.normal(0, 15, (len(line) - 2, 2)) * DEGREES_PER_METRE
        reach = self.chance.choice([0.0, 2.0, 40.0, -3.0, -60.0], p=[0.4, 0.2, 0.25, 0.1, 0.05])
        way = (line[-1] - line[-2]) / DEGREES_PER_METRE
        line[-1] += way / max(np.hypot(*way), 1) * reach * DEGREES_PER_METRE
        return shapely.LineString(line)

    def split(self, village):
        code = self.some(village, 1)
        shape = self.county.live[code]
        keep = shape.representative_point() if self.chance.random() < 0.5 else None
        return split(self.county.live, code, self.chord(shape), keep=keep)

    def merge(self, village):
        code = self.some(village, -0.7)
        codes = [code]
        for _ in range(1 + len(self.county.own(village)) // 12):
            codes.append(self.beside(codes[-1]))
        return merge(self.county.live, sorted(set(codes)), code)

    def draw(self, village):
        shape = self.county.live[self.some(village, 1)]
        if self.chance.random() < 0.6:
            at = shape.representative_point()
        else:
            at = shape.boundary.interpolate(self.chance.random(), normalized=True)
        angle = np.linspace(0, 2 * np.pi, int(self.chance.integers(3, 9)), endpoint=False)
        radius = self.chance.uniform(5, 60) * self.chance.uniform(0.6, 1.4, len(angle))
        metres = np.column_stack([np.cos(angle), np.sin(angle)]) * radius[:, None]
        polygon = shapely.Polygon(metres * DEGREES_PER_METRE + (at.x, at.y))
        return draw(self.county.live, polygon, outline=self.outline(village))

    def reshape(self, village):
        one = self.some(village, 0.5)
        other = self.beside(one, same=self.chance.random() < 0.8)
        if one == other:
            return reshape(self.county.live, one, other, self.chord(self.county.live[one]))
        live = self.county.live
        whole = shapely.union_all([live[one], live[other]])
        edge = live[one].boundary.intersection(live[other].boundary)
        if edge.length == 0 or self.chance.random() < 0.15:
            return reshape(live, one, other, self.chord(whole))
        parts = shapely.get_parts(shapely.line_merge(edge))
        longest = max(parts, key=lambda part: part.length)
        return reshape(live, one, other, self.beside_edge(longest, whole.boundary))

    def beside_edge(self, edge, rim):
        """Line from about one end of an edge to about the other, from rim to rim."""
        at = shapely.get_coordinates(edge)[[0, -1]]
        far = shapely.points(at + self.chance.normal(0, 8, (2, 2)) * DEGREES_PER_METRE)
        ends = shapely.get_coordinates(rim.interpolate(rim.project(far)))
        middle = shapely.get_coordinates(edge.interpolate(0.5, normalized=True))[0]
        middle += self.chance.normal(0, 20, 2) * DEGREES_PER_METRE
        return shapely.LineString([ends[0], middle, ends[1]])

    def move(self, village):
        live, houses = self.county.live, self.county.houses
        for _ in range(6):
            source = self.some(village, 0.7)
            inside = houses[shapely.intersects(live[source], houses)]
            if len(inside) > 1:
                break
        else:
            return move(live, source, self.beside(source), houses[0], houses[1:3])
        target = self.beside(source, same=self.chance.random() < 0.8)
        order = np.argsort(shapely.distance(inside, live[target]), kind="stable")
        house = int(order[0 if self.chance.random() < 0.85 else -1])
        return move(live, source, target, inside[house], list(np.delete(inside, house)))

    def replace(self, village):
        own = self.county.own(village)
        phase, wave = self.chance.uniform(0, 6.3, 2), self.chance.uniform(100, 600)
        most = self.chance.choice([0.05, 0.25, 0.45, 30.0], p=[0.3, 0.3, 0.3, 0.1])

        def stirred(at):
            metres = (at - ORIGIN) / DEGREES_PER_METRE
            off = np.sin(metres[:, ::-1] / wave + phase) * most
            return np.round((metres + off) * DEGREES_PER_METRE + ORIGIN, 7)

        given = {code: shapely.transform(self.county.live[code], stirred) for code in own}
        if self.chance.random() < 0.5:
            renamed = str(self.chance.choice(own))
            given["+1"] = given.pop(renamed)
        if self.chance.random() < 0.05:
            given.pop(str(self.chance.choice(sorted(given))))
        return replace(self.county.live, given, own=own, outline=self.outline(village))
