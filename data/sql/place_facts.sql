-- What the registers know about the place of each report: one row of `facts` each.
-- Goes on from place_claims.sql; the rules are those of geo.border.
, spot AS MATERIALIZED (
    SELECT ask.ordinal, 'point' AS what, ask.place, ask.accuracy_m, ask.on_day, ask.nearest_m
    FROM ask WHERE ask.place IS NOT NULL
    UNION ALL
    SELECT ask.ordinal, 'address', ST_SetSRID(ST_MakePoint(ask.spot_lon, ask.spot_lat), 4326),
           ask.spot_accuracy_m, ask.on_day, ask.nearest_m
    FROM ask WHERE ask.spot_lon IS NOT NULL
    UNION ALL
    SELECT house.ordinal, house.how, house.place, NULL, ask.on_day, ask.nearest_m
    FROM house JOIN ask ON ask.ordinal = house.ordinal
    WHERE house.place IS NOT NULL AND house.grid IS NULL
), plane AS MATERIALIZED (
    -- geo.plane.metres_per_degree; the widest circle is geo.border.WIDEST_M
    SELECT spot.*, least(spot.accuracy_m, 1000) AS radius_m,
           ST_X(spot.place) AS lon, ST_Y(spot.place) AS lat,
           radius.normal * cos(radians(ST_Y(spot.place))) * pi() / 180 AS east,
           radius.normal * (1 - 0.0066943799901413165) / radius.root * pi() / 180 AS north,
           CASE WHEN spot.accuracy_m > 0
                THEN ST_Buffer(ST_SetSRID(ST_MakePoint(0, 0), 4326),
                               least(spot.accuracy_m, 1000), 16) END AS disc
    FROM spot
    CROSS JOIN LATERAL (
        SELECT 1 - 0.0066943799901413165 * sin(radians(ST_Y(spot.place))) ^ 2 AS root,
               6378137.0 / sqrt(1 - 0.0066943799901413165 * sin(radians(ST_Y(spot.place))) ^ 2)
                   AS normal
    ) AS radius
), ground AS MATERIALIZED (
    SELECT plane.ordinal, plane.what, cover.grids, circle.slices, near.grid AS near,
           coalesce(cover.region, zone.code) AS region
    FROM plane
    LEFT JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_array(version.grid_code, version.id, grid.region_code)
                         ORDER BY version.grid_code COLLATE "C") AS grids,
               (array_agg(grid.region_code ORDER BY version.grid_code COLLATE "C"))[1] AS region
        FROM grid_version AS version
        JOIN grid ON grid.code = version.grid_code
        WHERE version.shape && plane.place AND ST_Covers(version.shape, plane.place)
          AND version.valid_from <= plane.on_day
          AND (version.valid_to IS NULL OR version.valid_to > plane.on_day)
    ) AS cover ON true
    LEFT JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_array(met.code, met.id, met.region_code, met.share, met.metres)
                         ORDER BY met.share DESC, met.code COLLATE "C") AS slices
        FROM (
            SELECT within.code, within.id, within.region_code, within.metres,
                   round(CAST(ST_Area(ST_Intersection(within.flat, plane.disc))
                              / ST_Area(plane.disc) AS numeric), 6) AS share
            FROM (
                SELECT version.grid_code AS code, version.id, grid.region_code, flat.shape AS flat,
                       flat.metres, count(*) OVER () AS around
                FROM grid_version AS version
                JOIN grid ON grid.code = version.grid_code
                CROSS JOIN LATERAL (
                    SELECT ST_Scale(ST_Translate(version.shape, -plane.lon, -plane.lat),
                                    plane.east, plane.north) AS shape
                    OFFSET 0
                ) AS moved
                CROSS JOIN LATERAL (
                    SELECT moved.shape, round(CAST(ST_Distance(
                        moved.shape, ST_SetSRID(ST_MakePoint(0, 0), 4326)) AS numeric), 3) AS metres
                    OFFSET 0
                ) AS flat
                WHERE plane.disc IS NOT NULL
                  AND version.shape && ST_Expand(
                      plane.place, 1.000001 * plane.radius_m / plane.east,
                      1.000001 * plane.radius_m / plane.north)
                  AND version.valid_from <= plane.on_day
                  AND (version.valid_to IS NULL OR version.valid_to > plane.on_day)
                  AND flat.metres <= plane.radius_m
            ) AS within
            WHERE within.around > 1
            OFFSET 0
        ) AS met
        WHERE met.share > 0
        HAVING count(*) > 1
    ) AS circle ON true
    LEFT JOIN LATERAL (
        SELECT jsonb_build_array(close.code, close.id, close.region_code, close.metres) AS grid
        FROM (
            SELECT version.grid_code AS code, version.id, grid.region_code,
                   round(CAST(ST_Distance(
                       ST_Scale(ST_Translate(version.shape, -plane.lon, -plane.lat),
                                plane.east, plane.north),
                       ST_SetSRID(ST_MakePoint(0, 0), 4326)) AS numeric), 3) AS metres
            FROM grid_version AS version
            JOIN grid ON grid.code = version.grid_code
            WHERE cover.grids IS NULL
              AND version.shape && ST_Expand(plane.place, 1.000001 * plane.nearest_m / plane.east,
                                             1.000001 * plane.nearest_m / plane.north)
              AND version.valid_from <= plane.on_day
              AND (version.valid_to IS NULL OR version.valid_to > plane.on_day)
        ) AS close
        WHERE close.metres <= plane.nearest_m
        ORDER BY close.metres, close.code COLLATE "C"
        LIMIT 1
    ) AS near ON true
    LEFT JOIN LATERAL (
        SELECT region.code
        FROM region
        WHERE cover.region IS NULL
          AND region.outline && plane.place AND ST_Covers(region.outline, plane.place)
          AND region.valid_from <= plane.on_day
          AND (region.valid_to IS NULL OR region.valid_to > plane.on_day)
        ORDER BY array_position(
            ARRAY['village', 'township', 'county', 'city', 'province'], region.level::text
        ), region.code COLLATE "C"
        LIMIT 1
    ) AS zone ON true
), home AS MATERIALIZED (
    SELECT house.ordinal, house.how, house.fitting,
           CASE WHEN house.id IS NOT NULL THEN jsonb_build_object(
               'id', house.id, 'number', house.number,
               'lon', ST_X(house.place), 'lat', ST_Y(house.place),
               'accuracy_m', house.accuracy_m, 'distance_m', house.distance_m,
               'region', coalesce(house.village_code, ground.region),
               'grid', coalesce(house.grid, ground.grids -> 0,
                   CASE WHEN house.how = 'number' AND house.place IS NULL
                        THEN point.grids -> 0 END),
               'near', CASE WHEN house.grid IS NULL THEN ground.near END
           ) END AS house
    FROM house
    LEFT JOIN ground ON ground.ordinal = house.ordinal AND ground.what = house.how
    LEFT JOIN ground AS point ON point.ordinal = house.ordinal AND point.what = 'point'
), lost AS MATERIALIZED (
    -- What may be wrong with a point in no grid; see geo.suspicion and geo.undeclared.
    SELECT ask.ordinal, shifted.datum, shifted.grid,
           point.region IS NULL AND (
               EXISTS (SELECT FROM region WHERE region.outline && turned.place
                       AND ST_Covers(region.outline, turned.place))
               OR EXISTS (SELECT FROM grid_version AS version WHERE version.shape && turned.place
                          AND ST_Covers(version.shape, turned.place))) AS swapped
    FROM ask
    JOIN ground AS point ON point.ordinal = ask.ordinal AND point.what = 'point'
    CROSS JOIN LATERAL (
        SELECT ST_SetSRID(ST_MakePoint(ask.lat, ask.lon), 4326) AS place
    ) AS turned
    LEFT JOIN LATERAL (
        SELECT best.datum, best.grid
        FROM (
            SELECT copy.datum, held.code AS grid, dwelling.metres
            FROM (VALUES ('gcj02', ask.gcj_lon, ask.gcj_lat), ('bd09', ask.bd_lon, ask.bd_lat))
                 AS copy(datum, lon, lat)
            CROSS JOIN LATERAL (
                SELECT ST_SetSRID(ST_MakePoint(copy.lon, copy.lat), 4326) AS place
            ) AS moved
            CROSS JOIN LATERAL (
                SELECT version.grid_code AS code
                FROM grid_version AS version
                WHERE version.shape && moved.place AND ST_Covers(version.shape, moved.place)
                  AND version.valid_from <= ask.on_day
                  AND (version.valid_to IS NULL OR version.valid_to > ask.on_day)
                ORDER BY version.grid_code COLLATE "C" LIMIT 1
            ) AS held
            LEFT JOIN LATERAL (
                SELECT household.place::geography <-> moved.place::geography AS metres
                FROM household WHERE household.place IS NOT NULL
                ORDER BY household.place::geography <-> moved.place::geography LIMIT 1
            ) AS dwelling ON true
            ORDER BY dwelling.metres NULLS LAST, copy.datum DESC LIMIT 1
        ) AS best
        LEFT JOIN LATERAL (
            SELECT household.place::geography <-> ask.place::geography AS metres
            FROM household WHERE household.place IS NOT NULL
            ORDER BY household.place::geography <-> ask.place::geography LIMIT 1
        ) AS own ON true
        WHERE coalesce(best.metres <= own.metres * 0.5, true)
    ) AS shifted ON true
    WHERE point.grids IS NULL
), kin AS MATERIALIZED (
    -- Where the located households of a villagers' group live, and their grid if it is one.
    SELECT living.village, living.villagers_group, living.on_day, living.lon, living.lat,
           living.radius_m,
           CASE WHEN grid.code IS NOT NULL
                THEN jsonb_build_array(grid.code, version.id, grid.region_code) END AS grid
    FROM (
        SELECT one.village, one.villagers_group, one.on_day,
               min(ST_X(one.middle)) AS lon, min(ST_Y(one.middle)) AS lat,
               round(max(ST_Distance(one.place::geography, one.middle::geography))) AS radius_m,
               CASE WHEN count(*) = count(one.grid_code) AND count(DISTINCT one.grid_code) = 1
                    THEN min(one.grid_code) END AS grid_code
        FROM (
            SELECT asked.*, household.place, member.grid_code,
                   ST_Centroid(ST_Collect(household.place) OVER (
                       PARTITION BY asked.village, asked.villagers_group, asked.on_day)) AS middle
            FROM (SELECT DISTINCT village, villagers_group, on_day FROM ask
                  WHERE villagers_group IS NOT NULL) AS asked
            JOIN household ON household.village_code = asked.village
             AND household.villagers_group = asked.villagers_group
             AND household.place IS NOT NULL
             AND (household.valid_to IS NULL OR household.valid_to > asked.on_day)
            LEFT JOIN membership AS member ON member.household_id = household.id
             AND member.valid_from <= asked.on_day
             AND (member.valid_to IS NULL OR member.valid_to > asked.on_day)
        ) AS one
        GROUP BY one.village, one.villagers_group, one.on_day
    ) AS living
    LEFT JOIN grid ON grid.code = living.grid_code
    LEFT JOIN grid_version AS version ON version.grid_code = living.grid_code
     AND version.valid_from <= living.on_day
     AND (version.valid_to IS NULL OR version.valid_to > living.on_day)
), single AS MATERIALIZED (
    -- The only household grid of a village.
    SELECT village.code, village.on_day,
           (array_agg(jsonb_build_array(version.grid_code, version.id, grid.region_code)))[1]
               AS grid
    FROM (SELECT village AS code, on_day FROM ask WHERE village IS NOT NULL
          UNION
          SELECT village_named, on_day FROM ask WHERE village_named IS NOT NULL) AS village
    JOIN grid ON grid.region_code = village.code AND grid.kind = 'household'
    JOIN grid_version AS version ON version.grid_code = grid.code
     AND version.valid_from <= village.on_day
     AND (version.valid_to IS NULL OR version.valid_to > village.on_day)
    GROUP BY village.code, village.on_day
    HAVING count(*) = 1
), facts AS (
    SELECT ask.*, number.house AS number, phone.house AS caller, phone.fitting AS callers,
           head.house AS named, head.fitting AS namesakes,
           point.grids, point.slices, point.near, point.region,
           lost.datum, lost.grid AS datum_grid, coalesce(lost.swapped, false) AS swapped,
           mark.grids AS spot_grids, mark.slices AS spot_slices, mark.near AS spot_near,
           kin.grid AS group_grid, kin.lon AS group_lon, kin.lat AS group_lat,
           kin.radius_m AS group_radius_m,
           single.grid AS only_grid, single_named.grid AS only_grid_named, away.metres AS away_m
    FROM ask
    LEFT JOIN home AS number ON number.ordinal = ask.ordinal AND number.how = 'number'
    LEFT JOIN home AS phone ON phone.ordinal = ask.ordinal AND phone.how = 'phone'
    LEFT JOIN home AS head ON head.ordinal = ask.ordinal AND head.how = 'head'
    LEFT JOIN ground AS point ON point.ordinal = ask.ordinal AND point.what = 'point'
    LEFT JOIN ground AS mark ON mark.ordinal = ask.ordinal AND mark.what = 'address'
    LEFT JOIN lost ON lost.ordinal = ask.ordinal
    LEFT JOIN kin ON kin.village = ask.village AND kin.on_day = ask.on_day
                 AND kin.villagers_group = ask.villagers_group
    LEFT JOIN single ON single.code = ask.village AND single.on_day = ask.on_day
    LEFT JOIN single AS single_named
           ON single_named.code = ask.village_named AND single_named.on_day = ask.on_day
    LEFT JOIN LATERAL (
        SELECT CASE WHEN ask.place IS NOT NULL AND ask.village <> coalesce(point.region, '')
        THEN coalesce(
            (SELECT ST_Distance(region.outline::geography, ask.place::geography)
             FROM region WHERE region.code = ask.village AND region.outline IS NOT NULL),
            (SELECT min(ST_Distance(version.shape::geography, ask.place::geography))
             FROM grid JOIN grid_version AS version ON version.grid_code = grid.code
              AND version.valid_from <= ask.on_day
              AND (version.valid_to IS NULL OR version.valid_to > ask.on_day)
             WHERE grid.region_code = ask.village)
        ) END AS metres
    ) AS away ON true
)
