-- Landmarks by name, each with a point and its village: the one it says, else the lowest it lies in.
SELECT feature.name, coalesce(said.code, zone.code) AS region_code,
       ST_X(feature.point) AS lon, ST_Y(feature.point) AS lat
FROM (
    SELECT id, name, attributes, ST_PointOnSurface(shape) AS point
    FROM layer_feature
    WHERE layer = 'landmark' AND name IS NOT NULL AND valid_from <= CAST(:day AS date)
      AND (valid_to IS NULL OR valid_to > CAST(:day AS date))
) AS feature
LEFT JOIN region AS said ON said.code = feature.attributes ->> 'village_code'
LEFT JOIN LATERAL (
    SELECT region.code FROM region
    WHERE said.code IS NULL AND region.outline && feature.point
      AND ST_Covers(region.outline, feature.point)
      AND region.valid_from <= CAST(:day AS date)
      AND (region.valid_to IS NULL OR region.valid_to > CAST(:day AS date))
    ORDER BY array_position(
        ARRAY['village', 'township', 'county', 'city', 'province'], region.level::text
    ), region.code
    LIMIT 1
) AS zone ON true
ORDER BY feature.id
