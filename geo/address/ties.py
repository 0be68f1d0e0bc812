"""What tells villages of one name apart."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from geo.address.choice import Choice, Ground
from geo.address.groups import find_group, group_key
from geo.address.index import Spelling
from geo.address.mentions import Mention
from geo.address.suffixes import Kind, is_numbered

Breaker = Callable[[Ground, Choice, "Hints"], frozenset[int]]


@dataclass(frozen=True, slots=True)
class Hints:
    """Places a text names beside the one that is meant.

    Attributes
    ----------
    neighbours
        Numbers of villages or regions beside the place, each where only one fits.
    regions
        Numbers of villages in which a landmark of the text stands.
    """

    neighbours: tuple[int, ...] = ()
    regions: frozenset[int] = frozenset()


def break_tie(ground: Ground, choice: Choice, hints: Hints) -> tuple[int, str] | None:
    """The only village that the text fits after all, and the rule that tells it."""
    for rule, keep in _BREAKERS:
        kept = keep(ground, choice, hints)
        if len(kept) == 1:
            return next(iter(kept)), rule
    return None


def _by_official_name(ground: Ground, choice: Choice, _: Hints) -> frozenset[int]:
    """Of namesakes in one township, the one whose official name stands in the text."""
    places, mention = ground.gazetteer.places, choice.mention
    if len({places[number].parent for number in choice.fitting}) > 1:
        return frozenset()
    written = ground.passage.letters[mention.begin :]
    longest = max(
        (
            len(places[number].whole)
            for number in choice.fitting
            if written.startswith(places[number].whole)
        ),
        default=0,
    )
    return frozenset(
        number
        for number in choice.fitting
        if len(places[number].whole) == longest and written.startswith(places[number].whole)
    )


def _by_kind(ground: Ground, choice: Choice, _: Hints) -> frozenset[int]:
    """The only village, or the only community, where the text says which."""
    kind: Kind | None = choice.mention.kind
    if kind is None:
        return frozenset()
    return frozenset(
        number for number in choice.fitting if ground.gazetteer.places[number].parts.kind is kind
    )


def _by_landmark(_: Ground, choice: Choice, hints: Hints) -> frozenset[int]:
    """The one in which the landmark or the household stands."""
    return frozenset(choice.fitting) & hints.regions


def _by_neighbour(ground: Ground, choice: Choice, hints: Hints) -> frozenset[int]:
    """The one in the township of a neighbour."""
    places = ground.gazetteer.places
    townships = {up for one in hints.neighbours for up in places[one].line[:2]}
    return frozenset(
        number for number in choice.fitting if townships & set(places[number].line[1:2])
    )


def _by_group(ground: Ground, choice: Choice, _: Hints) -> frozenset[int]:
    """The only one with a group of that name, where the groups of all are known."""
    groups = [ground.gazetteer.groups_in.get(number) for number in choice.fitting]
    name = find_group(ground.passage.letters, choice.mention.stop)
    if name is None or not all(groups):
        return frozenset()
    key = group_key(name)
    pairs = zip(choice.fitting, groups, strict=True)
    return frozenset(number for number, known in pairs if known and key in known)


def _by_letters(ground: Ground, choice: Choice, _: Hints) -> frozenset[int]:
    """Of names that sound alike, the one that shares most letters with the text: 苏鸡沟."""
    mention = choice.mention
    if choice.spelling is Spelling.EXACT or mention.length < _LONG:
        return frozenset()
    written = ground.passage.letters[mention.begin : mention.end]
    shared = {number: _same_letters(ground, number, written) for number in choice.fitting}
    most = max(shared.values())
    return frozenset(number for number, count in shared.items() if count == most)


def _same_letters(ground: Ground, number: int, written: str) -> int:
    core = ground.gazetteer.places[number].parts.core
    return sum(1 for a, b in zip(core, written, strict=False) if a == b)


_LONG: Final = 3
_BREAKERS: Final[tuple[tuple[str, Breaker], ...]] = (
    ("official-name", _by_official_name),
    ("kind", _by_kind),
    ("landmark", _by_landmark),
    ("neighbour", _by_neighbour),
    ("group", _by_group),
    ("letters", _by_letters),
)


def is_group_name(ground: Ground, earlier: Mention, mention: Mention) -> bool:
    """Whether a name behind a village is that of one of its groups: 大塔村阳塔社."""
    is_behind = earlier.stop == mention.begin and earlier.is_told
    if is_behind and all(is_numbered(name.core) for _, name in mention.names):
        return True  # 二社 is a village in some townships and a group everywhere
    rest = ground.passage.letters[mention.end : mention.end + 2]
    named = rest[:1] in {"社", "组", "队", "屯"} and rest not in {"社区", "社会", "组织"}
    return is_behind and (named or rest == "小组")
