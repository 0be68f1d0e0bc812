"""``python -m bench.datums``: shifted points and batches in a datum nobody declared, as tables."""

import argparse
from collections.abc import Iterator

import numpy as np

from bench.datum_figures import DATUMS, batch_figures, batch_kinds, noisy, point_figures
from bench.datum_worlds import World, worlds


def point_rows(world: World, errors_m: tuple[float, ...]) -> Iterator[str]:
    """Rows of single points, with and without known dwellings."""
    for known in (True, False):
        ground = world.ground(dwellings=known)
        for error_m in errors_m:
            true = noisy(world, world.homes, error_m, np.random.default_rng(0))
            for datum in DATUMS:
                one = point_figures(ground, true, datum)
                shares = (one.right, one.right_in_file)
                right = " | ".join("" if np.isnan(share) else f"{share:.2%}" for share in shares)
                yield (
                    f"| {world.name} | {'yes' if known else 'no'} | {error_m:.0f} | {datum} "
                    f"| {one.points:,} | {one.nowhere:,} | {right} | {one.other_grid:.1%} "
                    f"| {one.flagged:.2%} |"
                )


def batch_rows(world: World, sizes: tuple[int, ...], batches: int) -> Iterator[str]:
    """Rows of batches: flagged, and flagged with the right datum."""
    ground = world.ground()
    for name, draw in batch_kinds(world, np.random.default_rng(1)).items():
        for size in sizes:
            found = [batch_figures(ground, lambda: draw(size), d, batches) for d in DATUMS]  # noqa: B023
            cells = [f"{found[0].flagged:.1%}", *(f"{one.right:.1%}" for one in found[1:])]
            yield f"| {world.name} | {name} | {size} | {' | '.join(cells)} |"


def print_head(*names: str) -> None:
    """Print the head of a table."""
    print(f"| {' | '.join(names)} |")
    print("|---" * len(names) + "|")


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batches", type=int, default=200, help="batches of each kind and size")
    options = parser.parse_args()
    made = list(worlds())
    print_head("Where", "dwellings known", "error, m", "datum", "points", "in no grid",
               "right of these", "right in one file", "in another grid", "flagged")  # fmt: skip
    for world in made:
        for row in point_rows(world, (0.0, 10.0, 30.0, 50.0)):
            print(row)
    print()
    print_head("Where", "batches", "points", "true, flagged", "GCJ-02, right", "BD-09, right")
    for world in made:
        for row in batch_rows(world, (50, 100, 500), options.batches):
            print(row, flush=True)


if __name__ == "__main__":
    main()
