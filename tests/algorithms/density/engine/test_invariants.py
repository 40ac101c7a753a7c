"""What every density surface keeps, by either method: its total, and how weights add up."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agora.algorithms.density.engine.blocks import LocalPoints
from agora.algorithms.density.engine.convolution import Smoother, binned, reach_in_cells, stamp
from agora.algorithms.density.engine.point_surface import kernel_density
from agora.algorithms.density.engine.smoothing import AUTOMATIC, EXACT, FAST, Smoothing
from agora.algorithms.density.kernels import KERNELS, UNIFORM
from agora.algorithms.ground.errors import PlanError
from agora.algorithms.ground.grid import Grid, grid_over
from agora.algorithms.ground.points import Points

WHOLE = grid_over((0, 0, 1000, 800), 25, 400)  # no kernel of up to 100 m is cut off
CUT = Grid(200, 700, 25, 14, 20)
ROUNDING = 1e-9  # of the peak: powers of up to 9 bandwidths and some thousand terms of doubles


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
    return kernel_density(points, Smoothing(grid, bandwidth, kernel, method)).values


def off_the_rim(case):
    """A bandwidth at which no cell's middle lies exactly on the rim of a uniform kernel."""
    return case[0], case[1] + np.pi / 1000, *case[2:]


def assert_same(found, expected):
    np.testing.assert_allclose(found, expected, rtol=0, atol=ROUNDING * max(expected.max(), 1e-300))


@settings(max_examples=80, deadline=None)
@given(cases())
def test_the_total_is_held(case):
    points, bandwidth, kernel, method = case
    surface = kernel_density(points, Smoothing(WHOLE, bandwidth, kernel, method))
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
@given(cases(), st.integers(-9, 9), st.integers(-9, 9))
def test_moving_points_by_whole_cells_moves_the_surface(case, right, down):
    points = Points(np.round(case[0].xy * 8) / 8, case[0].weight)  # eighths, so that no digit is lost on the way
    moved = Points(points.xy + np.array([right, -down]) * 25, points.weight)
    grid = Grid(CUT.west + right * 25, CUT.north - down * 25, 25, *CUT.shape)
    case = off_the_rim(case)
    assert_same(density(moved, case, grid), density(points, case))


@settings(max_examples=60, deadline=None)
@given(cases(), st.integers(1, 3))
def test_turning_points_by_quarters_turns_the_surface(case, quarters):
    points, square = Points(np.round(case[0].xy * 8) / 8, case[0].weight), Grid(200, 700, 25, 16, 16)
    middle = np.array([400.0, 500.0])
    away = (points.xy - middle) @ np.linalg.matrix_power(np.array([[0.0, 1.0], [-1.0, 0.0]]), quarters)
    case = off_the_rim(case)
    turned = density(Points(away + middle, points.weight), case, square)
    assert_same(turned, np.rot90(density(points, case, square), quarters))


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
    surface = kernel_density(points, Smoothing(Grid(0, 500, 10, 50, 50), bandwidth, kernel, AUTOMATIC))
    assert surface.method == FAST
    assert surface.values[40:, :10].sum() * 100 == pytest.approx(10, rel=1e-9)
    with pytest.raises(PlanError, match="smaller than a cell of 10 m"):
        kernel_density(points, Smoothing(Grid(0, 500, 10, 50, 50), bandwidth, kernel, EXACT))


def near(points, grid):
    row = (grid.north - points.xy[:, 1]) / grid.cell - 0.5
    col = (points.xy[:, 0] - grid.west) / grid.cell - 0.5
    return LocalPoints(row, col, points.weight, np.ones(1), np.arange(len(points)))


@pytest.mark.parametrize("plain", [True, False], ids=["four cells", "nine cells"])
def test_binning_keeps_total_and_mean_place(plain):
    rng = np.random.default_rng(3)
    points = Points(rng.uniform(100, 900, (50, 2)), rng.uniform(0, 10, 50))
    grid = Grid(0, 1000, 40, 25, 25)
    mass = binned(near(points, grid), grid.shape, plain)
    assert (mass >= 0).all()
    assert mass.sum() == pytest.approx(points.total, rel=1e-12)
    x, y = np.meshgrid(grid.column_centres(), grid.row_centres())
    for cells, places in ((x, points.xy[:, 0]), (y, points.xy[:, 1])):
        assert (mass * cells).sum() == pytest.approx((points.weight * places).sum(), rel=1e-12)


@settings(max_examples=50, deadline=None)
@given(st.floats(5, 6), st.floats(5, 6))
def test_nine_cells_spread_a_point_by_a_quarter_of_a_cell_wherever_it_lies(row, col):
    mass = binned(LocalPoints(np.array([row]), np.array([col]), np.ones(1), np.ones(1), np.zeros(1, int)), (12, 12))
    down, across = np.mgrid[:12, :12]
    # the variance of the quadratic B-spline: three boxes of 1/12 each (Hockney & Eastwood 1988, section 5-3)
    assert (mass * (down - row) ** 2).sum() == pytest.approx(0.25, abs=1e-12)
    assert (mass * (across - col) ** 2).sum() == pytest.approx(0.25, abs=1e-12)


def test_binning_leaves_out_what_lies_beyond():
    places = np.array([-1.4, 5.4, 2.0])  # two beyond the last middles, of which some shares fall outside
    for plain in (True, False):
        mass = binned(LocalPoints(places, places, np.array([1.0, 2, 4]), np.ones(1), np.arange(3)), (5, 5), plain)
        assert 4 <= mass.sum() < 4.2


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6), cells=st.floats(1, 8), kernel=st.sampled_from(KERNELS), plain=st.booleans())
def test_smoothing_is_the_sum_over_all_pairs_of_cells(seed, cells, kernel, plain):
    rng = np.random.default_rng(seed)
    reach = reach_in_cells(cells, kernel)
    inner = (7, 9)
    mass = rng.uniform(0, 5, (7 + 2 * reach, 9 + 2 * reach)) * (rng.uniform(0, 1, (7 + 2 * reach, 9 + 2 * reach)) < 0.1)
    weights = stamp(cells, kernel, plain)
    assert (weights >= 0).all()
    assert weights.sum() == pytest.approx(1, rel=1e-12)
    expected = np.zeros(inner)
    for row, col in np.ndindex(inner):
        around = mass[row : row + 2 * reach + 1, col : col + 2 * reach + 1]
        expected[row, col] = (around * weights[::-1, ::-1]).sum()
    found = Smoother(cells, kernel, plain, mass.shape).spread(mass)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-13 * max(mass.sum(), 1e-300))


def test_a_surface_far_from_the_origin_is_the_same():
    rng = np.random.default_rng(6)
    near = Points(rng.uniform(0, 1000, (40, 2)), rng.uniform(0, 9, 40))
    far = Points(near.xy + np.array([4e5, 5e6]), near.weight)
    for method in (EXACT, FAST):
        here = kernel_density(near, Smoothing(Grid(0, 1000, 20, 50, 50), 100, UNIFORM, method)).values
        there = kernel_density(far, Smoothing(Grid(4e5, 5e6 + 1000, 20, 50, 50), 100, UNIFORM, method)).values
        changed = np.abs(there - here) > 1e-9 * here.max()
        assert changed.mean() < 0.001  # coordinates lose 1e-9 m: a cell on a kernel's rim may fall off
