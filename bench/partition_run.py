"""One method on one township, in a process of its own: labels, seconds, peak memory."""

import argparse
import json
import multiprocessing
import resource
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np

from bench.partition_peers import Labels, cut_village, join_labels, village_places
from bench.villages import Township
from data.files import write_frame
from geo.partition import build_grids

HOUSEHOLDS, OUTLINES = "households.gpkg", "outlines.gpkg"
LABELS, GRIDS, COST = "labels.npy", "grids.geojson", "cost.json"
OURS: Final = {"wangge": False, "wangge-best": True}

Mapper = Callable[..., Any]


def write_township(township: Township, folder: Path) -> None:
    """Lay a township down for the runs."""
    write_frame(township.households, folder / HOUSEHOLDS)
    write_frame(township.outlines, folder / OUTLINES)


def main() -> None:
    """Run what the command line says; everything goes into the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("method")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=1)
    given = parser.parse_args()
    folder: Path = given.folder
    township = Township(gpd.read_file(folder / HOUSEHOLDS), gpd.read_file(folder / OUTLINES))
    with _shared_out(min(given.workers, len(township.outlines))) as mapper:
        begin = time.perf_counter()
        labels, grids = cut(given.method, township, given.seed, mapper)
        seconds = time.perf_counter() - begin
        cost = {"seconds": seconds, "memory_mb": peak_memory_mb()}
    np.save(folder / LABELS, labels)
    if grids is not None:
        write_frame(grids, folder / GRIDS)
    (folder / COST).write_text(json.dumps(cost))


def cut(
    method: str, township: Township, seed: int, mapper: Mapper
) -> tuple[Labels, gpd.GeoDataFrame | None]:
    """Cut by a named method; only ours gives polygons."""
    if method not in OURS:
        one = partial(cut_village, method, seed=seed)
        return join_labels(township, list(mapper(one, village_places(township)))), None
    partition = build_grids(
        township.households,
        by=["village"],
        boundary=township.outlines,
        seed=seed,
        best=OURS[method],
        mapper=mapper,
    )
    return _grid_rows(partition.members, partition.grids), partition.grids


def peak_memory_mb() -> float:
    """Most memory resident at once: of this process, plus of each of its workers.

    Linux keeps the figure for each program (`VmHWM`); what `getrusage` says of a process
    starts with the size of the one that started it.
    """
    own = Path("/proc/self/status")
    if not own.exists():
        who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        return sum(resource.getrusage(one).ru_maxrss for one in who) / 1024
    workers = [Path(f"/proc/{child.pid}/status") for child in multiprocessing.active_children()]
    return sum(_high_water_kb(status.read_text()) for status in (own, *workers)) / 1024


def _high_water_kb(status: str) -> int:
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1])


def _grid_rows(members: Any, grids: Any) -> Labels:
    """Row of the grid table for each household."""
    keys = zip(grids["village"], grids["serial"], strict=True)
    row = {key: i for i, key in enumerate(keys)}
    own = zip(members["village"], members["serial"], strict=True)
    return np.array([row[key] for key in own], dtype=np.int64)


@contextmanager
def _shared_out(workers: int) -> Iterator[Mapper]:
    """A `map` over several processes, started and warm before anything is measured."""
    if workers == 1:
        yield map
        return
    with ProcessPoolExecutor(workers) as pool:
        list(pool.map(time.sleep, [0.2] * workers))
        yield pool.map


if __name__ == "__main__":
    main()
