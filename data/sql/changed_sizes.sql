-- How many households each grid of a change has and would have; see changed_members.sql.
WITH member AS (
    SELECT household.id, household.resident, changed_grid.ordinal
    FROM changed_grid
    JOIN membership AS member ON member.grid_code = changed_grid.code
     AND daterange(member.valid_from, member.valid_to) @> CAST(:day AS date)
    JOIN household ON household.id = member.household_id
     AND daterange(household.valid_from, household.valid_to) @> CAST(:day AS date)
    WHERE changed_grid.change_id = :change
), after AS (
    SELECT household.id, household.resident, moved.ordinal
    FROM changed_member AS moved
    JOIN household ON household.id = moved.household_id
     AND daterange(household.valid_from, household.valid_to) @> CAST(:day AS date)
    WHERE moved.change_id = :change
    UNION ALL
    SELECT member.id, member.resident, member.ordinal
    FROM member
    WHERE NOT EXISTS (
        SELECT FROM changed_member AS moved
        WHERE moved.change_id = :change AND moved.household_id = member.id)
)
UPDATE changed_grid
SET households_before = had.residents, registered_before = had.registered,
    households = has.residents, registered = has.registered
FROM changed_grid AS one
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE resident) AS residents, count(*) AS registered
    FROM member WHERE member.ordinal = one.ordinal
) AS had
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE resident) AS residents, count(*) AS registered
    FROM after WHERE after.ordinal = one.ordinal
) AS has
WHERE one.change_id = :change
  AND changed_grid.change_id = one.change_id AND changed_grid.ordinal = one.ordinal
