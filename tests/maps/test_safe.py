import html
import json

import pytest

from maps.safe import json_block, literal

HOSTILE = [
    "${alert(1)}",
    "`;alert(1);`",
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "{{7*7}}",
    "{% for x in y %}{# no #}",
    "{{{%{{#{",
    "\"'&\\/",
    "\u2028line\u2029",
    "tab\tand\rreturn",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_literal_text_reads_as_given_and_holds_nothing_that_means_something(text):
    written = literal(text)

    assert html.unescape(written) == text
    assert not set(written.replace("&#", "").replace(";", "")) & set(
        "&<>\"'`${}\\/\u2028\u2029\t\r"
    )


def test_chinese_text_stays_as_it_is():
    assert literal("石窑沟村三组 17 号，西墙裂缝") == "石窑沟村三组 17 号，西墙裂缝"


def test_what_html_cannot_carry_becomes_a_replacement_character():
    assert literal("a\x00b\ud800c") == "a\ufffdb\ufffdc"


@pytest.mark.parametrize("text", HOSTILE)
def test_a_json_block_cannot_close_its_script_element_and_reads_back(text):
    block = json_block({"text": text})

    assert "<" not in block
    assert "&" not in block
    assert not [sign for sign in ("{{", "{%", "{#") if sign in block]
    assert json.loads(block) == {"text": text}
