-- Open issues that would lie in another grid were a change to take effect; see issues_moved.sql.
WITH touched AS (
    SELECT ordinal, code, fate, shape
    FROM changed_grid WHERE change_id = :change AND fate <> 'corner'
)
SELECT issue.id, issue.number, issue.stage, issue.level, issue.grid_code AS before,
       issue.method, issue.confidence, issue.region_code, current.reason_code AS reason,
       taker.ordinal, taker.code AS grid, CAST(NULL AS bigint) AS version_id,
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
LEFT JOIN touched AS kept
  ON kept.code = issue.grid_code AND kept.fate <> 'retired' AND home.grid_code IS NULL
 AND (issue.method IN ('address', 'village') OR ground.code = beside.code)
LEFT JOIN touched AS taker
  ON taker.ordinal = coalesce(home.ordinal, kept.ordinal, ground.ordinal)
WHERE issue.closed_at IS NULL AND NOT issue.held AND issue.barred IS NULL
  AND (issue.grid_code IN (SELECT code FROM touched)
       OR issue.grid_code IS NULL AND taker.ordinal IS NOT NULL)
  AND (home.grid_code IS NULL OR home.ordinal IS NOT NULL
       OR home.grid_code IS DISTINCT FROM issue.grid_code)
  AND (taker.ordinal IS NULL OR taker.code IS DISTINCT FROM issue.grid_code)
  AND (taker.ordinal IS NOT NULL
       OR issue.grid_code IN (SELECT code FROM touched WHERE fate = 'retired'))
ORDER BY issue.id
