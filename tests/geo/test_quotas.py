import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import WrongSizes
from geo.quotas import share_agents


@given(st.lists(st.integers(20, 400), min_size=1, max_size=30), st.randoms())
def test_every_number_of_agents_that_is_possible_is_shared_out_within_the_bounds(groups, chance):
    households = np.array(groups)
    fewest, most = -(-households // 15), households // 10
    agents = chance.randint(int(fewest.sum()), int(most.sum()))

    grids = share_agents(households, agents, (10, 15))

    assert grids.sum() == agents
    assert (grids >= fewest).all()
    assert (grids <= most).all()


def test_the_larger_group_gets_the_next_agent():
    assert share_agents(np.array([100, 45]), 11, (10, 15)).tolist() == [7, 4]


@pytest.mark.parametrize("agents", [2, 5])
def test_too_few_and_too_many_agents_are_refused_with_what_is_possible(agents):
    with pytest.raises(WrongSizes, match="between 3 and 4 are possible"):
        share_agents(np.array([45]), agents, (10, 15))


def test_a_group_too_small_for_a_grid_takes_one_agent():
    assert share_agents(np.array([3, 30]), 3, (10, 15)).tolist() == [1, 2]
