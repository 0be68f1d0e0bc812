-- Open issues that say another grid than the registers: it ended, or their household or point lies
-- in another one. A place chosen by hand, or by the line its accuracy crosses, stays while its grid
-- does. `villages` are those whose grids the answer hangs on; :among limits it to some issues.
SELECT issue.id, ARRAY(
    SELECT DISTINCT village FROM unnest(ARRAY[
        coalesce(old.region_code, ''), coalesce(own.region_code, ''),
        coalesce(covering.region_code, '')]) AS village
) AS villages
FROM issue
LEFT JOIN grid AS old ON old.code = issue.grid_code
LEFT JOIN LATERAL (
    SELECT placement.placed_by, placement.other_grid_code
    FROM placement WHERE placement.issue_id = issue.id
    ORDER BY placement.id DESC LIMIT 1
) AS last ON true
LEFT JOIN LATERAL (
    SELECT grid.code, grid.region_code
    FROM membership AS member JOIN grid ON grid.code = member.grid_code
    WHERE issue.method = 'household' AND member.household_id = issue.household_id
      AND member.valid_to IS NULL
    LIMIT 1
) AS own ON true
LEFT JOIN LATERAL (
    SELECT grid.code, grid.region_code
    FROM grid_version AS version JOIN grid ON grid.code = version.grid_code
    WHERE version.valid_to IS NULL
      AND version.shape && issue.place AND ST_Covers(version.shape, issue.place)
    ORDER BY grid.code LIMIT 1
) AS covering ON true
WHERE issue.closed_at IS NULL AND NOT issue.held AND issue.barred IS NULL
  AND (CAST(:among AS bigint[]) IS NULL OR issue.id = ANY (:among))
  AND (
      old.valid_to <= CAST(:day AS date)
      OR CASE WHEN issue.method = 'household' AND own.code IS NOT NULL
              THEN own.code IS DISTINCT FROM issue.grid_code
              ELSE issue.method IN ('household', 'point', 'pin')
                   AND covering.code IS NOT NULL
                   AND covering.code IS DISTINCT FROM issue.grid_code
                   AND last.other_grid_code IS NULL AND last.placed_by IS NULL
         END
  )
ORDER BY issue.id
