-- Open issues that would lie in another grid were a change to take effect; see issues_moved.sql.
WITH touched AS (
    SELECT ordinal, code, fate, shape
    FROM changed_grid WHERE change_id = :change AND fate <> 'corner'
)
SELECT issue.id, issue.number, issue.stage, issue.level, issue.grid_code AS before,
       issue.method, issue.confidence, current.reason_code AS reason,
       coalesce(goal.region_code, issue.region_code) AS region_code,
       taker.ordinal,
       CASE WHEN taker.ordinal IS NULL THEN untouched.code ELSE taker.code END AS grid,
       CAST(NULL AS bigint) AS version_id,
       issue.agent_id, agent.name AS agent_name
FROM issue
LEFT JOIN agent ON agent.id = issue.agent_id
LEFT JOIN assignment AS current
  ON current.issue_id = issue.id AND current.ended_at IS NULL
LEFT JOIN LATERAL (
    SELECT member.grid_code, moved.ordinal
    FROM membership AS member
    LEFT JOIN changed_member AS moved
      ON moved.change_id = :change AND moved.household_id = member.household_id
    WHERE issue.method = 'household' AND member.household_id = issue.household_id
      AND daterange(member.valid_from, member.valid_to) @> CAST(:day AS date)
) AS home ON true
LEFT JOIN LATERAL (
    SELECT covering.ordinal, covering.code FROM touched AS covering
    WHERE covering.shape && issue.place AND ST_Covers(covering.shape, issue.place)
    ORDER BY covering.code, covering.ordinal LIMIT 1
) AS ground ON home.grid_code IS NULL
LEFT JOIN LATERAL (
    SELECT other_grid_code AS code FROM placement
    WHERE placement.issue_id = issue.id ORDER BY id DESC LIMIT 1
) AS beside ON true
LEFT JOIN LATERAL (
    SELECT version.grid_code AS code FROM grid_version AS version
    WHERE version.shape && issue.place AND ST_Covers(version.shape, issue.place)
      AND daterange(version.valid_from, version.valid_to) @> CAST(:day AS date)
      AND NOT EXISTS (SELECT FROM touched WHERE touched.code = version.grid_code)
    ORDER BY version.grid_code LIMIT 1
) AS untouched ON home.grid_code IS NULL AND ground.ordinal IS NULL
LEFT JOIN touched AS kept
  ON kept.code = issue.grid_code AND kept.fate <> 'retired' AND home.grid_code IS NULL
 AND (issue.method IN ('address', 'village') OR coalesce(ground.code, untouched.code) = beside.code)
 AND (issue.place IS NULL
      OR ST_DWithin(kept.shape::geography, issue.place::geography, coalesce(issue.accuracy_m, 0)))
LEFT JOIN touched AS taker
  ON taker.ordinal = coalesce(home.ordinal, kept.ordinal, ground.ordinal)
LEFT JOIN grid AS goal ON goal.code = coalesce(taker.code, untouched.code)
WHERE issue.closed_at IS NULL AND NOT issue.held AND issue.barred IS NULL
  AND (issue.grid_code IN (SELECT code FROM touched)
       OR issue.grid_code IS NULL AND taker.ordinal IS NOT NULL)
  AND (home.grid_code IS NULL OR home.ordinal IS NOT NULL
       OR home.grid_code IS DISTINCT FROM issue.grid_code)
  AND (taker.ordinal IS NULL OR taker.code IS DISTINCT FROM issue.grid_code)
  AND (taker.ordinal IS NOT NULL OR untouched.code IS NOT NULL
       OR issue.grid_code IN (SELECT code FROM touched WHERE fate = 'retired'))
ORDER BY issue.id
