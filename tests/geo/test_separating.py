import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.separating import separate


def owner(points, centres, weights):
    squared = ((points[:, None] - centres) ** 2).sum(axis=2)
    return (squared - weights).argmin(axis=1)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 12), st.integers(0, 999))
def test_what_a_power_diagram_divided_is_separated_again(k, seed):
    chance = np.random.default_rng(seed)
    points = chance.uniform(0, 1500, (20 * k, 2))
    label = owner(points, chance.uniform(0, 1500, (k, 2)), chance.uniform(0, 40_000, k))
    label = np.unique(label, return_inverse=True)[1]

    centres, weights = separate(points, label, label.max() + 1)

    assert (owner(points, centres, weights) == label).mean() > 0.99


def test_as_few_as_possible_end_up_on_the_wrong_side():
    points = np.array([[float(x), 0.0] for x in range(20)])
    label = np.repeat([0, 1], 10)
    label[2] = 1

    centres, weights = separate(points, label, 2)

    assert np.flatnonzero(owner(points, centres, weights) != label).tolist() == [2]


def test_an_edge_lies_between_the_households_not_on_one():
    points = np.array([[0.0, 0], [10, 0], [30, 0], [40, 0]])

    centres, weights = separate(points, np.array([0, 0, 1, 1]), 2)

    along = np.column_stack([np.linspace(0, 40, 401), np.zeros(401)])
    edge = along[owner(along, centres, weights).argmax(), 0]
    assert 10.9 < edge < 29.1
