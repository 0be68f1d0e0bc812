"""The life of a proposal, who may sign, which grid goes on under which number, what sizes allow."""

from itertools import product

import pytest

from dispatch.errors import IllegalTransition, NotPermitted, WrongSize
from dispatch.proposals import (
    TRANSITIONS,
    ProposalAction,
    check_sizes,
    kept_codes,
    number_grids,
    require_signer,
    step,
)
from dispatch.rights import Actor
from dispatch.vocabulary import ProposalStatus, Role
from geo.errors import TooManyGrids

VILLAGE, OTHER = "150699100201", "150699100202"
BY_HAND = """
            finish   fail   supersede swap     move     recut   sign   withdraw
working     proposed failed withdrawn -        -        -       -      withdrawn
proposed    -        -      withdrawn proposed proposed working signed withdrawn
failed      -        -      withdrawn -        -        working -      withdrawn
signed      -        -      -         -        -        -       -      -
withdrawn   -        -      -         -        -        -       -      -
"""
HEAD, *LINES = BY_HAND.strip("\n").splitlines()
TABLE = {
    (ProposalStatus(status), ProposalAction(action)): word
    for status, *words in (line.split() for line in LINES)
    for action, word in zip(HEAD.split(), words, strict=True)
}
OWN = {ProposalAction.FINISH, ProposalAction.FAIL, ProposalAction.SUPERSEDE}
SIGNERS, EDITORS = ("secretary", "admin"), ("secretary", "township", "county", "admin")


def made(role, region=VILLAGE):
    return Actor(7, "somebody", "某人", Role(role), region_code=region)


@pytest.mark.parametrize(("status", "action"), list(product(ProposalStatus, ProposalAction)))
def test_only_edges_in_the_table_are_walked(status, action):
    target = TABLE[status, action]
    if target == "-":
        with pytest.raises(IllegalTransition, match=f"cannot {action} .* {status}"):
            step(status, action)
    else:
        assert step(status, action) is ProposalStatus(target)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(("status", "action"), list(TRANSITIONS))
def test_who_walks_an_edge_needs_the_right(status, action, role):
    may = SIGNERS if action is ProposalAction.SIGN else EDITORS
    if action in OWN or role not in may:
        with pytest.raises(NotPermitted):
            step(status, action, made(role))
    else:
        assert step(status, action, made(role)) is step(status, action)


@pytest.mark.parametrize(
    ("role", "region", "reason", "allowed"),
    [
        ("secretary", VILLAGE, None, True),
        ("secretary", OTHER, None, False),
        ("secretary", "150699100000", None, False),
        ("admin", "150699000000", None, False),
        ("admin", "150699000000", "", False),
        ("admin", "150699000000", "村支书空缺", True),
        ("township", "150699100000", "村支书空缺", False),
        ("county", "150699000000", "村支书空缺", False),
    ],
)
def test_the_secretary_of_the_village_signs_or_an_administrator_who_says_why(
    role, region, reason, allowed
):
    if allowed:
        require_signer(made(role, region), VILLAGE, reason)
    else:
        with pytest.raises(NotPermitted):
            require_signer(made(role, region), VILLAGE, reason)


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        ("", "", {}),
        ("aaabbb", "111222", {1: "a", 2: "b"}),
        ("aaabbb", "222111", {2: "a", 1: "b"}),
        ("aaaa", "1122", {}),  # half is not most
        ("aaaaa", "11122", {1: "a"}),
        ("aabbb", "11111", {1: "b"}),  # of two that merge the larger goes on
        ("aabb", "1111", {1: "a"}),  # of two alike the lower code
        ("aab-", "1122", {1: "a", 2: "b"}),  # a household that is new in the register
        ("aaab", "---1", {1: "b"}),  # only those still registered are asked
        ("----", "1122", {}),
    ],
)
def test_a_grid_goes_on_where_most_of_its_households_are(before, after, kept):
    codes = {place: code for place, code in enumerate(before) if code != "-"}
    serials = {place: int(serial) for place, serial in enumerate(after) if serial != "-"}

    assert kept_codes(codes, serials) == kept


@pytest.mark.parametrize(
    ("kept", "ever", "serials", "numbers"),
    [
        ({}, {}, [1, 2, 3], {1: 1, 2: 2, 3: 3}),
        ({1: "b", 2: "a"}, {"a": 1, "b": 2}, [1, 2], {1: 2, 2: 1}),
        ({1: "b"}, {"a": 1, "b": 2}, [1, 2, 3], {1: 2, 2: 4, 3: 3}),
        ({}, {"a": 1, "b": 2}, [1, 2], {1: 3, 2: 4}),
        ({1: "a"}, {"a": 1, "gone": 7}, [1, 7], {1: 1, 7: 8}),
        ({1: "free text"}, {}, [1, 2], {1: 1, 2: 2}),
    ],
)
def test_a_new_grid_gets_a_number_no_grid_ever_had(kept, ever, serials, numbers):
    assert number_grids(kept, ever, serials) == numbers


def test_numbering_what_is_numbered_changes_nothing():
    kept, ever = {1: "b", 2: "a"}, {"a": 3, "b": 9, "gone": 10}
    first = number_grids(kept, ever, [1, 2, 3, 4])
    again = number_grids({first[one]: code for one, code in kept.items()}, ever, first.values())

    assert again == {number: number for number in first.values()}


def test_a_village_that_used_up_its_numbers_is_told():
    with pytest.raises(TooManyGrids, match="never reused"):
        number_grids({}, {"a": 999}, [999])


@pytest.mark.parametrize(
    ("before", "after", "refused"),
    [
        ({1: 10, 2: 15}, {1: 10, 2: 15}, False),
        ({1: 11, 2: 12}, {1: 10, 2: 13}, False),
        ({1: 10, 2: 12}, {1: 9, 2: 13}, True),
        ({1: 12, 2: 15}, {1: 11, 2: 16}, True),
        ({1: 9, 2: 12}, {1: 9, 2: 12}, False),
        ({1: 9, 2: 12}, {1: 10, 2: 11}, False),
        ({1: 8, 2: 12}, {1: 9, 2: 11}, False),  # nearer to its size is better
        ({1: 9, 2: 12}, {1: 8, 2: 13}, True),
        ({1: 1, 2: 12}, {2: 13}, True),  # a grid does not vanish
    ],
)
def test_nobody_takes_a_grid_out_of_its_size_by_hand(before, after, refused):
    if refused:
        with pytest.raises(WrongSize):
            check_sizes(before, after, (10, 15))
    else:
        check_sizes(before, after, (10, 15))
