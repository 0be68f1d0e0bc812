-- Who does what with the issues of the made-up county, the same in every run: drawn by the key.
-- :units is a JSON object of category -> code of the unit that handles it.
WITH drawn AS MATERIALIZED (
    SELECT issue.id, issue.channel, issue.region_code, unit.id AS unit_id,
           ('x' || substr(md5(issue.key::text), 1, 7))::bit(28)::int % 20 AS lot,
           issue.closed_at IS NULL AND NOT issue.held AND issue.region_code IS NOT NULL AS moves
    FROM issue
    LEFT JOIN unit ON unit.code = CAST(:units AS jsonb) ->> issue.category
)
UPDATE issue
SET entered_desk = CASE
        WHEN drawn.channel IN ('visit', 'talk-room', 'inspection') AND length(drawn.region_code) = 12
        THEN 'township:' || rpad(left(drawn.region_code, 9), 12, '0')
        ELSE issue.entered_desk END,
    unit_id = CASE WHEN drawn.moves AND drawn.lot < 8 THEN drawn.unit_id END,
    level = CASE WHEN NOT drawn.moves THEN issue.level
                 WHEN drawn.lot IN (0, 8, 9) THEN 'township'
                 WHEN drawn.lot IN (1, 10) THEN 'county'
                 WHEN drawn.lot = 11 THEN 'village'
                 ELSE issue.level END,
    version = issue.version + 1
FROM drawn
WHERE drawn.id = issue.id;

-- History says what the issue says, at the moment of its last step.
WITH last AS MATERIALIZED (
    SELECT DISTINCT ON (event.issue_id) event.issue_id, event.at, event.level
    FROM issue_event AS event
    ORDER BY event.issue_id, event.at DESC, event.id DESC
)
INSERT INTO issue_event (at, issue_id, verb, stage, level, reason_params)
SELECT last.at, issue.id, step.verb, issue.stage, issue.level, '{}'
FROM issue
JOIN last ON last.issue_id = issue.id
CROSS JOIN LATERAL (VALUES
    (1, 'passed-up', issue.level <> last.level),
    (2, 'given-to-unit', issue.unit_id IS NOT NULL)
) AS step(ordinal, verb, happened)
WHERE step.happened
ORDER BY last.at, issue.id, step.ordinal
