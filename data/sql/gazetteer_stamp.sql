-- What addresses are read against, as a few numbers: how many of each, and the sum of their hashes.
-- Whoever reads the same numbers twice has read the same names, at the same places.
-- The groups are hopped over by the index: there are a hundred households in each.
WITH RECURSIVE held AS (
    (SELECT village_code, villagers_group FROM household
     WHERE village_code IS NOT NULL AND villagers_group IS NOT NULL
     ORDER BY village_code, villagers_group LIMIT 1)
    UNION ALL
    SELECT following.village_code, following.villagers_group
    FROM held, LATERAL (
        SELECT village_code, villagers_group FROM household
        WHERE (village_code, villagers_group) > (held.village_code, held.villagers_group)
        ORDER BY village_code, villagers_group LIMIT 1
    ) AS following
)
SELECT
    (SELECT (count(*), sum(hashtextextended(
        concat_ws('|', code, parent_code, name, outline_digest), 0)))::text
     FROM region
     WHERE valid_from <= CAST(:day AS date)
       AND (valid_to IS NULL OR valid_to > CAST(:day AS date))) AS regions,
    (SELECT (count(*), sum(hashtextextended(
        concat_ws('|', region_code, name, level, since, 'to', until), 0)))::text
     FROM former_name) AS former,
    (SELECT (count(*), sum(hashtextextended(
        concat_ws('|', id, name, attributes ->> 'village_code', md5(ST_AsBinary(shape))), 0)))::text
     FROM layer_feature
     WHERE layer = 'landmark' AND name IS NOT NULL AND valid_from <= CAST(:day AS date)
       AND (valid_to IS NULL OR valid_to > CAST(:day AS date))) AS landmarks,
    (SELECT (count(*), sum(hashtextextended(concat_ws('|', village_code, villagers_group), 0)))::text
     FROM held) AS groups
