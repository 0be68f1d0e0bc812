import pytest

from dispatch.disclosure import disclose, disclosed


@pytest.mark.parametrize(
    ("affected", "exposed", "figure"),
    [
        (0, 9, None),
        (50, 9, None),
        (0, 0, None),
        (0, 10, 0),
        (1, 10, None),
        (4, 1000, None),
        (5, 10, 5),
        (6, 11, 6),
    ],
)
def test_a_figure_leaves_the_county_desk_only_when_it_points_at_nobody(affected, exposed, figure):
    assert disclosed(affected, exposed) == figure


@pytest.mark.parametrize(
    ("affected", "figures"),
    [
        ([], []),
        ([3], [None]),
        ([0, 0, 3], [0, 0, None]),
        ([20, 7, 9, 3], [20, None, 9, None]),
        ([20, 7, 2, 3], [20, 7, None, None]),
        ([20, 7, 0, 9], [20, 7, 0, 9]),
    ],
)
def test_a_figure_that_is_withheld_cannot_be_worked_out_from_the_sum(affected, figures):
    assert disclose(affected, [50] * len(affected)) == figures
