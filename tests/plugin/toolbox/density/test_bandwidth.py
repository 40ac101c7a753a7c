"""Bandwidths from points and zones: in metres, in numbers and in a table, and too little to go by."""

import numpy as np
import pytest
from contracts import Contract
from made_layers import FEET, layer, place, reprojected

CONTRACT = Contract(
    takes="INPUT WEIGHT KERNEL",
    returns="OUTPUT NORMAL_REFERENCE SCOTT LIKELIHOOD_CV CRONIE_LIESHOUT",
    defaults={"KERNEL": 0},
)
REFUSES_ALL_ZERO = "Check the layer, its filter and WEIGHT"


SELECTORS = ("NORMAL_REFERENCE", "SCOTT", "LIKELIHOOD_CV", "CRONIE_LIESHOUT")


def scattered(count=40, **columns):
    made = np.random.default_rng(6)
    shapes = [place(*each) for each in made.normal(2000, 600, (count, 2)).round(2).tolist()]
    return layer("Point", shapes, columns or {"jobs": made.integers(1, 90, count).astype(float).tolist()})


def test_numbers_and_table_say_the_same(run_on):
    ran = run_on("bandwidth", scattered())
    assert ran.column("selector")[2:] == ["Likelihood cross-validation", "Cronie and van Lieshout"]
    assert ran.column("radius") == ran.column("quartic") == [ran.results[key] for key in SELECTORS]
    np.testing.assert_allclose(ran.column("quartic"), np.sqrt(8) * np.array(ran.column("sigma")))
    assert all(ran.column("note"))


def test_all_numbers_are_bandwidths_of_the_kernel_chosen(run_on):
    made = scattered()
    quartic, gaussian = (run_on("bandwidth", made, KERNEL=each) for each in (0, 5))
    for key in SELECTORS:
        assert gaussian.results[key] == pytest.approx(quartic.results[key] / np.sqrt(8), rel=1e-9)
    assert gaussian.column("radius") == gaussian.column("sigma")


def test_bandwidths_are_metres_where_the_layer_is_in_feet(run_on):
    made = scattered()
    metres, feet = (run_on("bandwidth", each).results for each in (made, reprojected(made, FEET)))
    for key in SELECTORS:
        # two map projections stretch lengths unlike, by some 0.04 %, and a search stops within 0.2 %
        assert feet[key] == pytest.approx(metres[key], rel=0.005), key


@pytest.mark.parametrize("places", [[place(0, 0)], [place(0, 0)] * 5], ids=["a single point", "all in one place"])
def test_a_single_place_has_no_bandwidth(refused, places):
    message = refused("bandwidth", layer("Point", places, {"jobs": [2.0] * len(places)}))
    assert "at least two are needed" in message


def test_points_on_one_line_have_all_but_the_bandwidth_that_needs_an_area(run_on):
    ran = run_on("bandwidth", layer("Point", [place(70 * each**2, 0) for each in range(9)], {"jobs": [2.0] * 9}))
    *found, none = (ran.results[key] for key in SELECTORS)
    assert all(each > 0 for each in found)
    assert none is None
    assert "the points lie on one line" in ran.warned
    assert [each == each and each is not None for each in ran.column("sigma")[:3]] == [True] * 3
