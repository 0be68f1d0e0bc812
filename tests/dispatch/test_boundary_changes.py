"""The life of a change of boundaries, who may approve, its day, its sizes, new codes."""

from datetime import date, timedelta
from itertools import product

import pytest
from shapely import LineString, box

from dispatch.boundary_changes import (
    BY_HAND,
    TRANSITIONS,
    Asked,
    Barrier,
    ChangeAction,
    Maker,
    check_day,
    check_name,
    covers,
    exception_for,
    new_codes,
    require_approver,
    step,
    why_not_approve,
)
from dispatch.errors import IllegalTransition, NameMissing, NotPermitted, WrongDay
from dispatch.rights import Actor
from dispatch.vocabulary import ChangeKind, ChangeStatus, GridKind, Role
from geo.errors import TooManyGrids
from geo.sizes import INDIVISIBLE, TOO_FEW

VILLAGE, OTHER = "150699100201", "150699101201"
TODAY = date(2026, 3, 20)
BY_HAND_TABLE = """
            redraw   approve  refuse  withdraw  enact   outdate
proposed    proposed approved refused withdrawn -       outdated
approved    -        -        refused withdrawn enacted outdated
outdated    proposed -        refused withdrawn -       -
enacted     -        -        -       -         -       -
refused     -        -        -       -         -       -
withdrawn   -        -        -       -         -       -
"""
HEAD, *LINES = BY_HAND_TABLE.strip("\n").splitlines()
TABLE = {
    (ChangeStatus(status), ChangeAction(action)): word
    for status, *words in (line.split() for line in LINES)
    for action, word in zip(HEAD.split(), words, strict=True)
}
OWN = {ChangeAction.ENACT, ChangeAction.OUTDATE}
APPROVERS, CHANGERS = (
    {Role.TOWNSHIP, Role.COUNTY, Role.ADMIN},
    {Role.SECRETARY, Role.TOWNSHIP, Role.COUNTY, Role.ADMIN},
)


def made(role="township", *, account=7, agent=None, prefix="150699100"):
    return Actor(
        account, "somebody", "某人", Role(role), region_prefix=prefix, agent_id=agent
    )  # fmt: skip


@pytest.mark.parametrize(("status", "action"), list(product(ChangeStatus, ChangeAction)))
def test_only_edges_in_the_table_are_walked(status, action):
    target = TABLE[status, action]
    if target == "-":
        with pytest.raises(IllegalTransition, match=f"cannot {action} .* {status}"):
            step(status, action)
    else:
        assert step(status, action) is ChangeStatus(target)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(("status", "action"), list(TRANSITIONS))
def test_who_walks_an_edge_needs_the_right(status, action, role):
    may = APPROVERS if action is ChangeAction.REFUSE else CHANGERS
    if action in OWN or (role not in may and action is not ChangeAction.APPROVE):
        with pytest.raises(NotPermitted):
            step(status, action, made(role))
    else:
        assert step(status, action, made(role)) is step(status, action)


@pytest.mark.parametrize(
    ("actor", "second", "barrier"),
    [
        (made(account=8), True, None),
        (made(account=7), True, Barrier.OWN),
        (made(account=8, agent=5), True, Barrier.OWN),
        (made(account=8, agent=6), True, None),
        (made("secretary", account=8, prefix=VILLAGE), True, Barrier.RIGHT),
        (made("planner", account=8), True, Barrier.RIGHT),
        (made(account=8, prefix="150699101"), True, Barrier.AREA),
        (made("secretary", account=7, prefix=VILLAGE), False, None),
        (made("planner", account=7), False, Barrier.RIGHT),
    ],
    ids=[
        *("another", "maker", "same-person", "another-person", "no-right", "other-role"),
        *("other-area", "maker-alone", "no-right-alone"),
    ],
)
def test_a_second_person_approves_where_the_setting_asks(actor, second, barrier):
    maker = Maker(7, 5)

    found = why_not_approve(ChangeStatus.PROPOSED, actor, VILLAGE, maker, second=second)

    assert found is barrier
    if barrier is None:
        require_approver(found)
    else:
        with pytest.raises(NotPermitted):
            require_approver(found)


