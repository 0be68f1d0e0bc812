"""Winding lines: roads, lanes, valleys and rivers on the metre plane."""

from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely

from data.sample.plane import Points, shape_to_lonlat
from data.sample.wordlist import words

_STEP_M: Final = 60.0
_MOST_SWING_M: Final = 1_200.0
_SHORTEST_WAVE_M: Final = 1_000.0
_RIVER_NAMES: Final = words("清水川 黑柳河 十里河 乌兰川 白石河 东川河 响水河 沙梁川 榆溪 暖泉河")


def winding(start: Points, end: Points, rng: np.random.Generator, swing: float = 0.06) -> Points:
    """Points of a winding line from start to end, about 60 m apart.

    Parameters
    ----------
    start, end
        Ends on the metre plane; the line meets them exactly.
    swing
        Sideways reach as a share of the length, at most 1,200 m.
    """
    along = end - start
    length = float(np.hypot(*along))
    share = np.linspace(0.0, 1.0, max(3, int(length / _STEP_M)))
    waves = np.arange(1, max(6, int(length / _SHORTEST_WAVE_M)) + 1)
    heights = rng.normal(size=len(waves)) / waves
    sideways = np.sin(np.pi * share[:, None] * waves) @ heights
    across = np.array([-along[1], along[0]]) / max(length, 1.0)
    reach = min(swing * length, _MOST_SWING_M)
    points: Points = start + share[:, None] * along + sideways[:, None] * reach * across
    return points


def draw_rivers(rng: np.random.Generator, county_m: Any) -> gpd.GeoDataFrame:
    """One river through the county, with a second that joins it in two counties of three.

    Returns
    -------
    rivers_frame
        One row per piece of a river, columns ``name`` and ``course`` (WGS 84 LineString, the
        active geometry).
    """
    middle = np.array(county_m.centroid.coords[0])
    radius = float(shapely.minimum_bounding_radius(county_m)) * 1.1
    heading = rng.uniform(0, 2 * np.pi)
    pass_by = middle + rng.normal(0, radius / 8, 2)
    mouth, source = (pass_by + _spoke(heading + turn, radius) for turn in (0.0, np.pi))
    main = winding(source, mouth, rng, 0.04)
    courses = [main]
    if rng.random() < 2 / 3:
        joins = main[int(len(main) * rng.uniform(0.4, 0.6))]
        far = joins + _spoke(heading + np.pi / 2 + rng.uniform(-0.4, 0.4), radius)
        courses.append(winding(far, joins, rng, 0.04))
    lines = np.array([shapely.linestrings(course) for course in courses])
    names = rng.choice(_RIVER_NAMES, len(lines), replace=False)
    return clipped_courses({"name": [str(name) for name in names]}, lines, county_m)


def clipped_courses(columns: dict[str, Any], lines_m: Any, county_m: Any) -> gpd.GeoDataFrame:
    """Keep what of each line lies in the county.

    Parameters
    ----------
    columns
        Further columns of the frame, one value per line.
    lines_m, county_m
        Lines and outline on the metre plane.

    Returns
    -------
    courses_frame
        One row per piece, with ``course`` (WGS 84 LineString, the active geometry); a line that
        leaves the county and returns has several rows.
    """
    courses = shape_to_lonlat(shapely.intersection(lines_m, county_m))
    frame = gpd.GeoDataFrame(columns | {"course": courses}, geometry="course", crs="EPSG:4326")
    return frame[~frame.is_empty].explode(ignore_index=True)


def _spoke(heading: float, length_m: float) -> Points:
    return np.array([np.cos(heading), np.sin(heading)]) * length_m
