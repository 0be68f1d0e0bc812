"""What the pages of residents ask for: who reads is unknown, the village may be."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Final

from fastapi import Depends, Request
from sqlalchemy.orm import Session
from starlette.datastructures import FormData
from starlette.requests import ClientDisconnect

from api.deps import NowDep, SessionDep, SettingsDep, VisitorDep
from api.errors import MalformedBody
from api.pages.asked import FrameDep, PageTextsDep
from api.pages.frame import Frame
from api.rates import wait_of
from api.resident_rates import HOUR
from api.settings import Settings
from api.texts import Texts
from data.attempts import address_bucket
from data.regions import is_place_region, region_names, regions_at
from dispatch.region_codes import ancestors_of, township_over
from dispatch.vocabulary import RegionLevel

_MOST_FIELDS: Final = 40
_MOST_FILES: Final = 12
_SHOWN_ABOVE: Final = 2
"""Of the regions above a village, township and county stand in its heading."""


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody without an account, in the transaction of his request."""

    session: Session
    settings: Settings
    now: datetime
    texts: Texts
    frame: Frame
    base: str

    @property
    def address(self) -> str:
        """Where residents reach this service: as set, else as this request did."""
        return self.settings.public_url or self.base


def get_resident(
    request: Request,
    session: SessionDep,
    settings: SettingsDep,
    now: NowDep,
    texts: PageTextsDep,
    frame: FrameDep,
) -> Resident:
    """Resident behind a request."""
    base = f"{request.url.scheme}://{request.url.netloc}"
    return Resident(session, settings, now, texts, frame, base)


ResidentDep = Annotated[Resident, Depends(get_resident)]


async def read_sent(request: Request) -> AsyncIterator[FormData]:
    """Read the form that was sent, and let its files go afterwards.

    Raises
    ------
    MalformedBody
        If the browser is gone before it was sent whole.
    """
    try:
        form = await request.form(max_fields=_MOST_FIELDS, max_files=_MOST_FILES)
    except ClientDisconnect as gone:
        msg = "the form was cut off; send it again"
        raise MalformedBody(msg) from gone
    try:
        yield form
    finally:
        await form.close()


SentDep = Annotated[FormData, Depends(read_sent)]


def count_report(
    request: Request, sent: SentDep, settings: SettingsDep, visitor: VisitorDep, now: NowDep
) -> timedelta | None:
    """Count a report; answers how long its network waits. The urgent are counted apart."""
    kind = "urgent" if sent.get("urgent") else "reports"
    bucket = f"{kind}-{address_bucket(visitor.network)}"
    return wait_of(request, bucket, settings.reports_per_hour, HOUR, now)


WaitDep = Annotated[timedelta | None, Depends(count_report)]


@dataclass(frozen=True, slots=True)
class VillageView:
    """A village as its residents know it; `above` are its township and county."""

    code: str
    name: str
    above: str

    @property
    def full(self) -> str:
        """Its name with those above it, the largest first."""
        return f"{self.above} {self.name}".strip()


@dataclass(frozen=True, slots=True)
class TownshipView:
    """A township with its villages, to choose from."""

    name: str
    villages: tuple[tuple[str, str], ...]


def village_of(session: Session, code: str) -> VillageView | None:
    """Village or township of a code; none where there is no such place."""
    code = code.replace("\0", "")
    if not code or not is_place_region(session, code):
        return None
    ways = ancestors_of(code)
    names = region_names(session, code[:6])
    above = [names[one] for one in ways[1 : 1 + _SHOWN_ABOVE] if one in names]
    return VillageView(code, names.get(code, code), " ".join(reversed(above)))


def townships(session: Session) -> tuple[TownshipView, ...]:
    """All villages by township; in a scheme without townships one list without a name."""
    names = region_names(session)
    groups: dict[str | None, list[tuple[str, str]]] = {}
    for code in regions_at(session, RegionLevel.VILLAGE):
        groups.setdefault(township_over(code), []).append((code, names[code]))
    return tuple(TownshipView(names.get(up or "", ""), tuple(of)) for up, of in groups.items())
