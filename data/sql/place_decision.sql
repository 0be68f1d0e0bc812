-- The rules of dispatch.placing over the facts of place_facts.sql.
-- A house is an object, see there; "far" is dispatch.placing.points.ELSEWHERE_FROM_M.
, judged AS MATERIALIZED (
    SELECT facts.*,
           CASE WHEN place IS NULL THEN NULL
                WHEN is_default THEN 'default-point'
                WHEN grids IS NOT NULL THEN NULL
                WHEN zero THEN 'zero-point'
                WHEN swapped THEN 'swapped-point'
                WHEN datum IS NOT NULL THEN 'probable-datum'
                WHEN region IS NULL AND near IS NULL THEN 'outside-county' END AS trouble,
           (village IS NOT NULL AND NOT from_text) AS contests,
           coalesce(village IS NOT NULL AND NOT from_text AND away_m > 2000, false)
               AS contradicted
    FROM facts
), chosen AS MATERIALIZED (
    SELECT judged.*, branch.name AS branch
    FROM judged
    CROSS JOIN LATERAL (
        SELECT place IS NOT NULL AND trouble IS NULL AS usable,
               nullif(number -> 'grid', 'null') AS number_grid,
               nullif(caller -> 'grid', 'null') AS caller_grid,
               nullif(named -> 'grid', 'null') AS named_grid
    ) AS told
    CROSS JOIN LATERAL (
        SELECT CASE
            WHEN number ->> 'lon' IS NOT NULL THEN 'number-house'
            WHEN number IS NOT NULL AND usable AND number_grid IS NULL THEN 'number-point'
            WHEN number IS NOT NULL AND usable AND EXISTS (
                SELECT FROM jsonb_array_elements(slices) AS slice
                WHERE slice -> 0 = number_grid -> 0) THEN 'number-border'
            WHEN number IS NOT NULL AND usable AND grids @> jsonb_build_array(number_grid)
                THEN 'number-own'
            WHEN number_grid IS NOT NULL OR number ->> 'region' IS NOT NULL THEN 'number-unfound'
            WHEN caller IS NOT NULL AND usable AND CAST(caller ->> 'distance_m' AS float8) > 500
                THEN 'caller-point'
            WHEN caller IS NOT NULL AND (usable OR NOT contests
                OR village IS NOT DISTINCT FROM coalesce(caller_grid ->> 2, caller ->> 'region'))
                AND (caller ->> 'lon' IS NOT NULL OR usable OR caller_grid IS NOT NULL)
                THEN CASE WHEN caller ->> 'lon' IS NOT NULL THEN 'caller-house'
                          WHEN usable THEN 'caller-point' ELSE 'caller-unfound' END
            WHEN named ->> 'lon' IS NOT NULL THEN 'head-house'
            WHEN named IS NOT NULL AND usable THEN 'head-point'
            WHEN named_grid IS NOT NULL THEN 'head-unfound'
            WHEN usable THEN 'point'
            WHEN NOT ambiguous AND (spot_grids IS NOT NULL OR spot_near IS NOT NULL) THEN 'landmark'
            WHEN village IS NOT NULL AND nullif(group_grid, 'null') IS NOT NULL THEN 'group'
            WHEN village IS NOT NULL AND only_grid IS NOT NULL THEN 'only'
            WHEN village IS NOT NULL THEN 'village'
            WHEN village_named IS NULL OR (ambiguous AND NOT from_text)
              OR (township IS NOT NULL AND township IS DISTINCT FROM township_named) THEN 'nowhere'
            WHEN only_grid_named IS NOT NULL THEN 'only-named'
            ELSE 'named' END AS name
    ) AS branch
), housed AS MATERIALIZED (
    SELECT chosen.*, split_part(branch, '-', 2) AS way, home.house,
           nullif(home.house -> 'grid', 'null') AS house_grid,
           nullif(home.house -> 'near', 'null') AS house_near,
           CAST(home.house ->> 'distance_m' AS float8) AS house_distance_m,
           CAST(home.house ->> 'accuracy_m' AS float8) AS house_accuracy_m,
           jsonb_build_object('household', home.house -> 'number') AS of_house,
           CASE WHEN branch LIKE 'number-%' THEN 'household-grid'
                WHEN branch LIKE 'caller-%' THEN 'phone-household'
                WHEN branch LIKE 'head-%' THEN 'head-household' END AS asked,
           (place IS NOT NULL AND trouble IS NULL) AS usable
    FROM chosen
    CROSS JOIN LATERAL (
        SELECT CASE WHEN branch LIKE 'number-%' THEN number
                    WHEN branch LIKE 'caller-%' THEN caller
                    WHEN branch LIKE 'head-%' THEN named END AS house
    ) AS home
), settled AS MATERIALIZED (
    -- One grid out of those at a point, a landmark or a house: dispatch.placing.points.settle
    SELECT housed.*, at.kind, border.chosen, border.other,
           (kind = 'border' AND border.own) AS by_house,
           CASE at.kind WHEN 'border' THEN border.chosen WHEN 'nearest' THEN at.near
                        WHEN 'house' THEN house_grid
                        WHEN 'edge' THEN at.grids -> 0 WHEN 'plain' THEN at.grids -> 0 END AS grid
    FROM housed
    CROSS JOIN LATERAL (
        SELECT CASE WHEN branch = 'landmark' THEN spot_grids
                    WHEN branch = 'number-own' THEN jsonb_build_array(house_grid)
                    ELSE housed.grids END AS grids,
               CASE WHEN branch = 'landmark' THEN spot_slices
                    WHEN branch = 'number-own' OR NOT usable THEN NULL
                    ELSE housed.slices END AS slices,
               CASE WHEN branch = 'landmark' THEN spot_near
                    WHEN way = 'house' THEN house_near
                    ELSE housed.near END AS near,
               CASE WHEN branch NOT IN ('number-point', 'number-own') THEN house_grid END AS own,
               (way IN ('point', 'border', 'own') OR branch IN ('point', 'landmark')) AS pointed
    ) AS there
    LEFT JOIN LATERAL (
        SELECT picked.slice AS chosen, picked.own,
               (SELECT slice FROM jsonb_array_elements(there.slices) WITH ORDINALITY AS s(slice, n)
                WHERE n <> picked.n ORDER BY n LIMIT 1) AS other
        FROM (
            SELECT slice, n, coalesce(slice -> 0 = there.own -> 0, false) AS own
            FROM jsonb_array_elements(there.slices) WITH ORDINALITY AS s(slice, n)
            ORDER BY own DESC, n LIMIT 1
        ) AS picked
    ) AS border ON there.slices IS NOT NULL
    CROSS JOIN LATERAL (
        SELECT there.grids, there.near, CASE
            WHEN pointed AND there.grids IS NULL AND there.near IS NULL THEN 'outside'
            WHEN pointed AND there.slices IS NOT NULL THEN 'border'
            WHEN pointed AND there.grids IS NULL THEN 'nearest'
            WHEN pointed AND jsonb_array_length(there.grids) > 1 THEN 'edge'
            WHEN pointed THEN 'plain'
            WHEN way = 'house' AND house_grid IS NULL AND there.near IS NOT NULL THEN 'nearest'
            WHEN way = 'house' AND house_grid IS NULL THEN 'outside'
            WHEN way = 'house' AND coalesce(house_distance_m > 500, false) THEN 'house'
            WHEN way = 'house' AND border.own THEN 'border'
            WHEN way IN ('house', 'unfound') THEN 'house' END AS kind
    ) AS at
), reasoned AS MATERIALIZED (
    SELECT settled.*,
           CASE
               WHEN branch = 'nowhere' THEN CASE
                   WHEN ambiguous AND NOT from_text THEN 'address-ambiguous'
                   WHEN township IS NOT NULL THEN 'address-township'
                   WHEN trouble IS NOT NULL THEN trouble
                   WHEN unread AND first_code IS NOT NULL THEN 'address-unsure'
                   WHEN unread THEN 'address-unknown'
                   ELSE 'no-position' END
               WHEN branch = 'landmark' AND kind = 'nearest' THEN 'nearest-grid'
               WHEN branch = 'landmark' THEN 'address-landmark'
               WHEN branch = 'group' THEN 'address-group'
               WHEN branch IN ('only', 'only-named') THEN 'only-grid'
               WHEN branch = 'village' THEN 'address-village'
               WHEN branch = 'named' THEN 'village-only'
               WHEN way = 'unfound' THEN CASE
                   WHEN house_grid IS NULL THEN 'household-nowhere'
                   WHEN asked = 'household-grid' THEN 'household-unfound'
                   ELSE asked END
               WHEN kind = 'outside' THEN 'outside-grid'
               WHEN kind = 'nearest' THEN 'nearest-grid'
               WHEN kind = 'border' AND border_by_house THEN 'border-household'
               WHEN kind = 'border' THEN 'border'
               WHEN kind = 'edge' THEN 'shared-edge'
               WHEN way = 'house' AND asked = 'household-grid' AND house_distance_m > 500
                   THEN 'household-elsewhere'
               WHEN way = 'house' THEN asked
               WHEN branch IN ('caller-point', 'head-point') AND house_distance_m IS NOT NULL
                   THEN 'caller-elsewhere'
               WHEN contradicted THEN 'address-elsewhere'
               WHEN pin THEN 'pin-grid'
               ELSE 'point-grid' END AS code,
           CASE
               WHEN way IN ('house', 'unfound') THEN 'household'
               WHEN way IN ('point', 'border', 'own') OR branch = 'point'
                   THEN CASE WHEN pin THEN 'pin' ELSE 'point' END
               WHEN branch IN ('landmark', 'group', 'only') THEN 'address'
               WHEN branch IN ('village', 'named', 'only-named') THEN 'village'
               ELSE 'none' END AS method
    FROM settled
    CROSS JOIN LATERAL (SELECT coalesce(by_house, false) AS border_by_house) AS flag
), placed AS MATERIALIZED (
    SELECT reasoned.*,
           CASE method
               WHEN 'household' THEN CASE
                   WHEN way = 'unfound' THEN CASE WHEN code = 'household-unfound'
                                                  THEN 'medium' ELSE 'low' END
                   WHEN code = 'nearest-grid' THEN 'low'
                   WHEN asked = 'head-household' AND coalesce(house_distance_m > 500, false)
                       THEN 'low'
                   WHEN asked <> 'household-grid' OR coalesce(house_accuracy_m > 30, false)
                     OR (house_grid IS NOT NULL AND coalesce(house_distance_m > 500, false))
                       THEN 'medium'
                   ELSE 'high' END
               WHEN 'address' THEN CASE
                   WHEN branch = 'landmark' AND kind <> 'plain' THEN 'low' ELSE 'medium' END
               WHEN 'village' THEN 'low'
               WHEN 'none' THEN 'none'
               ELSE CASE
                   WHEN contradicted OR kind IN ('outside', 'nearest') THEN 'low'
                   WHEN accuracy_m > 200 THEN 'low'
                   WHEN accuracy_m <= 30 AND kind <> 'border' THEN 'high'
                   ELSE 'medium' END
           END AS confidence,
           CASE WHEN way = 'house' THEN CAST(house ->> 'lon' AS float8)
                WHEN way = 'unfound' AND NOT usable THEN NULL
                WHEN branch = 'landmark' THEN spot_lon WHEN branch = 'group' THEN group_lon
                WHEN method IN ('household', 'point', 'pin') THEN lon END AS at_lon,
           CASE WHEN way = 'house' THEN CAST(house ->> 'lat' AS float8)
                WHEN way = 'unfound' AND NOT usable THEN NULL
                WHEN branch = 'landmark' THEN spot_lat WHEN branch = 'group' THEN group_lat
                WHEN method IN ('household', 'point', 'pin') THEN lat END AS at_lat,
           CASE WHEN way = 'house' THEN coalesce(house_accuracy_m, 10)
                WHEN way = 'unfound' AND NOT usable THEN NULL
                WHEN branch = 'landmark' THEN spot_accuracy_m
                WHEN branch = 'group' THEN group_radius_m
                WHEN method IN ('household', 'point', 'pin') THEN accuracy_m END AS good_to_m,
           CASE WHEN branch = 'group' THEN nullif(group_grid, 'null')
                WHEN branch = 'only' THEN only_grid
                WHEN branch = 'only-named' THEN only_grid_named
                ELSE grid END AS hit,
           CASE kind WHEN 'border' THEN other ->> 0
                     WHEN 'edge' THEN CASE WHEN branch = 'landmark' THEN spot_grids -> 1 ->> 0
                                           ELSE grids -> 1 ->> 0 END END AS beside,
           CASE kind WHEN 'border' THEN CAST(chosen ->> 3 AS float8) END AS part
    FROM reasoned
), told AS MATERIALIZED (
    SELECT placed.*,
           CASE
               WHEN way IN ('house', 'unfound') THEN coalesce(hit ->> 2, house ->> 'region')
               WHEN branch = 'number-point'
                   THEN coalesce(hit ->> 2, house ->> 'region', region)
               WHEN method IN ('point', 'pin') THEN coalesce(hit ->> 2, region)
               WHEN branch IN ('landmark', 'group') THEN coalesce(hit ->> 2, village)
               WHEN branch IN ('only', 'village') THEN village
               WHEN branch IN ('only-named', 'named') THEN village_named
               WHEN code = 'address-ambiguous' THEN common_township
               WHEN code = 'address-township' THEN township
               ELSE township_named END AS in_region,
           CASE
               WHEN number IS NOT NULL THEN CAST(number ->> 'id' AS bigint)
               WHEN way IN ('house', 'unfound') OR code = 'border-household'
                   THEN CAST(house ->> 'id' AS bigint) END AS household_id,
           CASE
               WHEN code = 'address-ambiguous'
                   THEN jsonb_build_object('first', first_code, 'second', second_code)
               WHEN code = 'address-unsure' THEN jsonb_build_object('first', first_code)
               WHEN code = 'address-township' THEN jsonb_build_object('region', township)
               WHEN branch = 'nowhere' AND code = 'probable-datum'
                   THEN jsonb_build_object('datum', datum, 'grid', datum_grid)
               WHEN branch = 'nowhere' THEN '{}'
               WHEN branch = 'group' THEN jsonb_build_object(
                   'grid', hit -> 0, 'region', village, 'group', villagers_group)
               WHEN branch = 'only' THEN jsonb_build_object('grid', hit -> 0, 'region', village)
               WHEN branch = 'only-named'
                   THEN jsonb_build_object('grid', hit -> 0, 'region', village_named)
               WHEN branch = 'village'
                   THEN jsonb_build_object('region', village, 'group', villagers_group)
               WHEN branch = 'named' THEN jsonb_build_object('region', village_named)
               WHEN code = 'household-nowhere' THEN of_house || jsonb_build_object(
                   'region', house -> 'region')
               WHEN way = 'unfound' THEN of_house || jsonb_build_object('grid', hit -> 0)
               WHEN way = 'house' AND kind = 'outside' THEN of_house || jsonb_build_object(
                   'region', house -> 'region')
               WHEN kind = 'outside' THEN jsonb_build_object('region', CASE
                   WHEN branch = 'number-point' THEN coalesce(house ->> 'region', region)
                   ELSE region END)
               WHEN kind = 'nearest' THEN jsonb_build_object('grid', hit -> 0,
                       'distance_m', round(CAST(hit ->> 3 AS float8)))
                   || CASE WHEN way = 'house' THEN of_house
                           WHEN branch = 'landmark'
                           THEN jsonb_build_object('landmark', landmark) ELSE '{}' END
               WHEN kind = 'border' THEN jsonb_build_object(
                       'grid', hit -> 0, 'other', other -> 0,
                       'share', floor(100 * CAST(chosen ->> 3 AS float8) + 0.5),
                       'other_m', round(CAST(other ->> 4 AS float8)))
                   || CASE WHEN code = 'border-household' THEN of_house
                           WHEN branch = 'landmark'
                           THEN jsonb_build_object('landmark', landmark) ELSE '{}' END
               WHEN kind = 'edge' THEN jsonb_build_object('grid', hit -> 0, 'other', beside)
                   || CASE WHEN branch = 'landmark'
                           THEN jsonb_build_object('landmark', landmark) ELSE '{}' END
               WHEN way = 'house' THEN of_house || jsonb_build_object('grid', hit -> 0)
                   || CASE WHEN coalesce(house_distance_m > 500, false) THEN jsonb_build_object(
                           'distance_m', round(house_distance_m)) ELSE '{}' END
               WHEN branch = 'landmark' THEN jsonb_build_object(
                   'grid', hit -> 0, 'accuracy_m', spot_accuracy_m, 'landmark', landmark)
               ELSE jsonb_build_object('grid', hit -> 0, 'accuracy_m', accuracy_m)
                   || CASE code
                          WHEN 'caller-elsewhere' THEN of_house || jsonb_build_object(
                              'distance_m', round(house_distance_m))
                          WHEN 'address-elsewhere' THEN jsonb_build_object(
                              'named', village, 'distance_m', round(away_m))
                          ELSE '{}' END
           END AS params
    FROM placed
)
