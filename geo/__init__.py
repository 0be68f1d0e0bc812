"""Pure geometry, coordinates and partitioning; imports nothing of ours."""
