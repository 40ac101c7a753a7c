"""Log ratios of two densities: average shares are 0, and places with next to nothing have no value."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_surface import box, zones

from agora.algorithms.density.kernels import KERNELS, QUARTIC
from agora.algorithms.density.relative import log_ratio, relative_density, relative_density_of_zones
from agora.algorithms.density.surface import Request
from agora.algorithms.ground.errors import PlanError
from agora.algorithms.ground.points import Points

HECTARE = 10_000.0


def pair(seed, count=60):
    made = np.random.default_rng(seed)
    xy = made.uniform(0, 2000, (count, 2))
    return xy, made.uniform(1, 200, count), made.uniform(1, 200, count)


def naive(xy, weight, place, bandwidth):
    squared = ((xy - place) ** 2).sum(axis=1) / bandwidth**2
    return (weight * 3 / (np.pi * bandwidth**2) * np.maximum(1 - squared, 0) ** 2).sum()


def test_cells_hold_the_log_of_the_ratio_of_shares():
    xy, top, bottom = pair(1)
    found = relative_density(Points(xy, top), Points(xy, bottom), Request(500, 50), floor=0.5)
    row, column = 22, 31
    place = found.grid.column_centres()[column], found.grid.row_centres()[row]
    above, below = (naive(xy, each, place, 500) / each.sum() for each in (top, bottom))
    least = 0.01 * 0.5 / HECTARE / bottom.sum()
    # at ten cells in a bandwidth a fast surface is off by (1/10)² of a point's peak at most, here of 60 points
    assert found.values[row, column] == pytest.approx(math.log((above + least) / (below + least)), abs=0.01)
    assert found.share == pytest.approx(top.sum() / bottom.sum())


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6), factor=st.floats(0.001, 1000), kernel=st.sampled_from(KERNELS))
def test_proportional_weights_give_0_everywhere(seed, factor, kernel):
    xy, top, _ = pair(seed, 20)
    found = relative_density(Points(xy, top * factor), Points(xy, top), Request(400, 100, kernel), 0.1)
    held = found.values[~np.isnan(found.values)]
    assert len(held)
    assert abs(held).max() < 1e-5  # rounding, and that of floats where a surface is made of them


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6), factor=st.floats(0.01, 100))
def test_the_size_of_the_numerator_does_not_matter(seed, factor):
    xy, top, bottom = pair(seed, 20)
    one, other = (
        relative_density(Points(xy, each), Points(xy, bottom), Request(400, 100)) for each in (top, top * factor)
    )
    np.testing.assert_allclose(one.values, other.values, atol=1e-5)


def test_there_is_no_value_below_the_floor():
    values = log_ratio(np.array([[1.0, 1.0, 0.0]]), np.array([[0.99, 1.0, 5.0]]), (10.0, 10.0), 1.0)
    assert np.isnan(values).tolist() == [[True, False, False]]
    assert values[0, 1] == pytest.approx(0)
    # nothing against five times the floor: 0.01 over 5.01
    assert values[0, 2] == pytest.approx(math.log(0.01 / 5.01))


def test_a_ratio_of_a_tenth_is_moved_by_less_than_ten_per_cent():
    (value,) = log_ratio(np.array([0.1]), np.array([1.0]), (1.0, 1.0), 1.0)
    assert 0.1 <= math.exp(value) <= 0.11


def test_zones_are_counted_over_their_area():
    shapes = zones(box(0, 0, 1000, 1000), box(1000, 0, 2000, 1000))
    found = relative_density_of_zones(
        shapes, np.array([300.0, 100.0]), np.array([500.0, 500.0]), Request(200, 20, QUARTIC), 0.1
    )
    # in the middle of each zone, away from the other: shares 3/4 and 1/4 against 1/2 and 1/2
    columns, row = found.grid.column_centres(), np.argmin(abs(found.grid.row_centres() - 500))
    west, east = (found.values[row, np.argmin(abs(columns - x))] for x in (500, 1500))
    assert west == pytest.approx(math.log(1.5), abs=0.002)  # 1 % of the floor is 0.02 % of what is there
    assert east == pytest.approx(math.log(0.5), abs=0.002)


@pytest.mark.parametrize(
    ("top", "bottom", "floor", "said"),
    [
        (0.0, 1.0, 1.0, "NUMERATOR is 0"),
        (1.0, 0.0, 1.0, "DENOMINATOR is 0"),
        (1.0, 1.0, 1e9, "below the FLOOR of 1e"),
        (1.0, 1.0, 0.0, "FLOOR is 0"),
    ],
    ids=["nothing above", "nothing below", "a floor out of reach", "no floor"],
)
def test_what_has_no_ratio_is_refused(top, bottom, floor, said):
    xy = np.array([[0.0, 0.0], [100.0, 50.0]])
    with pytest.raises(PlanError, match=said):
        relative_density(Points(xy, np.full(2, top)), Points(xy, np.full(2, bottom)), Request(100, 10), floor=floor)
