"""GeoReport v2 requests on the wire: forms and queries, read leniently as the standard asks."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from math import isfinite
from typing import Final

import orjson

from api.errors import ApiError
from data.public_issues import PublicFilter
from dispatch.vocabulary import Category

LONGEST_DESCRIPTION: Final = 4_000
LONGEST_SPAN: Final = timedelta(days=90)
MOST_REQUESTS: Final = 1_000
NOT_OFFERED: Final = frozenset({Category.CADRE_CONDUCT})
"""Accusations have a door of their own, which nobody else's program stands behind."""
_ZONE_SPACE: Final = re.compile(r" (\d\d:?\d\d)$")
"""A plus sign that was not escaped in an address."""
_YES: Final = frozenset({"yes", "true", "1"})
_NO: Final = frozenset({"no", "false", "0"})
_LONGEST_FIELD: Final = 2_000

Fields = Mapping[str, Sequence[str]]


class BadRequest(ApiError):
    """Something in the request is not as the standard has it."""

    title = "unfit request"


class UnknownThing(ApiError):
    """There is no such service, request, token or format here."""

    status = 404
    title = "not found"


class KeyRefused(ApiError):
    """The API key is missing, wrong, or not one that files requests."""

    status = 403
    title = "key refused"


@dataclass(frozen=True, slots=True)
class Posted:
    """A service request as somebody's program sends it; empty fields are none.

    Attributes
    ----------
    lon, lat
        WGS 84 degrees; the standard calls them ``long`` and ``lat``.
    digest
        Of all that was sent but the key.
    """

    service: Category
    description: str | None
    lon: float | None
    lat: float | None
    address: str | None
    address_id: str | None
    name: str | None
    phone: str | None
    account_id: str | None
    media_url: str | None
    urgent: bool
    digest: bytes

    @classmethod
    def of(cls, fields: Fields) -> "Posted":
        """Read a form.

        Raises
        ------
        BadRequest
            If it lacks a service or a place, or says something that cannot be.
        UnknownThing
            If there is no such service.
        """
        said = {name: _one(fields, name) for name in fields}
        lon, lat = _degrees(said, "long"), _degrees(said, "lat")
        _check_place(said, lon, lat)
        return cls(
            service=read_service(said.get("service_code")),
            description=_within(said, "description", LONGEST_DESCRIPTION),
            lon=lon,
            lat=lat,
            address=_within(said, "address_string", 500),
            address_id=_within(said, "address_id", 64),
            name=_name(said.get("first_name"), said.get("last_name")),
            phone=_within(said, "phone", 32),
            account_id=_within(said, "account_id", 200),
            media_url=_within(said, "media_url", _LONGEST_FIELD),
            urgent=_urgent(said),
            digest=_digest(fields),
        )


def read_service(code: str | None) -> Category:
    """Category behind a service code.

    Raises
    ------
    BadRequest
        If there is none.
    UnknownThing
        If it is no service of ours.
    """
    if not code:
        msg = "service_code was not provided"
        raise BadRequest(msg)
    if code not in set(Category) - NOT_OFFERED:
        msg = f"there is no service {code[:64]}; see services"
        raise UnknownThing(msg)
    return Category(code)


def read_filter(query: Mapping[str, str], now: datetime, zone: tzinfo) -> PublicFilter:
    """Requests asked for: those with some numbers, or of some span of time.

    Raises
    ------
    BadRequest
        For an odd date or status, or a span of more than 90 days.
    UnknownThing
        If there is no such service.
    """
    numbers = _list(query.get("service_request_id"))
    if numbers:
        return PublicFilter(numbers=tuple(numbers[:MOST_REQUESTS]))
    since, until = _span(query, now, zone)
    status = query.get("status") or None
    if status not in {None, "open", "closed"}:
        msg = "status is open or closed"
        raise BadRequest(msg)
    return PublicFilter(
        categories=tuple(read_service(code) for code in _list(query.get("service_code"))),
        since=since,
        until=until,
        closed=None if status is None else status == "closed",
    )


