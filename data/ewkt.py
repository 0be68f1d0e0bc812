"""Points as the database takes them."""


def point(lon: float | None, lat: float | None) -> str | None:
    """A WGS 84 point as EWKT; none without one."""
    return None if lon is None else f"SRID=4326;POINT({lon!r} {lat!r})"
