-- Villages that the grids of a change reach, as the trigger on grid_version will lock them.
WITH touched AS (
    SELECT coalesce(changed_grid.shape, version.shape) AS shape, version.shape AS before
    FROM changed_grid
    LEFT JOIN grid_version AS version ON version.id = changed_grid.before_id
    WHERE changed_grid.change_id = :change
), box AS (
    SELECT shape FROM touched UNION ALL SELECT before FROM touched WHERE before IS NOT NULL
)
SELECT coalesce(region_code, '') FROM boundary_change WHERE id = :change
UNION
SELECT coalesce(grid.region_code, '')
FROM box
JOIN grid_version AS version ON version.shape && box.shape
JOIN grid ON grid.code = version.grid_code
WHERE version.valid_to IS NULL OR version.valid_to > CAST(:day AS date)
UNION
SELECT region.code
FROM box JOIN region ON region.outline && box.shape
WHERE region.level = 'village'
