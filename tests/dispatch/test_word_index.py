"""Word classes are refused quickly, and never one that stands in the text."""

import random
import re
import sys
from pathlib import Path

import pytest

from dispatch.disguise import undisguise
from dispatch.lexicon import WORDS
from dispatch.word_index import WordIndex, leads

sys.path.insert(0, str(Path(__file__).parent))
from fit_wording import texts


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("村委会?", {"村委"}),
        ("会?计", {"会", "计"}),
        ("[ab]?cd", {"a", "b", "cd"}),
        ("(?:a|bc)?d", {"a", "bc", "d"}),
        ("(?:x|(?:y|zu)w)q", {"x", "y", "zu"}),
        ("(?<!x)(?<=[)])yz", {"yz"}),
        ("x{0,3}y", {"x", "y"}),
        ("ab{0,1}", {"a"}),
        ("ab+c", {"ab"}),
        ("a(?!b)", {"a"}),
    ],
)
def test_a_word_is_led_by_what_each_of_its_matches_begins_with(word, found):
    assert leads(word) == found


@pytest.mark.parametrize(
    "word", ["", ".a", "[^a]b", "[a-z]", r"\d", "(?=a)", "(a)", "a?", "(?:a|b?)c?", "(?:|a)b"]
)
def test_what_a_word_begins_with_is_told_only_where_it_is_certain(word):
    assert leads(word) == set()


def test_no_class_that_stands_in_a_text_is_refused():
    index = WordIndex(WORDS)
    chance = random.Random(7)
    lines = [*texts("accusations_train"), *texts("ordinary_train")]
    mixed = ["".join(chance.choices("".join(lines), k=60)) for _ in range(300)]
    words = [re.sub(r"[^\w]", "", word) for all_of in WORDS.values() for word in all_of.split("|")]
    heard = [undisguise(text).text for text in [*chance.sample(lines, 300), *mixed, *words]]

    missed = [
        (name, text)
        for text in heard
        for name in WORDS.keys() - index.possible(text)
        if re.search(WORDS[name], text)
    ]

    assert missed == []
