"""From where and with what somebody asks, as little of it as serves."""

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from fastapi import Request

_UNKNOWN: Final = "unknown"
_BROWSERS: Final = (  # the first that fits: most of them also say that they are Chrome and Safari
    ("MicroMessenger", "WeChat"),
    ("HuaweiBrowser", "Huawei Browser"),
    ("UCBrowser", "UC Browser"),
    ("QQBrowser", "QQ Browser"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
    ("python", "Python"),
    ("curl", "curl"),
)
_SYSTEMS: Final = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks, before anybody knows who it is; `request_id` is the one of the log."""

    network: str
    device: str
    request_id: str | None = None


def visitor_of(request: Request) -> Visitor:
    """Network and device of a request.

    The address is the connection's own; forwarded headers reach us only through a proxy that a
    setting names (`api.app`).
    """
    host = request.client.host if request.client else _UNKNOWN
    device = device_of(request.headers.get("user-agent", ""))
    return Visitor(network_of(host), device, getattr(request.state, "request_id", None))


def network_of(host: str) -> str:
    """First 24 bits of an address, or 48 of IPv6: near enough to count by, too coarse to find."""
    try:
        address = ip_address(host)
    except ValueError:
        return _UNKNOWN
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    bits = 24 if address.version == 4 else 48  # noqa: PLR2004 - of the protocol
    return str(ip_network(f"{address}/{bits}", strict=False))


def device_of(user_agent: str) -> str:
    """Browser and system in two words, such as "Chrome, Android"."""
    browser = _first(_BROWSERS, user_agent)
    system = _first(_SYSTEMS, user_agent)
    return ", ".join(word for word in (browser, system) if word) or _UNKNOWN


def _first(names: tuple[tuple[str, str], ...], user_agent: str) -> str:
    said = user_agent.lower()
    return next((name for mark, name in names if mark.lower() in said), "")
