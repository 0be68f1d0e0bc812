"""The generator of made-up addresses keeps its word."""

import pytest

from tests.geo.address.address_generator import KINDS, Region, folded, generate, stem

TREE = [
    Region("1", "", "东旗"),
    Region("11", "1", "北山镇"),
    Region("12", "1", "南湾乡"),
    Region("111", "11", "柳树沟村委会"),
    Region("112", "11", "乌兰塔村委会"),
    Region("113", "11", "北山村委会"),
    Region("121", "12", "乌兰墕村委会"),
    Region("122", "12", "红石梁嘎查"),
]
FORMER = {"老营乡": "12"}


def test_the_same_seed_gives_the_same_texts_and_another_seed_others():
    once = generate(TREE, FORMER, 90, 5)

    assert once == generate(TREE, FORMER, 90, 5)
    assert once != generate(TREE, FORMER, 90, 6)


def test_every_kind_is_made_and_every_answer_is_a_region_or_nothing():
    made = generate(TREE, FORMER, 90, 5)

    assert {address.kind for address in made} == set(KINDS)
    assert {address.answer for address in made} <= {region.code for region in TREE} | {""}
    assert all((address.answer == "") == (address.kind == "nothing") for address in made)


def test_a_doubled_name_means_only_what_holds_all_its_bearers():
    made = generate(TREE, FORMER, 180, 5)

    meant = {(a.text, a.answer) for a in made if a.kind == "doubled"}
    assert meant == {("乌兰塔", "1"), ("乌兰墕", "1"), ("北山", "11")}


def test_a_variant_is_another_writing_of_no_other_name():
    made = generate(TREE, FORMER, 180, 5)

    for address in [a for a in made if a.kind == "variant"]:
        region = next(r for r in TREE if r.code == address.answer)
        assert stem(region.name) not in address.text
        assert folded(stem(region.name)) in folded(address.text)


@pytest.mark.parametrize(
    ("name", "said"), [("沙蒿塔村委会", "沙蒿塔"), ("尔圪壕嘎查村", "尔圪壕"), ("沙村", "沙村")]
)
def test_an_ending_is_cut_while_two_characters_stay(name, said):
    assert stem(name) == said
