"""What must hold of any answer, judged on the file it is written to.

Each check answers a list of sentences, empty when all is well. Coordinates are read back from
GeoJSON text of nine decimals; areas and lengths are measured here, not by the code under test.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

LOW, HIGH = 10, 15
METRES_PER_DEGREE = np.array([85_900, 111_030])
OPEN_M2 = 1e-6
"""Largest gap or overlap."""
SNAP_M = 2e-3
"""How far the lattice of nine decimals may move an edge from the outline, and then some."""
SHARED_M = 0.5
"""Length from which two grounds are said to meet."""
REASONS = {"too-few", "indivisible", "shared-place", "pinned"}
FAULTS = {"shared-place", "not-proved", "pieces"}
"""Of villages that are in order: none has households outside or outlines that overlap."""


@dataclass(frozen=True)
class Answer:
    """What was asked, and what came back.

    Attributes
    ----------
    homes
        Households as given, with their ``serial``.
    grids
        As read from the file, by row; geometry in degrees.
    text
        The file.
    faults
        Faults as answered.
    """

    homes: gpd.GeoDataFrame
    grids: gpd.GeoDataFrame
    text: str
    faults: Sequence[Any]
    asked: dict[str, Any]
    outline: shapely.Geometry | None


def answered(village: Any, partition: Any) -> Answer:
    """Write the grids of an answer to a file's text and read them back."""
    text = written(partition.grids)
    homes = village.households.copy()
    homes["serial"] = partition.members["serial"].loc[homes.index].to_numpy()
    return Answer(homes, read_back(text), text, partition.faults, village.asked, village.outline)


def written(grids: gpd.GeoDataFrame) -> str:
    """GeoJSON text of all columns, nine decimals of a degree."""
    columns = [name for name in grids.columns if name != "geometry"]
    features = [
        {
            "type": "Feature",
            "properties": {name: _plain(row[name]) for name in columns},
            "geometry": _rounded(shapely.geometry.mapping(row["geometry"])),
        }
        for _, row in grids.iterrows()
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, sort_keys=True)


def _plain(value: Any) -> Any:
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return None
    return value.item() if isinstance(value, np.generic) else value


def _rounded(shape: Any) -> Any:
    if isinstance(shape, dict):
        return {name: _rounded(value) for name, value in shape.items()}
    if isinstance(shape, (list, tuple)):
        return [_rounded(one) for one in shape]
    return round(shape, 9) if isinstance(shape, float) else shape


def read_back(text: str) -> gpd.GeoDataFrame:
    """Grids of a file's text."""
    features = json.loads(text)["features"]
    shapes = [shapely.geometry.shape(one["geometry"]) for one in features]
    table = pd.DataFrame([one["properties"] for one in features])
    return gpd.GeoDataFrame(table, geometry=shapes, crs="EPSG:4326")


def counted(answer: Answer) -> pd.Series:
    """Households that count of each serial, none left out."""
    column = answer.asked.get("counts")
    weight = answer.homes[column].astype(int) if column else pd.Series(1, answer.homes.index)
    held = weight.groupby(answer.homes["serial"]).sum()
    return held.reindex(answer.grids["serial"], fill_value=0)


def wrong_members(village: Any, partition: Any) -> list[str]:
    """Households lost, doubled or in a grid that is not there."""
    members, homes = partition.members, village.households
    said = []
    if not members.index.equals(homes.index):
        said.append("members are not the households in their order")
    if (
        members["serial"].isna().any()
        or not members["serial"].isin(partition.grids["serial"]).all()
    ):
        said.append("a member's grid is not there")
    said += [
        f"members have another {column}"
        for column in village.asked["by"]
        if members[column].tolist() != homes[column].tolist()
    ]
    if "village_code" in village.asked["by"]:
        codes = homes["village_code"] + members["serial"].map("{:03}".format).to_numpy()
        if members["code"].tolist() != codes.tolist():
            said.append("codes are not village code and serial")
    empty = set(partition.grids["serial"]) - set(members["serial"])
    return [*said, *(f"grid {serial} has no member" for serial in sorted(empty))]


def wrong_counts(answer: Answer) -> list[str]:
    """Stated numbers that are not the true ones, and exceptions that are not where they belong."""
    grids, held = answer.grids, counted(answer).to_numpy()
    said = []
    if grids["households"].tolist() != held.tolist():
        said.append(f"stated {grids['households'].tolist()}, held {held.tolist()}")
    out = (held < LOW) | (held > HIGH)
    named = grids["exception"].notna().to_numpy()
    said += [
        f"grid of {held[row]}: {grids['exception'].iloc[row]}"
        for row in np.flatnonzero(out != named)
    ]
    strange = set(grids["exception"].dropna()) - REASONS
    return [*said, *(f"exception {one}" for one in sorted(strange))]


