"""Names, phones and texts as those may read them who have no need of the person."""

import re
from collections.abc import Iterable
from typing import Final

_STARS: Final = "**"
_LONG_PHONE: Final = 9
_SHORTEST_NAME: Final = 2

_BETWEEN: Final = r"[-\s－—_.·•・]?"
"""What people write between the parts of a number or a name."""
_PARTING: Final = re.compile(r"[\s·•・]+")
_PRIVATE_NUMBERS: Final = re.compile(
    rf"""(?<!\d)(?:
        \d{{17}}[\dXxＸｘ]                                    # 居民身份证, GB 11643
      | \d{{15}}                                              # the same before 1999
      | (?:[+＋]?[8８][6６]{_BETWEEN})?                         # mobile
        [1１]{_BETWEEN}[3-9３-９](?:{_BETWEEN}\d){{9}}
      | (?:[(（][0０]\d{{2,3}}[)）]|[0０]\d{{2,3}})            # line with its area code
        {_BETWEEN}\d{{7,8}}
      | (?!(?:19|20)\d{{6}}(?!\d))[2-8２-８]\d{{6,7}}(?!\s*[元块万亩米斤吨])  # village line
    )(?!\d)""",
    re.VERBOSE,
)


def mask_name(name: str) -> str:
    """First sign of a name and two stars, however long it is.

    A Mongolian name has no family name, and its length gives its bearer away in a village; so
    no family name is looked for and every mask is equally long. A name of one sign is all stars.
    """
    plain = "".join(name.split())
    if not plain:
        return ""
    return plain[:1] + _STARS if len(plain) >= _SHORTEST_NAME else _STARS


def mask_phone(phone: str) -> str:
    """Hide the middle of a number; a short line shows only its last two digits."""
    if len(phone) < _LONG_PHONE:
        return "*" * max(len(phone) - 2, 0) + phone[-2:]
    return f"{phone[:3]}{'*' * (len(phone) - 7)}{phone[-4:]}"


def mask_text(
    text: str, names: Iterable[str | None] = (), places: Iterable[str | None] = ()
) -> str:
    """Text without phone and identity numbers, and without these names and places.

    Parameters
    ----------
    names
        Of the persons behind the text, found also with spaces or dots inside; longer ones are
        masked first.
    places
        Words that lead to the house, such as its address or its number in the register.
    """
    signs = set(text.casefold())
    for place in _longest_first(places):
        if signs.issuperset(place.casefold()):  # a pattern costs a thousand times this question
            text = _spelled(place).sub(_STARS, text)
    for name in _longest_first(names):
        if signs.issuperset(name.casefold()):
            text = _spelled(name).sub(_mask_found, text)
    return _PRIVATE_NUMBERS.sub(_mask_number, text)


def _longest_first(words: Iterable[str | None]) -> list[str]:
    """Words that are long enough to mean somebody, without what parts them."""
    plain = {_PARTING.sub("", word) for word in words if word}
    known = {word for word in plain if len(word) >= _SHORTEST_NAME}
    return sorted(known, key=lambda word: (-len(word), word))


def _spelled(word: str) -> re.Pattern[str]:
    """Pattern of a word, whole where it begins or ends with a Latin letter or a digit."""
    body = _BETWEEN.join(map(re.escape, word))
    before = r"(?<![A-Za-z\d])" if re.match(r"[A-Za-z\d]", word) else ""
    after = r"(?![A-Za-z\d])" if re.search(r"[A-Za-z\d]$", word) else ""
    return re.compile(f"{before}{body}{after}", re.IGNORECASE)


def _mask_found(found: re.Match[str]) -> str:
    return mask_name(found[0])


def _mask_number(found: re.Match[str]) -> str:
    return "*" * len(found[0])
