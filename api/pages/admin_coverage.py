"""What the pages of coverage and of who can be called show."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy.orm import Session

from api.dates import day_text, local_date, moment_text
from api.labels import N_
from api.pages.admin_areas import Area, areas_of
from api.services.reachability import reachable
from api.texts import Texts
from data.coverage_figures import CoverageRow, coverage
from dispatch.reachability import Contact, Reach
from dispatch.rights import Actor


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One person or office to call; finished texts."""

    name: str
    role: str
    where: str
    phone: str
    confirmed: bool
    until: str


@dataclass(frozen=True, slots=True)
class ReachableView:
    """Who can be called for a place at a moment; `asked` once a place is chosen."""

    areas: tuple[Area, ...]
    region: str
    grid: str
    place: str
    at: str
    moment: str
    asked: bool
    contacts: tuple[ContactRow, ...]


@dataclass(frozen=True, slots=True)
class CoverageView:
    """Figures of a day: `records` by code, the total last."""

    areas: tuple[Area, ...]
    region: str
    on: date
    day: str
    records: list[CoverageRow]

    @property
    def rows(self) -> list[CoverageRow]:
        """Every line but the total."""
        return [one for one in self.records if one.region_code is not None]

    @property
    def total(self) -> CoverageRow | None:
        """The last line."""
        return next((one for one in self.records if one.region_code is None), None)


def read_reachable(
    session: Session, actor: Actor, place: tuple[str, str], moment: datetime, texts: Texts
) -> ReachableView:
    """Read who can be called for a region or a grid.

    Raises
    ------
    NotFound
        If there is no such grid, or it is not the actor's.
    """
    areas = areas_of(session, actor)
    region = next((one for one in areas if one.code == place[0]), None)
    grid = place[1]
    asked = bool(grid or region)
    contacts: list[Contact] = []
    if grid:
        contacts = reachable(session, actor, moment, grid=grid)
    elif region:
        contacts = reachable(session, actor, moment, region=region.code)
    return ReachableView(
        areas=areas,
        region=region.code if region else "",
        grid=grid,
        place=grid or (region.name if region else ""),
        at=f"{moment:%Y-%m-%dT%H:%M}",
        moment=moment_text(moment, today=date.min, language=texts.language),
        asked=asked,
        contacts=tuple(_contact(one, moment, texts) for one in contacts),
    )


def read_coverage(
    session: Session, actor: Actor, region: str, on: date, texts: Texts
) -> CoverageView:
    """Read the figures of a day, of an area or of all that the actor covers."""
    areas = areas_of(session, actor)
    chosen = next((one for one in areas if one.code == region), None)
    rows = coverage(session, actor, on, region=chosen.code if chosen else None)
    day = day_text(on, language=texts.language)
    code = chosen.code if chosen else ""
    return CoverageView(areas, code, on, day, rows)


_STEPS: Final = {
    Reach.HOLDER: N_("Holder"),
    Reach.DEPUTY: N_("Deputy"),
    Reach.SECRETARY: N_("Village secretary"),
    Reach.OFFICE: N_("Office"),
    Reach.UNIT: N_("Unit on duty"),
}


def _contact(one: Contact, moment: datetime, texts: Texts) -> ContactRow:
    name = one.name or one.office or one.unit or ""
    where = [part for part in (one.office, one.unit) if part and part != name]
    return ContactRow(
        name=name,
        role=texts.translate(_STEPS[one.step]),
        where=" · ".join(where),
        phone=one.phone or "",
        confirmed=one.confirmed is not False,
        until=_until(one.until, moment, texts) if one.until else "",
    )


def _until(until: datetime, moment: datetime, texts: Texts) -> str:
    here = until.astimezone(moment.tzinfo)
    if local_date(here) == local_date(moment):
        words = f"{here:%H:%M}"
    else:
        words = moment_text(here, today=moment.date(), language=texts.language)
    return texts.translate("until %(time)s") % {"time": words}
