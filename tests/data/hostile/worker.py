"""Reads files from strangers, each in a fresh fork of a process that has imported everything.

One request a line on stdin, one answer a line on stdout, both JSON.
"""

import json
import os
import re
import select
import signal
import sys
import time
from pathlib import Path

import pyogrio

from data.errors import DataError
from data.files import read_frame, read_upload
from data.imports.source import read_upload_cells
from data.rows import RowProblem
from geo.errors import GeoError

PATIENCE_S = 60
_SOCKETS = []


def _hear(event, _arguments):
    if event.startswith("socket."):
        _SOCKETS.append(event)


def _memory(name):
    return int(re.search(rf"{name}:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / 1024


def _upload(path):
    return _told(read_upload(path.name, path.read_bytes(), datum="wgs84"))


def _command(path):
    return _told(read_frame(path))


def _cells(path):
    rows = list(read_upload_cells(path.name, path.read_bytes()))
    bad = [row for row in rows if isinstance(row, RowProblem)]
    words = "".join(str(row.cells) for row in rows if not isinstance(row, RowProblem))
    return {"rows": len(rows) - len(bad), "problems": len(bad), "words": words + str(bad)}


def _told(result):
    table = result.frame.drop(columns="geometry").to_dict("records")
    words = str(table[:1000]) + str(result.problems[:1000])
    return {"rows": len(result.frame), "problems": len(result.problems), "words": words}


def _gdal(path):
    """What must not happen; shows that the traps work."""
    try:
        layers = pyogrio.list_layers(str(path.read_text()))
        return {"words": str(layers), "rows": 1}
    except Exception as error:  # noqa: BLE001 - any answer will do
        return {"words": str(error), "rows": 0}


_WAYS = {"upload": _upload, "command": _command, "cells": _cells, "gdal": _gdal}


def _read(path, way):
    try:
        return {"answer": "read", **_WAYS[way](path)}
    except (DataError, GeoError) as error:
        return {"answer": "refused", "rows": 0, "words": f"{type(error).__name__}: {error}"}
    except BaseException as error:  # noqa: BLE001 - everything else is the finding
        return {"answer": "crashed", "rows": 0, "words": f"{type(error).__name__}: {error}"[:2000]}


def _child(request, pipe):
    Path("/proc/self/clear_refs").write_text("5")  # the high-water mark starts anew
    sys.addaudithook(_hear)
    answers = []
    for path in request["paths"]:
        before, begin, worked = _memory("VmRSS"), time.perf_counter(), time.process_time()
        told = _read(Path(path), request["way"])
        times = {"seconds": time.perf_counter() - begin, "cpu_s": time.process_time() - worked}
        growth = max(_memory("VmHWM") - before, 0)
        answers.append(told | times | {"growth_mb": growth, "sockets": len(_SOCKETS)})
    with os.fdopen(pipe, "w") as out:
        out.write(json.dumps(answers))


def _serve(request):
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            _child(request, writing)
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        if not select.select([pipe], [], [], PATIENCE_S)[0]:
            os.kill(child, signal.SIGKILL)
        text = pipe.read()
    _, status = os.waitpid(child, 0)
    return {"status": status, "answers": json.loads(text) if text else []}


for line in sys.stdin:
    sys.stdout.write(json.dumps(_serve(json.loads(line))) + "\n")
    sys.stdout.flush()
