"""Placing an issue by hand: a pin, a household, or only a village."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from api.schemas.issue import IssueOut
from api.schemas.placement import PlacedOut, PlacementIn
from api.services.answering import posts_at
from api.services.editing import Edit, edit_once, seen_issue
from api.services.intake import names_for
from api.services.occasion import Occasion, today_of
from api.services.reading_log import log_issues
from api.services.reason_names import names_of_records
from api.services.release import take_back
from data.alerts import follow_place
from data.errors import NotFound, UnknownHousehold, UnknownRegion
from data.households import find_household
from data.issue_steps import Writer
from data.issues import find_issue
from data.placements import Given, position_of
from data.placing import Ask, coverage_contains, find_places, has_coverage
from data.posts import answering
from data.regions import is_place_region
from data.releases import placed_of
from data.replacing import Replacing, keep_replacing, standing_of
from data.scope import as_system
from data.tables import Issue
from data.village_locks import places_held
from dispatch.accusation import screen
from dispatch.assignment import Assigned
from dispatch.auditing import AuditVerb
from dispatch.errors import IllegalTransition, OutsideCoverage
from dispatch.placing import Found, Placed, place
from dispatch.replacing import Standing, handed_by_it
from dispatch.rights import Verb
from dispatch.vocabulary import Datum, Purpose
from geo.coordinates import check_lonlat
from geo.datum import convert_points
from geo.errors import SwappedCoordinate


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a placing by hand leads to, decided and not written.

    Attributes
    ----------
    handed
        Who would get it; none where it stays with whom it is.
    shifted
        Datum under which a pin in no grid would lie in one, and that grid.
    accuses
        Whether its text seems to accuse somebody who answers for the new place: a screener
        has to read it first.
    """

    placed: Placed
    handed: Assigned | None
    standing: Standing
    shifted: tuple[Datum, str] | None = None
    accuses: bool = False


def place_issue(
    session: Session, edit: Edit, wire: PlacementIn, occasion: Occasion
) -> dict[str, Any]:
    """Place an issue by hand; whoever answers for the new place gets it, unless passed on by hand.

    Raises
    ------
    NotFound, StaleWrite
        As `api.services.editing.seen_issue`.
    IllegalTransition
        If it is closed.
    UnknownHousehold, UnknownRegion
        If the register has no such household or region that the actor may see.
    InvalidCoordinate
        If the pin is not on the globe, or is given as lat, lon.
    OutsideCoverage
        If the pin lies outside the county.
    """
    occasion.actor.require(Verb.PLACE_ISSUES)
    body = {"place": edit.number, **wire.model_dump(mode="json")}
    return edit_once(session, edit, body, occasion, lambda: _place(session, edit, wire, occasion))


def look_ahead(session: Session, edit: Edit, wire: PlacementIn, occasion: Occasion) -> Outlook:
    """Say what `place_issue` would lead to right now, and write nothing; it raises the same."""
    occasion.actor.require(Verb.PLACE_ISSUES)
    issue = _open_issue(session, edit, occasion)
    ask = _ask(session, wire, occasion)
    with as_system(session):
        [found] = find_places(session, [ask])
        _check(session, ask, found)
        return _decide(session, issue, found, ask.day)


def _place(session: Session, edit: Edit, wire: PlacementIn, occasion: Occasion) -> dict[str, Any]:
    issue = _open_issue(session, edit, occasion)
    ask = _ask(session, wire, occasion)
    by = Writer(occasion.actor, occasion.now, edit.seen)
    with as_system(session):
        # Both places at once: locks taken one after the other could be waited for crosswise.
        today = today_of(occasion)
        found, _ = places_held(session, [ask, _before(session, issue, ask.day)], today)
        _check(session, ask, found)
        outlook = _decide(session, issue, found, today())
        datum = wire.place.datum.value if wire.place else None
        given = Given(found.lon, found.lat, datum)
        decided = Replacing(outlook.placed, given, outlook.handed)
        version = keep_replacing(session, issue, decided, by=by, note=wire.note)
        follow_place(session, issue.id, occasion.now)
        if outlook.accuses:
            take_back(session, issue, occasion.texts, replace(by, seen=version))
    return _answer(session, edit.number, outlook, occasion)


def _open_issue(session: Session, edit: Edit, occasion: Occasion) -> Issue:
    issue = seen_issue(session, edit, occasion, Purpose.PLACE)
    if issue.closed_at is not None:
        msg = "this issue is closed; its place stays what it was"
        raise IllegalTransition(msg)
    return issue


