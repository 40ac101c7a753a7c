"""The numbers that curves run through, by hand and against naive sums."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agora.algorithms.ground.errors import PlanError
from agora.algorithms.report.curves import distance_bands, lorenz_curve

CLOSE = 1e-9


def test_lorenz_by_hand():
    # Densest first: 60 jobs on 1 ha, 30 on 3, 10 on 6. Half of the jobs are on 50/60 of the first hectare of ten.
    curve = lorenz_curve(np.array([10.0, 60.0, 30.0]), np.array([6.0, 1.0, 3.0]))
    assert curve.half == pytest.approx(100 / 10 * 50 / 60, rel=CLOSE)
    assert curve.most == pytest.approx(40, rel=CLOSE)  # the first two zones hold 90 of 100 jobs on 4 of 10 ha
    assert np.interp([10, 40], curve.land, curve.jobs) == pytest.approx([60, 90], rel=1e-3)


@given(st.lists(st.tuples(st.floats(0, 1e6), st.floats(0.01, 1e4)), min_size=1, max_size=40))
def test_lorenz_rises_and_bends_one_way(zones):
    jobs, hectares = np.array(zones).T
    if jobs.sum() < 1e-3:
        return
    curve = lorenz_curve(jobs, hectares)
    assert (curve.land[0], curve.land[-1]) == (0, 100)
    assert (np.diff(curve.jobs) >= -CLOSE).all()
    assert (curve.jobs >= curve.land - 1e-6).all()  # the densest first: never below the line of equal hectares
    assert len(curve.land) <= 402


def test_equal_hectares_are_a_straight_line():
    curve = lorenz_curve(np.full(7, 3.0), np.full(7, 2.0))
    np.testing.assert_allclose(curve.jobs, curve.land, rtol=CLOSE)


def test_distance_bands_by_hand():
    bands = distance_bands(np.array([1.0, 5.0, 99.0, 4.9]), np.array([10.0, 20.0, 30.0, 40.0]), 5.0, bands=3)
    np.testing.assert_allclose(bands.share, [50, 20, 30], rtol=CLOSE)
    np.testing.assert_array_equal(bands.start, [0, 5, 10])
    # In order 1.0 (10), 4.9 (40), 5.0 (20), 99 (30): half of 100 are reached at 4.9
    assert bands.median == 4.9
    assert bands.mean == pytest.approx((10 + 100 + 2970 + 196) / 100, rel=CLOSE)


@pytest.mark.parametrize(
    "ask",
    [lambda: lorenz_curve(np.zeros(2), np.ones(2)), lambda: distance_bands(np.ones(2), np.zeros(2), 5.0)],
    ids=["no jobs", "no people"],
)
def test_shares_of_nothing_are_refused(ask):
    with pytest.raises(PlanError, match="hold no"):
        ask()
