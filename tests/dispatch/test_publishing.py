from itertools import product

import pytest

from dispatch.disclosure import LEAST_EXPOSED
from dispatch.errors import NotPublishable, TellsWho
from dispatch.publishing import (
    NEVER_PUBLIC,
    Candidate,
    check_candidate,
    check_words,
    may_be_public,
    public_place,
)
from dispatch.vocabulary import Category, Kind

CELL, VILLAGE = (110.31, 39.81), (110.32, 39.82)


@pytest.mark.parametrize(
    ("category", "kind", "quiet"), list(product(Category, Kind, (False, True)))
)
def test_what_accuses_or_is_between_people_is_never_public(category, kind, quiet):
    candidate = Candidate(category, kind, quiet)
    never = quiet or kind is Kind.ACCUSATION or category in NEVER_PUBLIC

    assert may_be_public(candidate) is not never
    if never:
        with pytest.raises(NotPublishable):
            check_candidate(candidate)


@pytest.mark.parametrize(
    "words",
    [
        "张 三家门口的路坏了",
        "路坏了，请打13800001111",
        "路坏了，联系 138 0000 1111",
        "H10020100100户门前积水",
        "石窑沟村东头第三家门前积水",
        "证件150699199001011234",
    ],
)
def test_words_for_everybody_name_nobody(words):
    with pytest.raises(TellsWho):
        check_words(words, ["张三", None], ["H10020100100", "石窑沟村东头第三家", None])


def test_words_without_a_name_are_let_through():
    check_words("村口的路坏了，车过不去。", ["张三"], [None])


@pytest.mark.parametrize(
    ("cell_homes", "village_homes", "shown"),
    [
        (LEAST_EXPOSED, LEAST_EXPOSED, CELL),
        (LEAST_EXPOSED, 0, CELL),
        (LEAST_EXPOSED - 1, LEAST_EXPOSED, VILLAGE),
        (LEAST_EXPOSED - 1, LEAST_EXPOSED - 1, None),
    ],
)
def test_a_public_place_is_an_area_of_ten_households(cell_homes, village_homes, shown):
    assert public_place(CELL, cell_homes, VILLAGE, village_homes) == shown


def test_an_issue_without_position_is_shown_at_its_village_if_at_all():
    assert public_place(None, 0, VILLAGE, LEAST_EXPOSED) == VILLAGE
    assert public_place(None, 0, None, LEAST_EXPOSED) is None
