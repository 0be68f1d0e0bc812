import numpy as np
import shapely

from geo.strays import Homes, give_strays


def homes(points, grid):
    return Homes(shapely.points(points), np.array(grid), np.zeros(len(grid)))


def row_of_boxes(*owners):
    """Unit squares side by side, united by owner."""
    squares = [shapely.box(i, 0, i + 1, 1) for i in range(len(owners))]
    return np.array(
        [
            shapely.union_all([s for s, o in zip(squares, owners, strict=True) if o == owner])
            for owner in sorted(set(owners))
        ]
    )


ONE = np.zeros(3, dtype=int)


def test_a_piece_without_households_goes_to_the_grid_beside_it():
    shapes = row_of_boxes(0, 1, 0)

    given = give_strays(shapes, ONE[:2], ONE[:2], homes([(0.5, 0.5), (1.5, 0.5)], [0, 1]))

    assert given[0].equals(shapely.box(0, 0, 1, 1))
    assert given[1].equals(shapely.box(1, 0, 3, 1))


def test_a_piece_with_households_stays():
    shapes = row_of_boxes(0, 1, 0)
    people = homes([(0.5, 0.5), (1.5, 0.5), (2.5, 0.5)], [0, 1, 0])

    given = give_strays(shapes, ONE[:2], ONE[:2], people)

    assert given[0].equals(shapes[0])


def test_a_piece_prefers_its_own_group_to_a_longer_edge():
    stray, long_side, short_side = shapely.box(0, 0, 4, 1), (0, 1, 4, 2), (4, 0, 5, 1)
    home = shapely.box(20, 0, 21, 1)
    shapes = np.array([stray | home, shapely.box(*long_side), shapely.box(*short_side)])
    people = homes([(20.5, 0.5), (2, 1.5), (4.5, 0.5)], [0, 1, 2])

    given = give_strays(shapes, np.array([0, 1, 0]), ONE, people)

    assert given[2].contains(stray)


def test_a_piece_never_leaves_its_village():
    shapes = row_of_boxes(0, 1, 0)
    village = np.array([0, 1])

    given = give_strays(shapes, village, village, homes([(0.5, 0.5), (1.5, 0.5)], [0, 1]))

    assert given[0].equals(shapes[0])


def test_an_island_without_households_stays_with_its_grid():
    shapes = np.array([shapely.box(0, 0, 1, 1) | shapely.box(5, 5, 6, 6)])

    given = give_strays(shapes, ONE[:1], ONE[:1], homes([(0.5, 0.5)], [0]))

    assert given[0].equals(shapes[0])
