-- What the registers know about the place of each report.
-- :asks is a JSON array of {ordinal, household, lon, lat, day}; lon, lat in WGS 84 degrees.
WITH ask AS (
    SELECT a.ordinal, a.household, a.day,
           CASE WHEN a.lon IS NOT NULL
                THEN ST_SetSRID(ST_MakePoint(a.lon, a.lat), 4326) END AS place
    FROM jsonb_to_recordset(CAST(:asks AS jsonb))
         AS a(ordinal int, household text, lon float8, lat float8, day date)
)
SELECT ask.ordinal,
       home.id AS household_id, home.number AS household_number,
       ST_X(home.place) AS household_lon, ST_Y(home.place) AS household_lat,
       home.accuracy_m AS household_accuracy_m, home.village_code,
       ST_Distance(home.place::geography, ask.place::geography) AS household_distance_m,
       own.grid_code AS own_grid, own.version_id AS own_version, own.region_code AS own_region,
       cover.codes AS grid_codes, cover.versions AS grid_versions, cover.regions AS grid_regions,
       zone.code AS region_code
FROM ask
LEFT JOIN household AS home ON home.number = ask.household
LEFT JOIN LATERAL (
    SELECT member.grid_code, version.id AS version_id, grid.region_code
    FROM membership AS member
    JOIN grid ON grid.code = member.grid_code
    LEFT JOIN grid_version AS version
           ON version.grid_code = member.grid_code
          AND daterange(version.valid_from, version.valid_to) @> ask.day
    WHERE member.household_id = home.id
      AND daterange(member.valid_from, member.valid_to) @> ask.day
    LIMIT 1
) AS own ON TRUE
LEFT JOIN LATERAL (
    SELECT array_agg(version.grid_code ORDER BY version.grid_code) AS codes,
           array_agg(version.id ORDER BY version.grid_code) AS versions,
           array_agg(grid.region_code ORDER BY version.grid_code) AS regions
    FROM grid_version AS version
    JOIN grid ON grid.code = version.grid_code
    WHERE version.shape && coalesce(ask.place, home.place)
      AND ST_Covers(version.shape, coalesce(ask.place, home.place))
      AND daterange(version.valid_from, version.valid_to) @> ask.day
) AS cover ON TRUE
LEFT JOIN LATERAL (
    SELECT region.code
    FROM region
    WHERE region.outline && coalesce(ask.place, home.place)
      AND ST_Covers(region.outline, coalesce(ask.place, home.place))
      AND daterange(region.valid_from, region.valid_to) @> ask.day
    ORDER BY array_position(
        ARRAY['village', 'township', 'county', 'city', 'province'], region.level::text
    ), region.code
    LIMIT 1
) AS zone ON TRUE
ORDER BY ask.ordinal
