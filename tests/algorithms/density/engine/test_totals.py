"""What a kernel adds up to over all cells, against a naive sum over the plane."""

import numpy as np
import pytest

from agora.algorithms.density.engine.blocks import LocalPoints
from agora.algorithms.density.engine.totals import has_table, plane_sums, plane_table, sums_from_table

WITHIN = 1e-9  # of a kernel's sum: a thousandth of what a surface's total may be off by


def places(count, bandwidth, seed=5):
    rng = np.random.default_rng(seed)
    row, col = rng.uniform(-3, 200, (2, count))
    row[:4], col[:4] = (7, 7, 7.5, 8.5), (9, 9.5, 9, 11.5)  # middles of cells, edges and corners
    return LocalPoints(row, col, np.ones(count), np.array([bandwidth]), np.arange(count))


def naive(near, power):
    bandwidth = near.bandwidth[0]
    steps = np.arange(-int(bandwidth) - 1, int(bandwidth) + 2)
    down, across = (np.rint(each)[:, None] + steps - each[:, None] for each in (near.row, near.col))
    inside = 1 - (down[:, :, None] ** 2 + across[:, None, :] ** 2) / bandwidth**2
    return (np.maximum(inside, 0) ** power).sum(axis=(1, 2))


@pytest.mark.parametrize("power", [1, 2, 3])
@pytest.mark.parametrize("bandwidth", [1.2, 5, 32.7])
def test_the_closed_form_is_the_sum_over_all_cells(bandwidth, power):
    near = places(300, bandwidth)
    np.testing.assert_allclose(plane_sums(near, power), naive(near, power), rtol=1e-11)


@pytest.mark.parametrize("power", [2, 3], ids=["quartic", "triweight"])
@pytest.mark.parametrize("bandwidth", [38, 38.5, 39.17, 40, 40.4, 41.23, 100])
def test_the_table_of_a_smooth_kernel_says_the_same_at_every_place(bandwidth, power):
    near = places(20_000, bandwidth)
    assert has_table(near, power)
    found, some = sums_from_table(plane_table(near, power), near), near.taken(slice(0, 300))
    np.testing.assert_allclose(found, plane_sums(near, power), rtol=WITHIN)
    np.testing.assert_allclose(found[:300], naive(some, power), rtol=WITHIN)


def test_there_is_no_table_of_kernels_with_a_sharp_rim_or_few_cells_or_points():
    near = places(20_000, 40.0)
    assert not any(has_table(near, power) for power in (0, 1))
    assert not has_table(places(20_000, 37.0), 2)
    assert not has_table(near.taken(slice(0, 10_000)), 2)
