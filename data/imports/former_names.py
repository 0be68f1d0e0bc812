"""Former names of regions: what people still call a township that was abolished."""

from collections.abc import Container, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from data.imports.levels import read_level
from data.imports.source import (
    ImportReport,
    Outcome,
    RowRefused,
    SourceRow,
    may,
    need,
    take_rows,
)
from data.imports.tenures import read_day
from data.rows import RowProblem
from data.tables import FormerName, Region
from dispatch.region_codes import whole_code
from dispatch.vocabulary import RegionLevel

_NAME, _SOURCE = 100, 200


class _Known(NamedTuple):
    """What is kept of one former name."""

    id: int
    values: dict[str, Any]


def import_former_names(session: Session, rows: Iterable[SourceRow | RowProblem]) -> ImportReport:
    """Add former names of known regions, or what a row says newly about a known one.

    Columns `code, former, level, since, until`, and `source` or `note`; `until` is the first day
    the name no longer held, an empty cell changes nothing. Without a `level` it was the name of
    a township: of the region itself, or of the one the village lay in.
    """
    query = select(Region.code, Region.level, Region.name)
    regions = {code: (level, name) for code, level, name in session.execute(query)}
    known = _known(session)
    seen: set[tuple[str, str, str]] = set()

    def take(row: SourceRow) -> Outcome:
        values = _values(row, regions)
        key = (values["region_code"], values["name"], values["level"])
        if key in seen:
            msg = f"{values['name']} stands twice for {values['region_code']}; the first was taken"
            raise RowRefused(msg)
        seen.add(key)
        if regions[values["region_code"]] == (values["level"], values["name"]):
            msg = f"{values['name']} is the name of {values['region_code']} now, no former one"
            raise RowRefused(msg)
        return _keep(session, known.get(key), values)

    return take_rows(rows, take)


def _known(session: Session) -> dict[tuple[str, str, str], _Known]:
    return {
        (one.region_code, one.name, one.level): _Known(
            one.id, {"since": one.since, "until": one.until, "source": one.source}
        )
        for one in session.scalars(select(FormerName))
    }


def _keep(session: Session, kept: _Known | None, values: Mapping[str, Any]) -> Outcome:
    if kept is None:
        session.execute(insert(FormerName).values(**values))
        return Outcome.ADDED
    said = {name: values[name] for name in kept.values if values[name] is not None}
    merged = kept.values | said
    _check_days(merged["since"], merged["until"])
    if merged == kept.values:
        return Outcome.UNCHANGED
    session.execute(update(FormerName).where(FormerName.id == kept.id).values(**said))
    return Outcome.CHANGED


def _values(row: SourceRow, regions: Container[str]) -> dict[str, Any]:
    code = _full(need(row, "code"), regions)
    level = read_level(row.cells.get("level", "")) or RegionLevel.TOWNSHIP
    since, until = read_day(row, "since"), read_day(row, "until")
    _check_days(since, until)
    return {
        "region_code": code,
        "name": need(row, "former", most=_NAME),
        "level": level,
        "since": since,
        "until": until,
        "source": may(row, "source", most=_SOURCE) or may(row, "note", most=_SOURCE),
    }


def _full(code: str, regions: Container[str]) -> str:
    found = next((one for one in (code, whole_code(code)) if one in regions), None)
    if found is None:
        msg = f"region {code} is not known; import the regions first"
        raise RowRefused(msg)
    return found


def _check_days(since: date | None, until: date | None) -> None:
    if since is not None and until is not None and until <= since:
        msg = f"until ({until}) is not after since ({since})"
        raise RowRefused(msg)
