from itertools import pairwise

import pytest

from maps.classes import CountClass, class_legend, class_names, count_classes


def test_zero_is_a_class_of_its_own():
    classes = count_classes([0, 0, 3])

    assert classes[0] == CountClass(0, 0)
    assert class_names([0, 3], classes) == ["n0", "n1"]


def test_places_without_any_issue_need_only_the_class_zero():
    assert count_classes([0, 0]) == [CountClass(0, 0)]
    assert count_classes([]) == [CountClass(0, 0)]


@pytest.mark.parametrize(
    "counts", [range(1, 200), [1, 1, 1, 900], [5], [1, 2], [2, 2, 2, 3], [7] * 40]
)
def test_classes_touch_hold_every_count_and_are_at_most_five(counts):
    classes = count_classes(counts)

    assert len(classes) <= 5
    assert all(a.upper + 1 == b.lower for a, b in pairwise(classes))
    for count in counts:
        step = classes[int(class_names([count], classes)[0][1:])]
        assert step.lower <= count <= step.upper


def test_one_very_high_place_does_not_make_the_others_alike():
    classes = count_classes([1, 2, 3, 4, 5, 6, 7, 8, 1000])

    assert len(set(class_names([1, 4, 7, 1000], classes))) == 4


def test_the_legend_counts_places_and_names_withheld_ones():
    classes = count_classes([0, 1, 4])
    names = class_names([0, 1, 4, None], classes)

    entries = class_legend(names, classes, suppressed="withheld")

    assert sum(entry.count for entry in entries) == 4
    assert (entries[0].words, entries[0].count) == ("0", 1)
    assert (entries[-1].symbol, entries[-1].words) == ("lock", "withheld")
