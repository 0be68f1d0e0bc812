"""Open issues of households whose house was found: placed there, and handed over again."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from sqlalchemy import Row, func, select, text
from sqlalchemy.orm import Session

from data.ewkt import point
from data.issue_steps import Writer
from data.placed_again import keep_placed_again
from data.placements import Given, add_placement
from data.posts import answering, tenures_of
from dispatch.assignment import Tenure, assign, stands_by_the_rule
from dispatch.placing import Found, GridHit, HouseholdHit, Placed, place
from dispatch.reasons import Reason, ReasonCode

# Held reports and accusations stay as they are: whom they are kept from was decided with them.
_OF_HOUSES: Final = text("""
    SELECT issue.id, issue.version, issue.stage, issue.level, issue.grid_code AS before,
           current.reason_code AS reason, household.id AS household_id, household.number,
           ST_X(household.place) AS lon, ST_Y(household.place) AS lat, household.accuracy_m,
           household.village_code, grid.code AS grid, grid.region_code AS grid_region,
           version.id AS version_id, last.given_lon, last.given_lat, last.source_datum,
           last.evidence
    FROM issue
    JOIN household ON household.id = issue.household_id
    LEFT JOIN assignment AS current
      ON current.issue_id = issue.id AND current.ended_at IS NULL
    LEFT JOIN membership AS member
      ON member.household_id = household.id
     AND daterange(member.valid_from, member.valid_to) @> CAST(:day AS date)
    LEFT JOIN grid ON grid.code = member.grid_code
    LEFT JOIN grid_version AS version
      ON version.grid_code = grid.code
     AND daterange(version.valid_from, version.valid_to) @> CAST(:day AS date)
    LEFT JOIN LATERAL (
        SELECT ST_X(given) AS given_lon, ST_Y(given) AS given_lat, source_datum, evidence
        FROM placement
        WHERE placement.issue_id = issue.id ORDER BY id DESC LIMIT 1
    ) AS last ON TRUE
    WHERE issue.household_id = ANY (:ids) AND issue.method = 'household'
      AND issue.closed_at IS NULL AND NOT issue.held AND issue.barred IS NULL
      AND household.place IS NOT NULL
    ORDER BY issue.id
    FOR UPDATE OF issue
""")


def rehouse_issues(
    session: Session, household_ids: Collection[int], day: date, by: Writer | None = None
) -> int:
    """Place the open issues of households where their houses stand now.

    One whose grid changes by it is handed over again, if the rule of assignment had handed it
    over; one that somebody passed on stays with whom it is.

    Parameters
    ----------
    by
        Who found the houses; none for an import.

    Returns
    -------
    count
        Of the issues that were placed again.
    """
    if not household_ids:
        return 0
    rows = session.execute(_OF_HOUSES, {"ids": list(household_ids), "day": day}).all()
    writer = by or Writer(None, session.scalars(select(func.now())).one(), 0)
    villages = {row.village_code for row in rows if row.village_code}
    posts = tenures_of(session, {row.grid for row in rows if row.grid}, villages)
    for row in rows:
        _rehouse(session, row, posts, writer, day)
    return len(rows)


def _rehouse(
    session: Session, row: Row[Any], posts: Mapping[str, list[Tenure]], by: Writer, day: date
) -> None:
    placed = _placed(row)
    again = row.grid != row.before and stands_by_the_rule(row.reason, row.level)
    handed = assign(placed, answering(posts, placed), day, day) if again else None
    columns = {
        "place": point(placed.lon, placed.lat),
        "accuracy_m": placed.accuracy_m,
        "confidence": placed.confidence,
    }
    keep_placed_again(session, row, placed, handed, by=by, columns=columns)
    given = Given(row.given_lon, row.given_lat, row.source_datum)
    add_placement(session, row.id, placed, given)


def _placed(row: Row[Any]) -> Placed:
    grid = GridHit(row.grid, row.version_id, row.grid_region) if row.grid else None
    home = HouseholdHit(
        row.household_id, row.number, row.lon, row.lat, row.village_code, grid, None, row.accuracy_m
    )
    placed = replace(place(Found(household=home)), evidence=tuple(row.evidence or ()))
    if grid is None:
        return placed
    reason = Reason(ReasonCode.HOUSE_FOUND, {"household": row.number, "grid": grid.code})
    return replace(placed, reason=reason)
