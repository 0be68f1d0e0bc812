"""What a planner can read does not tell what was withheld, however much of it is put together.

The truth is known here: everything a planner can fetch is fetched, and each withheld figure is
sought in the row space of all published ones.
"""

import re
from datetime import UTC, datetime, timedelta
from itertools import product

import numpy as np
import pytest
from fastapi.testclient import TestClient
from lxml import html
from sqlalchemy import select, text

from data.published import publish
from data.session import make_sessions, transaction
from data.tables import CountedAtom, PublishedCount
from dispatch.periods import Period, Quarter, read_period
from dispatch.vocabulary import Category

ISSUES = 400
FIRST = datetime(2025, 1, 5, 4, 0, tzinfo=UTC)
CATEGORIES = ["roads", "water", "land", "welfare"]
LAYERS = ["villages", "cells"]
PERIODS = [
    Period(Quarter(2024 * 4 + n), year=year).code for n in range(12) for year in (False, True)
]
DAYS = [
    f"from=2025-{month:02}-01&to=2025-{month:02}-{day}"
    for month, day in product(range(1, 13), ("07", "28"))
]


@pytest.fixture(scope="module")
def planted(county_engine, empty_county, small, now):
    """Issues of five quarters, rare ones among them, published in two goes."""
    empty_county()
    chance = np.random.default_rng(7)
    with county_engine.begin() as connection:
        _crowd(connection, small)
        connection.execute(_INSERT, [_issue(n, small, chance) for n in range(ISSUES)])
        connection.execute(_INSERT, [_nowhere(n, small, chance) for n in range(3)])
    for day in (datetime(2025, 10, 2, tzinfo=UTC), now):
        with transaction(make_sessions(county_engine)) as session:
            assert publish(session, day.date(), now.tzinfo, day)
    yield county_engine
    empty_county()
    with county_engine.begin() as connection:
        connection.execute(text("DELETE FROM household WHERE number LIKE 'CROWD%'"))


_INSERT = text(
    "INSERT INTO issue (number, tracking_code, key, text, category, channel, kind, stage, level,"
    " received_at, place, method, confidence, region_code, grid_code, grid_version_id, version)"
    " SELECT :number, :number, gen_random_uuid(), 'x', :category, 'hotline', 'claim', 'collect',"
    " 'grid', :at, ST_SetSRID(ST_MakePoint(CAST(:lon AS float), CAST(:lat AS float)), 4326),"
    " 'point', 'high', :village, NULL, NULL, 1"
)


def _crowd(connection, small):
    """Enough households almost everywhere, so that few issues are what is withheld."""
    add = text(
        "INSERT INTO household (number, village_code, place, valid_from)"
        " SELECT 'CROWD' || :grid || '-' || n, :village,"
        " ST_SetSRID(ST_MakePoint(:lon + (n % 8) * 0.001, :lat + (n / 8) * 0.001), 4326),"
        " DATE '2024-01-01' FROM generate_series(1, 60) n"
    )
    for grid in small.GRIDS:
        lon, lat = small.middle(grid)
        place = {"lon": lon - 0.004, "lat": lat - 0.004}
        connection.execute(add, {"grid": grid, "village": grid[:12], **place})


def _issue(number, small, chance):
    grid = small.GRIDS[min(int(chance.exponential(1.5)), 5)]
    lon, lat = small.middle(grid)
    return {
        "number": f"2025-SMALL-{number}",
        "category": CATEGORIES[min(int(chance.exponential(0.8)), 3)],
        "at": FIRST + timedelta(days=int(chance.integers(0, 430))),
        "lon": lon + float(chance.uniform(-0.004, 0.004)),
        "lat": lat + float(chance.uniform(-0.004, 0.004)),
        "village": grid[:12],
    }


def _nowhere(number, small, chance):
    """One of the few issues without a position, all of the first weeks."""
    nowhere = {"lon": None, "lat": None, "village": None, "at": FIRST + timedelta(days=number)}
    return {**_issue(ISSUES + number, small, chance), **nowhere}


def _rows(engine):
    """Each figure over the atoms, whether it was shown, and what it is."""
    with transaction(make_sessions(engine)) as session:
        atoms = session.scalars(select(CountedAtom).order_by(CountedAtom.id)).all()
        sheets = session.scalars(select(PublishedCount)).all()
        for sheet in sheets:
            for area, issues in zip(sheet.areas, sheet.issues, strict=True):
                row = np.array([_counts(atom, sheet, area) for atom in atoms], dtype=float)
                truth = int(sum(atom.issues for atom, one in zip(atoms, row, strict=True) if one))
                yield (sheet.period, sheet.layer, sheet.category, area), row, issues, truth


def _counts(atom, sheet, area):
    period = read_period(sheet.period)
    first = period.last.count - (3 if period.year else 0)
    if not first <= atom.quarter <= period.last.count:
        return False
    if sheet.category not in ("all", atom.category):
        return False
    return {
        "villages": atom.village == area,
        "cells": atom.cell == area,
        "listed": True,
        "unplaced": atom.cell is None,
    }[sheet.layer]


