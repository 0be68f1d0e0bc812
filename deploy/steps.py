"""Running set-up steps: one line each, with its time, and what to do when one fails."""

import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from data.errors import DataError

PROJECT: Final = Path(__file__).resolve().parent.parent
STATE: Final = PROJECT / ".wangge"
_LAST_WORDS: Final = 25  # lines of a failed program's output worth showing


class SetupFailed(Exception):
    """A step cannot go on; the message says what to do."""

    def __init__(self, message: str, *, status: int = 1) -> None:
        super().__init__(message)
        self.status = status


def run_step(name: str, step: Callable[[], str]) -> None:
    """Do one step and print a line: its time, its name, what it found or did."""
    start = time.monotonic()
    found = step()
    print(f"{time.monotonic() - start:6.1f} s  {name}: {found}", flush=True)


def announce(what: str) -> None:
    """Say what a longer wait is for."""
    print(f"          {what} ...", flush=True)


def run(
    *command: str | Path,
    environment: Mapping[str, str] | None = None,
    folder: Path = PROJECT,
    remedy: str,
) -> str:
    """Run a program quietly and give back what it printed.

    Raises
    ------
    SetupFailed
        With the end of its output and the remedy, if it fails.
    """
    words = [str(part) for part in command]
    try:
        result = subprocess.run(
            words,
            env=environment,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        msg = f"cannot run {words[0]}: {error}\n{remedy}"
        raise SetupFailed(msg) from error
    if result.returncode:
        said = "\n".join(result.stdout.splitlines()[-_LAST_WORDS:])
        msg = f"{' '.join(words[:4])} ... failed:\n{said}\n\n{remedy}"
        raise SetupFailed(msg)
    return result.stdout


def main(steps: Callable[[list[str]], None]) -> None:
    """Run a script of steps; a failed one ends it with its message, not a traceback."""
    try:
        steps(sys.argv[1:])
    except SetupFailed as failure:
        print(f"\n{failure}", file=sys.stderr)
        sys.exit(failure.status)
    except (DataError, OSError) as failure:
        print(f"\n{failure}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print("\nstopped; run the same command again to go on", file=sys.stderr)
        sys.exit(130)
