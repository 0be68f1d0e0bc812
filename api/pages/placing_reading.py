"""Reading what a desk is shown while it finds a place by hand."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy.orm import Session

from api.pages.caller_words import asked_of
from api.pages.desk_reading import read_issue
from api.pages.issue import IssueView
from api.pages.placing import Option, PlacingView, Typed
from api.pages.placing_outlook import OutlookView, outlook_view
from api.pages.reader import Reader, occasion_of
from api.pages.release import ToldView
from api.pages.similar import MatterView, read_matter_section
from api.presentation import grid_name
from api.rates import count_lookup
from api.reasons import reason_text, regions_named
from api.schemas.callers import HouseOut
from api.schemas.previews import PreviewIn
from api.services.looking_up import look_up
from api.services.occasion import Occasion
from api.services.placement import Outlook
from api.services.previewing import preview
from api.settings import Settings
from api.texts import Texts
from data.grids import grid_beside, villages_of_grids
from data.issue_people import petitioners_of
from data.issue_records import IssueRecord
from data.issues import find_issue
from data.place_names import full_names_of, region_names_of
from data.regions import region_names
from data.scope import as_system
from data.workload import workloads_of
from dispatch.reasons import ReasonCode
from dispatch.region_codes import is_local
from dispatch.rights import Actor
from dispatch.vocabulary import Purpose

_MOST_REGIONS: Final = 600
"""More than a county has; a whole league is not for a drop-down list."""
_LONGEST: Final = 500
_SHORT: Final = 32
"""Signs of an address, and of a name or a phone: what is longer says no more of the place."""


def read_opened(
    number: str, purpose: Purpose, reader: Reader, settings: Settings, *, finding: bool
) -> IssueView:
    """Read one issue, with the section in which its place is found where that is asked for."""
    session, actor, now, texts = reader.session, reader.actor, reader.now, reader.texts
    issue = read_issue(session, actor, number, now, texts, purpose=purpose)
    issue = replace(issue, similar=_matter(issue, purpose, reader, settings))
    if not (finding and issue.may_find):
        return issue
    record = find_issue(session, actor, issue.number, Purpose.PLACE)
    return replace(issue, placing=read_placing(session, record, occasion_of(reader, settings)))


def _matter(
    issue: IssueView, purpose: Purpose, reader: Reader, settings: Settings
) -> MatterView | None:
    record = find_issue(reader.session, reader.actor, issue.number, purpose)
    return read_matter_section(reader.session, record, occasion_of(reader, settings))


def placed_words(issue: IssueView, texts: Texts) -> str:
    """Say who has an issue that was placed just now."""
    if issue.held:
        return texts.translate("Placed. It still waits for the county screener.")
    if issue.holder:
        return texts.translate("Placed. %(holder)s has it now.") % {"holder": issue.holder}
    return texts.translate("Placed. It waits here: %(level)s.") % {"level": issue.level}


def told_gone(number: str, texts: Texts, *, held: bool) -> ToldView:
    """Say why who placed an issue sees it no more: it left his area, or waits for a screener."""
    elsewhere = texts.translate(
        "It lies in another area now; whoever answers there has it, and you will not see it again."
    )
    return ToldView(
        icon="check",
        title=texts.translate("Placed, and out of your area"),
        detail=reason_text(ReasonCode.HELD_AGAIN, {}, texts) if held else elsewhere,
        number=number,
        href="/desk?show=unplaced",
        action=texts.translate("To what is to be placed"),
    )


def bare_placing(record: IssueRecord, occasion: Occasion) -> PlacingView:
    """The section without anything to choose from: enough to say what a choice leads to."""
    actor, issue = occasion.actor, record.issue
    made = f"{actor.account_id}/{issue.number}/{issue.version}/{occasion.now.isoformat()}"
    return PlacingView(
        number=issue.number,
        version=issue.version,
        key=uuid5(NAMESPACE_URL, made),
        region=issue.region_code or "",
    )


def read_placing(session: Session, record: IssueRecord, occasion: Occasion) -> PlacingView:
    """Read what the section shows before anything is chosen.

    Parameters
    ----------
    record
        The issue, read for the purpose of placing it.
    """
    found = preview(session, _report(session, record), occasion).candidates
    return replace(
        bare_placing(record, occasion),
        villages=tuple(Option(f"region:{one.code}", one.name) for one in found.villages),
        houses=tuple(_house(one) for one in found.households),
        regions=_regions(session, occasion.actor),
        typed=_there(record),
    )


def _report(session: Session, record: IssueRecord) -> PreviewIn:
    """What is known of the place of an issue, as it was reported."""
    person = next(iter(petitioners_of(session, record.id)), None)
    known = {"name": person.name, "phone": person.phone} if person else {}
    wire = {
        "text": record.issue.text[:_LONGEST],
        "address": (record.issue.address or "")[:_LONGEST] or None,
        "petitioner": {name: word[:_SHORT] for name, word in known.items() if word} or None,
    }
    return PreviewIn.model_validate(wire)


def _house(one: HouseOut) -> Option:
    """A household to choose, its people masked by task."""
    grid = grid_name(one.grid, one.village_name) if one.grid else ""
    return Option(
        f"household:{one.number}",
        " ".join(word for word in (one.number, one.head) if word),
        " · ".join(word for word in (one.village_name, one.group, grid) if word),
    )


def _there(record: IssueRecord) -> Typed:
    """The place there is, as the form holds it."""
    if record.lon is None or record.lat is None or not record.exact:
        return Typed()
    return Typed(lon=f"{record.lon:.7f}", lat=f"{record.lat:.7f}")


def with_houses(
    session: Session, view: PlacingView, typed: Typed, occasion: Occasion
) -> PlacingView:
    """Look households up, by number, phone, or village and head."""
    account = occasion.actor.account_id
    count_lookup(session, account, occasion.settings, occasion.now)
    houses: list[Option] = []
    for asked in asked_of(session, occasion.actor, typed.words):
        items = look_up(session, occasion.actor, asked, occasion.now).items
        houses = [_house(one) for one in items]
        if houses:
            break
    return replace(view, typed=typed, houses=tuple(houses), searched=True)


def read_outlook(
    session: Session, outlook: Outlook, record: IssueRecord, occasion: Occasion
) -> OutlookView:
    """Say what a placing would lead to, no more exact than the actor would see it afterwards."""
    actor, placed = occasion.actor, outlook.placed
    if not (placed.region_code or "").startswith(actor.region_prefix):
        return OutlookView(foreign=True)
    tenure = outlook.handed.tenure if outlook.handed else None
    grid = placed.grid.code if placed.grid else None
    beside = None
    if grid and placed.lon is not None and placed.lat is not None:
        place = placed.lon, placed.lat
        beside = grid_beside(session, actor, grid, place, occasion.now.date())
    with as_system(session):
        names = _names(session, outlook)
        loads = workloads_of(session, {tenure.agent_id} if tenure else set())
    view = outlook_view(
        placed,
        outlook.handed,
        occasion.texts,
        names=names,
        holder=record.agent_name or "",
        open_issues=loads[tenure.agent_id].open_issues if tenure else 0,
        beside=beside,
        standing=outlook.standing,
    )
    return replace(view, warning=_warning(outlook, names, occasion.texts))


def _warning(outlook: Outlook, names: Mapping[str, str], texts: Texts) -> str:
    """Say that a pin in no grid would lie in one if its numbers were of another datum."""
    if outlook.shifted is None:
        return ""
    datum, grid = outlook.shifted
    params = {"datum": datum.value, "grid": grid}
    return reason_text(ReasonCode.PROBABLE_DATUM, params, texts, names)


def _names(session: Session, outlook: Outlook) -> dict[str, str]:
    """Names of the regions and grids that the sentences speak of, by code."""
    placed = outlook.placed
    shifted = outlook.shifted[1] if outlook.shifted else None
    found = (placed.grid.code if placed.grid else None, placed.other, shifted)
    grids = {code for code in found if code}
    regions = villages_of_grids(session, grids)
    shown = {code: grid_name(code, regions.get(code)) for code in grids}
    reasons = [placed.reason, outlook.handed.reason if outlook.handed else None]
    codes = regions_named(reasons) | ({placed.region_code} if placed.region_code else set())
    return {**region_names_of(session, codes), **shown}


def _regions(session: Session, actor: Actor) -> tuple[Option, ...]:
    """Townships and villages an actor may name, by code."""
    names = region_names(session, actor.region_prefix)
    full = full_names_of(session, [code for code in names if is_local(code)][:_MOST_REGIONS])
    return tuple(Option(code, name) for code, name in full.items())
