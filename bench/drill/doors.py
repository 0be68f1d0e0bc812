"""Every door a report comes in by, as a client uses it: send, and send the same again until told.

A client makes one request that carries its own key, and repeats that very request until an
answer comes; only then its report is acknowledged.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final
from urllib.parse import urljoin
from uuid import uuid4

import httpx2 as httpx
import lxml.html
import numpy as np
from PIL import Image

_BETWEEN_S: Final = 0.05
_TIMEOUT_S: Final = 20.0
_PATIENCE_S: Final = 900.0
"""A slow door may not be through between two deaths for a long time; in the end it must be."""
_LATER: Final = frozenset({409, 429, 500, 502, 503, 504})
"""Statuses after which the same request is sent again."""
_NUMBER: Final = re.compile(r"<title>[^<]*?(20[0-9]{2}-[0-9A-Z-]+)")
_LOOK_S: Final = 0.2
_BROWSER: Final = {"Accept": "text/html"}
_EMPTY: Final = "on"
"""What lxml makes of a chosen radio button whose value is empty."""


File = tuple[str, bytes, str]
"""Name, content, media type."""


class Refused(Exception):
    """A door said no to a report it should take: the drill is wrong, or the door is."""


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What a client may rely on from now on: its report is in, under this number or code.

    Attributes
    ----------
    files
        Photos that came with it.
    """

    number: str | None = None
    code: str | None = None
    files: int = 0


@dataclass(slots=True)
class Client:
    """One client at one door, patient with a server that dies.

    Attributes
    ----------
    account
        User name and password at this door.
    api_key, village
        For doors that ask for one.
    """

    address: str
    account: dict[str, str]
    api_key: str = ""
    village: str = ""
    http: httpx.Client = field(init=False)
    sitting: str = ""
    _bearer: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.http = httpx.Client(base_url=self.address, timeout=_TIMEOUT_S, follow_redirects=True)

    def send(self, method: str, path: str, **body: Any) -> httpx.Response:
        """Send one request until it is answered for good."""
        patience = time.monotonic() + _PATIENCE_S
        while True:
            try:
                answer = self.http.request(method, path, **body)
            except httpx.TransportError:
                answer = None
            if answer is not None and answer.status_code not in _LATER:
                return answer
            if time.monotonic() > patience:
                msg = f"{path}: no answer in {_PATIENCE_S:.0f} s"
                raise Refused(msg)
            time.sleep(_BETWEEN_S)

    def taken(self, answer: httpx.Response) -> httpx.Response:
        """Answer of a door that took the report."""
        if answer.status_code >= httpx.codes.BAD_REQUEST:
            msg = f"{answer.request.url}: {answer.status_code} {answer.text[:300]}"
            raise Refused(msg)
        return answer

    def send_signed(self, path: str, **body: Any) -> httpx.Response:
        """Send one request with the bearer token."""
        return self.taken(self.send("POST", path, headers=self._bearer, **body))

    def fill(self, path: str, told: dict[str, str], file: File | None = None) -> httpx.Response:
        """Open a page, fill in the form that has these fields, send it until it is answered."""
        page = self.taken(self.send("GET", path))
        wanted = {*told, *(["file"] if file else [])} - {"act"}
        forms = lxml.html.fromstring(page.content).forms
        form = next(one for one in forms if wanted <= set(one.fields.keys()))
        return self.press(page, form, told, file)

    def press(
        self, page: httpx.Response, form: Any, told: dict[str, str], file: File | None = None
    ) -> httpx.Response:
        """Send a form of a page until it is answered."""
        values = {name: "" if value == _EMPTY else value for name, value in form.form_values()}
        sent = {**values, **told}
        where = urljoin(str(page.url), form.action or str(page.url))
        files = {"file": file} if file else None
        return self.taken(self.send("POST", where, data=sent, files=files, headers=_BROWSER))

    def sign_in(self) -> None:
        """Sign in at the pages, and for a token."""
        given = self.taken(self.send("POST", "/api/v1/auth/token", data=self.account))
        self._bearer = {"Authorization": f"Bearer {given.json()['access_token']}"}
        self.fill("/", self.account)


Door = Callable[[Client, str], Acknowledged]


