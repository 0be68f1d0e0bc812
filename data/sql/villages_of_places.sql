-- Villages whose grids the places of reports may belong to, by boxes; see find_places.sql.
WITH ask AS (
    SELECT a.household,
           CASE WHEN a.lon IS NOT NULL
                THEN ST_SetSRID(ST_MakePoint(a.lon, a.lat), 4326) END AS place
    FROM jsonb_to_recordset(CAST(:asks AS jsonb))
         AS a(household text, lon float8, lat float8)
), home AS (
    SELECT household.id, household.village_code, household.place
    FROM ask JOIN household ON household.number = ask.household
), spot AS (
    SELECT place FROM ask WHERE place IS NOT NULL
    UNION ALL
    SELECT place FROM home WHERE place IS NOT NULL
)
SELECT coalesce(village_code, '') FROM home
UNION
SELECT coalesce(grid.region_code, '')
FROM home
JOIN membership AS member ON member.household_id = home.id
JOIN grid ON grid.code = member.grid_code
UNION
SELECT coalesce(grid.region_code, '')
FROM spot
JOIN grid_version AS version ON version.shape && spot.place
JOIN grid ON grid.code = version.grid_code
UNION
SELECT region.code
FROM spot JOIN region ON region.outline && spot.place
WHERE region.level = 'village'
