-- Of these open issues, those that lie in another grid than they say.
SELECT issue.id, issue.version, issue.stage, issue.level, issue.grid_code AS before,
       issue.method, issue.confidence, issue.region_code, current.reason_code AS reason,
       grid.code AS grid, version.id AS version_id
FROM issue
LEFT JOIN assignment AS current
  ON current.issue_id = issue.id AND current.ended_at IS NULL
LEFT JOIN LATERAL (
    SELECT coalesce(
        (SELECT member.grid_code FROM membership AS member
         WHERE issue.method = 'household' AND member.household_id = issue.household_id
           AND member.valid_to IS NULL),
        (SELECT covering.grid_code FROM grid_version AS covering
         WHERE covering.valid_to IS NULL
           AND covering.shape && issue.place AND ST_Covers(covering.shape, issue.place)
         ORDER BY covering.grid_code LIMIT 1)
    ) AS code
) AS found ON true
LEFT JOIN grid ON grid.code = found.code
LEFT JOIN grid_version AS version
  ON version.grid_code = grid.code AND version.valid_to IS NULL
LEFT JOIN grid AS old ON old.code = issue.grid_code
WHERE issue.id = ANY (:issues) AND issue.closed_at IS NULL AND issue.place IS NOT NULL
  AND grid.code IS DISTINCT FROM issue.grid_code
  AND (grid.code IS NOT NULL OR old.valid_to IS NOT NULL)
ORDER BY issue.id
FOR UPDATE OF issue
