"""What of the ground hangs together, and which labels do."""

import numpy as np
import shapely

from geo.arrays import Ints
from geo.ground_graph import GroundGraph, components


def own_pieces(graph: GroundGraph) -> Ints:
    """Piece of each place (m,)."""
    held = np.flatnonzero(graph.atom >= 0)
    own = np.empty(len(held), dtype=np.int64)
    own[graph.atom[held]] = held
    return own


def ground_parts(graph: GroundGraph, bonds: Ints) -> tuple[Ints, Ints]:
    """Part of the ground that each atom is on (m,), and bonds that make one part of two (b, 2)."""
    own = own_pieces(graph)
    part = components(graph.edges, len(graph.atom))[own]
    tied = np.flatnonzero(bonds >= 0)
    tied = tied[np.argsort(bonds[tied], kind="stable")]
    links = np.column_stack([tied[:-1], tied[1:]])[bonds[tied[1:]] == bonds[tied[:-1]]]
    ties = links[part[links[:, 0]] != part[links[:, 1]]]
    joined = components(part[ties], int(part.max()) + 1)[part]
    return np.unique(joined, return_inverse=True)[1].astype(np.int64), ties


def broken_labels(graph: GroundGraph, label: Ints, owner: Ints) -> Ints:
    """Labels whose atoms lie in several pieces of their own ground."""
    inner = owner[graph.edges[:, 0]] == owner[graph.edges[:, 1]]
    part = components(graph.edges[inner], len(owner))
    own = own_pieces(graph)
    solid = ~shapely.is_empty(graph.shapes[own])
    held = np.unique(np.column_stack([label, part[own]])[solid], axis=0)
    return np.flatnonzero(np.bincount(held[:, 0]) > 1).astype(np.int64)