def violation(answer: Answer) -> int:
    """Households that the grids lack or have too many, in all."""
    held = counted(answer).to_numpy()
    return int(np.maximum(np.maximum(LOW - held, held - HIGH), 0).sum())


def labels(cell: Any) -> list[str]:
    """Labels of one cell of a column of pins."""
    return [one.strip() for one in str(cell).split(";") if one.strip()] if pd.notna(cell) else []


def sharers(homes: pd.DataFrame, column: str) -> dict[str, list[int]]:
    """Positions of the households under each label."""
    found: dict[str, list[int]] = {}
    if column in homes.columns:
        for place, cell in enumerate(homes[column]):
            for label in labels(cell):
                found.setdefault(label, []).append(place)
    return found


def broken_pins(answer: Answer) -> list[str]:
    """Pins that do not hold."""
    serial = answer.homes["serial"].to_numpy()
    together = sharers(answer.homes, "keep_with")
    apart = sharers(answer.homes, "keep_apart")
    return [
        *(f"{label} divided" for label, rows in together.items() if len(set(serial[rows])) > 1),
        *(
            f"{label} together"
            for label, rows in apart.items()
            if len(set(serial[rows])) < len(rows)
        ),
    ]


def atoms(answer_homes: gpd.GeoDataFrame) -> np.ndarray:
    """Number of the atom of each household: those of one place of up to 15, and those pinned."""
    n = len(answer_homes)
    atom = np.arange(n)
    places: dict[tuple[int, int], list[int]] = {}
    for row, xy in enumerate(np.round(_coordinates(answer_homes) * 1e7).astype(np.int64)):
        places.setdefault((int(xy[0]), int(xy[1])), []).append(row)
    shares = [rows for rows in places.values() if len(rows) <= HIGH]
    for rows in (*shares, *sharers(answer_homes, "keep_with").values()):
        joined = np.isin(atom, atom[rows])
        atom[joined] = atom[joined].min()
    return np.unique(atom, return_inverse=True)[1]


def _coordinates(homes: gpd.GeoDataFrame) -> np.ndarray:
    return np.round(shapely.get_coordinates(homes.geometry.to_numpy()), 9)


def not_inside(answer: Answer) -> list[str]:
    """Households not strictly inside their own polygon, and not named by a fault."""
    shapes = answer.grids.set_index("serial").geometry
    own = shapes.loc[answer.homes["serial"]].to_numpy()
    points = answer.homes.geometry.to_numpy()
    inside = shapely.contains_properly(own, points)
    named = Counter(
        fault.params["household"] for fault in answer.faults if "household" in fault.params
    )
    outside = {str(label) for label in answer.homes.index[~inside]}
    said = [f"household {label} is not in its grid" for label in sorted(outside - set(named))]
    said += [f"household {label} named for nothing" for label in sorted(set(named) - outside)]
    return [*said, *_needless_doors(answer), *_strange_faults(answer)]


def _needless_doors(answer: Answer) -> Iterable[str]:
    """Places that were divided although they fit into one grid."""
    places = np.round(_coordinates(answer.homes) * 1e7).astype(np.int64)
    table = pd.DataFrame({"x": places[:, 0], "y": places[:, 1]})
    table["serial"] = answer.homes["serial"].to_numpy()
    apart = {row for rows in sharers(answer.homes, "keep_apart").values() for row in rows}
    for _, share in table.groupby(["x", "y"]):
        if len(share) <= HIGH and len(set(share["serial"])) > 1 and not apart & set(share.index):
            yield f"a place of {len(share)} is divided"


def _strange_faults(answer: Answer) -> list[str]:
    return sorted({f"fault {one.code}" for one in answer.faults} - {f"fault {o}" for o in FAULTS})


def leaks(answer: Answer) -> list[str]:
    """Gaps, overlaps, and ground outside the outline.

    Every edge of a tiling is had by two grids, once in each direction, or lies on the outline.
    Coordinates are whole numbers of nanodegrees here, so that equal means equal.
    """
    shapes = answer.grids.geometry.to_numpy()
    said = [f"grid {row} is empty" for row in np.flatnonzero(shapely.is_empty(shapes))]
    said += [f"grid {row} is broken" for row in np.flatnonzero(~shapely.is_valid(shapes))]
    corner = np.floor(np.array(shapely.total_bounds(shapes)[:2]))
    units = shapely.transform(shapes, lambda xy: np.round((xy - corner) * 1e9))
    edges = _edges(units)
    twice = [edge for edge, times in Counter(edges).items() if times > 1]
    directed = set(edges)
    single = np.array([e for e in directed if (e[2], e[3], e[0], e[1]) not in directed])
    said += [f"{len(twice)} edges lie on top of another"] if twice else []
    rim = shapely.linestrings(single.reshape(-1, 2, 2) / 1e9 * METRES_PER_DEGREE)
    outline, extra = _ground(answer, corner, rim)
    near = outline.boundary.buffer(SNAP_M)
    shapely.prepare(near)
    off = rim[~shapely.covers(near, rim)]
    said += [f"{len(off)} edges had by one grid inside the outline"] if len(off) else []
    total = shapely.area(units).sum() * 1e-18 * METRES_PER_DEGREE.prod()
    allowed = OPEN_M2 + extra
    if abs(total - outline.area) > allowed:
        said.append(f"grids cover {total - outline.area:+.6f} m² more than the outline")
    return [*said, *_overlaps(units)]


