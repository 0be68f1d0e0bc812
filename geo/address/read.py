"""Read an address text."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from geo.address.choice import Ground, choose
from geo.address.deciding import decide, with_twins
from geo.address.details import complete
from geo.address.gazetteer import Gazetteer
from geo.address.mentions import Mention, find_mentions
from geo.address.passage import Passage, read_passage
from geo.address.pieces import strange_piece, with_pieces
from geo.address.reading import Reading
from geo.address.relations import Relation, at_these, relate
from geo.address.scope import Sorted, sort_mentions
from geo.address.slips import township_slip
from geo.address.strangers import strange_county, strange_township
from geo.address.surroundings import is_near
from geo.address.ties import Hints
from geo.address.together import as_villages, with_ends

_Related = list[tuple[Mention, Relation]]


def read_address(
    gazetteer: Gazetteer, text: str, *, within: str | None = None, on: date | None = None
) -> Reading:
    """Find the place that a free Chinese text means, or abstain.

    Parameters
    ----------
    gazetteer
        What it is read against.
    text
        As people write and speak; only its first 400 letters are read.
    within
        Code of a region that is known to hold the place.
    on
        Day the text was written: names given later do not count.

    Returns
    -------
    reading
        The deepest division that is certain, and what stays possible. Empty where nothing is
        certain, as in a text about another county.
    """
    inside = gazetteer.numbers.get(within) if within is not None else None
    if within is not None and inside is None:
        return Reading(why=("unknown-region",))
    passage = read_passage(text)
    mentions, stranger = _mentions(gazetteer, passage, on)
    kinds = sort_mentions(gazetteer, as_villages(passage, mentions))
    related = with_ends(passage, at_these(passage, [*kinds.upper, *kinds.villages]))
    if _is_elsewhere(passage, kinds, related) or strange_county(passage, mentions):
        return Reading(why=("elsewhere",))
    upper = tuple(_of(related, kinds.upper, Relation.AT))
    villages = _of(related, kinds.villages, Relation.AT)
    ground = Ground(gazetteer, passage, upper, inside)
    denied = _of(related, kinds.villages, Relation.DENIED)
    verdict = decide(ground, villages, denied, _hints(ground, kinds, related))
    verdict = with_twins(ground, verdict, kinds.twins) if not villages else verdict
    if stranger:
        verdict = replace(verdict, number=None, score=0.0, why=(*verdict.why, "unknown-township"))
    behind = max((one.stop for one in villages or upper), default=0)
    return complete(ground, verdict, kinds.landmarks, behind)


def _mentions(
    gazetteer: Gazetteer, passage: Passage, on: date | None
) -> tuple[list[Mention], bool]:
    """Find what a text mentions, and whether it names a township that is none of ours."""
    mentions = with_pieces(gazetteer, passage, find_mentions(gazetteer.index, passage, on))
    stranger = strange_township(passage, mentions)
    if stranger is None:
        return mentions, strange_piece(gazetteer, passage, mentions) is not None
    meant = township_slip(gazetteer, passage, stranger)
    if meant is None:
        return mentions, True
    mentions = [one for one in mentions if one.stop <= meant.begin or one.begin >= meant.stop]
    return sorted([*mentions, meant], key=lambda one: one.begin), False


def _of(related: _Related, kind: tuple[Mention, ...], relation: Relation) -> list[Mention]:
    return [one for one, found in related if found is relation and any(one is x for x in kind)]


def _is_elsewhere(passage: Passage, kinds: Sorted, related: _Related) -> bool:
    """Whether the text is about a place outside the tree, named for itself or right before ours."""
    named = [one for one in kinds.elsewhere if relate(passage, one) is Relation.AT]
    ours = [one for one, relation in related if relation is Relation.AT]
    own = any(one is upper for one in ours for upper in kinds.upper)
    before = any(is_near(passage, one.stop, mention.begin) for one in named for mention in ours)
    return before or (bool(named) and not own)


def _hints(ground: Ground, kinds: Sorted, related: _Related) -> Hints:
    beside = [one for one, relation in related if relation is Relation.BESIDE]
    landmarks = ground.gazetteer.landmarks
    codes = {
        landmarks[number].region_code
        for mention in kinds.landmarks
        for _, name in mention.names
        for number in name.targets
    }
    numbers = ground.gazetteer.numbers
    return Hints(
        tuple(number for one in beside for number in _only(ground, one)),
        frozenset(numbers[code] for code in codes if code is not None),
    )


def _only(ground: Ground, mention: Mention) -> Iterator[int]:
    found = choose(ground, mention).fitting
    if len(found) == 1:
        yield found[0]
