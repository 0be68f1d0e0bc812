"""What another distribution would have meant for issues of the past."""

from datetime import date

import pytest

from dispatch.assignment import Tenure
from dispatch.rehearsal import Handed, Passage, Past, compare, replay
from dispatch.vocabulary import Duty

DAY = date(2025, 6, 1)


def test_passages_are_counted_most_first_and_desks_last():
    before = [Handed(1, "A", 1), Handed(2, "A", 1), Handed(3, "B", 2), Handed(4, "B", None)]
    after = [Handed(1, "A", 2), Handed(2, "C", 2), Handed(3, "B", None), Handed(4, "B", None)]

    found = compare(before, after[::-1])

    assert (found.issues, found.moved, found.regridded, found.nobody) == (4, 3, 1, 2)
    assert found.passages == (Passage(1, 2, 2), Passage(2, None, 1))


def test_nothing_to_compare_is_nothing_moved():
    found = compare([], [])

    assert (found.issues, found.moved, found.passages) == (0, 0, ())


@pytest.mark.parametrize(
    "after",
    [[], [Handed(2, "A", 1)], [Handed(1, "A", 1), Handed(1, "A", 1)]],
)
def test_only_the_same_issues_can_be_compared(after):
    with pytest.raises(ValueError, match="same issues"):
        compare([Handed(1, "A", 1)], after)


def test_each_issue_goes_to_who_held_its_grid_on_its_day():
    early = Tenure(1, 11, "early", Duty.HOLDER, date(2024, 1, 1), DAY)
    late = Tenure(2, 12, "late", Duty.HOLDER, DAY, None)
    past = [
        Past(1, "A", date(2025, 5, 31)),
        Past(2, "A", DAY),
        Past(3, "B", DAY),
        Past(4, None, DAY),
    ]

    assert replay(past, {"A": [early, late]}) == [
        Handed(1, "A", 11),
        Handed(2, "A", 12),
        Handed(3, "B", None),
        Handed(4, None, None),
    ]
