"""The gazetteer of a database: built when first asked for, and again when the registers change."""

from collections import OrderedDict
from datetime import date
from functools import cache
from threading import Lock
from typing import Final

from sqlalchemy.orm import Session

from data.gazetteer_rows import GazetteerRows, Stamp, gazetteer_rows, gazetteer_stamp
from data.reference.divisions import read_elsewhere, read_former_divisions
from geo.address.divisions import Division, FormerName
from geo.address.gazetteer import Gazetteer, build_gazetteer

_KEPT: Final = 4
"""Gazetteers kept: a service has one; tests and commands have a few databases in one process."""
# By what they were built from, not by database: equal stamps stand for the same names.
_gazetteers: OrderedDict[Stamp, Gazetteer | None] = OrderedDict()
_building: Final = Lock()


def gazetteer_of(session: Session, day: date) -> Gazetteer | None:
    """The gazetteer of a day; none where the registers have no regions.

    Each call asks the database one cheap question, so a change of the registers is seen at once,
    whoever made it. It is the system's to ask: an actor does not see every household's group.
    """
    stamp = gazetteer_stamp(session, day)
    with _building:
        if stamp not in _gazetteers:
            _gazetteers[stamp] = _build(gazetteer_rows(session, day))
        _gazetteers.move_to_end(stamp)
        while len(_gazetteers) > _KEPT:
            _gazetteers.popitem(last=False)
        return _gazetteers[stamp]


def _build(rows: GazetteerRows) -> Gazetteer | None:
    if not rows.divisions:
        return None
    divisions = [_with_known_names(one) for one in rows.divisions]
    return build_gazetteer(divisions, rows.landmarks, rows.groups, elsewhere=_elsewhere())


def _with_known_names(division: Division) -> Division:
    """A division with what the register keeps of its former names, else what everybody knows."""
    known = _known_names().get(division.code, ())
    if not known:
        return division
    said = {one.name for one in division.former} | {division.name}
    more = tuple(one for one in known if one.name not in said)
    return Division(division.code, division.name, division.parent, division.former + more)


@cache
def _known_names() -> dict[str, tuple[FormerName, ...]]:
    return read_former_divisions()


@cache
def _elsewhere() -> tuple[Division, ...]:
    return tuple(read_elsewhere())
