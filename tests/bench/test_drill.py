"""The kill drill in short: `make drill` runs it in full."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.long
def test_kills_lose_and_double_nothing_that_was_acknowledged():
    command = [sys.executable, "-m", "bench.drill.run", "--kills", "1", "--postgres", "6"]

    done = subprocess.run(  # noqa: S603 - our own words
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    assert "durable commits" in done.stdout
    assert " 0 lost, 0 doubled, 0 half" in done.stdout
