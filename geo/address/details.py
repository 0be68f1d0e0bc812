"""Group, landmark and household added to a verdict, and the reading it makes."""

from dataclasses import replace

from geo.address.choice import Ground
from geo.address.divisions import Home, Landmark
from geo.address.groups import find_group, group_key
from geo.address.households import (
    Spot,
    group_spot,
    home_by_number,
    home_spot,
    homes_by_head,
    landmark_spot,
)
from geo.address.index import Spelling
from geo.address.mentions import Mention
from geo.address.reading import Reading
from geo.address.verdict import Verdict, candidates, certain, open_between


def complete(
    ground: Ground, verdict: Verdict, landmarks: tuple[Mention, ...], behind: int
) -> Reading:
    """Turn a verdict into a reading, by what the text says below the village.

    Parameters
    ----------
    landmarks
        Mentions of landmarks.
    behind
        End of the last name of a place, behind which a group may stand.
    """
    numbers = ground.gazetteer.numbers
    group = find_group(ground.passage.letters, behind) if verdict.possible else None
    home = home_by_number(ground.gazetteer, ground.passage)
    if home is not None:
        verdict = _with_region(ground, verdict, numbers[home.region_code], "household-number")
        home = home if verdict.number == numbers[home.region_code] else None
    else:
        verdict, home = _with_head(ground, verdict, group)
    landmark = _landmark(ground, landmarks, verdict)
    if landmark is not None and landmark.region_code is not None:
        verdict = _with_region(ground, verdict, numbers[landmark.region_code], "landmark")
    return _reading(ground, verdict, _known(ground, verdict, group), (landmark, home))


def _with_region(ground: Ground, verdict: Verdict, number: int, rule: str) -> Verdict:
    """Settle on the village of a household or landmark, unless the text names another."""
    gazetteer = ground.gazetteer
    line = gazetteer.places[number].line
    if ground.within is not None and ground.within not in line:
        return replace(verdict, why=(*verdict.why, f"{rule}-outside"))
    if verdict.number == number:
        return replace(verdict, why=(*verdict.why, rule))
    if verdict.number is not None and verdict.number not in line:
        if rule == "landmark":
            return replace(verdict, why=(*verdict.why, "landmark-differs"))
        return open_between(gazetteer, (*verdict.possible, number), f"{rule}-differs")
    if verdict.possible and number not in verdict.possible and verdict.is_ambiguous:
        return open_between(gazetteer, (*verdict.possible, number), f"{rule}-differs")
    return certain(number, Spelling.EXACT, rule, has_township=False)


def _with_head(ground: Ground, verdict: Verdict, group: str | None) -> tuple[Verdict, Home | None]:
    """Find the only household of that head in the villages that fit, where all are registered."""
    gazetteer = ground.gazetteer
    if not all(number in gazetteer.homes_in for number in verdict.possible):
        return verdict, None
    found = [
        (number, home)
        for number in verdict.possible
        for home in homes_by_head(gazetteer, ground.passage, number, group)
    ]
    if len(found) != 1:
        return verdict, None
    number, home = found[0]
    if verdict.possible == (verdict.number,):
        return replace(verdict, why=(*verdict.why, "household-head")), home
    if "namesakes" not in verdict.why:
        return verdict, None
    return certain(number, Spelling.EXACT, "household-head", has_township=False), home


def _landmark(ground: Ground, mentions: tuple[Mention, ...], verdict: Verdict) -> Landmark | None:
    """The only landmark that the text can mean."""
    places, numbers = ground.gazetteer.places, ground.gazetteer.numbers
    named = [
        ground.gazetteer.landmarks[number]
        for mention in mentions
        for _, name in mention.names
        for number in name.targets
    ]
    if len(named) > 1 and verdict.number is not None:
        named = [
            one
            for one in named
            if one.region_code is not None
            and verdict.number in places[numbers[one.region_code]].line
        ]
    return named[0] if len(named) == 1 else None


def _known(ground: Ground, verdict: Verdict, group: str | None) -> str | None:
    """The name of a group as the register of the village writes it."""
    if group is None or verdict.number is None:
        return group
    groups = ground.gazetteer.groups_in.get(verdict.number, {})
    return groups.get(group_key(group), group)


def _spot(
    ground: Ground,
    verdict: Verdict,
    group: str | None,
    told: tuple[Landmark | None, Home | None],
) -> Spot | None:
    landmark, home = told
    spot = home_spot(home) if home is not None else None
    if spot is None and landmark is not None and "landmark-differs" not in verdict.why:
        spot = landmark_spot(landmark)
    if spot is None and group is not None and verdict.number is not None:
        spot = group_spot(ground.gazetteer, verdict.number, group)
    return spot


def _reading(
    ground: Ground,
    verdict: Verdict,
    group: str | None,
    told: tuple[Landmark | None, Home | None],
) -> Reading:
    place = None if verdict.number is None else ground.gazetteer.places[verdict.number]
    spot = _spot(ground, verdict, group, told)
    landmark, home = told
    return Reading(
        code=place.code if place else None,
        name=place.name if place else None,
        level=place.level if place else None,
        score=verdict.score,
        ambiguous=verdict.is_ambiguous,
        candidates=candidates(ground.gazetteer, verdict),
        group=home.group if home and home.group else group,
        landmark=landmark.name if landmark else None,
        household=home.number if home else None,
        lon=spot.lon if spot else None,
        lat=spot.lat if spot else None,
        accuracy_m=spot.accuracy_m if spot else None,
        why=verdict.why,
    )
