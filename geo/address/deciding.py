"""One verdict from all that a text mentions."""

from dataclasses import replace
from typing import Final

from geo.address.choice import Choice, Ground, choose
from geo.address.divisions import Level
from geo.address.gazetteer import Gazetteer
from geo.address.index import Spelling
from geo.address.mentions import Mention
from geo.address.passage import Passage
from geo.address.regions import settle_region, upper_targets
from geo.address.relations import is_led_to, is_meant, is_own
from geo.address.scope import common_region
from geo.address.slips import lone_slip, village_slip
from geo.address.ties import Hints, break_tie, is_group_name
from geo.address.together import is_hamlet, with_companions
from geo.address.verdict import Verdict, certain, open_between

_SHORT: Final = 2


def decide(ground: Ground, villages: list[Mention], denied: list[Mention], hints: Hints) -> Verdict:
    """Settle on a village if the text tells one, else on what is certain above it.

    Parameters
    ----------
    villages
        Mentions of where the place is.
    denied
        Mentions of what it is not.
    hints
        What lies beside it.
    """
    out = {number for mention in denied for _, name in mention.names for number in name.targets}
    found = [_less(choose(ground, one), out) for one in _no_groups(ground, villages)]
    choices = with_companions(ground, found)
    firm = [one for one in choices if one.is_firm and (one.fitting or one.misfits)]
    if not firm:
        return _region_only(ground, choices)
    fitting = [one for one in firm if one.fitting]
    if fitting:
        return _decide_fitting(ground, fitting, firm, hints)
    return _misfit(ground, firm)


def with_twins(ground: Ground, verdict: Verdict, twins: tuple[Mention, ...]) -> Verdict:
    """Leave open whether a name without a suffix means a region, or a village in another."""
    if verdict.number is None or not twins:
        return verdict
    others = [one for one in ground.upper if all(one.begin != twin.begin for twin in twins)]
    context = replace(ground, upper=tuple(others))
    places = ground.gazetteer.places
    villages = [
        number
        for twin in twins
        for number in choose(context, twin).fitting
        if verdict.number not in places[number].line
    ]
    if not villages:
        return verdict
    return open_between(ground.gazetteer, (verdict.number, *villages), "namesakes")


def _no_groups(ground: Ground, villages: list[Mention]) -> list[Mention]:
    """Leave out names that are those of a group of the village before them."""
    kept: list[Mention] = []
    for mention in villages:
        if not (kept and is_group_name(ground, kept[-1], mention)):
            kept.append(mention)
    return kept


def _less(choice: Choice, out: set[int]) -> Choice:
    """Leave out the villages that the text says it is not."""
    return replace(choice, fitting=tuple(one for one in choice.fitting if one not in out))


def _region_only(ground: Ground, choices: list[Choice]) -> Verdict:
    """Settle on a region; what villages the letters may spell stays possible."""
    verdict = settle_region(ground)
    loose = tuple(dict.fromkeys(number for one in choices for number in one.fitting))
    if not choices and (guess := _guess(ground, verdict)) is not None:
        return certain(guess, Spelling.SLIP, "nearly-named")
    if not loose or verdict.is_ambiguous:
        return verdict
    if verdict.number is not None and any(
        verdict.number not in ground.gazetteer.places[number].line for number in loose
    ):
        return open_between(ground.gazetteer, loose, "village-unsure", beside=(verdict.number,))
    return Verdict(
        verdict.number, loose, verdict.score, len(loose) > 1, (*verdict.why, "village-unsure")
    )


def _guess(ground: Ground, verdict: Verdict) -> int | None:
    """Village whose name is nearly the word behind the township, or one of those split off it."""
    if not ground.upper:
        return lone_slip(ground)
    places, below = ground.gazetteer.places, ground.gazetteer.below
    named = verdict.possible if "namesakes" in verdict.why else (verdict.number,)
    townships = [one for one in named if one is not None]
    levels = {places[number].level for number in townships}
    if levels != {Level.TOWNSHIP} or len({places[one].parent for one in townships}) > 1:
        return None
    villages = [number for one in townships for number in below.get(one, ())]
    return village_slip(ground, max(one.stop for one in ground.upper), villages)


