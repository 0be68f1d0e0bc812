"""Where an issue lies: the most trusted evidence decides, and the doubt is said."""

from dispatch.placing.address import Address, address_of
from dispatch.placing.facts import Found, GridHit, Group, HouseholdHit, Near, Slice, Spot, phone_key
from dispatch.placing.place import place
from dispatch.placing.placed import Placed

__all__ = [
    "Address",
    "Found",
    "GridHit",
    "Group",
    "HouseholdHit",
    "Near",
    "Placed",
    "Slice",
    "Spot",
    "address_of",
    "phone_key",
    "place",
]
