import sys
import time
from collections import Counter, defaultdict
from math import gcd

import numpy as np
import pytest
import shapely

from geo.errors import GeoError
from tests.geo.boundary import exact_coverage as exact
from tests.geo.boundary.ledger import Ledger
from tests.geo.boundary.made_up_county import KINDS, Editor, made_up_county

WHOLE_EVERY = 50


def edited(edits, seed):
    """Edit a county many times; answers what was accepted, refused for what, and seconds."""
    county = made_up_county()
    houses = np.rint(shapely.get_coordinates(county.houses) * 1e9).astype(int).tolist()
    ledger = Ledger(county.live, [*map(tuple, houses), *on_edges(county.live)])
    area = ledger.area
    editor = Editor(county, seed)
    accepted, refused, seconds = Counter(), defaultdict(Counter), Counter()
    for number in range(edits):
        kind = KINDS[number % len(KINDS)]
        began = time.process_time()
        try:
            village, redrawn = editor.edit(kind)
        except GeoError as error:
            seconds[kind] += time.process_time() - began
            refused[kind][type(error).__name__] += 1
            continue
        seconds[kind] += time.process_time() - began
        accepted[kind] += 1
        named = county.apply(village, redrawn)
        said = ledger.take(named | redrawn.corners, redrawn.retired, set(redrawn.corners))
        assert said == [], f"edit {number}, {kind}"
        assert ledger.area == area, f"edit {number}, {kind}"
        assert ledger.rings.keys() == county.live.keys()
        if number % WHOLE_EVERY == 0:
            assert exact.faults(county.live, ground=area) == [], f"edit {number}, {kind}"
    return accepted, refused, seconds


def on_edges(live):
    """Places on the lattice that lie exactly on an edge between its ends."""
    rings = [ring for shape in live.values() for ring in exact.rings_of(exact.polygons(shape))]
    edges = {tuple(sorted(edge)) for ring in rings for edge in exact.runs(ring)}
    parts = [((a, b), gcd(b[0] - a[0], b[1] - a[1])) for a, b in sorted(edges)]
    return {
        (a[0] + (b[0] - a[0]) // n * (n // 2), a[1] + (b[1] - a[1]) // n * (n // 2))
        for (a, b), n in parts
        if n > 1
    }


def table(accepted, refused, seconds):
    """What was accepted and refused, by kind."""
    lines = []
    for kind in KINDS:
        asked = accepted[kind] + refused[kind].total()
        each = 1000 * seconds[kind] / max(asked, 1)
        why = ", ".join(f"{name} {times}" for name, times in refused[kind].most_common())
        lines.append(f"{kind:8} {accepted[kind]:5} of {asked:5}  {each:5.1f} ms  {why}")
    return "\n".join([*lines, f"accepted {accepted.total()}"])


def test_the_coverage_stays_exact_through_random_edits():
    accepted, refused, seconds = edited(300, seed=1)

    assert accepted.total() >= 180, table(accepted, refused, seconds)
    assert min(accepted[kind] for kind in KINDS) >= 20, table(accepted, refused, seconds)
    assert refused.keys() == set(KINDS)


@pytest.mark.long
def test_the_coverage_stays_exact_through_ten_thousand_edits(capsys):
    accepted, refused, seconds = edited(10_000, seed=2)

    with capsys.disabled():
        sys.stdout.write("\n" + table(accepted, refused, seconds) + "\n")
    assert accepted.total() >= 6_000
    assert min(accepted[kind] for kind in KINDS) >= 800
