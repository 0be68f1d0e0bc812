import itertools
import re
import sys
from pathlib import Path

import pytest

from dispatch.accusation import RULE_VERSION, screen
from dispatch.accusation_rules import RULES
from dispatch.disguise import LONGEST_READ, undisguise
from dispatch.lexicon import POLITE, REPORTED, WORDS
from dispatch.vocabulary import Category, Channel, Kind
from dispatch.wording_points import FITTED_TO

sys.path.insert(0, str(Path(__file__).parent))
from fit_wording import digest, texts

INNOCENT = {"channel": Channel.ONLINE, "kind": Kind.CLAIM, "category": Category.ROADS}
# The longest stretch any pattern may try again from one place; see "bounded" below.
LONGEST_REPEAT = 40

PAD = (
    "我家住在村东头，门口的路坑坑洼洼，下雨天孩子上学不方便，老人出门也滑倒过。"
    "自来水也是断断续续，邻居家的羊还跑到我家地里来。希望尽快来看看。"
)


def is_held(text, **kwargs):
    return screen(text, **(INNOCENT | kwargs)).held


def held_share(examples):
    return sum(is_held(text) for text in examples) / len(examples)


def test_every_accusation_of_the_training_texts_is_held():
    missed = [text for text in texts("accusations_train") if not is_held(text)]

    assert missed == []


def test_accusations_that_nothing_was_tuned_on_are_held():
    assert held_share(texts("accusations_heldout")) >= 0.97


@pytest.mark.parametrize("corpus", ["ordinary_heldout", "ordinary_train"])
def test_at_most_one_ordinary_issue_in_ten_is_held(corpus):
    assert held_share(texts(corpus)) <= 0.10


def test_no_held_out_text_was_trained_on():
    trained = {*texts("accusations_train"), *texts("ordinary_train")}

    assert trained.isdisjoint([*texts("accusations_heldout"), *texts("ordinary_heldout")])


def test_the_points_of_the_wording_were_fitted_to_the_training_texts_as_they_are():
    assert digest() == FITTED_TO


@pytest.mark.parametrize(
    "text",
    [
        "村里的路坏了",
        "村委会门口的路灯不亮",
        "请村委会帮忙修水渠",
        "希望镇政府尽快修桥",
        "邻居占我家地界打了我",
        "矿上放炮震裂房子",
        "煤矿不赔钱",
        "老板拖欠工资",
        "低保怎么申请",
        "网格员帮我登记一下",
        "领导您好，我家门前的路一下雨就积水，请给看看。",
        "The street light near the village office is broken.",
        "",
        "???",
    ],
)
def test_a_request_or_a_quarrel_among_private_people_passes(text):
    assert screen(text, **INNOCENT).signals == ()


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("村支书贪污修路款", "graft-word"),
        ("想问问村里的账能不能公开", "opaque-books"),
        ("补偿款到底进了谁的口袋？", "graft-word"),
        ("为什么他家能评上低保？", "unnamed-person"),
        ("听说有人送了两条烟就批了宅基地", "gift+then"),
        ("嘎查把草场偷偷包出去", "village+secret"),
        ("自来水只给书记家先接", "official-home"),
        ("The village head pocketed our compensation", "graft-in-english"),
    ],
)
def test_the_screener_is_told_which_rule_spoke(text, signal):
    screening = screen(text, **INNOCENT)

    assert screening.held
    assert signal in screening.signals


@pytest.mark.parametrize(
    ("channel", "kind", "category"),
    list(itertools.product(Channel, [*Kind, None], Category)),
)
def test_a_report_filed_as_an_accusation_is_held_whatever_it_says(channel, kind, category):
    filed = screen("路灯不亮", channel=channel, kind=kind, category=category)

    assert filed.held == (
        channel is Channel.ACCUSATION
        or kind is Kind.ACCUSATION
        or category is Category.CADRE_CONDUCT
    )
    assert set(filed.signals) <= {"channel", "kind", "category"}


