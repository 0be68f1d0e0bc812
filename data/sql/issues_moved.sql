-- Of these open issues, those that lie in another grid than they say. What an address or a border
-- put into a grid stays there while the grid meets the circle its place is known to.
SELECT issue.id, issue.version, issue.stage, issue.level, issue.grid_code AS before,
       issue.method, issue.confidence, current.reason_code AS reason,
       coalesce(grid.region_code, issue.region_code) AS region_code,
       grid.code AS grid, version.id AS version_id
FROM issue
LEFT JOIN assignment AS current
  ON current.issue_id = issue.id AND current.ended_at IS NULL
LEFT JOIN grid AS old ON old.code = issue.grid_code
LEFT JOIN grid_version AS held
  ON held.grid_code = issue.grid_code AND held.valid_to IS NULL
LEFT JOIN LATERAL (
    SELECT covering.grid_code AS code FROM grid_version AS covering
    WHERE covering.valid_to IS NULL
      AND covering.shape && issue.place AND ST_Covers(covering.shape, issue.place)
    ORDER BY covering.grid_code LIMIT 1
) AS ground ON true
LEFT JOIN LATERAL (
    SELECT other_grid_code AS code FROM placement
    WHERE placement.issue_id = issue.id ORDER BY id DESC LIMIT 1
) AS beside ON true
LEFT JOIN LATERAL (
    SELECT coalesce(
        (SELECT member.grid_code FROM membership AS member
         WHERE issue.method = 'household' AND member.household_id = issue.household_id
           AND member.valid_to IS NULL),
        CASE WHEN old.valid_to IS NULL
              AND (issue.method IN ('address', 'village') OR ground.code = beside.code)
              AND (issue.place IS NULL
                   OR ST_DWithin(held.shape::geography, issue.place::geography,
                                 coalesce(issue.accuracy_m, 0)))
             THEN issue.grid_code END,
        ground.code
    ) AS code
) AS found ON true
LEFT JOIN grid ON grid.code = found.code
LEFT JOIN grid_version AS version
  ON version.grid_code = grid.code AND version.valid_to IS NULL
WHERE issue.id = ANY (:issues) AND issue.closed_at IS NULL
  AND grid.code IS DISTINCT FROM issue.grid_code
  AND (grid.code IS NOT NULL OR old.valid_to IS NOT NULL)
ORDER BY issue.id
FOR UPDATE OF issue
