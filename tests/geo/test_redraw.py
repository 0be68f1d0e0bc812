import numpy as np
import shapely

from geo.partition import build_grids, redraw_grids

METRES = np.random.default_rng(2).uniform(0, 900, (75, 2))


def test_two_swapped_households_stay_where_a_person_put_them(households):
    homes = households(METRES, village_code=["150622001001"] * 75)
    serial = build_grids(homes, by=["village_code"]).members["serial"].copy()
    far, near = METRES.sum(axis=1).argmax(), METRES.sum(axis=1).argmin()
    serial.iloc[[far, near]] = serial.iloc[[near, far]].to_numpy()

    drawn = redraw_grids(homes, serial, by=["village_code"])

    assert drawn.members["serial"].equals(serial)
    own = drawn.grids.set_index("serial").geometry.loc[serial].to_numpy()
    assert shapely.contains_properly(own, homes.geometry.to_numpy()).all()
    assert shapely.coverage_is_valid(drawn.grids.geometry.to_numpy())
    assert {fault.code for fault in drawn.faults} == {"pieces"}
    assert drawn.grids["code"].str.startswith("150622001001").all()


def test_a_cut_drawn_again_has_one_piece_a_grid_and_the_same_sizes(households):
    homes = households(METRES)
    first = build_grids(homes)

    drawn = redraw_grids(homes, first.members["serial"])

    assert drawn.grids["households"].tolist() == first.grids["households"].tolist()
    assert (drawn.grids.geom_type == "Polygon").all()
    assert drawn.faults == ()


def test_a_grid_made_too_small_by_hand_is_an_exception(households):
    homes = households(METRES)
    serial = build_grids(homes).members["serial"].copy()
    emptied = serial == 1
    serial[emptied & (emptied.cumsum() > 5)] = 2

    grids = redraw_grids(homes, serial).grids.set_index("serial")

    assert grids["households"][1] == 5
    assert grids["exception"][1] == grids["exception"][2] == "pinned"


def test_no_households_no_grids(households):
    homes = households(np.zeros((0, 2)))

    assert len(redraw_grids(homes, homes.index.to_series()).grids) == 0
