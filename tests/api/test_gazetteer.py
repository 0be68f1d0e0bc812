"""The gazetteer of a service: built once, again when the registers change, one per content."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import event, update

from api.services import gazetteer
from api.services.gazetteer import gazetteer_of
from data.session import make_engine, make_sessions, transaction
from data.tables import Region
from geo.address.read import read_address

DAY = date(2026, 3, 20)


@pytest.fixture(autouse=True)
def built(monkeypatch):
    """Empty the gazetteers; answers a list that grows with each one that is built."""
    calls = []
    build = gazetteer._build

    def counted(rows):
        calls.append(len(rows.divisions))
        return build(rows)

    monkeypatch.setattr(gazetteer, "_build", counted)
    gazetteer._gazetteers.clear()
    return calls


@pytest.fixture
def ask(county):
    """The gazetteer in a transaction of its own."""

    def now():
        with transaction(make_sessions(county)) as session:
            return gazetteer_of(session, DAY)

    return now


def test_it_reads_the_villages_of_the_database(ask, small):
    assert read_address(ask(), "北乡石窑沟村").code == small.A


def test_it_is_built_once_and_then_costs_one_statement(ask, county, built):
    first = ask()
    seen = []

    def note(*given):
        seen.append(given[2])

    event.listen(county, "before_cursor_execute", note)
    again = ask()
    event.remove(county, "before_cursor_execute", note)

    assert again is first
    assert (len(built), len(seen)) == (1, 1)


def test_a_renamed_village_is_read_by_the_next_request(ask, county, small, built):
    rename = update(Region).where(Region.code == small.A)
    ask()
    try:
        with county.begin() as connection:
            connection.execute(rename.values(name="红崖湾村"))
        assert read_address(ask(), "北乡红崖湾村").code == small.A
    finally:
        with county.begin() as connection:
            connection.execute(rename.values(name="石窑沟村"))
    assert read_address(ask(), "北乡石窑沟村").code == small.A
    assert len(built) == 2


def test_a_database_without_regions_has_none_and_does_not_mix_with_another(
    ask, new_database, small
):
    engine = make_engine(new_database("without_regions"))
    try:
        with transaction(make_sessions(engine)) as session:
            assert gazetteer_of(session, DAY) is None
        assert read_address(ask(), "北乡石窑沟村").code == small.A
        with transaction(make_sessions(engine)) as session:
            assert gazetteer_of(session, DAY) is None
    finally:
        engine.dispose()


def test_many_threads_build_one(ask, built):
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _: ask(), range(12)))

    assert len({id(one) for one in found}) == 1
    assert len(built) == 1


def test_old_ones_are_let_go(ask, county, small):
    rename = update(Region).where(Region.code == small.A)
    try:
        for serial in range(gazetteer._KEPT + 2):
            with county.begin() as connection:
                connection.execute(rename.values(name=f"第{serial}村"))
            ask()
    finally:
        with county.begin() as connection:
            connection.execute(rename.values(name="石窑沟村"))

    assert len(gazetteer._gazetteers) == gazetteer._KEPT
