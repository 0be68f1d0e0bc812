-- The rules of dispatch.assignment, and the evidence, over the places of place_decision.sql.
, handed AS MATERIALIZED (
    SELECT told.*, turn.taker, turn.away, secretary.post AS secretary,
           CASE WHEN turn.away IS NULL THEN '{}'
                WHEN turn.away ->> 'back' IS NULL
                THEN jsonb_build_object('holder', turn.away -> 'agent')
                ELSE jsonb_build_object('holder', turn.away -> 'agent', 'until',
                                        CAST(turn.away ->> 'back' AS date) - 1) END AS absent,
           coalesce(in_region !~ '^[0-9]{6}0{6}$' OR in_region LIKE '00%', false)
               AS under_a_township
    FROM told
    LEFT JOIN LATERAL (
        SELECT (array_agg(to_jsonb(listed) ORDER BY n) FILTER (WHERE n = first_n))[1] AS taker,
               (array_agg(to_jsonb(listed) ORDER BY n) FILTER (
                   WHERE listed.duty = 'holder' AND listed.leave IS NOT NULL
                     AND n < coalesce(first_n, n + 1)))[1] AS away
        FROM (
            SELECT queue.*, min(queue.n) FILTER (WHERE queue.leave IS NULL) OVER () AS first_n
            FROM (
                SELECT post.id, post.agent_id, agent.name AS agent, post.duty, post.valid_from,
                       post.valid_to, absence.id AS leave, absence.valid_to AS back,
                       CASE WHEN held.then THEN told.received_on ELSE told.handed_on END AS day,
                       row_number() OVER (ORDER BY NOT held.then, post.duty <> 'holder',
                                          post.valid_from DESC, post.id) AS n
                FROM post
                JOIN agent ON agent.id = post.agent_id
                CROSS JOIN LATERAL (
                    SELECT daterange(post.valid_from, post.valid_to) @> told.received_on AS then,
                           daterange(post.valid_from, post.valid_to) @> told.handed_on AS now
                ) AS held
                LEFT JOIN absence ON absence.agent_id = post.agent_id
                 AND absence.valid_from <= told.handed_on
                 AND (absence.valid_to IS NULL OR absence.valid_to > told.handed_on)
                WHERE post.grid_code = told.hit ->> 0 AND post.duty IN ('holder', 'deputy')
                  AND (held.then OR held.now)
            ) AS queue
        ) AS listed
    ) AS turn ON told.hit IS NOT NULL
    LEFT JOIN LATERAL (
        SELECT jsonb_build_object('id', post.id, 'agent_id', post.agent_id, 'agent', agent.name,
                                  'duty', post.duty, 'valid_from', post.valid_from,
                                  'valid_to', post.valid_to, 'day', told.handed_on) AS post
        FROM office
        JOIN post ON post.office_id = office.id AND post.duty = 'secretary'
         AND post.valid_from <= told.handed_on
         AND (post.valid_to IS NULL OR post.valid_to > told.handed_on)
        JOIN agent ON agent.id = post.agent_id
        WHERE office.region_code = CASE WHEN told.hit IS NULL THEN told.in_region
                                        ELSE told.hit ->> 2 END
          AND NOT EXISTS (
              SELECT FROM absence WHERE absence.agent_id = post.agent_id
              AND absence.valid_from <= told.handed_on
              AND (absence.valid_to IS NULL OR absence.valid_to > told.handed_on))
        ORDER BY post.valid_from DESC, post.id LIMIT 1
    ) AS secretary ON turn.taker IS NULL
)
SELECT ordinal, method, confidence, code, params, at_lon AS lon, at_lat AS lat,
       good_to_m AS accuracy_m, hit ->> 0 AS grid_code, CAST(hit ->> 1 AS bigint) AS version_id,
       hit ->> 2 AS grid_region, in_region AS region_code, beside AS other, part AS share,
       household_id, spoken.evidence, coalesce(taker, secretary) AS post,
       CASE WHEN taker IS NOT NULL THEN 'grid' WHEN secretary IS NOT NULL THEN 'village'
            WHEN under_a_township THEN 'township' ELSE 'county' END AS level,
       CASE WHEN taker ->> 'duty' = 'holder' THEN 'holder'
            WHEN taker IS NOT NULL AND away IS NOT NULL THEN 'deputy-on-leave'
            WHEN taker IS NOT NULL THEN 'deputy' WHEN secretary IS NOT NULL THEN 'secretary'
            WHEN under_a_township THEN 'township-desk' ELSE 'county-desk' END AS handed_code,
       params || jsonb_build_object('why', code)
           || CASE WHEN taker ->> 'duty' = 'holder' THEN '{}' ELSE absent END
           || CASE WHEN coalesce(taker, secretary) IS NOT NULL THEN jsonb_build_object(
                       'agent', coalesce(taker, secretary) -> 'agent',
                       'date', coalesce(taker, secretary) -> 'day')
                   WHEN under_a_township THEN jsonb_build_object('region', in_region)
                   ELSE '{}' END AS handed_params