def _edges(units: Any) -> list[tuple[float, ...]]:
    """Directed edges, the ground on one and the same side of all."""
    found = []
    for ring in shapely.get_rings(shapely.orient_polygons(shapely.get_parts(units))):
        xy = shapely.get_coordinates(ring)
        found += list(map(tuple, np.hstack([xy[:-1], xy[1:]]).tolist()))
    return found


def _ground(answer: Answer, corner: Any, rim: Any) -> tuple[shapely.Geometry, float]:
    """The outline in metres, and the square metres that the lattice may have moved.

    Without a boundary it is whatever the rim encloses, which must have no hole.
    """
    if answer.outline is not None:
        metres = shapely.transform(answer.outline, lambda xy: (xy - corner) * METRES_PER_DEGREE)
        return metres, metres.length * 1e-4
    shells = shapely.get_parts(shapely.polygonize([shapely.union_all(rim)]))
    return shapely.union_all([shapely.Polygon(one.exterior) for one in shells]), OPEN_M2


def _overlaps(units: Any) -> list[str]:
    """Pairs of grids that share ground."""
    tree, said = shapely.STRtree(units), []
    one, other = tree.query(units, predicate="intersects")
    for a, b in zip(one[one < other], other[one < other], strict=True):
        if shapely.relate_pattern(units[a], units[b], "T********"):
            shared = shapely.intersection(units[a], units[b]).area
            if shared * 1e-18 * METRES_PER_DEGREE.prod() > OPEN_M2:
                said.append(f"grids {a} and {b} share ground")
    return said


def crossing_grids(answer: Answer) -> list[int]:
    """Serials of grids that are not one piece."""
    pieces = shapely.get_num_geometries(answer.grids.geometry.to_numpy())
    return answer.grids["serial"][pieces > 1].tolist()


def extra_pieces(answer: Answer) -> int:
    """Pieces beyond one a grid."""
    pieces = shapely.get_num_geometries(answer.grids.geometry.to_numpy())
    return int(pieces.sum()) - len(pieces)


def unnamed_pieces(answer: Answer) -> list[str]:
    """Grids of several pieces that no fault names, and faults that name whole ones."""
    names = [_name(answer, row) for row in range(len(answer.grids))]
    pieces = shapely.get_num_geometries(answer.grids.geometry.to_numpy())
    several = {name for name, many in zip(names, pieces, strict=True) if many > 1}
    named = {fault.grids[0] for fault in answer.faults if fault.code == "pieces"}
    return [f"pieces of {name}" for name in sorted(several ^ named)]


def _name(answer: Answer, row: int) -> str:
    grids = answer.grids
    if "code" in grids.columns:
        return str(grids["code"].iloc[row])
    return str(grids["serial"].iloc[row])


def courtyards(answer: Answer) -> tuple[list[int], list[set[int]]]:
    """Households of each place, and the places whose nearest ground meets that of each."""
    metres = np.round(_coordinates(answer.homes) * 1e7) / 1e7 * METRES_PER_DEGREE
    places, held = np.unique(metres, axis=0, return_counts=True)
    union = shapely.union_all(answer.grids.geometry.to_numpy())
    ground = shapely.transform(union, lambda xy: xy * METRES_PER_DEGREE)
    whole = shapely.voronoi_polygons(shapely.MultiPoint(places), extend_to=ground)
    cells = shapely.intersection(shapely.get_parts(whole), ground)
    own = [int(np.flatnonzero(shapely.contains_xy(cells, *xy))[0]) for xy in places]
    cells = cells[own]
    meet = [shapely.length(shapely.intersection(cells, cell)) > SHARED_M for cell in cells]
    return held.tolist(), [set(np.flatnonzero(row)) - {i} for i, row in enumerate(meet)]


def households_by_part(answer: Answer) -> list[int]:
    """Households of each part of the outline."""
    parts = shapely.get_parts(answer.outline)
    points = answer.homes.geometry.to_numpy()
    return [int(shapely.contains(part, points).sum()) for part in parts]


