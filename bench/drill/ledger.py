"""What clients were told, on disk before they go on: a process of its own, fsync by fsync."""

import json
import os
import subprocess
import sys
from pathlib import Path
from threading import Lock
from typing import Any, Self


class Ledger:
    """The ledger as clients see it; `write` comes back when the line is on the disk."""

    def __init__(self, path: Path) -> None:
        command = [sys.executable, "-m", "bench.drill.ledger", str(path)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._turn = Lock()

    def write(self, **line: Any) -> None:
        """Keep one line."""
        with self._turn:
            print(json.dumps(line, ensure_ascii=False), file=self._process.stdin, flush=True)
            if next(iter(self._process.stdout or ()), "") != "kept\n":
                msg = "the ledger died: what it holds proves nothing"
                raise RuntimeError(msg)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=10)


def read(path: Path) -> list[dict[str, Any]]:
    """Every line kept."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def main() -> None:
    """Append what comes in, and say so only once it is on the disk."""
    with Path(sys.argv[1]).open("ab", buffering=0) as file:
        for line in sys.stdin.buffer:
            file.write(line)
            os.fsync(file.fileno())
            sys.stdout.write("kept\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
