"""Reasons of the rules as sentences a dispatcher reads."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from api.dates import day_text
from api.labels import N_, label
from api.texts import Texts
from dispatch.reasons import Reason, ReasonCode
from dispatch.vocabulary import Category, Datum

REASONS: Final[dict[str, str]] = {
    ReasonCode.HOUSEHOLD_GRID: N_("Household %(household)s belongs to grid %(grid)s."),
    ReasonCode.HOUSEHOLD_ELSEWHERE: N_(
        "Household %(household)s belongs to grid %(grid)s; the point sent with it lies "
        "%(distance_m)s m away and was not used."
    ),
    ReasonCode.HOUSEHOLD_UNFOUND: N_(
        "Household %(household)s belongs to grid %(grid)s; its house is not on the map yet."
    ),
    ReasonCode.HOUSEHOLD_NOWHERE: N_(
        "Household %(household)s is registered in the village; its house is not on the map yet."
    ),
    ReasonCode.HOUSE_FOUND: N_(
        "The house of household %(household)s was found: it lies in grid %(grid)s."
    ),
    ReasonCode.POINT_GRID: N_("The point lies in grid %(grid)s."),
    ReasonCode.SHARED_EDGE: N_(
        "The point lies on the edge of grids %(grid)s and %(other)s; the lower number takes it."
    ),
    ReasonCode.PROBABLE_DATUM: N_(
        "The point lies in no grid, but read as %(datum)s it lies in %(grid)s: "
        "check the datum of the source."
    ),
    ReasonCode.SWAPPED_POINT: N_(
        "Longitude and latitude of the point look swapped: correct the coordinates."
    ),
    ReasonCode.ZERO_POINT: N_("The coordinates of the point are zero: they are no place."),
    ReasonCode.DEFAULT_POINT: N_(
        "The point is what a map program gives when it does not find the place; it was not used."
    ),
    ReasonCode.PHONE_HOUSEHOLD: N_(
        "The caller's phone is that of household %(household)s, which belongs to grid %(grid)s."
    ),
    ReasonCode.HEAD_HOUSEHOLD: N_(
        "The head of household %(household)s is named with the village; it belongs to grid "
        "%(grid)s."
    ),
    ReasonCode.CALLER_ELSEWHERE: N_(
        "The point lies in grid %(grid)s, %(distance_m)s m away from household %(household)s, "
        "from which the call came: the point was taken."
    ),
    ReasonCode.ADDRESS_ELSEWHERE: N_(
        "The point lies in grid %(grid)s, %(distance_m)s m away from %(named)s, which the "
        "address names: the point was taken; ask which is right."
    ),
    ReasonCode.PIN_GRID: N_("The pin was set in grid %(grid)s."),
    ReasonCode.BORDER: N_(
        "The place is known so roughly that it may lie in grid %(grid)s or %(other)s, which is "
        "%(other_m)s m away: %(share)s %% of the circle lie in %(grid)s."
    ),
    ReasonCode.BORDER_HOUSEHOLD: N_(
        "The place is known so roughly that it may lie in grid %(grid)s or %(other)s, which is "
        "%(other_m)s m away: household %(household)s belongs to %(grid)s."
    ),
    ReasonCode.NEAREST_GRID: N_(
        "The place lies in no grid; the nearest is %(grid)s, %(distance_m)s m away."
    ),
    ReasonCode.ADDRESS_LANDMARK: N_("The address names %(landmark)s, which lies in grid %(grid)s."),
    ReasonCode.ADDRESS_GROUP: N_(
        "The address names the villagers' group %(group)s, whose houses all lie in grid %(grid)s."
    ),
    ReasonCode.ADDRESS_VILLAGE: N_("The address names the village %(region)s only."),
    ReasonCode.ADDRESS_TOWNSHIP: N_("The address names the township %(region)s only."),
    ReasonCode.ADDRESS_AMBIGUOUS: N_("The address may mean %(first)s or %(second)s."),
    ReasonCode.ADDRESS_UNSURE: N_(
        "The address may mean %(first)s, but not all of it fits: ask which place is meant."
    ),
    ReasonCode.ADDRESS_UNKNOWN: N_("The address names no place that is known here."),
    ReasonCode.VILLAGE_ONLY: N_("Only the village %(region)s is known."),
    ReasonCode.ONLY_GRID: N_("The village %(region)s has one grid alone: %(grid)s."),
    ReasonCode.OUTSIDE_GRID: N_("The place lies in no grid."),
    ReasonCode.GRID_REDRAWN: N_("The grids were drawn anew; the place lies in %(grid)s now."),
    ReasonCode.OUTSIDE_COUNTY: N_("The point lies outside the county: check the coordinates."),
    ReasonCode.NO_POSITION: N_("There is no position yet: find the place in the text."),
    ReasonCode.HOLDER: N_("%(agent)s is responsible for the grid on %(date)s."),
    ReasonCode.DEPUTY: N_("Nobody holds the grid on %(date)s; the deputy %(agent)s takes it."),
    ReasonCode.DEPUTY_ON_LEAVE: N_(
        "%(holder)s is away until %(until)s; the deputy %(agent)s takes it."
    ),
    ReasonCode.SECRETARY: N_(
        "Nobody answers for the place on %(date)s; the village secretary %(agent)s takes it."
    ),
    ReasonCode.TOWNSHIP_DESK: N_(
        "Nobody in the village answers for the place; it waits at the township desk."
    ),
    ReasonCode.HANDED_OVER: N_("%(giver)s handed everything over to %(agent)s on %(date)s."),
    ReasonCode.NO_HOLDER: N_("Nobody holds the grid; it waits at the village."),
    ReasonCode.VILLAGE_DESK: N_("It waits at the village until its grid is known."),
    ReasonCode.COUNTY_DESK: N_("It waits at the county desk until its village is known."),
    ReasonCode.RECEIVED: N_("Received; the county petition desk reads it first."),
    ReasonCode.PLACED: N_("Placed; who handles it sees the exact place."),
    ReasonCode.ORDINARY: N_("A county screener read it and found no accusation."),
    ReasonCode.ABOVE_ACCUSED: N_("It accuses somebody: a desk above them has it."),
    ReasonCode.FILES_ATTACHED: N_("A file was attached."),
    ReasonCode.FILES_ERASED: N_("The attached files were thrown away: their time is over."),
    ReasonCode.PUBLISHED: N_("Anybody may read of it now, in words of the county desk."),
    ReasonCode.UNPUBLISHED: N_("It is not public any more."),
    ReasonCode.REPEATED: N_("The same caller called again about it."),
    ReasonCode.CATEGORISED: N_("Category set by hand: %(category)s, before: %(category_before)s."),
    ReasonCode.DESKS_ALERTED: N_("Urgent: the county desk and the township were told at once."),
    ReasonCode.ALERT_PASSED_ON: N_("Nobody acknowledged in time: %(agent)s was told."),
    ReasonCode.ALERT_PASSED_UP: N_("Nobody acknowledged in time: those above were told."),
    ReasonCode.ALERT_REPEATED: N_("Nobody acknowledged in time: both desks are told again."),
    ReasonCode.COUNTY_KNOWS: N_("The county knows of the danger."),
    ReasonCode.TOWNSHIP_KNOWS: N_("The township knows of the danger."),
    ReasonCode.HELD_AGAIN: N_("It may accuse somebody: it waits for a county screener again."),
    ReasonCode.RATED_GOOD: N_("The resident is satisfied."),
    ReasonCode.RATED_FAIR: N_("The resident is fairly satisfied."),
    ReasonCode.RATED_BAD: N_("The resident is not satisfied."),
    ReasonCode.NOT_SOLVED: N_("The resident says that it is not solved."),
    ReasonCode.SAME_PERSON_AGAIN: N_(
        "The same person brought this on %(date)s; it is being handled until %(until)s "
        "(art. 36): link it instead of accepting it twice."
    ),
    ReasonCode.MAY_BE_REVIEWED: N_(
        "The same person brought this on %(date)s; until %(until)s a review can be asked for "
        "(art. 35): link it instead of accepting it twice."
    ),
    ReasonCode.SAME_MATTER: N_("Probably the same matter: place and words agree."),
    ReasonCode.NEAR_AND_ALIKE: N_("Near and alike: look whether it is the same matter."),
    ReasonCode.LINKED: N_("Linked to %(number)s as the same matter."),
    ReasonCode.LINKED_HERE: N_("%(number)s was linked to this as the same matter."),
    ReasonCode.UNLINKED: N_("Parted from %(number)s: not the same matter."),
    ReasonCode.UNLINKED_HERE: N_("%(number)s was parted from this: not the same matter."),
    ReasonCode.PARTED: N_("Parted from another issue: not the same matter."),
    ReasonCode.PERSON_ADDED: N_("One more person stands behind it."),
    ReasonCode.REPRESENTATIVE_ADDED: N_("One more representative speaks for it (art. 20)."),
}

_WITHOUT_AN_END: Final[dict[str, str]] = {
    ReasonCode.DEPUTY_ON_LEAVE: N_("%(holder)s is away; the deputy %(agent)s takes it."),
    ReasonCode.NO_HOLDER: N_("%(holder)s is away and has no deputy; it waits at the village."),
    ReasonCode.SECRETARY: N_("%(holder)s is away; the village secretary %(agent)s takes it."),
    ReasonCode.TOWNSHIP_DESK: N_(
        "%(holder)s is away and has no deputy; it waits at the township desk."
    ),
}
"""Sentences about a holder on leave whose day of return nobody knows."""
_WITH_AN_END: Final[dict[str, str]] = {
    ReasonCode.NO_HOLDER: N_(
        "%(holder)s is away until %(until)s and has no deputy; it waits at the village."
    ),
    ReasonCode.SECRETARY: N_(
        "%(holder)s is away until %(until)s; the village secretary %(agent)s takes it."
    ),
    ReasonCode.TOWNSHIP_DESK: N_(
        "%(holder)s is away until %(until)s and has no deputy; it waits at the township desk."
    ),
}
"""Sentences about a holder on leave whose last day away is known; else that of `REASONS`."""
_FAR_FROM_THE_POINT: Final[dict[str, str]] = {
    ReasonCode.HEAD_HOUSEHOLD: N_(
        "The head of household %(household)s is named with the village; it belongs to grid "
        "%(grid)s. The point sent lies %(distance_m)s m away and was not used: ask which is right."
    ),
}
"""Sentences about a house that the point sent does not speak of."""
_DAYS: Final = ("date", "until")
_REGIONS: Final = ("region", "named", "first", "second")
"""Parameters of reasons that hold the code of a region."""

_CATEGORIES: Final = ("category", "category_before")

_DATUMS: Final = {
    Datum.WGS84: "WGS 84",
    Datum.CGCS2000: "CGCS2000",
    Datum.GCJ02: "GCJ-02",
    Datum.BD09: "BD-09",
}


def reason_text(
    code: str, params: Mapping[str, Any], texts: Texts, names: Mapping[str, str] | None = None
) -> str:
    """Sentences for one reason: why it lies there, then why it went to whom.

    A code that is unknown, or that lacks a parameter, comes back as it is.

    Parameters
    ----------
    params
        As kept with the reason; ``why`` is the code of the placing it follows from.
    names
        Names to show instead of codes, by code of a region or grid.
    """
    shown = _readable(params, names or {}, texts)
    sentence = _sentence(code, shown, texts)
    if not params.get("why"):
        return sentence
    cause = _sentence(str(params["why"]), shown, texts)
    return texts.translate("%(cause)s %(decision)s") % {"cause": cause, "decision": sentence}


def decision_text(
    code: str, params: Mapping[str, Any], texts: Texts, names: Mapping[str, str] | None = None
) -> str:
    """Sentence why it went to whom, without the placing, which has a line of its own there."""
    own = {name: value for name, value in params.items() if name != "why"}
    return reason_text(code, own, texts, names)


def sentence_of(reason: Reason | None, texts: Texts, names: Mapping[str, str] | None = None) -> str:
    """Sentences for a reason as a rule gave it; empty without one."""
    return "" if reason is None else reason_text(reason.code, reason.params, texts, names)


def _sentence(code: str, params: Mapping[str, Any], texts: Texts) -> str:
    message = _message(code, params)
    if message is None:
        return code
    try:
        return texts.translate(message) % params
    except KeyError:
        return code


def _message(code: str, params: Mapping[str, Any]) -> str | None:
    if "distance_m" in params and code in _FAR_FROM_THE_POINT:
        return _FAR_FROM_THE_POINT[code]
    if "holder" not in params or code not in _WITHOUT_AN_END:
        return REASONS.get(code)
    if "until" not in params:
        return _WITHOUT_AN_END[code]
    return _WITH_AN_END.get(code, REASONS[code])


def _readable(params: Mapping[str, Any], names: Mapping[str, str], texts: Texts) -> dict[str, Any]:
    shown = {key: names.get(str(value), value) for key, value in params.items()}
    for name in _DAYS:
        if params.get(name):
            day = date.fromisoformat(params[name])
            shown[name] = day_text(day, language=texts.language)
    for name in _CATEGORIES:
        if params.get(name):
            shown[name] = label(Category(params[name]), texts.translate)
    if params.get("datum"):
        shown["datum"] = _DATUMS[Datum(params["datum"])]
    return shown


def regions_named(reasons: Iterable[Reason | None]) -> set[str]:
    """Codes of the regions that some reasons speak of."""
    params = [reason.params for reason in reasons if reason is not None]
    return {str(one[name]) for one in params for name in _REGIONS if one.get(name)}