def _ask(session: Session, wire: PlacementIn, occasion: Occasion) -> Ask:
    """The question to the registers; what the actor may not see is as good as unknown."""
    day = occasion.now.date()
    if wire.household is not None:
        _check_household(session, wire.household, occasion)
        return Ask(wire.household, None, None, None, day)
    if wire.place is None:
        _check_region(session, wire.region or "")
        return Ask(None, None, None, None, day, region=wire.region)
    check_lonlat(wire.place.lon, wire.place.lat)
    datums = wire.place.datum.value, Datum.WGS84.value
    lon, lat = convert_points(wire.place.lon, wire.place.lat, *datums)
    return Ask(None, float(lon), float(lat), wire.place.accuracy_m, day, pin=True)


def _check_household(session: Session, number: str, occasion: Occasion) -> None:
    try:
        find_household(session, occasion.actor, number, occasion.now.date(), Purpose.PLACE)
    except NotFound as error:
        msg = f"household {number!r} is not in your registers; look for it, or set a pin"
        raise UnknownHousehold(msg) from error


def _check_region(session: Session, code: str) -> None:
    if not is_place_region(session, code):
        msg = f"{code!r} is no village or township here; name one of the register"
        raise UnknownRegion(msg)


def _check(session: Session, ask: Ask, found: Found) -> None:
    """Refuse a pin that must be a mistake."""
    if not ask.pin or found.lon is None or found.lat is None:
        return
    if found.in_county or found.near is not None:
        return
    if coverage_contains(session, found.lat, found.lon):
        msg = f"the place looks swapped: did you mean lon {found.lat}, lat {found.lon}?"
        raise SwappedCoordinate(msg)
    if found.shifted is not None:
        msg = f"the pin lies outside this county; read as {found.shifted[0]} it lies inside: say so"
        raise OutsideCoverage(msg)
    if has_coverage(session):
        msg = "the pin lies outside this county; set it inside, or name the village only"
        raise OutsideCoverage(msg)


def _before(session: Session, issue: Issue, day: date) -> Ask:
    """Where the issue lies now, as a question: whoever changes grids there waits too."""
    lon, lat = position_of(session, issue.id)
    return Ask(None, lon, lat, None, day, region=issue.region_code)


def _decide(session: Session, issue: Issue, found: Found, day: date) -> Outlook:
    # Whoever set the pin has seen where it stands: its datum is asked about, and not guessed.
    shifted, found = found.shifted, replace(found, shifted=None) if found.pin else found
    placed = place(found)
    standing = standing_of(session, issue, placed_of(session, issue))
    accuses = _accuses(session, issue, standing, placed)
    standing = replace(standing, held=standing.held or accuses)
    posts = answering(posts_at(session, [placed]), placed)
    handed = handed_by_it(standing, placed, posts, day)
    return Outlook(placed, handed, standing, shifted if placed.grid is None else None, accuses)


def _accuses(session: Session, issue: Issue, standing: Standing, placed: Placed) -> bool:
    """Whether its text seems to accuse who answers for its new place: others answered before.

    What a screener has read once stays as he decided.
    """
    region = placed.region_code
    if standing.held or issue.released_at is not None or region == standing.before.region_code:
        return False
    names = names_for(session, {region})[region]
    screening = screen(
        issue.text,
        channel=issue.channel,
        kind=issue.kind,
        category=issue.category,
        names=names,
    )
    return screening.held


def _answer(session: Session, number: str, outlook: Outlook, occasion: Occasion) -> dict[str, Any]:
    """The issue as its placer may see it now: it may have left his area by it."""
    actor, now, handed = occasion.actor, occasion.now, outlook.handed is not None
    try:
        seen = find_issue(session, actor, number, Purpose.PLACE)
    except NotFound:
        held = outlook.accuses or None
        gone = PlacedOut(number=number, handed=handed, visible=False, held=held)
        return gone.model_dump(mode="json")
    log_issues(session, actor, now, AuditVerb.READ, [seen], purpose=Purpose.PLACE)
    names = names_of_records(session, [seen])
    shown = IssueOut.of(seen, now.date(), occasion.texts, names).model_dump()
    return PlacedOut(**shown, handed=handed, visible=True).model_dump(mode="json")