@pytest.mark.parametrize("text", ["王秀兰从来不上门", "秀兰收了我两条烟才给登记", "巴特尔态度很差"])
def test_a_complaint_that_only_names_the_agent_is_held_where_the_name_is_known(text):
    assert is_held(text, names=["王秀兰", "巴特尔"])


def test_a_known_name_alone_holds_nothing():
    assert not is_held("请王秀兰帮我登记一下，我家屋顶漏雨", names=["王秀兰"])


@pytest.mark.parametrize(
    "text",
    ["ᠭᠠᠴᠠᠭ᠎ᠠ ᠶᠢᠨ ᠳᠠᠷᠤᠭ᠎ᠠ", "Гацаа дарга мөнгө авсан"],
    ids=["mongolian", "cyrillic"],
)
def test_a_text_in_a_script_that_no_rule_reads_is_held(text):
    assert screen(text, **INNOCENT).signals == ("unreadable",)


def parted(divider):
    return divider.join


def full_width(text):
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


@pytest.mark.parametrize(
    "disguise",
    [
        parted(" "),
        parted("\u200b"),
        parted("*"),
        parted("·"),
        parted("❤️"),
        parted("丶"),
        parted("."),
        full_width,
    ],
    ids=["blanks", "zero-width", "stars", "dots", "hearts", "strokes", "stops", "full-width"],
)
@pytest.mark.parametrize(
    "text",
    ["村支书贪污低保款", "书记打人", "嘎查达圈占公共草场", "网格员要红包", "cunzhang tanwu"],
)
def test_letters_drawn_apart_are_read_together(text, disguise):
    assert is_held(disguise(text))


@pytest.mark.parametrize(
    "text",
    [
        "村zhi书收钱",
        "村Z任不给盖章",
        "shuji ba di mai le",
        "支叔收黑钱",
        "他吃了回kou",
        "貧困戶指標讓村長賣了",
        "主任💰收多了",
        "zf不作为",
        "村⻓把树卖了",
    ],
)
def test_pinyin_homophones_and_old_characters_do_not_hide_a_word(text):
    assert is_held(text)


def test_an_accusation_is_found_behind_and_before_ordinary_talk():
    plain = [text for text in texts("accusations_train")[:100] if len(text) > 8]

    buried = [text for text in plain if not is_held(PAD + text + PAD)]

    assert not is_held(PAD + PAD)
    assert len(buried) / len(plain) <= 0.1


def test_titles_of_a_city_hotline_pass():
    titles = [
        "Street Light Outages",
        "Missed Trash/Recycling/Yard Waste/Bulk Item",
        "Rodent Activity",
    ]
    titles += ["Unsanitary Conditions - Employees", "Contractor Complaints", "Work w/out Permit"]

    assert [title for title in titles if is_held(title)] == []


def test_every_rule_reads_words_that_exist():
    named = {word for rule in RULES for word in (*rule.words, *rule.unless)}
    made = {"official", "person", "answerable", "office", "official_home"}

    assert named - made <= set(WORDS)


@pytest.mark.parametrize("pattern", [*WORDS.values(), *POLITE, *REPORTED])
def test_no_pattern_repeats_without_bound(pattern):
    counts = re.findall(r"(?<!\\)\{(\d*),(\d*)\}", pattern)

    assert re.search(r"(?<!\\)[*+](?![^\[]*\])", pattern) is None
    assert all(high and int(high) <= LONGEST_REPEAT for _, high in counts)


def test_the_version_of_the_rules_is_stated():
    assert RULE_VERSION.startswith("accusation-")


def test_a_text_too_long_to_be_read_whole_is_held():
    road = "村口的路坏了，"

    assert is_held(road * (LONGEST_READ // len(road) + 1))
    assert not is_held(road * (LONGEST_READ // len(road) // 2))


@pytest.mark.parametrize("ligature", ["\ufdfa", "\u3316"], ids=["arabic", "kana"])
def test_ligatures_make_no_text_longer_than_twice_what_a_report_may_have(ligature):
    plain = undisguise(ligature * 20_000)

    assert plain.cut
    assert len(plain.text) <= LONGEST_READ
