"""A load generator that costs little: keep-alive connections, bodies written beforehand."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, cast
from urllib.parse import urlsplit

import numpy as np

_HEAD_END: Final = b"\r\n\r\n"
_LENGTH: Final = b"content-length: "


@dataclass(frozen=True, slots=True)
class Load:
    """What a run of the generator saw.

    Attributes
    ----------
    seconds, own_seconds
        How long it took, and how much processor time the generator itself used meanwhile.
    waits_ms
        From the first byte sent to the last byte read, one for each answer.
    statuses
        How often each status was answered.
    """

    seconds: float
    own_seconds: float
    waits_ms: Sequence[float]
    statuses: Counter[int]

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return len(self.waits_ms) / self.seconds

    @property
    def own_share(self) -> float:
        """Processor time of the generator, as a share of the time the run took."""
        return self.own_seconds / self.seconds

    def wait_ms(self, quantile: float) -> float:
        """Wait that this share of the answers did not exceed."""
        return float(np.quantile(self.waits_ms, quantile))


@dataclass(slots=True)
class _Run:
    requests: Iterator[bytes]
    until: float
    open: int
    done: asyncio.Future[None]
    waits: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)


class _Caller(asyncio.Protocol):
    """One connection: sends, reads the whole answer, sends the next."""

    def __init__(self, run: _Run, token: bytes) -> None:
        self._run = run
        self._token = token
        self._read = bytearray()
        self._sent_at = 0.0
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._next()

    def data_received(self, data: bytes) -> None:
        self._read += data
        end = self._read.find(_HEAD_END)
        if end < 0:
            return
        at = self._read.index(_LENGTH) + len(_LENGTH)
        length = int(self._read[at : self._read.find(b"\r\n", at)])
        if len(self._read) < end + len(_HEAD_END) + length:
            return
        self._run.waits.append((time.perf_counter() - self._sent_at) * 1000)
        self._run.statuses[int(self._read[9:12])] += 1
        self._read.clear()
        self._next()

    def connection_lost(self, _: Exception | None) -> None:
        self._run.open -= 1
        if not self._run.open and not self._run.done.done():
            self._run.done.set_result(None)

    def _next(self) -> None:
        self._sent_at = time.perf_counter()
        if self._sent_at >= self._run.until:
            self._transport.close()
            return
        self._transport.write(next(self._run.requests).replace(b"{token}", self._token, 1))


def send_for(
    address: str, requests: Iterator[bytes], tokens: Sequence[str], seconds: float
) -> Load:
    """Send requests over one connection for each token, for some seconds.

    Parameters
    ----------
    requests
        Whole requests, ``{token}`` where the bearer token belongs.
    """
    return asyncio.run(_send_for(address, requests, tokens, seconds))


async def _send_for(
    address: str, requests: Iterator[bytes], tokens: Sequence[str], seconds: float
) -> Load:
    loop = asyncio.get_running_loop()
    where = urlsplit(address)
    began, own = time.perf_counter(), time.process_time()
    run = _Run(requests, began + seconds, len(tokens), loop.create_future())
    for token in tokens:
        bearer = token.encode()
        await loop.create_connection(
            lambda bearer=bearer: _Caller(run, bearer), where.hostname, where.port
        )
    await run.done
    took = time.perf_counter() - began
    return Load(took, time.process_time() - own, run.waits, run.statuses)


def request_of(path: str, body: bytes) -> bytes:
    """A whole POST request, still without its token."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        "Authorization: Bearer {token}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
