import shapely

from geo.kept import kept_share

LEFT, RIGHT = shapely.box(0, 0, 100, 100), shapely.box(100, 0, 200, 100)


def test_those_in_their_old_grid_count_and_those_who_had_none_do_not(outlines, households):
    previous = outlines(LEFT, RIGHT, serial=[1, 2])
    homes = households([(50, 50), (50, 60), (150, 50), (150, 60), (900, 0)], serial=[1, 2, 2, 2, 2])

    assert kept_share(previous, homes, homes[["serial"]]) == 0.75


def test_a_serial_is_known_within_its_village_only(outlines, households):
    previous = outlines(LEFT, village=["a"], serial=[1])
    homes = households([(50, 50), (50, 60)], village=["a", "b"], serial=[1, 1])

    assert kept_share(previous, homes, homes[["village", "serial"]], ["village"]) == 0.5


def test_without_anybody_in_an_old_grid_there_is_no_share(outlines, households):
    homes = households([(900, 900)], serial=[1])

    assert kept_share(outlines(LEFT, serial=[1]), homes, homes[["serial"]]) is None
