"""What looks wrong with a file's places, on the page of imports."""

import numpy as np

from geo.datum import convert_points

IMPORTS = "/admin/imports"


def tried(county, places):
    lines = [f"W{n},{lon:.7f},{lat:.7f}" for n, (lon, lat) in enumerate(places)]
    content = "\n".join(["number,lon,lat", *lines]).encode()
    known = {"kind": "households", "datum": "wgs84"}
    return county.send(IMPORTS, IMPORTS, files={"file": ("homes.csv", content)}, **known)


def test_a_file_in_another_datum_is_said_before_anything_is_kept(county, ask):
    homes = np.array(ask("SELECT ST_X(place), ST_Y(place) FROM household WHERE place IS NOT NULL"))
    moved = np.column_stack(convert_points(*homes.repeat(2, axis=0).T, "wgs84", "bd09"))

    assert "looks like BD-09" in tried(county, moved).said("imp-l")


def test_a_file_whose_places_are_right_has_no_such_list(county, ask):
    homes = ask("SELECT ST_X(place), ST_Y(place) FROM household WHERE place IS NOT NULL")

    assert tried(county, homes).xpath("//ul[@class='imp-l']") == []


def test_a_household_at_zero_is_refused_with_its_line(county):
    page = tried(county, [(110.305, 39.805), (0, 0)])

    assert "line 3" in page.said("imp-l")
    assert "the coordinates are zero" in page.said("imp-l")
