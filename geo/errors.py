"""What geometry, coordinates and partitioning refuse.

::

    GeoError
    ├── ContradictingPins
    ├── EditRefused
    │   ├── BrokenApart
    │   ├── GapLeft
    │   ├── GroundTaken
    │   ├── LineMisses
    │   ├── NoSuchGrid
    │   ├── NotBeside
    │   ├── SamePlace
    │   ├── TooFine
    │   ├── TooSmall
    │   └── TouchesItself
    ├── InvalidCoordinate
    │   └── SwappedCoordinate
    ├── InvalidCell
    ├── InvalidGazetteer
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


class EditRefused(GeoError):
    """An edit of boundaries cannot be carried out as it was drawn."""


class BrokenApart(EditRefused):
    """A grid would come in more pieces than before."""


class GapLeft(EditRefused):
    """Ground of the village would belong to no grid."""


class GroundTaken(EditRefused):
    """Two grids would share ground, or take that of another village."""


class LineMisses(EditRefused):
    """A drawn line or polygon does not divide what it is to divide."""


class NoSuchGrid(EditRefused):
    """A grid that the edit names is not there."""


class NotBeside(EditRefused):
    """Grids that are to share an edge do not."""


class SamePlace(EditRefused):
    """Houses at one place cannot be moved apart."""


class TooFine(EditRefused):
    """Edges lie closer to each other here than the lattice can tell apart."""


class TooSmall(EditRefused):
    """A grid would have hardly any ground."""


class TouchesItself(EditRefused):
    """The edge of a grid would touch itself."""


class InvalidCoordinate(GeoError):
    """The numbers are no place on the globe."""


class SwappedCoordinate(InvalidCoordinate):
    """Latitude was sent where longitude belongs."""


class InvalidCell(GeoError):
    """The text is no H3 cell, or the resolution does not exist."""


class InvalidGazetteer(GeoError):
    """The divisions make no tree."""


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
