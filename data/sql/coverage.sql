-- Offices, people, grids and households of every region under a range of codes, on a day.
-- Each row counts what lies below it too; a person with several posts counts once in each row.
-- The row without a code is the total.
WITH RECURSIVE reach AS (
    SELECT code, code AS above, parent_code
    FROM region
    WHERE code >= :first AND code < :bound
      AND valid_from <= :day AND (valid_to IS NULL OR valid_to > :day)
    UNION ALL
    SELECT reach.code, parent.code, parent.parent_code
    FROM reach JOIN region AS parent ON parent.code = reach.parent_code
    WHERE parent.code >= :first AND parent.code < :bound
),
tree AS MATERIALIZED (
    SELECT code, above FROM reach
    UNION ALL
    SELECT code, '' FROM reach WHERE code = above
),
held_grid AS MATERIALIZED (
    SELECT grid.code, grid.region_code, holder.agent_id
    FROM grid
    LEFT JOIN post AS holder
      ON holder.grid_code = grid.code AND holder.duty = 'holder'
     AND holder.valid_from <= :day AND (holder.valid_to IS NULL OR holder.valid_to > :day)
    WHERE grid.region_code >= :first AND grid.region_code < :bound
      AND grid.valid_from <= :day AND (grid.valid_to IS NULL OR grid.valid_to > :day)
),
homes AS MATERIALIZED (
    SELECT coalesce(household.village_code, held_grid.region_code) AS code,
           count(*) AS households, count(held_grid.agent_id) AS covered
    FROM household
    LEFT JOIN (
        SELECT membership.household_id, held_grid.region_code, held_grid.agent_id
        FROM membership JOIN held_grid ON held_grid.code = membership.grid_code
        WHERE membership.valid_from <= :day
          AND (membership.valid_to IS NULL OR membership.valid_to > :day)
    ) AS held_grid ON held_grid.household_id = household.id
    WHERE household.valid_from <= :day
      AND (household.valid_to IS NULL OR household.valid_to > :day)
      AND (household.village_code IS NULL
           OR household.village_code >= :first AND household.village_code < :bound)
    GROUP BY 1
),
offices AS (
    SELECT region_code AS code,
           count(*) FILTER (WHERE kind = 'point') AS points,
           count(*) FILTER (WHERE kind = 'station') AS stations,
           count(*) FILTER (WHERE kind = 'centre') AS centres,
           count(*) FILTER (WHERE kind = 'talk-room') AS talk_rooms
    FROM office
    WHERE region_code >= :first AND region_code < :bound
      AND valid_from <= :day AND (valid_to IS NULL OR valid_to > :day)
    GROUP BY region_code
),
grids AS (
    SELECT region_code AS code, count(*) AS grids, count(agent_id) AS held
    FROM held_grid GROUP BY region_code
),
people AS (
    SELECT region_code AS code, agent_id, 'grid' AS level
    FROM held_grid WHERE agent_id IS NOT NULL
    UNION ALL
    SELECT office.region_code, post.agent_id, region.level
    FROM post
    JOIN office ON office.id = post.office_id
    JOIN region ON region.code = office.region_code
    WHERE office.region_code >= :first AND office.region_code < :bound
      AND post.valid_from <= :day AND (post.valid_to IS NULL OR post.valid_to > :day)
),
posted AS (
    SELECT tree.above, agent_id,
           bool_or(level = 'grid') AS at_grid, bool_or(level = 'village') AS at_village,
           bool_or(level = 'township') AS at_township, bool_or(level = 'county') AS at_county
    FROM tree JOIN people USING (code)
    GROUP BY tree.above, agent_id
),
counted AS (
    SELECT tree.above,
           coalesce(sum(points), 0) AS points, coalesce(sum(stations), 0) AS stations,
           coalesce(sum(centres), 0) AS centres, coalesce(sum(talk_rooms), 0) AS talk_rooms,
           coalesce(sum(grids), 0) AS grids, coalesce(sum(held), 0) AS held,
           coalesce(sum(households), 0) AS households, coalesce(sum(covered), 0) AS covered
    FROM tree
    LEFT JOIN offices USING (code)
    LEFT JOIN grids USING (code)
    LEFT JOIN homes USING (code)
    GROUP BY tree.above
),
staffed AS (
    SELECT above, count(*) AS agents, count(*) FILTER (WHERE at_grid) AS grid_agents,
           count(*) FILTER (WHERE at_village) AS village_agents,
           count(*) FILTER (WHERE at_township) AS township_agents,
           count(*) FILTER (WHERE at_county) AS county_agents
    FROM posted GROUP BY above
)
SELECT region.code, region.name, region.level,
       counted.points::int, stations::int, centres::int, talk_rooms::int,
       coalesce(agents, 0)::int, coalesce(grid_agents, 0)::int,
       coalesce(village_agents, 0)::int, coalesce(township_agents, 0)::int,
       coalesce(county_agents, 0)::int,
       counted.grids::int, held::int, households::int, covered::int
FROM counted
LEFT JOIN staffed USING (above)
LEFT JOIN region ON region.code = counted.above
WHERE counted.above = '' OR region.level IN ('county', 'township', 'village')
ORDER BY region.code NULLS LAST
