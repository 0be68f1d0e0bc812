"""What words speak for; the measured figures stand in docs/categories.md."""

from pathlib import Path

import pytest

from dispatch.categories import CALIBRATED, LONGEST_READ, SURE, categorise, words_of
from dispatch.lexicon.topics import TOPICS
from dispatch.vocabulary import Category, CategoryBy

CORPORA = Path(__file__).parent / "corpora"
LONGEST_CODE = 64


def labelled(name):
    lines = (CORPORA / f"categories_{name}.txt").read_text("utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if not line.startswith("#")]


def test_there_are_enough_examples_of_every_category():
    for name in ("train", "heldout"):
        assert {code for code, _ in labelled(name)} == set(Category)
    texts = [text for name in ("train", "heldout") for _, text in labelled(name)]
    assert len(set(texts)) == len(texts) >= 170


def test_what_the_rules_decide_alone_is_right_and_the_rest_waits_for_a_person():
    said = [(code, categorise(text, None)) for code, text in labelled("heldout")]
    sure = [code == one.category for code, one in said if one.by is CategoryBy.RULE]

    assert sum(sure) / len(sure) >= 0.95
    assert len(sure) / len(said) >= 0.75


def test_the_best_guess_is_mostly_right_too():
    said = [(code, categorise(text, None).category) for code, text in labelled("heldout")]

    assert sum(code == guess for code, guess in said) / len(said) >= 0.9


def test_what_was_said_is_taken_as_it_is():
    told = categorise("煤矿把房子采裂了", Category.ROADS)

    assert (told.category, told.by, told.rule, told.confidence) == (
        *(Category.ROADS, CategoryBy.SAID),
        *(None, None),
    )


def test_the_rule_that_spoke_and_its_words_are_told():
    told = categorise("低保什么时候评", None)

    assert (told.category, told.by, told.rule) == (
        *(Category.WELFARE, CategoryBy.RULE),
        "welfare-poor",
    )
    assert told.words == ("低保",)
    assert told.confidence >= SURE


@pytest.mark.parametrize("text", ["", "你好", "请尽快来看看", "\0\n", "hello"])
def test_where_no_rule_speaks_a_person_decides(text):
    told = categorise(text, None)

    assert (told.category, told.by, told.rule) == (Category.OTHER, CategoryBy.OPEN, None)


def test_two_matters_in_one_report_are_for_a_person():
    told = categorise("自来水停了五天,路面坑坑洼洼", None)

    assert told.by is CategoryBy.OPEN
    assert told.confidence < SURE


def test_who_lives_where_is_no_matter():
    told = categorise("路灯不亮。家里三口人,靠种8亩地过活。过了小桥往北就到。", None)

    assert told.category is Category.ROADS
    assert told.rule == "roads-lights"


def test_the_words_of_a_rule_there_is_no_more_are_none():
    assert words_of("of-another-age", "路坏了") == ()
    assert words_of(None, "路坏了") == ()


def test_more_of_a_lead_is_more_sure():
    shares = [share for _, share in CALIBRATED]

    assert shares == sorted(shares, reverse=True)
    assert CALIBRATED[-1][0] == 0.0


def test_a_rule_is_named_after_its_category_once():
    codes = [code for rules in TOPICS.values() for code, _, _ in rules]

    assert len(codes) == len(set(codes))
    assert max(map(len, codes)) <= LONGEST_CODE
    assert set(TOPICS) == set(Category)


def test_what_a_sign_stands_for_counts_towards_what_is_read():
    words = "自来水管爆了,没水吃"

    assert categorise("\ufdfa" * 20 + words, None).rule == categorise(words, None).rule
    assert categorise("\ufdfa" * (LONGEST_READ // 18 + 1) + words, None).rule is None
