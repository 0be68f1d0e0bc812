"""What a line typed about a caller may mean: a household number, a phone, a village and a name."""

from typing import Final

from sqlalchemy.orm import Session

from api.services.looking_up import Asked
from data.regions import region_names
from dispatch.placing import phone_key
from dispatch.region_codes import is_local
from dispatch.rights import Actor
from geo.address.levels import level_of
from geo.address.suffixes import split_name

_VILLAGES: Final = 3
"""Villages of one name that are asked: a county has rarely more."""


def asked_of(session: Session, actor: Actor, words: str) -> list[Asked]:
    """What to look up, the most trusted first; empty where the words say nothing.

    A name alone is looked for in the actor's own village or township.
    """
    words = " ".join(words.split())
    if not words:
        return []
    asked = [] if " " in words else [Asked(number=words)]
    if phone_key(words) and not any(sign.isalpha() for sign in words):
        return [*asked, Asked(phone=words)]
    return [
        *asked,
        *(Asked(name=name, region=code) for code, name in _named(session, actor, words)),
    ]


def _named(session: Session, actor: Actor, words: str) -> list[tuple[str, str]]:
    """Codes of the villages or townships that the words begin with, and the name that follows."""
    found: list[tuple[int, str, str]] = []
    for code, region in region_names(session, actor.region_prefix).items():
        length = _begins_with(words, code, region)
        name = words[length:].strip()
        if length and name and is_local(code):
            found.append((length, code, name))
    longest = max((length for length, _, _ in found), default=0)
    named = [(code, name) for length, code, name in found if length == longest]
    own = actor.region_code
    if not named and own and is_local(own):
        return [(own, words)]
    return named[:_VILLAGES]


def _begins_with(words: str, code: str, region: str) -> int:
    """Signs of the words that name a region, in full or without the suffix of its kind."""
    forms = (region, split_name(region, level_of(code)).core)
    return max((len(form) for form in forms if len(form) > 1 and words.startswith(form)), default=0)
