"""What maps refuses to draw.

::

    MapError
    ├── CountsDisagree
    ├── ForeignAddress
    ├── MissingAsset
    ├── MissingColumn
    ├── NotSelfContained
    ├── UnsafeMarkup
    └── WrongCrs
"""


class MapError(Exception):
    """A map cannot be drawn or published as asked."""


class MissingColumn(MapError):
    """A frame lacks a column that the map shows."""


class WrongCrs(MapError):
    """A frame is not in WGS 84 longitude and latitude."""


class CountsDisagree(MapError):
    """List, map, hidden and without position do not add up."""


class ForeignAddress(MapError):
    """A page would load something from another origin."""


class UnsafeMarkup(MapError):
    """A page holds markup that could run text as program."""


class MissingAsset(MapError):
    """A vendored script or style file is not where set-up puts it."""


class NotSelfContained(MapError):
    """A page that fetches its data cannot become one file."""
