"""Villages cut side by side: other processes, and how far they are."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.connection import wait
from typing import Any, Final, TypeAlias

import click

Mapper: TypeAlias = Callable[..., Any]

# Starting processes takes about as long as cutting this many households.
_WORTH_PROCESSES: Final = 3_000
_QUIET_S: Final = 1.0
_SHARE: Final = 20  # a line per twentieth


def cores() -> int:
    """Processors this program may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def village_mapper(jobs: int, villages: int, households: int) -> Iterator[Mapper]:
    """A ``map`` over villages, in other processes where that is quicker.

    Leaving by an error, Ctrl-C among them, ends the processes at once; they also end by
    themselves when this program is killed.
    """
    processes = min(jobs, villages)
    if processes == 1 or households < _WORTH_PROCESSES:
        yield map
        return
    context = get_context("forkserver")
    context.set_forkserver_preload(["geo.partition"])
    others = set(active_children())
    pool = ProcessPoolExecutor(processes, mp_context=context, initializer=_begin)
    try:
        yield pool.map
    except BaseException as error:
        for child in set(active_children()) - others:
            child.terminate()
        pool.shutdown(cancel_futures=True)
        if isinstance(error, BrokenProcessPool):
            msg = "a process was ended from outside (no memory left?): try --jobs 1"
            raise click.ClickException(msg) from error
        raise
    pool.shutdown()


def _begin() -> None:
    """Leave Ctrl-C to the program that started us, and go when it is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_go_with_parent, daemon=True).start()


def _go_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def progress_teller(
    say: Callable[[str], None], clock: Callable[[], float] = time.monotonic
) -> Callable[[int, int], None]:
    """Tell how many villages are cut, at most once a second and once per twentieth."""
    told_at, told_share = float("-inf"), 0

    def tell(done: int, total: int) -> None:
        nonlocal told_at, told_share
        share = done * _SHARE // total
        early = share == told_share or clock() - told_at < _QUIET_S
        if total > 1 and (done == total or not early):
            told_at, told_share = clock(), share
            say(f"village {done} of {total} cut")

    return tell
