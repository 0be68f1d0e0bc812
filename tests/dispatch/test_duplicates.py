"""Whether two reports are one matter: rules one by one, and figures on labelled pairs."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.duplicates import MEASURED, TUNED, pairs, score
from dispatch.duplicates import (
    Brought,
    LikenessGrade,
    are_neighbours,
    check_link,
    check_representatives,
    in_hundreds,
    likeness,
)
from dispatch.errors import IllegalTransition, TooManyRepresentatives
from dispatch.reasons import ReasonCode
from dispatch.text_likeness import name_different_ones, shared_words, subjects_of
from dispatch.vocabulary import Category

DAY = date(2026, 10, 3)
ROAD = Brought("桥头的路全是坑，车过不去", Category.ROADS, DAY)
AGAIN = Brought("来电人反映大桥西侧路面塌陷，要求处置", Category.SAFETY_HAZARD, DAY)
HOUSE = Brought("我家后墙裂缝，是危房", Category.HOUSING, DAY, household_id=1)


def test_the_same_road_in_other_words_is_probably_one_matter():
    like = likeness(AGAIN, ROAD, 120.0)

    assert like.grade is LikenessGrade.PROBABLE
    assert (like.reason.code, like.reason.params) == (ReasonCode.SAME_MATTER, {"away_m": 200})


@pytest.mark.parametrize(
    ("text", "distance_m", "same"),
    [
        ("路面全是坑", 1000.0, True),
        ("路面全是坑", 1000.1, False),
        ("井盖没了", 500.0, True),
        ("井盖没了", 500.1, False),
        ("路面全是坑", None, True),
    ],
    ids=["road-in-reach", "road-beyond", "spot-in-reach", "spot-beyond", "no-place"],
)
def test_farther_apart_two_places_are_two_matters(text, distance_m, same):
    one = Brought(text, Category.ROADS, DAY)

    like = likeness(one, one, distance_m)

    assert (like is not None and like.grade is LikenessGrade.PROBABLE) is same


def test_two_households_have_their_own_houses_but_one_road():
    neighbour = replace(HOUSE, text="危房改造怎么申请", household_id=2)
    shared = replace(ROAD, household_id=1), replace(AGAIN, household_id=2)

    assert likeness(neighbour, HOUSE, 300.0).grade is LikenessGrade.ALIKE
    assert likeness(*shared, 300.0).grade is LikenessGrade.PROBABLE


def test_two_households_that_say_the_same_of_their_own_are_worth_a_look_when_near():
    like = likeness(replace(HOUSE, household_id=2), HOUSE, 50.0)

    assert like.grade is LikenessGrade.ALIKE


def test_another_group_of_the_village_is_another_matter():
    third = Brought("三社停水了", Category.WATER, DAY)
    fifth = Brought("五社停水了", Category.WATER, DAY)

    assert likeness(third, fifth, 400.0).grade is LikenessGrade.ALIKE
    assert name_different_ones(third.text, fifth.text)
    assert not name_different_ones(third.text, "停水了")


@pytest.mark.parametrize(
    ("days", "until"),
    [(0, date(2026, 12, 2)), (60, date(2026, 12, 2)), (61, date(2027, 1, 1)), (91, None)],
    ids=["at-once", "last-day", "extended", "over"],
)
def test_the_same_person_is_told_until_when_it_is_handled(days, until):
    known = replace(HOUSE, phones=frozenset({"13900000001"}), household_id=None)
    new = replace(known, received_on=DAY + timedelta(days=days))

    like = likeness(new, known, None)

    if until is None:
        assert like.grade is LikenessGrade.PROBABLE
    else:
        assert like.reason.params == {"date": "2026-10-03", "until": until.isoformat()}
        assert like.reason.code is ReasonCode.SAME_PERSON_AGAIN


@pytest.mark.parametrize(("days", "told"), [(30, True), (31, False)], ids=["review", "after"])
def test_a_closed_matter_may_be_reviewed_for_thirty_days(days, told):
    closed = replace(HOUSE, closed_on=DAY)
    new = replace(HOUSE, received_on=DAY + timedelta(days=days))

    like = likeness(new, closed, 0.0)

    assert (like.reason.code is ReasonCode.MAY_BE_REVIEWED) is told


def test_one_household_with_two_matters_has_two():
    lamp = Brought("门口路灯不亮", Category.PUBLIC_SERVICES, DAY, household_id=1)

    assert likeness(lamp, HOUSE, 5000.0) is None


def test_one_household_that_says_little_is_taken_at_its_category():
    vague = Brought("上次说的那个事还没办", Category.HOUSING, DAY, household_id=1)

    assert likeness(vague, HOUSE, None).grade is LikenessGrade.SAME_PERSON


def test_the_same_words_without_a_known_subject_are_one_matter():
    one = Brought("祁连小区门禁系统刷卡失灵", Category.OTHER, DAY)
    other = Brought("反映祁连小区门禁系统刷卡失灵", Category.OTHER, DAY)

    assert likeness(other, one, None).grade is LikenessGrade.PROBABLE
    assert subjects_of(one.text) == frozenset()


def test_other_categories_far_off_are_not_even_worth_a_look():
    wage = Brought("老板欠工资", Category.WAGES, DAY)

    assert likeness(wage, ROAD, 10.0) is None
    assert likeness(replace(ROAD, text="啊"), replace(ROAD, text="嗯"), 800.0) is None


def test_likeness_of_words_leaves_out_what_clerks_always_say():
    assert shared_words("来电人反映，要求处理", "来访人反映，请求解决") == 0.0
    assert shared_words("ROAD broken", "road works") == 0.5


def test_any_category_may_be_filed_as_other():
    assert are_neighbours(Category.OTHER, Category.WAGES)
    assert are_neighbours(Category.ROADS, Category.SAFETY_HAZARD)
    assert not are_neighbours(Category.ROADS, Category.WAGES)


@pytest.mark.parametrize(("metres", "told"), [(0, 100), (100, 100), (100.1, 200), (950, 1000)])
def test_metres_are_told_in_hundreds(metres, told):
    assert in_hundreds(metres) == told


WORDS = st.text(alphabet="路坑桥灯水井停欠工资一二社我家的，abc ", max_size=30)
REPORTS = st.builds(
    Brought,
    text=WORDS,
    category=st.sampled_from(Category),
    received_on=st.just(DAY),
    household_id=st.sampled_from([None, 1, 2]),
)


@given(REPORTS, REPORTS, st.none() | st.floats(0, 2000))
def test_on_one_day_likeness_is_mutual(one, other, distance_m):
    assert likeness(one, other, distance_m) == likeness(other, one, distance_m)


@given(REPORTS, REPORTS)
def test_nearer_is_never_less_alike(one, other):
    order = [*LikenessGrade, None]
    grades = [likeness(one, other, metres) for metres in (0.0, 400.0, 800.0, 2000.0)]
    ranks = [order.index(like.grade if like else None) for like in grades]

    assert ranks == sorted(ranks)


@pytest.mark.parametrize("which", ["same", "carried", "carries"])
def test_no_link_makes_a_chain(which):
    asked = {"same": False, "carried": False, "carries": False}

    check_link(**asked)
    with pytest.raises(IllegalTransition):
        check_link(**{**asked, which: True})


def test_five_may_speak_and_no_sixth():
    check_representatives(4)
    with pytest.raises(TooManyRepresentatives, match="20"):
        check_representatives(5)


@pytest.mark.parametrize(
    ("rows", "precision", "recall"),
    [(TUNED, 0.87, 0.96), (MEASURED, 0.63, 0.46)],
    ids=["tuned", "measured"],
)
def test_labelled_pairs_are_told_apart_as_well_as_when_measured(rows, precision, recall):
    one = score(pairs(rows))

    assert one.precision >= precision
    assert one.recall >= recall
