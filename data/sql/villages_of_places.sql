-- Villages whose grids the places of reports may belong to, by boxes; see place_facts.sql.
WITH ask AS (
    SELECT a.*, CASE WHEN a.lon IS NOT NULL
                     THEN ST_SetSRID(ST_MakePoint(a.lon, a.lat), 4326) END AS place
    FROM jsonb_to_recordset(CAST(:asks AS jsonb)) AS a(
        household text, phone text, lon float8, lat float8, accuracy_m float8,
        village text, village_named text,
        spot_lon float8, spot_lat float8, spot_accuracy_m float8)
), home AS (
    SELECT household.id, household.village_code, household.place
    FROM ask JOIN household ON household.number = ask.household
    UNION
    SELECT household.id, household.village_code, household.place
    FROM ask
    JOIN household_contact AS contact ON contact.phone_key = ask.phone
    JOIN household ON household.id = contact.household_id
), spot AS (
    SELECT place, accuracy_m FROM ask WHERE place IS NOT NULL
    UNION ALL
    SELECT ST_SetSRID(ST_MakePoint(spot_lon, spot_lat), 4326), spot_accuracy_m
    FROM ask WHERE spot_lon IS NOT NULL
    UNION ALL
    SELECT place, NULL FROM home WHERE place IS NOT NULL
), reach AS (
    -- As far as a circle of accuracy or the way to the nearest grid goes, or a little more.
    SELECT spot.place, CASE WHEN :nearby
               THEN greatest(setting.metres, least(spot.accuracy_m, 1000)) / 110000
               ELSE 0 END AS degrees
    FROM spot
    CROSS JOIN (SELECT coalesce(
        (SELECT CAST(value #>> '{}' AS float8) FROM database_setting
         WHERE name = 'nearest_grid_m'), 300) AS metres) AS setting
)
SELECT coalesce(village_code, '') FROM home
UNION
SELECT village FROM ask WHERE village IS NOT NULL
UNION
SELECT village_named FROM ask WHERE village_named IS NOT NULL
UNION
SELECT coalesce(grid.region_code, '')
FROM home
JOIN membership AS member ON member.household_id = home.id
JOIN grid ON grid.code = member.grid_code
UNION
SELECT coalesce(grid.region_code, '')
FROM reach
JOIN grid_version AS version ON version.shape && ST_Expand(
    reach.place, reach.degrees / greatest(cos(radians(ST_Y(reach.place))), 0.01), reach.degrees)
JOIN grid ON grid.code = version.grid_code
UNION
SELECT region.code
FROM spot JOIN region ON region.outline && spot.place
WHERE region.level = 'village'
