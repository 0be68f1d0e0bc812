"""Serial numbers for the grids of a village."""

import numpy as np

from geo.arrays import Floats, Ints
from geo.plane import metres_per_degree


def number_in_bands(lonlat: Floats) -> Ints:
    """Give places serial numbers in bands, north to south, west to east within a band.

    Parameters
    ----------
    lonlat
        WGS 84 degrees (n, 2).

    Returns
    -------
    serial
        1 to n, each once, in the order of the rows given.

    Notes
    -----
    Bands are equally high, and as many as make a band about as high as its grids are wide.
    """
    if len(lonlat) == 0:
        return np.zeros(0, dtype=np.int64)
    stretch = np.array([axis[0] for axis in metres_per_degree(lonlat[:1, 1])])
    width, height = np.ptp(lonlat, axis=0) * stretch
    bands = _bands(len(lonlat), float(width), float(height))
    south = (lonlat[:, 1].max() - lonlat[:, 1]) * stretch[1]
    band = np.minimum((south / max(height, 1e-9) * bands).astype(np.int64), bands - 1)
    serial = np.empty(len(lonlat), dtype=np.int64)
    serial[np.lexsort((lonlat[:, 1], lonlat[:, 0], band))] = np.arange(1, len(lonlat) + 1)
    return serial


def _bands(n: int, width: float, height: float) -> int:
    if width == 0:
        return n
    return min(n, max(1, round(float(np.sqrt(n * height / width)))))
