"""One signed request to an address of somebody else's: whom it may reach, how long it may take."""

import base64
import hmac
import socket
import ssl
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from http.client import HTTPConnection, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, ip_address
from threading import Timer
from typing import Any, Final
from urllib.parse import urlsplit

import orjson

from api.errors import ApiError

TIMEOUT_S: Final = 10.0
"""For everything together: nobody who answers a byte at a time holds the worker up."""
_OPEN_MARK: Final = "whsec_"
_PORTS: Final = {"https": 443, "http": 80}
_LONGEST_URL: Final = 2_000
_USUAL_PORTS: Final = range(1, 65_536)

Address = IPv4Address | IPv6Address


class UnfitAddress(ApiError):
    """An address that results are never sent to."""

    status = 422
    title = "unfit address"
    field = "url"


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: an id by which a receiver knows a repetition, and a JSON body."""

    id: str
    at: datetime
    body: bytes

    @classmethod
    def of(cls, message_id: str, kind: str, data: dict[str, Any], at: datetime) -> "Message":
        """Message as Standard Webhooks has it: type, time and data."""
        made = data.get("at", at.isoformat())
        whole = {"type": f"issue.{kind}", "timestamp": made, "data": data}
        return cls(message_id, at, orjson.dumps(whole))


@dataclass(frozen=True, slots=True)
class _Target:
    scheme: str
    host: str
    port: int
    path: str

    @property
    def is_here(self) -> bool:
        """Whether it names this very machine."""
        if self.host == "localhost":
            return True
        with suppress(ValueError):
            return ip_address(self.host).is_loopback
        return False


def check_url(url: str) -> None:
    """Refuse an address of another form than results are sent to.

    Raises
    ------
    UnfitAddress
        Unless it is https, or http to this machine itself.
    """
    _target(url)


def show_secret(secret: bytes) -> str:
    """A secret as receivers are given it."""
    return _OPEN_MARK + base64.b64encode(secret).decode()


def signature_of(secret: bytes, message: Message) -> str:
    """Signature by the scheme v1 of Standard Webhooks: HMAC-SHA256 over id, time and body."""
    signed = f"{message.id}.{int(message.at.timestamp())}.".encode() + message.body
    return "v1," + base64.b64encode(hmac.digest(secret, signed, sha256)).decode()


def post(url: str, secret: bytes, message: Message, *, private: bool) -> int:
    """Send a message once; answers the status, whatever it is. Nothing is followed.

    Parameters
    ----------
    private
        Whether the address may lie in a private network.

    Raises
    ------
    UnfitAddress
        If the name leads to an address that nothing is sent to.
    OSError, http.client.HTTPException
        If no answer came.
    """
    target = _target(url)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "wangge",
        "webhook-id": message.id,
        "webhook-timestamp": str(int(message.at.timestamp())),
        "webhook-signature": signature_of(secret, message),
    }
    # Connected to the address that was looked at: a name may lead elsewhere the next time.
    address = _resolve(target, private=private)
    with closing(
        _covered(socket.create_connection((address, target.port), TIMEOUT_S), target)
    ) as line:
        clock = Timer(TIMEOUT_S, _cut, [line])
        clock.start()
        try:
            return _answer(line, target, message.body, headers)
        finally:
            clock.cancel()


def _answer(line: socket.socket, target: _Target, body: bytes, headers: dict[str, str]) -> int:
    connection = HTTPConnection(target.host, target.port)
    if isinstance(line, ssl.SSLSocket):
        line.do_handshake()
        connection = HTTPSConnection(target.host, target.port, context=line.context)
    connection.sock = line
    connection.request("POST", target.path, body, headers)
    return connection.getresponse().status


def _target(url: str) -> _Target:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        msg = "this is no web address; write it as https://host/path"
        raise UnfitAddress(msg) from error
    host = (parts.hostname or "").encode("idna").decode() if parts.hostname else ""
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    target = _Target(parts.scheme, host, port or _PORTS.get(parts.scheme, 0), path)
    fits = len(url) <= _LONGEST_URL and url.isascii() and url.isprintable() and " " not in url
    if not (fits and host and target.port in _USUAL_PORTS) or "@" in parts.netloc:
        msg = "this is no web address we can send to; write it as https://host/path"
        raise UnfitAddress(msg)
    if target.scheme != "https" and not (target.scheme == "http" and target.is_here):
        msg = "results are sent by https only; http is for this machine itself"
        raise UnfitAddress(msg)
    return target


def _resolve(target: _Target, *, private: bool) -> str:
    """Address of a host, all of whose addresses may be sent to."""
    found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    addresses = [str(one[4][0]) for one in found]
    refused = [one for one in addresses if not _may_reach(one, target, private=private)]
    if refused or not addresses:
        msg = "the address leads into a private network; see WANGGE_PRIVATE_WEBHOOKS"
        raise UnfitAddress(msg)
    return addresses[0]


def _may_reach(word: str, target: _Target, *, private: bool) -> bool:
    address: Address = ip_address(word.partition("%")[0])
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if target.is_here:
        return address.is_loopback
    odd = address.is_loopback or address.is_link_local or address.is_multicast
    if odd or address.is_unspecified or address.is_reserved:
        return False
    return address.is_global or (private and address.is_private)


def _covered(raw: socket.socket, target: _Target) -> socket.socket:
    if target.scheme == "http":
        return raw
    context = ssl.create_default_context()
    return context.wrap_socket(raw, server_hostname=target.host, do_handshake_on_connect=False)


def _cut(line: socket.socket) -> None:
    """End a connection that takes too long; whoever reads from it is told at once."""
    with suppress(OSError):
        socket.socket.shutdown(line, socket.SHUT_RDWR)
