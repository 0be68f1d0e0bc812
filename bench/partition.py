"""Wangge's partition beside its peers: real villages, made-up townships, ragged outlines.

Each run is a process of its own; the methods take turns seed by seed, so that a busy minute of
the machine hits all of them.
"""

import argparse
import importlib.util
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import geopandas as gpd
import numpy as np

from bench.partition_cases import KINDS, METHODS, SIZES, Case, all_cases, real_file
from bench.partition_figures import measure
from bench.partition_peers import voronoi_grids
from bench.partition_process import Failed, NotFinished, run_method
from bench.partition_run import GRIDS, LABELS, OURS, write_township
from bench.partition_table import NOTE, Run, table
from bench.villages import Township
from data.files import write_frame
from deploy.python_environment import install_peers
from deploy.steps import SetupFailed

_PACKAGES: Final = {
    "kmc-1": "k_means_constrained",
    "kmc-10": "k_means_constrained",
    "max-p": "spopt",
}


def main() -> None:
    """Measure everything, print a table per case as it is done."""
    given = _parse()
    if "real" in given.cases and not real_file().is_file():
        print(f"The six real villages are left out: {real_file()} is not here.")
    _provide_peers(given.only)
    methods = [name for name in given.only if _is_there(name)]
    runs: list[Run] = []
    print(NOTE.format(workers=given.workers))
    for case in all_cases(given.cases, given.sizes, methods):
        own = list(_run_case(case, given.seeds, given.workers, given.limit))
        print(f"\n{table(own, METHODS)}", flush=True)
        runs += own
    _keep(runs, given)
    sys.exit(int(any(run.problem == "failed" for run in runs)))


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=METHODS, default=list(METHODS))
    parser.add_argument("--cases", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--sizes", nargs="+", type=int, default=list(SIZES))
    parser.add_argument("--seeds", type=_numbers, default=[0, 1, 2, 3, 4], help="as 0-4 or 0,3")
    parser.add_argument("--limit", type=float, default=300, help="seconds a run may take")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--markdown", type=Path, help="write the table there too")
    parser.add_argument("--json", type=Path, help="write every run there")
    return parser.parse_args()


def _numbers(text: str) -> list[int]:
    first, dash, last = text.partition("-")
    if dash:
        return list(range(int(first), int(last) + 1))
    return [int(number) for number in text.split(",")]


def _provide_peers(methods: Sequence[str]) -> None:
    """Install the packages of the peers, pinned, where one is missing."""
    wanted = {_PACKAGES[method] for method in methods if method in _PACKAGES}
    if all(map(importlib.util.find_spec, wanted)):
        return
    try:
        install_peers()
    except SetupFailed as failure:
        print(failure)
    importlib.invalidate_caches()


def _is_there(method: str) -> bool:
    """Whether a method can run here; says so when not."""
    package = _PACKAGES.get(method)
    if package is not None and importlib.util.find_spec(package) is None:
        print(f"{METHODS[method]} is left out: not installed (`make bench` installs it).")
        return False
    return True


def _run_case(case: Case, seeds: Sequence[int], workers: int, limit_s: float) -> Iterator[Run]:
    """Every method on every seed; one that was stopped is not tried again."""
    stopped: set[str] = set()
    for seed in seeds:
        township = case.township(seed)
        for method in case.methods:
            if method in stopped:
                continue
            run = _run_once(case.name, method, seed, township, (workers, limit_s))
            print(
                f"  {case.name}, seed {seed}, {METHODS[method]}: "
                f"{run.problem or f'{run.seconds:.2f} s'}",
                file=sys.stderr,
            )
            if run.problem:
                stopped.add(method)
            yield run


def _run_once(
    case: str, method: str, seed: int, township: Township, terms: tuple[int, float]
) -> Run:
    workers, limit_s = terms
    with TemporaryDirectory(prefix="wangge-bench-") as name:
        folder = Path(name)
        write_township(township, folder)
        try:
            cost = run_method(method, folder, seed, workers=workers, limit_s=limit_s)
        except NotFinished:
            return Run(case, method, seed, "not finished")
        except Failed as failure:
            print(failure, file=sys.stderr)
            return Run(case, method, seed, "failed")
        labels = np.load(folder / LABELS)
        if method not in OURS:
            write_frame(voronoi_grids(township, labels), folder / GRIDS)
        figures = measure(township, labels, gpd.read_file(folder / GRIDS))
    return Run(case, method, seed, None, *cost, figures)


def _keep(runs: list[Run], given: argparse.Namespace) -> None:
    if given.markdown:
        note = NOTE.format(workers=given.workers)
        given.markdown.write_text(f"{table(runs, METHODS)}\n\n{note}\n", encoding="utf-8")
    if given.json:
        given.json.write_text(json.dumps([asdict(run) for run in runs], indent=1))


if __name__ == "__main__":
    main()
