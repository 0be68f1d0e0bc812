"""Every door a report comes in by, as a client uses it: send, and send the same again until told.

A client makes one request that carries its own key, and repeats that very request until an
answer comes; only then its report is acknowledged.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import uuid4

import httpx2 as httpx

_BETWEEN_S: Final = 0.05
_TIMEOUT_S: Final = 20.0
_LATER: Final = frozenset({409, 429, 500, 502, 503, 504})
"""Statuses after which the same request is sent again."""


class Refused(Exception):
    """A door said no to a report it should take: the drill is wrong, or the door is."""


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What a client may rely on from now on: its report is in, under this number or code."""

    number: str | None = None
    code: str | None = None


@dataclass(slots=True)
class Client:
    """One client at one door, patient with a server that dies.

    Attributes
    ----------
    sent_again
        How often a request had to be repeated.
    """

    address: str
    account: dict[str, str]
    sent_again: int = 0
    http: httpx.Client = field(init=False)
    _bearer: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.http = httpx.Client(base_url=self.address, timeout=_TIMEOUT_S)

    def send(self, method: str, path: str, **body: Any) -> httpx.Response:
        """Send one request until it is answered for good."""
        while True:
            try:
                answer = self.http.request(method, path, **body)
            except httpx.TransportError:
                answer = None
            if answer is not None and answer.status_code not in _LATER:
                return answer
            self.sent_again += 1
            time.sleep(_BETWEEN_S)

    def taken(self, answer: httpx.Response) -> httpx.Response:
        """Answer of a door that took the report."""
        if answer.status_code >= httpx.codes.BAD_REQUEST:
            msg = f"{answer.request.url}: {answer.status_code} {answer.text[:300]}"
            raise Refused(msg)
        return answer

    def send_signed(self, path: str, **body: Any) -> httpx.Response:
        """Send one request with a bearer token, which may have to be renewed."""
        while True:
            answer = self.send("POST", path, headers=self._bearer, **body)
            if answer.status_code != httpx.codes.UNAUTHORIZED:
                return self.taken(answer)
            given = self.taken(self.send("POST", "/api/v1/auth/token", data=self.account))
            self._bearer = {"Authorization": f"Bearer {given.json()['access_token']}"}


Door = Callable[[Client, str], Acknowledged]


def api(client: Client, words: str) -> Acknowledged:
    """A program's report."""
    body = {"text": words, "category": "roads", "channel": "visit", "key": str(uuid4())}
    wire = client.send_signed("/api/v1/issues", json=body).json()
    return Acknowledged(wire["number"], wire["tracking_code"])


DOORS: Final[dict[str, tuple[str, Door]]] = {"api": ("county", api)}
"""Name → role whose account stands at it, and how it is used."""
