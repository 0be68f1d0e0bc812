import numpy as np

from geo.numbering import number_in_bands


def test_bands_run_north_to_south_and_west_to_east_within_a_band():
    lon, lat = np.meshgrid([111.0, 111.01, 111.02], [40.02, 40.01, 40.0])
    places = np.column_stack([lon.ravel(), lat.ravel()])

    assert number_in_bands(places).tolist() == [1, 2, 3, 4, 5, 6, 7, 8, 9]


def test_slightly_uneven_rows_still_make_one_band():
    places = np.array([[111.02, 40.0201], [111.0, 40.02], [111.01, 40.0], [111.03, 40.0003]])

    assert number_in_bands(places).tolist() == [2, 1, 3, 4]


def test_a_street_from_west_to_east_is_numbered_along_it():
    places = np.array([[111.02, 40.0], [111.0, 40.0], [111.01, 40.0]])

    assert number_in_bands(places).tolist() == [3, 1, 2]


def test_a_street_from_north_to_south_is_numbered_along_it():
    places = np.array([[111.0, 40.0], [111.0, 40.02], [111.0, 40.01]])

    assert number_in_bands(places).tolist() == [3, 1, 2]


def test_no_grids_no_numbers():
    assert number_in_bands(np.zeros((0, 2))).tolist() == []
