"""Who sits at the sample's offices, who has turns of duty there, who is away."""

from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pandas as pd

from data.sample.agents import agents_for
from data.sample.desks import absences_for, confirmations, staff_for, turns_for

UNTIL = datetime(2026, 11, 20, 15, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = UNTIL.date()


def test_every_office_but_a_talk_room_takes_matters_in(county):
    staff = staff_for(county.offices, 0)
    at = staff[staff["duty"] == "intake"].set_index("office")
    kinds = county.offices.set_index("code")["kind"]

    assert set(at.index) == set(kinds.index[kinds != "talk-room"])
    assert staff["phone"].is_unique
    assert staff["phone"].str.fullmatch(r"154\d{8}").all()


def test_each_unit_has_a_turn_a_week_and_nobody_two_at_once(county):
    turns = turns_for(county.units, "BG", 0, now=UNTIL)
    monday = UNTIL - timedelta(days=UNTIL.weekday())

    assert turns.groupby("unit").size().eq(3).all()
    assert (turns["starts_at"].min().date()) == monday.date()
    assert not turns.duplicated(["name", "phone", "starts_at"]).any()
    assert (turns["ends_at"] > turns["starts_at"]).all()
    assert not set(turns["phone"]) & set(staff_for(county.offices, 0)["phone"])


def test_two_holders_are_away_and_one_of_them_has_a_deputy(grids):
    tenures = agents_for(grids, 0, until=TODAY)
    away = absences_for(tenures, TODAY)
    running = tenures[tenures["to"].isna()]
    held = running[running["duty"] == "holder"].set_index("phone")["grid"]
    deputies = set(running["grid"][running["duty"] == "deputy"])

    assert (away["from"] <= TODAY).all()
    assert (away["to"] > TODAY).all()
    assert [held[phone] in deputies for phone in away["phone"]] == [True, False]


def test_most_numbers_were_confirmed_within_ninety_days(grids):
    days = pd.Series(list(islice(confirmations(0, today=TODAY), 400)), dtype=object)
    fresh = days.map(lambda day: day is not None and (TODAY - day).days < 90)

    assert 0.65 < fresh.mean() < 0.85
    assert days.isna().any()