def wrong_order(answer: Answer) -> list[str]:
    """Serials that are not 1 to k in bands from north to south, west to east within a band."""
    serials = sorted(answer.grids["serial"])
    if serials != list(range(1, len(serials) + 1)):
        return [f"serials are {serials}"]
    if answer.grids["serial"].tolist() != serials:
        return ["rows are not in the order of serials"]
    middles = [_means(answer), _centres(answer)]
    return [] if any(map(_in_bands, middles)) else ["serials do not run in bands"]


def _means(answer: Answer) -> np.ndarray:
    xy = pd.DataFrame(_coordinates(answer.homes)).groupby(answer.homes["serial"].to_numpy()).mean()
    return xy.to_numpy()


def _centres(answer: Answer) -> np.ndarray:
    return shapely.get_coordinates(shapely.centroid(answer.grids.geometry.to_numpy()))


def _in_bands(middles: np.ndarray) -> bool:
    """Whether rows can be cut into bands, each north of the next and running to the east."""
    lon, lat = middles.T + 1e-9
    lowest = np.minimum.accumulate(lat)[:-1]
    highest = np.maximum.accumulate(lat[::-1])[::-1][1:]
    begins = np.append(0, np.flatnonzero(lowest >= highest - 1e-9) + 1)
    bands = np.searchsorted(begins, np.arange(len(lon)), side="right")
    steps = np.diff(lon)[np.diff(bands) == 0]
    return bool((steps >= -1e-9).all())


def wrong_figures(answer: Answer) -> list[str]:
    """Compactness and distances that are not what they are called."""
    said = []
    for row, shape in enumerate(answer.grids.geometry):
        flat = shapely.transform(shape, lambda xy: (xy - xy[0]) * METRES_PER_DEGREE)
        figure = 4 * np.pi * flat.area / flat.length**2
        if abs(figure - answer.grids["compactness"].iloc[row]) > 0.02:
            said.append(f"grid {row}: compactness is {figure:.3f}")
    metres = _coordinates(answer.homes) * METRES_PER_DEGREE
    for serial, stated in zip(answer.grids["serial"], answer.grids["distance_m"], strict=True):
        own = metres[(answer.homes["serial"] == serial).to_numpy()]
        mean = np.hypot(*(own - own.mean(axis=0)).T).mean()
        if abs(mean - stated) > 0.01 * mean + 0.05:
            said.append(f"grid {serial}: mean distance is {mean:.2f} m, not {stated}")
    return said


def wrong_merges(answer: Answer, alone: dict[Any, int]) -> list[str]:
    """Groups joined by grids though each of them can be cut alone, and grids that name others.

    Parameters
    ----------
    alone
        Least violation of each group when it is cut alone.
    """
    column = answer.asked["by"][1]
    table = answer.grids.set_index("serial")
    shares = {serial: share[column] for serial, share in answer.homes.groupby("serial")}
    said = []
    for serial, groups in shares.items():
        names = sorted(set(groups))
        merged = table["merged"].loc[serial]
        told = sorted(str(merged).split(" + ")) if isinstance(merged, str) else []
        if told != (names if len(names) > 1 else []):
            said.append(f"grid {serial} of {names} is merged {merged}")
        if table[column].loc[serial] not in set(groups.mode()):
            said.append(f"grid {serial} is said to be of {table[column].loc[serial]}")
    joined = _joined([set(groups) for groups in shares.values()])
    needless = [one for one in joined if len(one) > 1 and not any(alone[name] for name in one)]
    return said + [f"{sorted(one)} can be cut alone and are joined" for one in needless]


def _joined(shares: Iterable[set[Any]]) -> list[set[Any]]:
    """Unions of the sets that hang together."""
    found: list[set[Any]] = []
    for share in shares:
        touching = [one for one in found if one & share]
        found = [one for one in found if not one & share]
        found.append(share.union(*touching))
    return found


def faults_of_file(village: Any, partition: Any) -> list[str]:
    """All that is wrong with an answer whatever its sizes."""
    answer = answered(village, partition)
    return [
        *wrong_members(village, partition),
        *wrong_counts(answer),
        *not_inside(answer),
        *leaks(answer),
        *unnamed_pieces(answer),
        *broken_pins(answer),
        *wrong_figures(answer),
    ]


def pairs_apart(homes: gpd.GeoDataFrame, atom: np.ndarray) -> list[tuple[int, int]]:
    """Pairs of atoms that pins keep apart."""
    rows = sharers(homes, "keep_apart").values()
    return sorted(
        {tuple(sorted(atom[list(pair)])) for one in rows for pair in combinations(one, 2)}
    )
