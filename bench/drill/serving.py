"""The real server under a kill point: imported once, forked anew after every death.

Reads lines ``point nth`` from standard input and serves until that point kills it; writes
``serving pid`` each time the address answers and ``died`` after each death. An empty point serves
until somebody kills that process.
"""

import os
import signal
import socket
import sys
import time
from contextlib import suppress
from typing import Final

import uvicorn

import api.server
from api.database import connected, request_engine
from api.settings import Settings
from bench.drill.kill_points import App, Killer, watch_answers, watch_engine

_PATIENCE_S: Final = 60.0


def main() -> None:
    """Serve a child for every line."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    settings = Settings()
    for line in sys.stdin:
        point, _, nth = line.strip().partition(" ")
        child = os.fork()
        if child == 0:
            _serve(settings, Killer(point, int(nth or 0)))
            os._exit(0)
        _wait_for(settings)
        print("serving", child, flush=True)
        _, status = os.waitpid(child, 0)
        print("died" if os.WIFSIGNALED(status) else "ended", flush=True)


def _serve(settings: Settings, killer: Killer) -> None:
    """Run ``wangge serve``'s own way, with the points hung on."""
    os.close(0)
    config = uvicorn.Config

    def watched(app: App, **options: object) -> uvicorn.Config:
        return config(watch_answers(app, killer), **options)  # type: ignore[arg-type]

    api.server.uvicorn.Config = watched  # type: ignore[assignment,misc]
    with connected(settings) as owner, request_engine(settings, owner) as requests:
        watch_engine(requests, killer)
        api.server.serve(settings, requests)


def _wait_for(settings: Settings) -> None:
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection((settings.host, settings.port), 1):
            return
        time.sleep(0.01)
    msg = "the server did not come up"
    raise RuntimeError(msg)


if __name__ == "__main__":
    main()
