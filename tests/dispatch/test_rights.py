from itertools import product

import pytest

from dispatch.errors import NotPermitted
from dispatch.rights import PERMISSIONS, Actor, Verb
from dispatch.vocabulary import Role

#                        agent township county screener planner admin
BY_HAND = """
file-issue               yes   yes      yes    yes      no      no
read-issues              yes   yes      yes    yes      no      no
read-held                no    no       yes    yes      no      no
read-grids               yes   yes      yes    yes      yes     yes
read-households          yes   yes      yes    yes      no      no
read-agents              yes   yes      yes    yes      yes     yes
read-counts              no    yes      yes    yes      yes     no
"""
ROLES = (Role.AGENT, Role.TOWNSHIP, Role.COUNTY, Role.SCREENER, Role.PLANNER, Role.ADMIN)
TABLE = {
    (role, Verb(verb)): word == "yes"
    for verb, *words in (line.split() for line in BY_HAND.strip().splitlines())
    for role, word in zip(ROLES, words, strict=True)
}


def test_every_verb_has_its_row():
    assert set(PERMISSIONS) == set(Verb)


@pytest.mark.parametrize(("role", "verb"), list(product(Role, Verb)))
def test_a_role_may_what_the_table_says_and_nothing_else(role, verb):
    actor = Actor(1, "somebody", "某人", role)

    assert actor.may(verb) is TABLE[role, verb]
    if TABLE[role, verb]:
        actor.require(verb)
    else:
        with pytest.raises(NotPermitted, match=verb.replace("-", " ")):
            actor.require(verb)
