"""A served database for a measurement: fresh, private, gone afterwards."""

import contextlib
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def served_demo(households: int = 3000) -> Iterator[tuple[str, Path]]:
    """Serve a sample county from a folder of its own; gives its address and that folder."""
    with tempfile.TemporaryDirectory(prefix="wangge-bench-") as folder:
        Path(folder).chmod(0o755)  # the server's account passes through
        environment = {**os.environ, "WANGGE_PROJECT_DIR": folder}
        command = [sys.executable, "-m", "api", "demo", "--port", "0"]
        process = subprocess.Popen(
            [*command, "--households", str(households)],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            yield address_of(process), Path(folder)
        finally:
            process.terminate()
            process.wait(30)


def address_of(process: "subprocess.Popen[str]") -> str:
    """Address a started service says it serves on, once it answers there."""
    for line in process.stdout or ():
        if "serves on" in line:
            address = line.split("serves on ")[1].split("/  ")[0]
            _wait(address)
            return address
    msg = "the demo ended before it served"
    raise RuntimeError(msg)


def _wait(address: str) -> None:
    for _ in range(100):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{address}/healthz").close()
            return
        time.sleep(0.1)
