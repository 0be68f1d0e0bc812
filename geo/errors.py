"""What geometry, coordinates and partitioning refuse.

::

    GeoError
    ├── ContradictingPins
    ├── InvalidCoordinate
    │   └── SwappedCoordinate
    ├── InvalidCell
    ├── InvalidShape
    ├── MissingBoundary
    ├── MissingColumn
    ├── ReservedColumn
    ├── TooManyGrids
    ├── UnknownDatum
    ├── WrongBarrier
    └── WrongSizes
"""


class GeoError(Exception):
    """Geometry says no."""


class ContradictingPins(GeoError):
    """Two households are to be kept together and apart."""


class InvalidCoordinate(GeoError):
    """The numbers are no place on the globe."""


class SwappedCoordinate(InvalidCoordinate):
    """Latitude was sent where longitude belongs."""


class InvalidCell(GeoError):
    """The text is no H3 cell, or the resolution does not exist."""


class InvalidShape(GeoError):
    """A geometry is empty, broken or of the wrong kind."""


class MissingBoundary(GeoError):
    """A village has no outline in the boundary file."""


class MissingColumn(GeoError):
    """The table lacks a column that was asked for."""


class ReservedColumn(GeoError):
    """A column has a name that the answer needs for itself."""


class TooManyGrids(GeoError):
    """A village needs more grids than its codes can number."""


class UnknownDatum(GeoError):
    """The name is no datum or EPSG code we know."""


class WrongBarrier(GeoError):
    """A barrier has a shape or a cost that cannot be used."""


class WrongSizes(GeoError):
    """The sizes asked for contradict each other."""
