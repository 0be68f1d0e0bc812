"""Which column of a file of reports means what."""

import pytest

from data.imports.issue_columns import FIELDS, guess_columns, header_digest, lacking, own_columns
from data.imports.renaming import Renaming


def test_the_header_of_an_office_is_recognised():
    header = ["序号", "工单编号", "反映内容（必填）", "姓名", "联系电话", "受理时间", "家庭地址"]
    more = ["经度", "纬度", "问题类别", "户号", "是否紧急", "备注"]

    assert guess_columns([*header, *more]) == {
        "key": "工单编号",
        "text": "反映内容（必填）",
        "petitioner_name": "姓名",
        "petitioner_phone": "联系电话",
        "received_at": "受理时间",
        "address": "家庭地址",
        "lon": "经度",
        "lat": "纬度",
        "category": "问题类别",
        "household": "户号",
        "urgent": "是否紧急",
    }


def test_our_own_names_are_taken_as_they_are():
    assert guess_columns(FIELDS) == {field: field for field in FIELDS}


@pytest.mark.parametrize("name", ["Key", " key ", "ＫＥＹ"])
def test_width_case_and_blanks_make_no_difference(name):
    assert guess_columns([name]) == {"key": name}


@pytest.mark.parametrize("name", ["序号", "行号", "备注", "处理结果", ""])
def test_what_says_nothing_of_a_report_is_not_read(name):
    assert guess_columns([name]) == {}


def test_an_exact_name_counts_before_one_that_holds_it():
    assert guess_columns(["群众反映内容摘要", "内容"])["text"] == "内容"


def test_no_column_is_read_twice():
    read = guess_columns(["时间", "日期", "name", "姓名"])

    assert len(set(read.values())) == len(read) == 2


def test_a_mapping_file_names_columns_and_leaves_our_own_names():
    renaming = Renaming({"key": "case_id", "received_at": "opened", "phone": "tel"})

    read = own_columns(["case_id", "opened", "text", "key", "tel", "地址"], renaming)

    assert read == {
        "text": "text",
        "key": "case_id",
        "received_at": "opened",
        "petitioner_phone": "tel",
    }


def test_a_column_a_mapping_names_in_vain_is_read_from_nowhere():
    assert own_columns(["text"], Renaming({"text": "words"})) == {}


def test_files_with_the_same_columns_share_a_digest_in_any_order():
    assert header_digest(["a", "b"]) == header_digest(["b ", "a"]) != header_digest(["a", "c"])


def test_what_no_report_can_do_without_is_named():
    assert lacking({"text": "内容", "received_at": ""}) == ["received_at"]
    assert lacking({"text": "内容", "received_at": "时间"}) == []
