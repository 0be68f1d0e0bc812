"""Hours as they were understood, in the reader's words."""

import pytest

from api.opening_words import opening_text
from api.texts import Language, texts_in
from dispatch.hours_wording import read_hours

EN = texts_in(Language.EN)
READ = {
    "Mo-Fr 08:30-12:00,14:30-17:30; Sa 09:00-12:00": (
        "Mon-Fri 8:30-12:00, 14:30-17:30; Sat 9:00-12:00"
    ),
    "周二、周五 9:00-11:30": "Tue, Fri 9:00-11:30",
    "每天 9:00-17:00": "every day 9:00-17:00",
    "周一 9:00-12:00，节假日 9:00-11:00": "Mon 9:00-12:00; public holidays 9:00-11:00",
    "工作日 9:00-12:00": ("Mon-Fri 9:00-12:00; public holidays closed; make-up days 9:00-12:00"),
}


@pytest.mark.parametrize("words", READ)
def test_hours_are_said_as_they_count(words):
    assert opening_text(read_hours(words), EN) == READ[words]
