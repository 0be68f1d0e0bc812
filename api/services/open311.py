"""What a GeoReport v2 client asks of us, as the plain values of the standard."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, tzinfo
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from api.labels import N_, label
from api.schemas.issue import IssueIn, PetitionerIn, PlaceIn
from api.schemas.open311 import NOT_OFFERED, Posted
from api.services.filing import file_one, report_of
from api.services.occasion import Filer, Occasion
from api.texts import Texts
from data.public_issues import PublicIssue, region_of_grid
from dispatch.rights import Verb
from dispatch.vocabulary import Category, Channel

CHANGESET: Final = "2026-11-22T00:00:00+08:00"
"""When the list of services changed last."""
SPECIFICATION: Final = "http://wiki.open311.org/GeoReport_v2"
FORMATS: Final = ("text/xml", "application/json")


def discovery_of(address: str, texts: Texts) -> dict[str, Any]:
    """Where the service is, and in which formats it speaks."""
    endpoint = {
        "specification": SPECIFICATION,
        "url": address,
        "changeset": CHANGESET,
        "type": "production",
        "formats": list(FORMATS),
    }
    return {
        "changeset": CHANGESET,
        "contact": texts.translate(N_("The county petition desk.")),
        "key_service": texts.translate(
            N_("Ask the county's administrator for a key of the scope file-issue.")
        ),
        "endpoints": [endpoint],
    }


def services_of(texts: Texts) -> list[dict[str, Any]]:
    """Every kind of matter that may be filed from outside."""
    return [_service(category, texts) for category in Category if category not in NOT_OFFERED]


def definition_of(category: Category, texts: Texts) -> dict[str, Any]:
    """What else may be said with a request of one kind: that it is urgent."""
    return {
        "service_code": category.value,
        "attributes": [
            {
                "variable": True,
                "code": "urgent",
                "datatype": "singlevaluelist",
                "required": False,
                "datatype_description": None,
                "order": 1,
                "description": texts.translate(N_("Is somebody in danger right now?")),
                "values": [
                    {"key": "yes", "name": texts.translate(N_("Yes, it cannot wait"))},
                    {"key": "no", "name": texts.translate(N_("No"))},
                ],
            }
        ],
    }


def requests_of(issues: Sequence[PublicIssue], texts: Texts, zone: tzinfo) -> list[dict[str, Any]]:
    """Public issues as service requests."""
    return [_request(issue, texts, zone) for issue in issues]


def file_request(
    session: Session, posted: Posted, key: UUID | None, occasion: Occasion, address: str
) -> list[dict[str, Any]]:
    """Take one request in; a second click without a key of its own gets the first answer.

    Parameters
    ----------
    address
        Where the pages of this service are, with a slash at the end.

    Raises
    ------
    NotPermitted
        If the key files no issues.
    KeyReused
        If another request came under the key.
    """
    occasion.actor.require(Verb.FILE_ISSUE)
    filer = Filer.of(occasion)
    if key is None:
        filer = replace(filer, likeness=posted.digest)
    wire, village = _wire(session, posted, occasion.texts)
    report = replace(report_of(wire, key or uuid4(), occasion.now), region=village)
    filed = file_one(session, report, posted.digest, filer)
    code = filed["tracking_code"]
    told = N_("Received. Follow it with the code %(code)s at %(address)s")
    words = {"code": code, "address": f"{address}track/{code}"}
    return [
        {
            "service_request_id": filed["number"],
            "service_notice": occasion.texts.translate(told) % words,
            "account_id": posted.account_id,
        }
    ]


def _service(category: Category, texts: Texts) -> dict[str, Any]:
    name = label(category, texts.translate)
    return {
        "service_code": category.value,
        "service_name": name,
        "description": name,
        "metadata": True,
        "type": "realtime",
        "keywords": f"{category.value},{name}",
        "group": texts.translate(N_("Matters of residents")),
    }


def _request(issue: PublicIssue, texts: Texts, zone: tzinfo) -> dict[str, Any]:
    lon, lat = issue.place or (None, None)
    due = datetime.combine(issue.due_on, time(23, 59, 59), zone) if issue.due_on else None
    return {
        "service_request_id": issue.number,
        "status": "closed" if issue.closed_at else "open",
        "status_notes": None,
        "service_name": label(issue.category, texts.translate),
        "service_code": issue.category.value,
        "description": issue.text,
        "agency_responsible": issue.unit,
        "service_notice": None,
        "requested_datetime": _moment(issue.received_at, zone),
        "updated_datetime": _moment(issue.updated_at, zone),
        "expected_datetime": _moment(due, zone) if due else None,
        "address": issue.area,
        "address_id": None,
        "zipcode": None,
        "lat": None if lat is None else round(lat, 5),
        "long": None if lon is None else round(lon, 5),
        "media_url": None,
    }


def _moment(moment: datetime, zone: tzinfo) -> str:
    return moment.astimezone(zone).isoformat(timespec="seconds")


def _wire(session: Session, posted: Posted, texts: Texts) -> tuple[IssueIn, str | None]:
    """The request as a report, and the village of the grid it names."""
    village = region_of_grid(session, posted.address_id) if posted.address_id else None
    household = posted.address_id if village is None else None
    address = posted.address or (posted.address_id if village else None)
    text = posted.description or label(posted.service, texts.translate)
    person = posted.name or posted.phone
    wire = IssueIn(
        text="\n".join(part for part in (text, posted.media_url) if part),
        category=posted.service,
        channel=Channel.ONLINE,
        place=None if posted.lon is None else PlaceIn(lon=posted.lon, lat=posted.lat or 0.0),
        address=address,
        household=household,
        petitioner=PetitionerIn(name=posted.name, phone=posted.phone) if person else None,
        urgent=posted.urgent,
    )
    return wire, village
