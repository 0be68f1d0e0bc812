-- Villages, those whose grids or outlines meet theirs, and those that meet these in turn.
WITH RECURSIVE reached AS (
    SELECT code, 0 AS ring FROM unnest(CAST(:villages AS text[])) AS code
    UNION
    SELECT near.code, reached.ring + 1
    FROM reached
    CROSS JOIN LATERAL (
        SELECT version.shape FROM grid_version AS version JOIN grid ON grid.code = version.grid_code
        WHERE coalesce(grid.region_code, '') = reached.code
          AND (version.valid_to IS NULL OR version.valid_to > CAST(:day AS date))
        UNION ALL
        SELECT region.outline FROM region
        WHERE region.code = reached.code AND region.outline IS NOT NULL
    ) AS box
    CROSS JOIN LATERAL (
        SELECT coalesce(grid.region_code, '') AS code
        FROM grid_version AS version JOIN grid ON grid.code = version.grid_code
        WHERE version.shape && box.shape
          AND (version.valid_to IS NULL OR version.valid_to > CAST(:day AS date))
        UNION ALL
        SELECT region.code FROM region
        WHERE region.level = 'village' AND region.outline && box.shape
    ) AS near
    WHERE reached.ring < 2
)
SELECT DISTINCT code FROM reached
