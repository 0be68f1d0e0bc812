"""Power diagrams: straight-edged cells that hold exactly what a flow assigned."""

from typing import Final

import numpy as np
import shapely
from scipy.spatial import ConvexHull

from geo.arrays import Floats, Ints, Shapes
from geo.flow import Shares

_SWEEPS: Final = 20


def slack_between(points: Floats, shares: Shares, centres: Floats) -> Floats:
    """Least extra cost of moving one household from one centre to another.

    Parameters
    ----------
    points
        Metres (n, d).
    shares
        The assignment.
    centres
        Metres (k, d).

    Returns
    -------
    slack
        Square metres (k, k), row: from, column: to; infinite for centres without households.
    """
    k = len(centres)
    slack = np.full((k, k), np.inf)
    order = np.argsort(shares.grid, kind="stable")
    first = np.searchsorted(shares.grid[order], np.arange(k + 1))
    for a in range(k):
        own = points[shares.place[order[first[a] : first[a + 1]]]]
        if len(own):
            cost = ((own[:, None, :] - centres) ** 2).sum(axis=2)
            slack[a] = (cost - cost[:, [a]]).min(axis=0)
    return slack


def centre_weights(slack: Floats) -> Floats | None:
    """Weights under which every household's own centre is its nearest.

    Parameters
    ----------
    slack
        As `slack_between` makes it.

    Returns
    -------
    weights
        Square metres (k,), well inside the range allowed, so that households keep off the
        edges; None if a ring of moves would make the assignment cheaper, so that no weights
        exist.

    Notes
    -----
    A balanced least-squares assignment is a power diagram (Cohen-Addad, Klein and Young,
    SIGSPATIAL 2018). Weights are shortest paths over the slacks (Bellman-Ford), then each is
    moved to the middle of what its neighbours leave it.
    """
    k = len(slack)
    weights = np.zeros(k)
    for _ in range(k):
        shorter = np.minimum(weights, (weights[:, None] + slack).min(axis=0))
        if np.allclose(shorter, weights, rtol=0, atol=1e-6):
            return _centred(weights, slack)
        weights = shorter
    return None


def _centred(weights: Floats, slack: Floats) -> Floats:
    room = slack.copy()
    np.fill_diagonal(room, np.inf)
    for _ in range(_SWEEPS):
        for b in range(len(weights)):
            high = (weights + room[:, b]).min()
            low = (weights - room[b]).max()
            if np.isfinite(high) and np.isfinite(low):
                weights[b] = (high + low) / 2
    return weights


def power_cells(centres: Floats, weights: Floats, box: tuple[float, float, float, float]) -> Shapes:
    """Cells of a power diagram.

    Parameters
    ----------
    centres
        Metres (k, 2).
    weights
        Square metres (k,); a point belongs to the centre of least squared distance minus
        weight.
    box
        West, south, east, north in metres; within it the cells tile.

    Returns
    -------
    cells
        Convex polygons (k,) that reach beyond the box; empty where a centre has no cell.

    Notes
    -----
    Lower hull of the centres lifted to ``x² + y² - weight`` (Aurenhammer, SIAM J. Comput. 16,
    1987). Four far centres close the outer cells; their weights are so low that they win
    nothing inside the box.
    """
    middle = np.array([box[0] + box[2], box[1] + box[3]]) / 2
    diagonal = np.hypot(box[2] - box[0], box[3] - box[1])
    far = 2 * diagonal * np.array([[-1, -1], [-1, 1], [1, -1], [1, 1]])
    sites = np.vstack([centres - middle, far])
    closing = np.full(len(far), weights.min() - diagonal**2)
    lifted = (sites**2).sum(axis=1) - np.concatenate([weights, closing])
    hull = ConvexHull(np.column_stack([sites, lifted]))
    lower = hull.equations[:, 2] < 0
    slopes = hull.equations[lower]
    corners = slopes[:, :2] / (-2 * slopes[:, 2:3]) + middle
    return _fans(hull.simplices[lower].astype(np.int64), corners, len(centres))


def _fans(triangles: Ints, corners: Floats, k: int) -> Shapes:
    """Convex hull, for each of the first k sites, of the corners of its triangles."""
    site = triangles.ravel()
    order = np.argsort(site, kind="stable")
    corner = np.repeat(corners, 3, axis=0)[order]
    first = np.searchsorted(site[order], np.arange(k + 1))
    fans = [shapely.MultiPoint(corner[first[i] : first[i + 1]]) for i in range(k)]
    return np.asarray(shapely.convex_hull(fans))