def read_page(query: Mapping[str, str]) -> tuple[int, int]:
    """Limit and offset of ``page`` and ``page_size``.

    Raises
    ------
    BadRequest
        If they are no positive numbers.
    """
    size = min(_count(query, "page_size", MOST_REQUESTS), MOST_REQUESTS)
    return size, (_count(query, "page", 1) - 1) * size


def _one(fields: Fields, name: str) -> str | None:
    value = fields[name][-1].strip()
    if "\0" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
        msg = f"{name[:64]} holds a character that cannot be kept; remove it"
        raise BadRequest(msg)
    return value or None


def _within(said: Mapping[str, str | None], name: str, longest: int) -> str | None:
    value = said.get(name)
    if value is not None and len(value) > longest:
        msg = f"{name} is longer than {longest} characters"
        raise BadRequest(msg)
    return value


def _degrees(said: Mapping[str, str | None], name: str) -> float | None:
    value = said.get(name)
    if value is None:
        return None
    try:
        degrees = float(value)
    except ValueError:
        degrees = float("nan")
    if not isfinite(degrees) or "_" in value:
        msg = f"{name} is not a number of degrees"
        raise BadRequest(msg)
    return degrees


def _check_place(said: Mapping[str, str | None], lon: float | None, lat: float | None) -> None:
    if (lon is None) != (lat is None):
        msg = "lat and long go together; one of them is missing"
        raise BadRequest(msg)
    if lon is None and not (said.get("address_string") or said.get("address_id")):
        msg = "a place is needed: lat and long, address_string or address_id"
        raise BadRequest(msg)


def _name(first: str | None, last: str | None) -> str | None:
    """Whole name: Chinese ones begin with the family name and have no space."""
    parts = [part for part in (first, last) if part]
    if all(part.isascii() for part in parts):
        return " ".join(parts)[:200] or None
    return "".join(reversed(parts))[:200]


def _urgent(said: Mapping[str, str | None]) -> bool:
    value = (said.get("attribute[urgent]") or said.get("attribute[urgent][]") or "no").casefold()
    if value not in _YES | _NO:
        msg = "attribute[urgent] is yes or no"
        raise BadRequest(msg)
    return value in _YES


def _digest(fields: Fields) -> bytes:
    body = {name: list(values) for name, values in fields.items() if name != "api_key"}
    return hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).digest()


def _list(words: str | None) -> list[str]:
    return [word.strip().replace("\0", "") for word in (words or "").split(",") if word.strip()]


def _span(query: Mapping[str, str], now: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    since, until = _moment(query, "start_date", zone), _moment(query, "end_date", zone)
    if since is None:
        until = until or now
        return until - LONGEST_SPAN, until
    until = until or min(since + LONGEST_SPAN, max(now, since))
    if until < since or until - since > LONGEST_SPAN:
        msg = "start_date and end_date span at most 90 days, the earlier one first"
        raise BadRequest(msg)
    return since, until


def _moment(query: Mapping[str, str], name: str, zone: tzinfo) -> datetime | None:
    value = (query.get(name) or "").strip()
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(_ZONE_SPACE.sub(r"+\1", value))
        return moment if moment.tzinfo else moment.replace(tzinfo=zone)
    except (ValueError, OverflowError) as error:
        msg = f"{name} is no date of ISO 8601, such as 2026-03-20T09:00:00+08:00"
        raise BadRequest(msg) from error


def _count(query: Mapping[str, str], name: str, usual: int) -> int:
    value = (query.get(name) or "").strip() or str(usual)
    if not (value.isascii() and value.isdigit() and 1 <= int(value[:9]) <= MOST_REQUESTS * 1000):
        msg = f"{name} is a number from 1 on"
        raise BadRequest(msg)
    return int(value[:9])
