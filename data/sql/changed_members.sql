-- Households that a change puts into another grid, from the grids that are touched.
-- A household goes to the grid that covers it now, the one it has first, then the lower code;
-- one whose grid did not cover it before stands in it by list, and stays. Without a place, or on
-- ground of no touched grid, it follows the most of its grid when that ends.
INSERT INTO changed_member (change_id, household_id, before_code, ordinal)
WITH touched AS (
    SELECT changed_grid.ordinal, changed_grid.code, changed_grid.fate, changed_grid.shape,
           version.shape AS before
    FROM changed_grid
    LEFT JOIN grid_version AS version ON version.id = changed_grid.before_id
    WHERE changed_grid.change_id = :change AND changed_grid.fate <> 'corner'
), concerned AS (
    SELECT household.id, household.place, member.grid_code AS before
    FROM membership AS member
    JOIN household ON household.id = member.household_id
    WHERE member.grid_code IN (SELECT code FROM touched)
      AND daterange(member.valid_from, member.valid_to) @> CAST(:day AS date)
    UNION
    SELECT household.id, household.place, NULL
    FROM touched
    JOIN household ON touched.shape && household.place
                  AND ST_Covers(touched.shape, household.place)
    WHERE daterange(household.valid_from, household.valid_to) @> CAST(:day AS date)
      AND NOT EXISTS (
        SELECT FROM membership AS member
        WHERE member.household_id = household.id
          AND daterange(member.valid_from, member.valid_to) @> CAST(:day AS date))
), placed AS (
    SELECT concerned.id, concerned.before, own.ordinal AS own,
           CASE WHEN concerned.id = CAST(:moved AS bigint) THEN
                    (SELECT ordinal FROM touched WHERE code = :target)
                WHEN own.fate <> 'retired' AND (
                    concerned.place IS NULL
                    OR ST_Covers(own.shape, concerned.place)
                    OR NOT ST_Covers(own.before, concerned.place)) THEN own.ordinal
                ELSE coalesce(
                    (SELECT covering.ordinal FROM touched AS covering
                     WHERE covering.shape && concerned.place
                       AND ST_Covers(covering.shape, concerned.place)
                     ORDER BY covering.code, covering.ordinal LIMIT 1),
                    CASE WHEN own.fate <> 'retired' THEN own.ordinal END)
           END AS ordinal
    FROM concerned LEFT JOIN touched AS own ON own.code = concerned.before
), most AS (
    SELECT DISTINCT ON (own) own, ordinal
    FROM placed WHERE ordinal IS NOT NULL
    GROUP BY own, ordinal
    ORDER BY own, count(*) DESC, ordinal
), heir AS (
    SELECT DISTINCT ON (gone.ordinal) gone.ordinal AS own, taker.ordinal
    FROM touched AS gone
    JOIN touched AS taker ON taker.fate <> 'retired'
    WHERE gone.fate = 'retired'
    ORDER BY gone.ordinal, ST_Area(ST_Intersection(gone.before, taker.shape)) DESC, taker.ordinal
)
SELECT CAST(:change AS uuid), placed.id, placed.before,
       coalesce(placed.ordinal, most.ordinal, heir.ordinal)
FROM placed
LEFT JOIN most ON most.own = placed.own
LEFT JOIN heir ON heir.own = placed.own
WHERE coalesce(placed.ordinal, most.ordinal, heir.ordinal) IS DISTINCT FROM placed.own