def api(client: Client, words: str) -> Acknowledged:
    """A program's report."""
    body = {"text": words, "category": "roads", "channel": "visit", "key": str(uuid4())}
    wire = client.send_signed("/api/v1/issues", json=body).json()
    return Acknowledged(wire["number"], wire["tracking_code"])


def hotline(client: Client, words: str) -> Acknowledged:
    """A work order of the hotline, by its own number."""
    called_at = datetime.now(UTC).isoformat()
    body = {"number": f"12345-{uuid4().hex}", "text": words, "called_at": called_at}
    wire = client.send_signed("/api/v1/hotline/orders", json=body).json()
    return Acknowledged(wire["number"], wire["tracking_code"])


def open311(client: Client, words: str) -> Acknowledged:
    """A request through somebody else's program."""
    body = {
        "api_key": client.api_key,
        "service_code": "roads",
        "description": words,
        "address_string": "村口",
    }
    key = {"Idempotency-Key": str(uuid4())}
    answer = client.send("POST", "/open311/v2/requests.json", data=body, headers=key)
    (wire,) = client.taken(answer).json()
    return Acknowledged(wire["service_request_id"])


def resident(client: Client, words: str) -> Acknowledged:
    """A resident's form, with a photo."""
    told = {"text": words}
    answer = client.fill(f"/report?v={client.village}", told, photo())
    return Acknowledged(code=_code_of(answer), files=1)


def desk(client: Client, words: str) -> Acknowledged:
    """A call taken down at the desk."""
    return _numbered(client.fill("/desk/new", {"text": words, "act": "file"}))


def doorstep(client: Client, words: str) -> Acknowledged:
    """An agent's form at a door, with a photo."""
    return _numbered(client.fill("/grid/new", {"text": words}, photo()), files=1)


def talk_room(client: Client, words: str) -> Acknowledged:
    """An issue brought in at a session that is open."""
    if not client.sitting:
        today = datetime.now(UTC).date().isoformat()
        told = {"kind": "talk-room", "region": client.village, "held_on": today, "place": "村委会"}
        wire = client.send_signed("/api/v1/sittings", json={**told, "key": str(uuid4())}).json()
        client.sitting = f"/sittings/{wire['id']}"
    client.fill(client.sitting, {"text": words})
    return Acknowledged()


def bulk(client: Client, words: str) -> Acknowledged:
    """A file that the worker takes in; acknowledged when its page says so."""
    day = datetime.now(UTC).date().isoformat()
    table = f"text,received_at,village_code\n{words},{day},{client.village}\n".encode()
    page = client.fill("/desk/bulk", {}, (f"{uuid4()}.csv", table, "text/csv"))
    while (form := _start_form(page)) is not None:
        again = "data-running" in page.text
        if again:
            time.sleep(_LOOK_S)
            page = client.taken(client.send("GET", str(page.url)))
        else:
            page = client.press(page, form, {})
    return Acknowledged()


def _start_form(page: httpx.Response) -> Any:
    forms = lxml.html.fromstring(page.content).forms
    return next((one for one in forms if (one.action or "").endswith("/start")), None)


def photo() -> File:
    """A photo nobody took before: its bytes are its own."""
    noise = np.frombuffer(uuid4().bytes * 48, dtype=np.uint8).reshape(16, 16, 3)
    file = BytesIO()
    Image.fromarray(noise).save(file, "JPEG")
    return "photo.jpg", file.getvalue(), "image/jpeg"


def _numbered(answer: httpx.Response, files: int = 0) -> Acknowledged:
    found = _NUMBER.search(answer.text)
    if found is None:
        msg = f"{answer.url}: the page names no number"
        raise Refused(msg)
    return Acknowledged(found.group(1), files=files)


def _code_of(answer: httpx.Response) -> str:
    return str(answer.url).rpartition("/")[2].partition("?")[0]


DOORS: Final[dict[str, tuple[str, Door]]] = {
    "api": ("county", api),
    "hotline": ("integration", hotline),
    "open311": ("integration", open311),
    "resident": ("county", resident),
    "desk": ("county", desk),
    "doorstep": ("agent", doorstep),
    "talk-room": ("township", talk_room),
    "bulk": ("county", bulk),
}
"""Name → role whose account stands at it, and how it is used."""