FROM handed
CROSS JOIN LATERAL (
    SELECT coalesce(method = 'household' OR code = 'border-household', false) AS housed
) AS how
CROSS JOIN LATERAL (
    SELECT jsonb_path_query_array(jsonb_build_array(
        CASE WHEN number IS NOT NULL THEN jsonb_build_object('kind', 'household', 'result', CASE
            WHEN housed THEN 'used'
            WHEN CAST(number ->> 'distance_m' AS float8) > 500 AND trouble IS NULL
            THEN 'elsewhere' ELSE 'unused' END) END,
        CASE WHEN callers > 1 THEN jsonb_build_object(
                 'kind', 'phone', 'result', 'several', 'households', callers)
             WHEN callers = 1 THEN jsonb_build_object('kind', 'phone', 'result', CASE
                 WHEN housed AND caller -> 'id' = to_jsonb(household_id) THEN 'used'
                 WHEN CAST(caller ->> 'distance_m' AS float8) > 500 AND trouble IS NULL
                 THEN 'elsewhere' ELSE 'unused' END) END,
        CASE WHEN namesakes > 1 THEN jsonb_build_object(
                 'kind', 'head', 'result', 'several', 'households', namesakes)
             WHEN namesakes = 1 THEN jsonb_build_object('kind', 'head', 'result', CASE
                 WHEN housed AND named -> 'id' = to_jsonb(household_id) THEN 'used'
                 WHEN CAST(named ->> 'distance_m' AS float8) > 500 AND trouble IS NULL
                 THEN 'elsewhere' ELSE 'unused' END) END,
        CASE WHEN place IS NOT NULL THEN jsonb_build_object(
            'kind', CASE WHEN pin THEN 'pin' ELSE 'point' END,
            'result', CASE
                WHEN trouble IS NOT NULL THEN trouble
                WHEN method IN ('point', 'pin')
                  OR (method = 'household' AND at_lon = lon AND at_lat = lat) THEN 'used'
                ELSE 'unused' END) END,
        CASE WHEN levelled OR (addressed AND NOT from_text) THEN jsonb_build_object(
            'kind', CASE WHEN from_text THEN 'text' ELSE 'address' END,
            'result', CASE
                WHEN ambiguous THEN 'ambiguous'
                WHEN NOT levelled THEN 'unknown'
                WHEN contradicted THEN 'elsewhere'
                WHEN method = 'address' OR code IN ('address-village', 'address-township')
                THEN 'used' ELSE 'unused' END) END,
        CASE WHEN region_named IS NOT NULL THEN jsonb_build_object('kind', 'village', 'result',
            CASE WHEN (method = 'village' AND code <> 'address-village')
                   OR (method = 'none' AND in_region = region_named)
                 THEN 'used' ELSE 'unused' END) END
    ), '$[*] ? (@ != null)') AS evidence
) AS spoken
ORDER BY ordinal