def _decide_fitting(
    ground: Ground, fitting: list[Choice], firm: list[Choice], hints: Hints
) -> Verdict:
    """Settle on the village that all mentions share, else on what tells them apart."""
    shared = set(fitting[0].fitting).intersection(*(one.fitting for one in fitting[1:]))
    if not shared and (better := _outranking(ground, fitting)):
        return _decide_fitting(ground, better, better, hints)
    if not shared:
        return open_between(
            ground.gazetteer, [n for one in fitting for n in one.fitting], "several-villages"
        )
    lead = min(fitting, key=lambda one: (len(one.fitting), one.spelling))
    if any(_rivals(ground.gazetteer, one, shared) for one in firm):
        return _conflict(ground, firm)
    if len(shared) == 1:
        return certain(
            next(iter(shared)), lead.spelling, *_told_by(lead), has_township=lead.has_township
        )
    if found := break_tie(ground, lead, hints):
        return certain(found[0], lead.spelling, found[1], has_township=lead.has_township)
    return open_between(ground.gazetteer, [n for n in lead.fitting if n in shared], "namesakes")


def _outranking(ground: Ground, fitting: list[Choice]) -> list[Choice]:
    """Choices that count before the others, none if all are alike.

    What the speaker says he means outranks all; a name with a suffix a hamlet or person named
    like a village; and the place where something is the place of whom it concerns.
    """
    meant = [one for one in fitting if is_meant(ground.passage, one.mention)]
    own = [one for one in fitting if is_own(ground.passage, one.mention)]
    told = _with_hamlets(ground.passage, fitting)
    led = [one for one in fitting if is_led_to(ground.passage, one.mention)]
    return next((kept for kept in (meant, own, told, led) if 0 < len(kept) < len(fitting)), [])


def _with_hamlets(passage: Passage, fitting: list[Choice]) -> list[Choice]:
    """Those with a suffix, if each of the others is right behind one of them."""
    told = [one for one in fitting if one.mention.is_told]
    bare = [one for one in fitting if not one.mention.is_told]
    if all(any(is_hamlet(passage, one.mention, other.mention) for one in told) for other in bare):
        return told
    return []


def _told_by(choice: Choice) -> tuple[str, ...]:
    return ("township-named",) if choice.has_township else ("only-one",)


def _rivals(gazetteer: Gazetteer, choice: Choice, shared: set[int]) -> list[int]:
    """Villages outside the region named, in the same county, that the text spells better."""
    counties = {_county(gazetteer, number) for number in shared}
    return [number for number in choice.misfits if _county(gazetteer, number) in counties]


def _county(gazetteer: Gazetteer, number: int) -> int | None:
    line = gazetteer.places[number].line
    return next((one for one in line if gazetteer.places[one].level is Level.COUNTY), None)


def _conflict(ground: Ground, firm: list[Choice]) -> Verdict:
    possible = [n for one in firm for n in (*one.fitting, *one.misfits)]
    return open_between(
        ground.gazetteer, possible, "township-differs", beside=upper_targets(ground)
    )


def _misfit(ground: Ground, firm: list[Choice]) -> Verdict:
    """The region named has no such village; those of that name elsewhere in it stay possible."""
    region = settle_region(ground)
    told = [one for one in firm if one.mention.is_told or one.mention.length > _SHORT]
    possible = [number for one in told for number in one.misfits]
    beside = upper_targets(ground)
    if region.number is None and not region.possible:
        return open_between(ground.gazetteer, possible, "township-differs", beside=beside)
    near = _sharing_county(ground.gazetteer, possible, region.possible)
    if not near or firm[0].spelling > Spelling.SOUND:
        return replace(region, why=(*region.why, "village-not-there"))
    return open_between(ground.gazetteer, near, "township-differs", beside=beside)


def _sharing_county(
    gazetteer: Gazetteer, possible: list[int], regions: tuple[int, ...]
) -> list[int]:
    """Villages in the county in which a region that is named lies, or which it is."""
    return [n for n in possible if common_region(gazetteer, [n, *regions]) is not None]
