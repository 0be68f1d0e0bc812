from itertools import product

import pytest

from dispatch.errors import NotPermitted
from dispatch.rights import PERMISSIONS, Actor, Verb
from dispatch.vocabulary import Role

BY_HAND = """
                 agent secretary township county screener handler planner supervisor leader admin auditor integration
file-issue       yes   yes       yes      yes    yes      no      no      no         no     no    no      yes
read-issues      yes   yes       yes      yes    yes      yes     no      yes        yes    no    no      yes
read-held        no    no        no       yes    yes      no      no      no         no     no    no      no
release-held     no    no        no       no     yes      no      no      no         no     no    no      no
reveal           yes   yes       yes      yes    yes      yes     no      no         no     no    no      no
read-grids       yes   yes       yes      yes    yes      yes     yes     yes        yes    yes   no      yes
read-households  yes   yes       yes      yes    yes      no      no      no         no     no    no      no
read-agents      yes   yes       yes      yes    yes      yes     yes     yes        yes    yes   no      yes
read-counts      no    no        yes      yes    yes      no      yes     yes        yes    no    no      no
read-audit       no    no        no       no     no       no      no      no         no     no    yes     no
manage-accounts  no    no        no       no     no       no      no      no         no     yes   no      no
propose-grids    no    yes       yes      yes    no       no      no      no         no     yes   no      no
sign-grids       no    yes       no       no     no       no      no      no         no     yes   no      no
change-boundaries  no  yes       yes      yes    no       no      no      no         no     yes   no      no
approve-boundaries no  no        yes      yes    no       no      no      no         no     yes   no      no
manage-registers no    no        yes      yes    no       no      no      no         no     yes   no      no
survey-households yes  yes       yes      yes    no       no      no      no         no     no    no      no
place-issues     no    yes       yes      yes    yes      no      no      no         no     no    no      no
categorise-issues no   yes       yes      yes    yes      no      no      no         no     no    no      no
link-issues      no    no        yes      yes    yes      no      no      no         no     no    no      no
publish-issues   no    no        no       yes    no       no      no      no         no     no    no      no
import-issues    no    no        yes      yes    no       no      no      no         no     no    no      no
acknowledge-alerts yes yes       yes      yes    yes      no      no      yes        yes    no    no      no
"""  # noqa: E501 - a table is read as one
HEAD, *LINES = BY_HAND.strip("\n").splitlines()
TABLE = {
    (Role(role), Verb(verb)): word == "yes"
    for verb, *words in (line.split() for line in LINES)
    for role, word in zip(HEAD.split(), words, strict=True)
}
COUNTY, TOWNSHIP, VILLAGE = "150699000000", "150699100000", "150699100201"


def made(role, **more):
    return Actor(7, "somebody", "某人", role, **more)


def test_every_verb_has_its_row():
    assert set(PERMISSIONS) == set(Verb)
    assert {verb for _, verb in TABLE} == set(Verb)
    assert {role for role, _ in TABLE} == set(Role)


@pytest.mark.parametrize(("role", "verb"), list(product(Role, Verb)))
def test_a_role_may_what_the_table_says_and_nothing_else(role, verb):
    actor = made(role)

    assert actor.may(verb) is TABLE[role, verb]
    if TABLE[role, verb]:
        actor.require(verb)
    else:
        with pytest.raises(NotPermitted, match=verb.replace("-", " ")):
            actor.require(verb)


@pytest.mark.parametrize(("role", "verb"), list(product(Role, Verb)))
def test_a_key_never_widens_its_role(role, verb):
    everything = made(role, scopes=frozenset(Verb))
    nothing = made(role, scopes=frozenset())
    others = made(role, scopes=frozenset(Verb) - {verb})

    assert everything.may(verb) is TABLE[role, verb]
    assert not nothing.may(verb)
    assert not others.may(verb)


def test_an_actor_can_be_barred_by_every_region_above_his_own():
    actor = made(Role.AGENT, region_code=VILLAGE, agent_id=3, unit_id=4)

    assert actor.tokens == {
        *("p:7", "a:3", "u:4", "l:agent", f"r:{VILLAGE}", f"r:{TOWNSHIP}", f"r:{COUNTY}"),
        *("r:150600000000", "r:150000000000"),
    }


def test_only_those_who_sit_at_a_desk_have_one():
    assert made(Role.TOWNSHIP, region_code=TOWNSHIP).desk == f"township:{TOWNSHIP}"
    assert made(Role.COUNTY).desk == "county:"
    assert made(Role.AGENT, region_code=VILLAGE).desk is None
    assert made(Role.LEADER, region_code=COUNTY).desk is None
