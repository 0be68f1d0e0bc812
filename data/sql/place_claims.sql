-- What was asked, and the households each report may mean: by number, phone, or name of the head.
-- :asks is a JSON array, see data.placing.questions_json; points in WGS 84 degrees, metres.
-- A grid is an array [code, boundary version, region]; a house is `home` of place_facts.sql.
WITH frame AS MATERIALIZED (
    -- How far outside every grid a place may lie to go to the nearest.
    SELECT coalesce((SELECT CAST(value #>> '{}' AS float8) FROM database_setting
                     WHERE name = 'nearest_grid_m'), 300) AS nearest_m,
           coalesce((SELECT min(valid_from) FROM grid_version),
                    (SELECT min(valid_from) FROM region WHERE outline IS NOT NULL)) AS first_day
), ask AS MATERIALIZED (
    SELECT a.*, greatest(a.day, frame.first_day) AS on_day, frame.nearest_m,
           CASE WHEN a.lon IS NOT NULL
                THEN ST_SetSRID(ST_MakePoint(a.lon, a.lat), 4326) END AS place
    FROM jsonb_to_recordset(CAST(:asks AS jsonb)) AS a(
        ordinal int, day date, household text, phone text, name text, words text,
        lon float8, lat float8, accuracy_m float8, pin bool, zero bool, is_default bool,
        gcj_lon float8, gcj_lat float8, bd_lon float8, bd_lat float8,
        village text, head_village text, address_household text, villagers_group text,
        spot_lon float8, spot_lat float8, spot_accuracy_m float8, village_named text,
        addressed bool, levelled bool, from_text bool, ambiguous bool, unread bool,
        township text, common_township text, first_code text, second_code text, landmark text,
        region_named text, township_named text, received_on date, handed_on date
    ) CROSS JOIN frame
), neighbours AS MATERIALIZED (
    SELECT village.code, village.on_day, array_agg(household.id) AS ids,
           array_agg(household.number) AS numbers,
           -- Blanks, wide ones too, stretch a name of two signs.
           array_agg(translate(contact.head, ' ' || chr(12288), '')) AS heads
    FROM (SELECT DISTINCT head_village AS code, on_day FROM ask WHERE head_village IS NOT NULL)
         AS village
    JOIN household ON household.village_code = village.code
     AND (household.valid_to IS NULL OR household.valid_to > village.on_day)
    LEFT JOIN household_contact AS contact ON contact.household_id = household.id
    GROUP BY village.code, village.on_day
), claim AS MATERIALIZED (
    SELECT ask.ordinal, 'number' AS how, household.id, 1 AS fitting
    FROM ask JOIN household ON household.number = ask.household
    UNION ALL
    SELECT ask.ordinal, 'phone', min(household.id), CAST(count(*) AS int)
    FROM ask
    JOIN household_contact AS contact ON contact.phone_key = ask.phone
    JOIN household ON household.id = contact.household_id
     AND (household.valid_to IS NULL OR household.valid_to > ask.on_day)
    GROUP BY ask.ordinal
    UNION ALL
    -- Its number stands in the address, or else a head's name in the words, or else the
    -- petitioner has the name of a head.
    SELECT best.ordinal, 'head', min(best.id), CAST(count(*) AS int)
    FROM (
        SELECT fit.ordinal, fit.id,
               rank() OVER (PARTITION BY fit.ordinal ORDER BY fit.grade) AS place
        FROM (
            SELECT ask.ordinal, home.id,
                   CASE WHEN home.number = ask.address_household THEN 1
                        WHEN char_length(home.head) < 2 THEN NULL
                        WHEN strpos(ask.words, home.head) > 0 THEN 2
                        WHEN home.head = ask.name THEN 3 END AS grade
            FROM ask
            JOIN neighbours AS village
              ON village.code = ask.head_village AND village.on_day = ask.on_day
            CROSS JOIN LATERAL unnest(village.ids, village.numbers, village.heads)
                 AS home(id, number, head)
        ) AS fit
        WHERE fit.grade IS NOT NULL
    ) AS best
    WHERE best.place = 1
    GROUP BY best.ordinal
), house AS MATERIALIZED (
    SELECT claim.ordinal, claim.how, claim.fitting, home.id, home.number, home.place,
           home.accuracy_m, home.village_code, own.grid,
           ST_Distance(home.place::geography, ask.place::geography) AS distance_m
    FROM claim
    JOIN ask ON ask.ordinal = claim.ordinal
    LEFT JOIN household AS home ON home.id = claim.id AND claim.fitting = 1
    LEFT JOIN LATERAL (
        SELECT jsonb_build_array(member.grid_code, version.id, grid.region_code) AS grid
        FROM membership AS member
        JOIN grid ON grid.code = member.grid_code
        LEFT JOIN grid_version AS version
               ON version.grid_code = member.grid_code
              AND version.valid_from <= ask.on_day
              AND (version.valid_to IS NULL OR version.valid_to > ask.on_day)
        WHERE member.household_id = home.id
          AND member.valid_from <= ask.on_day
          AND (member.valid_to IS NULL OR member.valid_to > ask.on_day)
        LIMIT 1
    ) AS own ON true
)