def recovered(rows):
    """Withheld figures of some issues, but too few to be said, that follow from the shown ones.

    Exact to rounding: the part of a row outside the row space of the shown ones is nothing.
    """
    shown = np.array([row for _, row, issues, _ in rows if issues is not None])
    _, values, basis = np.linalg.svd(shown, full_matrices=False)
    basis = basis[values > 1e-9 * values[0]]
    secret = [(name, row) for name, row, issues, truth in rows if issues is None and 0 < truth < 5]
    left = [row - basis.T @ (basis @ row) for _, row in secret]
    return [name for (name, _), rest in zip(secret, left, strict=True) if abs(rest).max() < 1e-6]


@pytest.fixture(scope="module")
def rows(planted):
    return list(_rows(planted))


def test_every_published_figure_is_true_and_large_enough(rows):
    said = [(issues, truth) for _, _, issues, truth in rows if issues is not None]

    assert all(issues == truth for issues, truth in said)
    assert all(issues == 0 or issues >= 5 for issues, _ in said)
    assert sum(issues > 0 for issues, _ in said) > 50


def test_no_withheld_figure_follows_from_all_that_was_ever_published(rows):
    assert len([1 for *_, issues, truth in rows if issues is None and 0 < truth < 5]) > 50
    assert recovered(rows) == []


def test_with_nothing_but_the_rule_of_five_some_would_follow(rows):
    """The same attack on a release without complementary suppression."""
    naive = [
        (name, row, truth if truth == 0 or truth >= 5 else None, truth)
        for name, row, _, truth in rows
    ]

    assert len(recovered(naive)) > 10


@pytest.fixture
def planner(app, planted, token_of):
    cookies = {"wangge_session": token_of("planner", "page")}
    return TestClient(app, cookies=cookies, follow_redirects=False)


def test_the_page_adds_up_to_the_list_as_published(planner, sheets):
    told = 0
    for (period, layer, category), sheet in sheets.items():
        listed = sheets[period, "listed", category].issues[0]
        unplaced = sheets[period, "unplaced", category].issues[0]
        if layer not in LAYERS or None in (listed, unplaced):
            continue
        wanted = "" if category == "all" else category
        page = planner.get(f"/planning?layer={layer}&category={wanted}&period={period}").text
        found = html.document_fromstring(page).find_class("find")[0]
        shown = sum(count for count in sheet.issues if count)
        assert numbers(found.findtext("h1")) == [listed]
        assert numbers(found.findtext("p")) == [shown, listed - unplaced - shown, unplaced]
        told += 1

    assert told > 10


@pytest.mark.parametrize(
    ("categories", "least"),
    [
        pytest.param(("", *CATEGORIES[:1], "mining-subsidence"), 250, id="some"),
        pytest.param(("", *Category), 1_000, id="all", marks=pytest.mark.long),
    ],
)
def test_a_planner_is_told_exactly_what_was_published_and_nothing_more(
    planner, sheets, categories, least
):
    """Published periods, other periods, days, layers, categories."""
    asked = 0
    for layer, category in product(LAYERS, categories):
        for period in PERIODS:
            sheet = sheets.get((period, layer, str(category) or "all"))
            query = f"category={category}&period={period}"
            path = f"/planning/map/{layer}?" if asked % 6 == 0 else f"/planning?layer={layer}&"
            answer = planner.get(path + query)
            asked += 1
            assert answer.status_code == (422 if sheet is None else 200), query
            if sheet is not None:
                known = {str(count) for count in sheet.issues if count is not None}
                assert set(re.findall(r'"value_label": ?"(\d+)"', answer.text)) <= known
        for days in DAYS:
            answer = planner.get(f"/planning?layer={layer}&category={category}&{days}")
            asked += 1
            assert answer.status_code == 422

    assert asked > least


@pytest.fixture(scope="module")
def sheets(planted):
    with transaction(make_sessions(planted)) as session:
        rows = session.scalars(select(PublishedCount)).all()
        return {(one.period, one.layer, one.category): one for one in rows}


def numbers(words):
    return [int(number) for number in re.findall(r"\d+", words)]


def test_where_few_have_no_position_the_page_says_the_list_and_what_the_map_shows(planner, sheets):
    told = 0
    for (period, layer, category), sheet in sheets.items():
        listed = sheets[period, "listed", category].issues[0]
        unplaced = sheets[period, "unplaced", category].issues[0]
        if layer not in LAYERS or unplaced is not None:
            continue
        wanted = "" if category == "all" else category
        page = planner.get(f"/planning?layer={layer}&category={wanted}&period={period}").text
        found = html.document_fromstring(page).find_class("find")[0]
        shown = sum(count for count in sheet.issues if count)
        rest = [] if listed is None else [shown, listed - shown]
        assert numbers(found.findtext("h1")) == ([] if listed is None else [listed])
        assert numbers(found.findtext("p")) == rest
        told += bool(rest)

    assert told
