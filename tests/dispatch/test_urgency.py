"""Which words make a report urgent; the measured figures stand in docs/urgent.md."""

import csv
import re
import sys
from pathlib import Path

import pytest

from dispatch.alarm_points import FITTED_TO
from dispatch.lexicon.dangers import DANGERS, HARMLESS, NOW, OFFICE, PAST
from dispatch.urgency import LONGEST_READ, LONGEST_SENTENCE, SAID, Danger, urgency_of

sys.path.insert(0, str(Path(__file__).parent))
from fit_alarm import digest, examples

CORPORA = Path(__file__).parent / "corpora"
ADDRESSES = Path(__file__).parents[1] / "geo" / "address" / "typed_addresses.csv"
NAMED = set(Danger) - {Danger.OTHER}
REALLY_URGENT = {
    "打麻梁村对面山上着火了",
    "报修人李月娥 沙墕村 3社 漏电",
    "神山大酒店办酒席食物中毒",
    "我是府谷人,在纳日松镇二道柳村承包了个鱼塘被人投毒",
}


def labelled(name):
    """Danger and report, line by line; - for what is not urgent."""
    lines = (CORPORA / f"{name}.txt").read_text("utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if not line.startswith("#")]


def found(examples):
    """Share of the urgent reports that are heard."""
    urgent = [text for code, text in examples if code != "-"]
    return sum(urgency_of(text).urgent for text in urgent) / len(urgent)


def false_alarms(examples):
    """Share of the others that are taken for urgent."""
    calm = [text for code, text in examples if code == "-"]
    return sum(urgency_of(text).urgent for text in calm) / len(calm)


def test_there_are_enough_examples_and_none_stands_twice():
    examples = [*labelled("urgent_train"), *labelled("urgent_heldout")]

    assert len({text for _, text in examples}) == len(examples) >= 150
    assert {code for code, _ in examples} == {*NAMED, "-"}


@pytest.mark.parametrize(
    ("name", "recall", "alarms"),
    [("train", 1.0, 0.06), ("heldout", 1.0, 0.1), ("unseen2", 0.6, 0.05)],
)
def test_dangers_are_heard_and_ordinary_reports_are_left_alone(name, recall, alarms):
    examples = labelled(f"urgent_{name}")

    assert found(examples) >= recall
    assert false_alarms(examples) <= alarms


def test_the_danger_that_is_named_is_among_the_signals():
    examples = [(code, text) for code, text in labelled("urgent_heldout") if code != "-"]

    right = sum(code in urgency_of(text).signals for code, text in examples)

    assert right / len(examples) >= 0.95


def test_of_five_hundred_typed_addresses_few_but_the_urgent_ones_are():
    with ADDRESSES.open(encoding="utf-8") as lines:
        texts = [row["text"] for row in csv.DictReader(lines)]

    taken = {text for text in texts if urgency_of(text).urgent}

    assert taken >= REALLY_URGENT
    assert len(taken - REALLY_URGENT) / len(texts) <= 0.01


def test_few_ordinary_reports_are_taken_for_urgent():
    lines = (CORPORA / "ordinary_heldout.txt").read_text("utf-8").splitlines()
    texts = [line for line in lines if line and not line.startswith("#")]

    assert sum(urgency_of(text).urgent for text in texts) / len(texts) <= 0.12


def test_the_points_of_the_wording_were_fitted_to_the_texts_as_they_are():
    assert digest(examples()) == FITTED_TO


def test_a_danger_no_rule_has_a_word_for_is_heard_in_the_wording():
    text = "煤场的堆子塌下来,把铲车埋了半截"

    assert urgency_of(text).signals == (Danger.OTHER,)


@pytest.mark.parametrize(
    "text",
    [
        *("屋里没有煤气味", "去年房子塌过", "怕房子塌了", "燃气费太高", "防火宣传", "沉陷区搬迁"),
        *("沙圪堵镇人民政府", "车打不着了", "打工的钱没给", "", "   ", "\0"),
    ],
)
def test_what_is_denied_over_or_only_feared_is_not_urgent(text):
    assert urgency_of(text).signals == ()


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("去年就裂了,今天房子突然塌了一半,老人还在里面", Danger.COLLAPSE),
        ("再不给补偿我就喝农药", Danger.SELF_HARM),
        ("如果不解决我们明天一起去北京上访", Danger.CROWD),
        ("煤氣味特別大".replace("氣", "气").replace("別", "别"), Danger.GAS),
        ("There is a gas leak in the kitchen", Danger.GAS),
        ("着火了!!!快来人", Danger.FIRE),
    ],
)
def test_a_condition_or_an_old_story_does_not_hide_a_danger_of_now(text, danger):
    assert danger in urgency_of(text).signals


def test_the_red_choice_comes_first_and_needs_no_words():
    assert urgency_of("路坏了", said=True).signals == (SAID,)
    assert urgency_of("着火了", said=True).signals == (SAID, Danger.FIRE)


def test_a_danger_named_behind_a_long_story_is_heard():
    assert urgency_of("路不好走。" * 3_000 + "山上着火了").urgent


@pytest.mark.parametrize("length", range(130, 260, 9))
def test_a_danger_is_heard_wherever_it_stands_in_a_sentence_without_an_end(length):
    text = "我家门前那条路又窄又陡又难走" * 20

    assert urgency_of(f"{text[:length]}我家着火了{text}").signals == (Danger.FIRE,)


def test_no_sentence_is_read_in_one_piece_that_is_too_long(monkeypatch):
    read = []
    monkeypatch.setattr("dispatch.urgency.weigh", lambda sentence: read.append(sentence) or 0.0)

    urgency_of("门前的路" * 5_000)

    assert max(len(one) for one in read) == LONGEST_SENTENCE
    assert sum(len(one) for one in read) < 2 * LONGEST_READ


@pytest.mark.parametrize("sign", ["路", "\ufdfa"], ids=["one", "eighteen"])
def test_what_a_sign_stands_for_counts_towards_what_is_read(monkeypatch, sign):
    read = []
    monkeypatch.setattr("dispatch.urgency.weigh", lambda sentence: read.append(sentence) or 0.0)

    urgency_of(sign * LONGEST_READ)

    assert sum(len(one) for one in read) < 2 * LONGEST_READ


def test_no_pattern_may_run_over_more_than_a_sentence():
    patterns = [one for words in DANGERS.values() for one in words]

    for pattern in [*patterns, HARMLESS, NOW, OFFICE, PAST]:
        re.compile(pattern)
        assert ".*" not in pattern
        assert not re.search(r"\[\^[^\]]*\][*+]", pattern), pattern


def test_every_danger_has_words():
    assert set(DANGERS) == NAMED
