"""Workers that live as long as the program beside which they run."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Final

_PATIENCE_S: Final = 20.0
"""A job that runs is finished first; one that takes longer is taken up again next time."""


@contextlib.contextmanager
def workers_beside(number: int) -> Iterator[None]:
    """Run `wangge worker` processes with this program's settings until the block ends.

    They hang on this program by their standard input: should it be killed, they stop too.
    """
    command = [sys.executable, "-m", "api", "worker", "--tethered"]
    running = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)  # noqa: S603 - our own program
        for _ in range(number)
    ]
    try:
        yield
    finally:
        for process in running:
            process.terminate()
        for process in running:
            _see_off(process)


def _see_off(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        process.stdin.close()
    try:
        process.wait(_PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def stop_with_parent() -> None:
    """Stop this worker as Ctrl-C would when its standard input ends."""

    def watch() -> None:
        while os.read(0, 1):  # not sys.stdin: its lock would be held when the program ends
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()
