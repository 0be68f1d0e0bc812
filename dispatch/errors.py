"""What the rules can refuse.

DispatchError
├── NotPermitted
├── OutsideCoverage
└── PersonalDetail
"""


class DispatchError(Exception):
    """A rule of dispatch says no."""


class NotPermitted(DispatchError):
    """The role may not do this."""


class OutsideCoverage(DispatchError):
    """The place lies outside the area this database covers."""


class PersonalDetail(DispatchError):
    """A person's data was about to enter the record of who did what."""
