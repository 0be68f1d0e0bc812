"""Names, phones and texts for readers without a need of the person."""

import random

import pytest

from dispatch.masking import mask_name, mask_phone, mask_text


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("", ""),
        ("  ", ""),
        ("李", "**"),
        ("图雅", "图**"),
        ("李桂枝", "李**"),
        ("李 桂 枝", "李**"),
        ("巴图孟克", "巴**"),
        ("乌云其其格", "乌**"),
        ("阿拉坦·乌拉", "阿**"),
        ("Batmunkh", "B**"),
    ],
)
def test_a_masked_name_shows_one_sign_and_not_its_length(name, masked):
    assert mask_name(name) == masked


def test_names_of_every_length_are_masked_equally_long():
    names = ["图雅", "李桂枝", "巴图孟克", "乌云其其格", "其木格苏日娜"]

    assert {len(mask_name(name)) for name in names} == {3}


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("", ""),
        ("5", "5"),
        ("8213456", "*****56"),
        ("04771234567", "047****4567"),
        ("13812342207", "138****2207"),
    ],
)
def test_a_masked_phone_hides_its_middle(phone, masked):
    assert mask_phone(phone) == masked


@pytest.mark.parametrize(
    "number",
    [
        "13812342207",
        "138 1234 2207",
        "138-1234-2207",
        "138—1234—2207",
        "138.1234.2207",
        "138·1234·2207",
        "+8613812342207",
        "86-138-1234-2207",
        "１３８１２３４２２０７",
        "0477-8123456",
        "(0477)8123456",
        "（0477）8123456",
        "０４７７－８１２３４５６",
        "8213456",
        "82134567",
        "150622197001011234",
        "15062219700101123X",
        "150622700101123",
    ],
)
@pytest.mark.parametrize("around", ["电话{}，速回", "{}", "请打{}找我", "（{}）", "tel:{}."])
def test_phone_and_identity_numbers_do_not_stand_in_a_masked_text(number, around):
    masked = mask_text(around.format(number))

    assert not any(sign.isdigit() for sign in masked)
    assert masked.replace("*", "") == around.format("")


@pytest.mark.parametrize(
    "text",
    [
        "2026年3月20日，14户断水三天",
        "赔偿1200000元一直没到账",
        "20240513立的字据",
        "承包地 3.5 亩，公路K12+300处",
        "工单 2026-8RHV-8KXG",
    ],
)
def test_dates_sums_and_order_numbers_stay_readable(text):
    assert mask_text(text) == text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("李桂枝家的西墙裂了", "李**家的西墙裂了"),
        ("李 桂 枝家", "李**家"),
        ("李·桂枝家", "李**家"),
        ("李桂枝、李桂枝的儿子", "李**、李**的儿子"),
        ("桂枝家", "桂枝家"),
    ],
)
def test_a_name_is_found_however_it_is_parted(text, masked):
    assert mask_text(text, ["李桂枝"]) == masked


def test_a_mongolian_name_is_found_with_and_without_its_dot():
    names = ["阿拉坦·乌拉"]

    assert mask_text("阿拉坦乌拉和阿拉坦·乌拉", names) == "阿**和阿**"


def test_a_name_inside_a_longer_one_leaves_nothing_of_it():
    assert mask_text("巴图孟克找巴图", ["巴图", "巴图孟克"]) == "巴**找巴**"


def test_a_latin_name_is_masked_whole_words_only_in_any_case():
    assert mask_text("Bat, BAT and Batman", ["Bat"]) == "B**, B** and Batman"


def test_a_name_of_one_sign_or_none_masks_nothing():
    assert mask_text("李家的墙", ["李", "", None, " ", "··"]) == "李家的墙"


def test_signs_of_patterns_in_a_name_are_only_signs():
    assert mask_text(r"a.c abc (x)\1 [z]", ["a.c", r"(x)\1", "[z]"]) == "a** abc (** [**"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("三组 17 号西墙", "**西墙"),
        ("三组17号西墙", "**西墙"),
        ("0017号户漏雨", "**号户漏雨"),
        ("10017 与 00170", "10017 与 00170"),
    ],
)
def test_address_and_household_number_do_not_stand_in_a_masked_text(text, masked):
    assert mask_text(text, places=["三组 17 号", "0017", None]) == masked


def test_a_thousand_random_texts_keep_nothing_of_name_or_phone():
    chance = random.Random(11)
    signs = "王李张巴图乌云其格苏日娜志强秀兰"
    for _ in range(1_000):
        name = "".join(chance.choices(signs, k=chance.randint(2, 6)))
        phone = f"1{chance.randint(3, 9)}{chance.randrange(10**9):09}"
        gap = chance.choice(["", " ", "-", "·"])
        parts = [gap.join(name), "的电话是", gap.join(phone), "，墙裂了。", name, phone]
        masked = mask_text("".join(parts), [name])

        assert name not in masked
        assert phone not in masked
        assert not any(sign.isdigit() for sign in masked)
        assert "墙裂了" in masked
