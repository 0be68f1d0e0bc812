"""What an edit of boundaries makes of a coverage."""

from dataclasses import dataclass, field

from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, slots=True)
class Redrawn:
    """What an edit makes of a coverage.

    Attributes
    ----------
    shapes
        New shape, in WGS 84 degrees on the lattice, of every grid whose ground changes, by
        code; new grids are called "+1", "+2", ...
    retired
        Codes that end, ascending.
    corners
        New shape of each neighbour that keeps its ground and gets a corner more on an edge, so
        that both sides of the edge stay the same edge.
    """

    shapes: dict[str, BaseGeometry]
    retired: tuple[str, ...] = ()
    corners: dict[str, BaseGeometry] = field(default_factory=dict)
