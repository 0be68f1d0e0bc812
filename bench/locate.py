"""Which polygon each of a million points is in: Wangge beside its peers, in turns.

All are handed the same made-up county in the form they like; making that form is in nobody's
seconds, building an index is in everybody's. Their answers are compared.
"""

import argparse
import gc
import importlib
import importlib.util
import json
import sys
import time
from contextlib import ExitStack
from dataclasses import asdict
from itertools import product
from pathlib import Path
from typing import Final

from bench.locate_cases import County, made_up_county
from bench.locate_peers import ENGINES
from bench.locate_table import NOTE, Measured, differing, table
from deploy.python_environment import install_peers
from deploy.steps import SetupFailed

_OURS: Final = "wangge"
_PAUSE_S: Final = 0.5  # before each run: the threads of the last one come to rest


def main() -> None:
    """Measure in turns and print the table; status 1 if an answer is another than ours."""
    given = _parse()
    _provide_peers(given.only)
    names = [name for name in given.only if _is_there(name)]
    print(NOTE.format(points=given.points, polygons=given.polygons, runs=given.runs), flush=True)
    measured = measure(made_up_county(given.points, given.polygons, given.seed), names, given.runs)
    print(f"\n{table(measured)}")
    if given.markdown:
        given.markdown.write_text(f"{table(measured)}\n", encoding="utf-8")
    if given.json:
        given.json.write_text(json.dumps([asdict(one) for one in measured], indent=1))
    sys.exit(int(any(one.wrong for one in measured)))


def measure(county: County, names: list[str], runs: int) -> list[Measured]:
    """Seconds of each engine, run by run in turns, and how its answer differs from ours."""
    seconds: dict[str, list[float]] = {name: [] for name in names}
    answers = {}
    with ExitStack() as stack:
        ready = {name: stack.enter_context(ENGINES[name].prepare(county)) for name in names}
        for run, name in product(range(runs), names):
            gc.collect()
            time.sleep(_PAUSE_S)
            begin = time.perf_counter()
            answers[name] = ready[name]()
            seconds[name].append(time.perf_counter() - begin)
            print(f"  {run + 1}: {ENGINES[name].title}: {seconds[name][-1]:.2f} s", file=sys.stderr)
    wanted = answers[_OURS if _OURS in answers else names[0]]
    return [
        Measured(ENGINES[name].title, seconds[name], *differing(county, answers[name], wanted))
        for name in names
    ]


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=list(ENGINES), default=list(ENGINES))
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--polygons", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--markdown", type=Path, help="write the table there too")
    parser.add_argument("--json", type=Path, help="write the seconds of every run there")
    return parser.parse_args()


def _provide_peers(names: list[str]) -> None:
    """Install the packages of the peers, pinned, where one is missing."""
    if all(importlib.util.find_spec(ENGINES[name].package) for name in names):
        return
    try:
        install_peers()
    except SetupFailed as failure:
        print(failure)
    importlib.invalidate_caches()


def _is_there(name: str) -> bool:
    """Whether an engine can run here; says so when not."""
    if importlib.util.find_spec(ENGINES[name].package) is None:
        print(f"{ENGINES[name].title} is left out: not installed (`make bench` installs it).")
        return False
    return True


if __name__ == "__main__":
    main()
