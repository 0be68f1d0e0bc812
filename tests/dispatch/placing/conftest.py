"""A village with two grids beside each other, and one household in each."""

import pytest

from dispatch.placing import Found, GridHit, HouseholdHit, Near, Slice

VILLAGE, ELSEWHERE, TOWNSHIP = "150699100201", "150699101201", "150699100000"
COUNTY = "150699000000"


class World:
    """Names of the made-up places, and a report with a point."""

    village, elsewhere, township = VILLAGE, ELSEWHERE, TOWNSHIP
    county = COUNTY
    one = GridHit(f"{VILLAGE}001", 7, VILLAGE)
    two = GridHit(f"{VILLAGE}002", 8, VILLAGE)
    home = HouseholdHit(5, "H1", 110.3, 39.8, VILLAGE, one, None)
    unfound = HouseholdHit(6, "H2", None, None, VILLAGE, two, None)
    circle = (Slice(one, 0.612345, 0.0), Slice(two, 0.387655, 11.6))
    near = Near(two, 120.4)

    @staticmethod
    def pointed(**more):
        """A point in the first grid, known to 10 m."""
        values = {
            "lon": 110.31,
            "lat": 39.81,
            "accuracy_m": 10.0,
            "grids": (World.one,),
            "region_code": VILLAGE,
            "in_county": True,
        }
        return Found(**{**values, **more})


@pytest.fixture(scope="session")
def world():
    return World
