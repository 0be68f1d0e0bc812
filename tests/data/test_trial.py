"""What is done inside a trial is taken back, and refused where the database would refuse it."""

from datetime import date

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from data.tables import Grid, GridVersion, Unit
from data.trial import trial

DAY = date(2026, 1, 1)


def test_what_was_tried_is_not_kept(session):
    with trial(session):
        session.execute(insert(Unit), {"code": "u", "name": "局", "valid_from": DAY})
        inside = session.scalar(select(func.count()).select_from(Unit))

    assert inside == 1
    assert session.scalar(select(func.count()).select_from(Unit)) == 0


def test_what_the_database_checks_at_the_end_is_checked_before_it_is_taken_back(session):
    shape = "SRID=4326;MULTIPOLYGON(((110 39, 110.01 39, 110.01 39.01, 110 39.01, 110 39)))"
    rows = [{"grid_code": code, "shape": shape, "valid_from": DAY} for code in ("a", "b")]

    with pytest.raises(IntegrityError, match="same ground"):
        _try(session, rows)

    assert session.scalar(select(func.count()).select_from(Grid)) == 0


def _try(session, rows):
    with trial(session):
        for row in rows:
            session.execute(insert(Grid), {"code": row["grid_code"], "valid_from": DAY})
            session.execute(insert(GridVersion), row)
