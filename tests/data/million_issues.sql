-- A county of 10 townships, 100 villages, 5,000 grids and a million issues, for the plans of queries.
SET session_replication_role = replica;
INSERT INTO region (code, parent_code, name, level, valid_from)
SELECT '150699000000', NULL, '示例旗', 'county', DATE '2020-01-01'
UNION ALL SELECT '150699' || lpad(t::text, 3, '0') || '000', '150699000000', '乡' || t, 'township', DATE '2020-01-01' FROM generate_series(100, 109) t
UNION ALL SELECT '150699' || lpad((100 + v / 10)::text, 3, '0') || (200 + v % 10)::text, '150699' || lpad((100 + v / 10)::text, 3, '0') || '000', '村' || v, 'village', DATE '2020-01-01' FROM generate_series(0, 99) v;
INSERT INTO grid (code, region_code, serial, valid_from)
SELECT code || lpad(s::text, 3, '0'), code, s, DATE '2020-01-01' FROM region, generate_series(1, 50) s WHERE level = 'village';
INSERT INTO issue (number, tracking_code, key, text, category, channel, kind, stage, level, received_at, closed_at, place, moved, method, confidence, region_code, grid_code, held_at, barred, entered_desk)
SELECT '2026-' || lpad(i::text, 10, '0'), 't' || i, gen_random_uuid(), 'text ' || i,
  (ARRAY['land','roads','water','housing'])[1 + i % 4], 'hotline', 'claim', 'handle', (ARRAY['grid','grid','grid','village','township','county'])[1 + i % 6],
  TIMESTAMPTZ '2023-01-01' + i * INTERVAL '100 seconds', CASE WHEN i % 11 <> 0 THEN TIMESTAMPTZ '2026-06-01' END,
  p, ST_Translate(p, 0.0005, 0.0005), 'point', 'high', v, v || lpad((1 + (i / 100) % 50)::text, 3, '0'),
  CASE WHEN i % 500 = 0 THEN now() END, CASE WHEN i % 700 = 0 THEN ARRAY['r:' || v] END, NULL
FROM (SELECT i, '150699' || lpad((100 + (i % 100) / 10)::text, 3, '0') || (200 + (i % 100) % 10)::text AS v,
   ST_SetSRID(ST_MakePoint(110 + ((i % 100) % 10) * 0.1 + random() * 0.1, 39 + ((i % 100) / 10) * 0.1 + random() * 0.1), 4326) AS p
   FROM generate_series(1, 1000000) i) AS made;
INSERT INTO clock (issue_id, code, starts_at, yellow_on, due_on, stopped_at)
SELECT id, c, received_at, received_at::date + 12, received_at::date + 15, closed_at FROM issue, (VALUES ('registration'), ('notice')) AS k(c);
INSERT INTO placement (issue_id, method, confidence, reason_code, reason_params, rule_version) SELECT id, 'point', 'high', 'point-grid', '{}', 1 FROM issue;
INSERT INTO assignment (issue_id, level, assigned_at, reason_code, reason_params, rule_version) SELECT id, 'grid', received_at, 'holder', '{}', 1 FROM issue;
SET session_replication_role = DEFAULT;