def test_nobody_without_an_agent_is_the_same_person_as_another():
    found = why_not_approve(
        ChangeStatus.PROPOSED, made(account=8), VILLAGE, Maker(7, None), second=True
    )

    assert found is None


def test_what_is_settled_waits_for_nobody():
    found = why_not_approve(
        ChangeStatus.ENACTED, made(account=8), VILLAGE, Maker(7, None), second=True
    )

    assert found is Barrier.STATUS
    require_approver(found)  # the table refuses it


@pytest.mark.parametrize(
    ("prefix", "village", "inside"),
    [
        ("150699100", VILLAGE, True),
        ("150699100", OTHER, False),
        ("", VILLAGE, True),
        ("", None, True),
        ("150699100", None, False),
    ],
)
def test_an_area_is_what_its_codes_start_with(prefix, village, inside):
    assert covers(made(prefix=prefix), village) is inside


@pytest.mark.parametrize(
    ("days", "allowed"), [(-1, False), (0, True), (1, True), (366, True), (367, False)]
)
def test_boundaries_change_today_or_later_and_at_most_a_year_ahead(days, allowed):
    if allowed:
        check_day(TODAY + timedelta(days=days), TODAY)
    else:
        with pytest.raises(WrongDay, match="today or later"):
            check_day(TODAY + timedelta(days=days), TODAY)


@pytest.mark.parametrize(
    ("kind", "households", "why"),
    [
        ("household", 9, TOO_FEW),
        ("household", 0, TOO_FEW),
        ("household", 10, None),
        ("household", 15, None),
        ("household", 16, INDIVISIBLE),
        ("household", 40, BY_HAND),
        ("school", 0, None),
        ("mine", 40, None),
    ],
)
def test_a_household_grid_that_leaves_its_size_says_why(kind, households, why):
    assert exception_for(GridKind(kind), households, (10, 15)) == why


def test_new_codes_follow_the_highest_number_there_ever_was():
    numbers = {f"{VILLAGE}001": 1, f"{VILLAGE}007": 7}

    assert new_codes(VILLAGE, numbers, set(numbers), 2) == [
        (f"{VILLAGE}008", 8),
        (f"{VILLAGE}009", 9),
    ]


def test_codes_that_somebody_has_are_passed_over_without_villages():
    assert new_codes(None, {}, {"001", "x"}, 2) == [("002", 2), ("003", 3)]


def test_a_village_has_no_more_than_its_numbers():
    with pytest.raises(TooManyGrids):
        new_codes(VILLAGE, {f"{VILLAGE}999": 999}, (), 1)


@pytest.mark.parametrize(
    "asked",
    [
        Asked(
            ChangeKind.SPLIT, TODAY, codes=("a",), line=LineString([(0, 0), (1, 1.123456789012)]),
            keep_at=(0.5, 0.25), note="近路",
        ),
        Asked(
            ChangeKind.DRAW, TODAY, village=VILLAGE, polygon=box(0, 0, 1, 1),
            grid_kind=GridKind.MINE, grid_name="一矿",
        ),
        Asked(ChangeKind.MOVE, TODAY, household="1", target="b"),
        Asked(ChangeKind.IMPORT, TODAY, village=VILLAGE, shapes={"+1": box(0, 0, 1, 1)}),
        Asked(ChangeKind.MERGE, TODAY, codes=("a", "b"), keep="b"),
    ],
    ids=["split", "draw", "move", "import", "merge"],
)  # fmt: skip
def test_what_was_asked_for_comes_back_as_it_was(asked):
    assert Asked.of_json(asked.to_json(), asked.effective_on, asked.note) == asked


@pytest.mark.parametrize("name", [None, "", "  "])
def test_a_special_grid_is_not_drawn_without_a_name(name):
    with pytest.raises(NameMissing, match="called"):
        check_name(Asked(ChangeKind.DRAW, TODAY, grid_kind=GridKind.SCHOOL, grid_name=name))


@pytest.mark.parametrize(
    ("kind", "name"), [(GridKind.HOUSEHOLD, None), (GridKind.SCHOOL, "中心小学")]
)
def test_a_grid_of_households_needs_no_name(kind, name):
    check_name(Asked(ChangeKind.DRAW, TODAY, grid_kind=kind, grid_name=name))
