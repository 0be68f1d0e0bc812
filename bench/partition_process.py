"""A run in a process of its own, stopped with all its workers when its time is up."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Final

from bench.partition_run import COST

_PROJECT: Final = Path(__file__).resolve().parents[1]


class NotFinished(Exception):
    """The time limit came first."""


class Failed(Exception):
    """The run ended with an error; the message is what it said last."""


def run_method(
    method: str, folder: Path, seed: int, *, workers: int, limit_s: float
) -> tuple[float, float]:
    """Run one method on the township that lies in a folder.

    Returns
    -------
    seconds, memory_mb
        What it cost; labels and polygons lie in the folder.

    Raises
    ------
    NotFinished
        If it takes longer than the limit, start of Python included.
    Failed
        If it ends with an error.
    """
    command = [sys.executable, "-m", "bench.partition_run", method, str(folder)]
    with subprocess.Popen(
        [*command, "--seed", str(seed), "--workers", str(workers)],
        cwd=_PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            said = process.communicate(timeout=limit_s)[1]
        except subprocess.TimeoutExpired as stopped:
            raise NotFinished from stopped
        finally:
            _end(process)
    if process.returncode:
        raise Failed(said.strip())
    cost = json.loads((folder / COST).read_text())
    return cost["seconds"], cost["memory_mb"]


def _end(process: "subprocess.Popen[str]") -> None:
    """End the process and, by its group, the workers it may have left."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
