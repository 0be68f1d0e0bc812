"""Whether a call is the same caller's earlier one again."""

import re
from dataclasses import dataclass
from typing import Final

from dispatch.duplicates import DuplicatePolicy
from dispatch.text_likeness import name_different_ones, shared_words, subjects_of

_LIKE: Final = 0.4
_LIKE_OF_ONE_SUBJECT: Final = 0.25
"""Parts of shared words; without any, one subject may still be two matters."""
_FARTHEST_M: Final = DuplicatePolicy().spot_m
_FOR_WHOM: Final = re.compile(
    r"隔壁|邻居|邻家|对门|亲戚|别人|[他她]们?家|[老小](?!人)\w家|"
    r"爸|妈|父亲|母亲|爷爷|奶奶|老伴|丈夫|妻子|媳妇|儿子|女儿|[哥姐弟妹]|孙"
)
_NO_WORD: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Call:
    """What a caller said, and the address that was written down."""

    text: str
    address: str | None = None


def is_repeat(before: Call, now: Call, distance_m: float | None = None) -> bool:
    """Say whether a call tells nothing but what its caller told before; in doubt it does not.

    Parameters
    ----------
    distance_m
        Metres between their places; none where one has no place.

    Notes
    -----
    A repeat becomes a line in a history. Taking one for a new issue costs a desk a look, taking
    a new matter for a repeat costs its caller the matter.
    """
    if distance_m is not None and distance_m > _FARTHEST_M:
        return False
    if _are_elsewhere(before, now) or _for_whom(before) != _for_whom(now):
        return False
    return before.text.split() == now.text.split() or _are_alike(before.text, now.text)


def _are_elsewhere(before: Call, now: Call) -> bool:
    one, other = (_NO_WORD.sub("", call.address or "") for call in (before, now))
    if one and other and one not in other and other not in one:
        return True
    said, again = (f"{call.address or ''} {call.text}" for call in (before, now))
    return name_different_ones(said, again)


def _for_whom(call: Call) -> set[str]:
    return set(_FOR_WHOM.findall(call.text))


def _are_alike(before: str, now: str) -> bool:
    mine, theirs = subjects_of(before), subjects_of(now)
    if mine and theirs and not mine & theirs:
        return False
    least = _LIKE_OF_ONE_SUBJECT if mine and mine == theirs else _LIKE
    return shared_words(before, now) >= least
