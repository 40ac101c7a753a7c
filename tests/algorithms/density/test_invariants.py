"""What every density surface keeps, by either method: its total, and how weights add up."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agora.algorithms.density.kernels import KERNELS, QUARTIC, UNIFORM
from agora.algorithms.density.smoothing import binned, padded, smoothed
from agora.algorithms.density.surface import AUTOMATIC, EXACT, FAST, kernel_density, mass_density
from agora.algorithms.ground.errors import PlanError
from agora.algorithms.ground.grid import Grid, grid_over
from agora.algorithms.ground.points import Points

WHOLE = grid_over((0, 0, 1000, 800), 25, 400)  # no kernel of up to 100 m is cut off
CUT = Grid(200, 700, 25, 14, 20)
ROUNDING = 1e-12  # of the peak: some thousand terms of doubles


@st.composite
def cases(draw):
    count, seed = draw(st.integers(1, 60)), draw(st.integers(0, 10**6))
    rng = np.random.default_rng(seed)
    xy = rng.uniform(0, 1, (count, 2)) * np.array([1000, 800])
    if draw(st.booleans()):
        xy = np.round(xy / 25) * 25  # on the corners of cells, many of them twice
    weight = rng.uniform(0, 100, count) * (rng.uniform(0, 1, count) < 0.9)
    kernel = draw(st.sampled_from(KERNELS))
    return Points(xy, weight), draw(st.floats(25, 100)), kernel, draw(st.sampled_from([EXACT, FAST]))


def density(points, case, grid=CUT):
    _, bandwidth, kernel, method = case
    return kernel_density(points, grid, bandwidth, kernel, method).values


def assert_same(found, expected):
    np.testing.assert_allclose(found, expected, rtol=0, atol=ROUNDING * max(expected.max(), 1e-300))


@settings(max_examples=80, deadline=None)
@given(cases())
def test_the_total_is_held(case):
    points, bandwidth, kernel, method = case
    surface = kernel_density(points, WHOLE, bandwidth, kernel, method)
    assert surface.total == pytest.approx(points.total, rel=1e-9)
    assert (surface.values >= 0).all()


@settings(max_examples=60, deadline=None)
@given(cases(), st.floats(1e-6, 1e6))
def test_a_surface_is_linear_in_the_weights(case, factor):
    points = case[0]
    assert_same(density(Points(points.xy, points.weight * factor), case), density(points, case) * factor)


@settings(max_examples=60, deadline=None)
@given(cases(), st.integers(0, 1000))
def test_the_order_of_points_does_not_matter(case, seed):
    points = case[0]
    order = np.random.default_rng(seed).permutation(len(points))
    assert_same(density(Points(points.xy[order], points.weight[order]), case), density(points, case))


@settings(max_examples=60, deadline=None)
@given(cases(), st.floats(0, 1))
def test_points_may_be_split_and_merged(case, share):
    points = case[0]
    split = Points(np.vstack([points.xy, points.xy]), np.append(points.weight * share, points.weight * (1 - share)))
    assert_same(density(split, case), density(points, case))


@settings(max_examples=60, deadline=None)
@given(cases())
def test_points_without_weight_change_nothing(case):
    points = case[0]
    more = Points(np.vstack([points.xy, points.xy[::-1] + 3]), np.append(points.weight, np.zeros(len(points))))
    assert_same(density(more, case), density(points, case))


@settings(max_examples=40, deadline=None)
@given(cases(), cases())
def test_surfaces_add_up(one, two):
    # a point on the grid's edge in each, so that none of the three is scaled to hold its total
    one, two = (
        (Points(np.vstack([each.xy, [[200, 600]]]), np.append(each.weight, 1)), *rest) for each, *rest in (one, two)
    )
    both = Points(np.vstack([one[0].xy, two[0].xy]), np.append(one[0].weight, two[0].weight))
    assert_same(density(both, one), density(one[0], one) + density(two[0], one))


@pytest.mark.parametrize("kernel", KERNELS, ids=[kernel.name for kernel in KERNELS])
def test_a_kernel_narrower_than_a_cell_still_counts_every_point(kernel):
    # one point in the middle of a cell, one on the corner of four: 2.7 % and 97.3 % where kernels are sampled
    points = Points(np.array([[55.0, 55.0], [300.0, 300.0]]), np.array([10.0, 90.0]))
    bandwidth = 0.8 * 10 / kernel.reach
    surface = kernel_density(points, Grid(0, 500, 10, 50, 50), bandwidth, kernel, AUTOMATIC)
    assert surface.method == FAST
    assert surface.values[40:, :10].sum() * 100 == pytest.approx(10, rel=1e-9)
    with pytest.raises(PlanError, match="smaller than a cell of 10 m"):
        kernel_density(points, Grid(0, 500, 10, 50, 50), bandwidth, kernel, EXACT)


@settings(max_examples=60, deadline=None)
@given(rows=st.integers(1, 30), cols=st.integers(1, 30), cell=st.floats(0.5, 100), reach=st.floats(0, 900))
def test_padding_takes_in_every_kernel_that_touches_the_grid(rows, cols, cell, reach):
    grid = Grid(-130 * cell, 77 * cell, cell, rows, cols)
    wide = padded(grid, reach)
    slack = 1e-9 * cell
    # a cell to spare: points up to a reach away have four cell centres around them
    assert wide.west <= grid.west - reach - cell / 2 + slack
    assert wide.north >= grid.north + reach + cell / 2 - slack
    assert wide.east >= grid.east + reach + cell / 2 - slack
    assert wide.south <= grid.south - reach - cell / 2 + slack
    more = (wide.rows - grid.rows) / 2
    assert more == (wide.cols - grid.cols) / 2 == round(more)
    assert wide.west == pytest.approx(grid.west - more * cell, rel=1e-12)


def test_binning_keeps_total_and_mean_place():
    rng = np.random.default_rng(3)
    points = Points(rng.uniform(100, 900, (50, 2)), rng.uniform(0, 10, 50))
    grid = Grid(0, 1000, 40, 25, 25)
    mass = binned(points, grid)
    assert mass.sum() == pytest.approx(points.total, rel=1e-12)
    x, y = np.meshgrid(grid.column_centres(), grid.row_centres())
    for cells, places in ((x, points.xy[:, 0]), (y, points.xy[:, 1])):
        assert (mass * cells).sum() == pytest.approx((points.weight * places).sum(), rel=1e-12)


def test_binning_leaves_out_what_lies_beyond():
    points = Points(np.array([[-500.0, 50], [50, 2000], [50, 50]]), np.array([1.0, 2, 4]))
    assert binned(points, Grid(0, 100, 20, 5, 5)).sum() == 4


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6), bandwidth=st.floats(5, 80), kernel=st.sampled_from(KERNELS))
def test_smoothing_is_the_sum_over_all_pairs_of_cells(seed, bandwidth, kernel):
    rng = np.random.default_rng(seed)
    wide, grid = Grid(0, 100, 10, 10, 12), Grid(20, 60, 10, 5, 14)  # inside, and out on the right
    mass = rng.uniform(0, 5, wide.shape) * (rng.uniform(0, 1, wide.shape) < 0.4)
    reach = int(np.ceil(kernel.reach * bandwidth / 10))
    steps = np.arange(-reach, reach + 1) * 10.0
    whole = kernel((steps[:, None] ** 2 + steps**2) / bandwidth**2).sum()
    expected = np.zeros(grid.shape)
    for row, col in np.argwhere(mass):
        dx = grid.column_centres() - wide.column_centres()[col]
        dy = grid.row_centres() - wide.row_centres()[row]
        expected += mass[row, col] * kernel((dy[:, None] ** 2 + dx**2) / bandwidth**2) / whole / 100
    found = smoothed(mass, wide, grid, bandwidth, kernel)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-13 * max(mass.sum() / 100, 1e-300))


def test_mass_by_cells_is_a_surface_of_points_at_their_middles():
    rng = np.random.default_rng(5)
    grid, mass = Grid(0, 400, 10, 40, 40), np.zeros((40, 40))
    mass[10:30, 15:20] = rng.uniform(0, 9, (20, 5))
    x, y = np.meshgrid(grid.column_centres(), grid.row_centres())
    points = Points(np.column_stack([x[mass > 0], y[mass > 0]]), mass[mass > 0])
    np.testing.assert_allclose(
        mass_density(mass, grid, grid, 60, QUARTIC).values,
        kernel_density(points, grid, 60, QUARTIC, EXACT).values,
        rtol=0,
        atol=1e-12,
    )


def test_a_surface_far_from_the_origin_is_the_same():
    rng = np.random.default_rng(6)
    near = Points(rng.uniform(0, 1000, (40, 2)), rng.uniform(0, 9, 40))
    far = Points(near.xy + np.array([4e5, 5e6]), near.weight)
    for method in (EXACT, FAST):
        here = kernel_density(near, Grid(0, 1000, 20, 50, 50), 100, UNIFORM, method).values
        there = kernel_density(far, Grid(4e5, 5e6 + 1000, 20, 50, 50), 100, UNIFORM, method).values
        changed = np.abs(there - here) > 1e-9 * here.max()
        assert changed.mean() < 0.001  # coordinates lose 1e-9 m: a cell on a kernel's rim may fall off
