-- Clocks stop at the moment their duty was done.
UPDATE clock
SET stopped_at = CASE clock.code WHEN 'registration' THEN life.registered_at ELSE life.noticed_at END
FROM jsonb_to_recordset(CAST(:lives AS jsonb))
     AS life(key uuid, registered_at timestamptz, noticed_at timestamptz)
JOIN issue ON issue.key = life.key
WHERE clock.issue_id = issue.id
  AND CASE clock.code WHEN 'registration' THEN life.registered_at ELSE life.noticed_at END IS NOT NULL;

-- One event a step, in the history as in life; words beside it stand in a row of their own.
WITH step AS MATERIALIZED (
    SELECT step.at, issue.id AS issue_id, step.verb, step.stage, issue.level, step.note,
           decode(replace(gen_random_uuid()::text, '-', ''), 'hex') AS salt
    FROM jsonb_to_recordset(CAST(:lives AS jsonb))
         AS life(key uuid, registered_at timestamptz, noticed_at timestamptz, closed_at timestamptz,
                 outcome text)
    JOIN issue ON issue.key = life.key
    CROSS JOIN LATERAL (VALUES
        (life.registered_at, 'registered', 'register', NULL),
        (life.noticed_at, 'noticed', 'handle', NULL),
        (life.closed_at, 'closed', 'archive', life.outcome)
    ) AS step(at, verb, stage, note)
    WHERE step.at IS NOT NULL
), event AS (
    INSERT INTO issue_event (at, issue_id, verb, stage, level, reason_params, note_digest)
    SELECT at, issue_id, verb, stage, level, '{}', sha256(salt || convert_to(note, 'UTF8'))
    FROM step
    ORDER BY at, issue_id
    RETURNING id, at, issue_id, note_digest
)
INSERT INTO event_note (event_id, at, issue_id, salt, note)
SELECT event.id, event.at, event.issue_id, step.salt, step.note
FROM event
JOIN step ON step.issue_id = event.issue_id
         AND sha256(step.salt || convert_to(step.note, 'UTF8')) = event.note_digest;

UPDATE assignment
SET ended_at = life.closed_at
FROM jsonb_to_recordset(CAST(:lives AS jsonb)) AS life(key uuid, closed_at timestamptz)
JOIN issue ON issue.key = life.key
WHERE assignment.issue_id = issue.id AND life.closed_at IS NOT NULL;

UPDATE issue
SET stage = life.stage, closed_at = life.closed_at, version = issue.version + 1
FROM jsonb_to_recordset(CAST(:lives AS jsonb)) AS life(key uuid, stage text, closed_at timestamptz)
WHERE issue.key = life.key
