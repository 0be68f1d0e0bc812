"""Which villages one mention may mean, given the regions that the text names."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from geo.address.divisions import Level
from geo.address.gazetteer import Gazetteer
from geo.address.index import Spelling
from geo.address.mentions import Mention, follows, is_sound
from geo.address.names import Name
from geo.address.passage import Passage
from geo.address.people import looks_like_person
from geo.address.scope import supports
from geo.address.sounds import sounds_alike
from geo.address.surroundings import is_alone, is_edge, is_hedged

_LONG: Final = 3
_MOST_LONGER: Final = 1


@dataclass(frozen=True, slots=True)
class Ground:
    """What a mention is weighed against.

    Attributes
    ----------
    gazetteer, passage
        As read.
    upper
        Regions that the text names.
    within
        Number of the region that holds the answer, if the caller knows one.
    """

    gazetteer: Gazetteer
    passage: Passage
    upper: tuple[Mention, ...]
    within: int | None


@dataclass(frozen=True, slots=True)
class Choice:
    """Villages that a mention may mean.

    Attributes
    ----------
    mention
        Where it stands.
    fitting
        Villages inside the regions that are named, spelled equally well.
    misfits
        Villages outside of them that it spells, as well or better.
    spelling
        How the fitting ones are spelled, the misfits where none fit.
    is_firm
        Whether the mention is surely one of a place.
    has_township
        Whether a township is named for it.
    """

    mention: Mention
    fitting: tuple[int, ...]
    misfits: tuple[int, ...]
    spelling: Spelling
    is_firm: bool
    has_township: bool


def choose(ground: Ground, mention: Mention) -> Choice:
    """Find the villages a mention may mean, and whether it is surely one of a place."""
    contexts = regions_for(ground, mention)
    spelled = [pair for pair in _spelled(mention) if _is_inside(ground, pair[1])]
    fitting = [
        pair
        for pair in spelled
        if all(supports(ground.gazetteer, upper, pair[1]) for upper in contexts)
    ]
    best = min((_rank(spelling) for spelling, _, _ in fitting), default=len(Spelling))
    kept = [pair for pair in fitting if _rank(pair[0]) == best]
    inside = {number for _, number, _ in fitting}
    missed = [
        pair for pair in spelled if pair[1] not in inside and (_rank(pair[0]) < best or not kept)
    ]
    of_note = kept or missed
    township = any(upper.names[0][1].level is Level.TOWNSHIP for upper in contexts)
    return Choice(
        mention=mention,
        fitting=tuple(dict.fromkeys(number for _, number, _ in kept)),
        misfits=tuple(dict.fromkeys(number for _, number, _ in missed)),
        spelling=of_note[0][0] if of_note else mention.spelling,
        is_firm=bool(of_note) and _is_firm(ground, mention, of_note[0], contexts),
        has_township=township,
    )


def regions_for(ground: Ground, mention: Mention) -> tuple[Mention, ...]:
    """Regions that hold for a mention: a township directly before it takes precedence."""
    townships = [one for one in ground.upper if one.names[0][1].level is Level.TOWNSHIP]
    above = [one for one in ground.upper if one not in townships]
    near = [one for one in townships if follows(ground.passage, one, mention)]
    return (*above, *(near or townships))


def _spelled(mention: Mention) -> Iterator[tuple[Spelling, int, Name]]:
    for spelling, name in mention.names:
        for number in name.targets:
            yield spelling, number, name


def _is_inside(ground: Ground, number: int) -> bool:
    return ground.within is None or ground.within in ground.gazetteer.places[number].line


def _rank(spelling: Spelling) -> int:
    """Rank of a spelling; another character and another of the same sound are one."""
    return min(spelling, Spelling.VARIANT) if spelling is Spelling.SOUND else int(spelling)


def _is_firm(
    ground: Ground,
    mention: Mention,
    best: tuple[Spelling, int, Name],
    contexts: tuple[Mention, ...],
) -> bool:
    spelling, _, name = best
    near = any(follows(ground.passage, one, mention) for one in contexts)
    township = any(one.names[0][1].level is Level.TOWNSHIP for one in contexts)
    unmarked = name.needs_mark and not mention.is_told and not near
    if unmarked or is_hedged(ground.passage, mention.begin, mention.stop):
        return False
    if not mention.is_told and not near and looks_like_person(name.core):
        return is_alone(ground.passage, mention.begin, mention.stop)
    if _ends_others(ground, mention, supported=township) or not is_sound(
        ground.passage, mention, supported=township or near, near=near
    ):
        return False
    if spelling is Spelling.VARIANT and mention.length < _LONG:
        return mention.is_told or near or is_edge(ground.passage, mention.begin, mention.stop)
    return spelling <= Spelling.VARIANT or _is_heard(
        ground.passage, mention, spelling, near=near, township=township
    )


def _is_dialect(passage: Passage, mention: Mention) -> bool:
    """Whether a name is spelled as it is heard in the dialect, not as by somebody mistaken."""
    heard = passage.sounds[mention.begin : mention.end]
    return all(sounds_alike(name.core, heard) for _, name in mention.names)


def _is_heard(
    passage: Passage, mention: Mention, spelling: Spelling, *, near: bool, township: bool
) -> bool:
    """Whether a name spelled by its sound is one, and not words that sound alike."""
    edge = is_edge(passage, mention.begin, mention.stop)
    told = mention.is_told or edge
    if spelling is Spelling.BLURRED and _is_dialect(passage, mention):
        spelling = Spelling.SOUND
    if spelling is Spelling.SOUND:
        return mention.length >= _LONG or told or near
    if spelling is Spelling.BLURRED:
        return (township and (told or near)) or (mention.length > _LONG and told)
    return township


def _ends_others(ground: Ground, mention: Mention, *, supported: bool) -> bool:
    """Whether a bare short name is how the names of several other villages end."""
    if mention.is_told or supported or mention.length >= _LONG:
        return False
    tails = ground.gazetteer.tails
    endings = {tails.get(name.core, 0) for _, name in mention.names}
    return max(endings) > _MOST_LONGER
