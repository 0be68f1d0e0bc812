"""A release says nothing small, and nothing small can be worked out of all that was ever said."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import dispatch.release
from dispatch import row_space, suppression
from dispatch.figures import NOWHERE
from dispatch.release import decide


def _oracle():
    place = Path(__file__).with_name("small_world.py")
    spec = spec_from_file_location("small_world", place)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


oracle = _oracle()
World = oracle.World

ENOUGH = (50,) * (oracle.VILLAGES + 1 + oracle.CELLS + 2)
PLACED = st.tuples(
    st.integers(0, oracle.VILLAGES),
    st.integers(0, oracle.CELLS - 1),
    st.integers(0, oracle.CATEGORIES - 1),
    st.integers(0, 5),
    st.integers(1, 9),
)
UNPLACED = st.tuples(
    st.just(NOWHERE), st.just(NOWHERE), st.integers(0, 1), st.integers(0, 5), st.integers(1, 9)
)
HOMES = st.tuples(*[st.sampled_from((4, 10, 60))] * (oracle.VILLAGES + 1 + oracle.CELLS)).map(
    lambda homes: (*homes, sum(homes) + 10, sum(homes) + 10)
)
WORLDS = st.builds(
    World,
    st.lists(PLACED | UNPLACED, min_size=1, max_size=30).map(tuple),
    HOMES,
    st.just(6),
)
slow = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def release(world, earlier=None, first_new=0, order=1):
    if earlier is None:
        earlier = np.zeros(world.shape.dense, dtype=bool)
    made = decide(
        world.as_atoms(order), world.shape, world.exposed, earlier=earlier, first_new=first_new
    )
    return made.issues, made.shown


def first_part(world, quarters):
    """The world as it was after some quarters."""
    kept = tuple(issue for issue in world.issues if issue[3] < quarters)
    return World(kept, world.homes, quarters)


def in_two_parts(world, quarters):
    """What is shown after some quarters, and after all."""
    before = first_part(world, quarters)
    _, shown = release(before)
    earlier = np.zeros(world.shape.dense, dtype=bool)
    earlier[:, :, :quarters] = shown
    return before, shown, release(world, earlier, quarters)[1], earlier


@slow
@given(WORLDS)
def test_what_is_shown_is_for_ten_households_and_none_or_five_issues(world):
    issues, shown = release(world)

    for figure in world.figures():
        assert issues[figure] == world.count(figure)
        if shown[figure]:
            assert not world.few(figure)
            assert issues[figure] == 0 or issues[figure] >= 5
    assert not shown[oracle.OUTSIDE].any()
    assert not shown[:, :, :3, 1].any()


@slow
@given(WORLDS)
def test_nothing_small_can_be_worked_out_by_adding_and_subtracting(world):
    _, shown = release(world)

    assert oracle.worked_out(world, shown, world.sensitive()) == []


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(WORLDS)
def test_nothing_small_is_pinned_down_by_numbers_not_being_negative(world):
    _, shown = release(world)

    for figure in world.sensitive()[:12]:
        least, most = oracle.bounds(world, shown, figure)
        assert most - least > 1e-6


@slow
@given(WORLDS, st.integers(1, 5))
def test_a_later_release_does_not_unlock_an_earlier_one(world, quarters):
    _, _, shown, earlier = in_two_parts(world, quarters)

    old = [figure for figure in world.sensitive() if figure[2] < quarters]
    new = [figure for figure in world.sensitive() if figure[2] >= quarters]
    assert (shown[:, :, :quarters] == earlier[:, :, :quarters]).all()
    assert oracle.worked_out(world, shown, old) == []
    assert oracle.worked_out(world, shown, new) == oracle.worked_out(world, earlier, new)


@slow
@given(WORLDS, st.integers(1, 5))
def test_a_year_that_stays_as_it_was_is_told_by_nothing_said_before(world, quarters):
    """The last quarters of now become a small year when nothing more comes in."""
    quiet = World(first_part(world, quarters).issues, world.homes, world.quarters)
    _, _, shown, _ = in_two_parts(quiet, quarters)

    assert oracle.worked_out(quiet, shown, quiet.sensitive()) == []


def withheld_of(issues, shown, parts, axis):
    """Sum and number of the parts that are withheld."""
    hidden = np.where(shown[parts], 0, issues[parts])
    return hidden.sum(axis=axis), (hidden > 0).sum(axis=axis)


@slow
@given(WORLDS)
def test_over_the_categories_two_things_worth_five_issues_stay_unknown(world):
    issues, shown = release(world)

    rest, unknown = withheld_of(issues, shown, np.s_[:, :-1], axis=1)

    tells = shown[:, -1] & (rest > 0)
    assert (rest[tells] >= 5).all()
    assert (unknown[tells] >= 2).all()


@slow
@given(WORLDS)
def test_over_the_places_two_things_worth_five_issues_stay_unknown(world):
    issues, shown = release(world)
    shape = world.shape
    # What lies in no village is no place of anybody's: from five on it may be told. And a tiny
    # place may hold something too, for all a reader knows.
    free = (issues[shape.outside] >= 5) | (min(world.homes) < 10)
    for places in (range(shape.first_cell), range(shape.first_cell, shape.listed)):
        rest, unknown = withheld_of(issues, shown, [*places, shape.unplaced], axis=0)

        tells = shown[shape.listed] & (rest > 0)
        assert (rest[tells] >= 5).all()
        assert ((unknown >= 2) | free)[tells].all()


@slow
@given(WORLDS)
def test_the_same_issues_give_the_same_release_in_any_order(world):
    _, shown = release(world)

    assert (release(world)[1] == shown).all()
    assert (release(world, order=-1)[1] == shown).all()


def spread(*cells, category=0, quarter=0, village=0):
    """Issues of one quarter, by cell of one village."""
    return tuple((village, cell, category, quarter, n) for cell, n in enumerate(cells) if n)


def test_the_only_small_place_takes_the_smallest_other_with_it():
    world = World(spread(20, 7, 9, 3), ENOUGH, 1)

    _, shown = release(world)

    cells = slice(world.shape.first_cell, world.shape.listed)
    assert shown[cells, 2, 0, 0].tolist() == [True, False, True, False]
    assert shown[world.shape.listed, 2, 0, 0]


def test_zeros_are_shown_where_nothing_is_withheld_beside_them():
    world = World(spread(20, 7, 0, 9), ENOUGH, 1)

    _, shown = release(world)

    cells = slice(world.shape.first_cell, world.shape.listed)
    assert shown[cells, 2, 0, 0].all()
    assert shown[:3, :, 0, 0].all()


def test_a_zero_beside_a_withheld_figure_is_withheld_too():
    world = World(spread(20, 3, 0, 3), ENOUGH, 1)

    _, shown = release(world)

    cells = slice(world.shape.first_cell, world.shape.listed)
    assert shown[cells, 2, 0, 0].tolist() == [True, False, False, False]


def test_a_place_of_nine_households_has_no_figure_and_no_zero():
    few = list(ENOUGH)
    few[World((), ENOUGH, 1).shape.first_cell + 2] = 9
    world = World(spread(20, 30, 0, 40), tuple(few), 1)

    _, shown = release(world)

    cells = slice(world.shape.first_cell, world.shape.listed)
    # Two more are withheld, or the page would say that what is withheld is 0.
    assert shown[cells, 2, 0, 0].tolist() == [False, False, False, True]


def test_nothing_at_all_is_said_as_nothing():
    issues, shown = release(World((), ENOUGH, 5))

    shape = World((), ENOUGH, 5).shape
    assert not issues.any()
    assert shown[shape.listed, :, :, 0].all()
    assert shown[: oracle.VILLAGES, :, 3:, 1].all()
    assert not shown[:, :, :3, 1].any()


def test_without_the_second_step_a_small_figure_can_be_worked_out(monkeypatch):
    world = World((*spread(20, 7, 9, 3), *spread(6, 6, 2, 0, quarter=1)), ENOUGH, 2)

    monkeypatch.setattr(dispatch.release, "suppress", lambda draft, _: draft.shown)
    _, shown = release(world)

    assert oracle.worked_out(world, shown, world.sensitive())


def test_without_lines_a_sum_of_one_to_four_is_told(monkeypatch):
    world = World(spread(20, 2, 1, 30), ENOUGH, 1)
    _, shown = release(world)
    monkeypatch.setattr(suppression, "_cheapest", lambda *_: np.array([], dtype=np.int64))
    _, careless = release(world)

    cells = slice(world.shape.first_cell, world.shape.listed)
    assert shown[cells, 2, 0, 0].tolist() == [False, False, False, True]
    assert careless[cells, 2, 0, 0].tolist() == [True, False, False, True]


def test_without_the_row_space_a_small_figure_can_be_worked_out(monkeypatch):
    random = np.random.default_rng(3)
    worlds = [_drawn(random) for _ in range(12)]
    monkeypatch.setattr(suppression, "_break", lambda *_: np.array([], dtype=np.int64))

    shown = [release(world)[1] for world in worlds]

    pairs = zip(worlds, shown, strict=True)
    assert any(oracle.worked_out(world, said, world.sensitive()) for world, said in pairs)


def test_a_release_whose_equations_cannot_be_solved_is_refused(monkeypatch):
    monkeypatch.setattr(row_space, "_STEPS", 1)

    with pytest.raises(ArithmeticError, match="published figures"):
        release(World(spread(20, 7, 9, 3), ENOUGH, 1))


def _drawn(random):
    issues = [
        (*random.integers([0, 0, 0, 0], [4, 4, 2, 6]), random.integers(1, 9)) for _ in range(40)
    ]
    return World(tuple(tuple(map(int, one)) for one in issues), ENOUGH, 6)
