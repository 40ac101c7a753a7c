"""The surface against a naive kernel sum, and what any density surface must keep."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agora.algorithms.density.engine.point_surface import chosen_method, kernel_density, tiled_density
from agora.algorithms.density.engine.polygons import StudyCells
from agora.algorithms.density.engine.smoothing import EXACT, FAST, Smoothing
from agora.algorithms.density.kernels import GAUSSIAN, KERNELS, QUARTIC, TRIANGULAR, TRIWEIGHT, UNIFORM
from agora.algorithms.ground.errors import PlanError
from agora.algorithms.ground.grid import Grid, grid_over
from agora.algorithms.ground.points import Points
from agora.algorithms.ground.sizes import heard_by

NAMES = [kernel.name for kernel in KERNELS]

# Powers of up to 9 bandwidths, 9^4 (triweight: 5^6), times some thousand additions of doubles of 1e-16 each.
ROUNDING = 1e-9

# Textbook forms in plain distance, written apart from the code (Silverman 1986; Wand & Jones 1995).
TEXTBOOK = {
    "quartic": lambda d, h: 3 / (np.pi * h**2) * (1 - (d / h) ** 2) ** 2 * (d < h),
    "triangular": lambda d, h: 3 * (1 - d / h) / (np.pi * h**2) * (d < h),
    "uniform": lambda d, h: 1 / (np.pi * h**2) * (d < h),
    "triweight": lambda d, h: 4 / (np.pi * h**2) * (1 - (d / h) ** 2) ** 3 * (d < h),
    "Epanechnikov": lambda d, h: 2 / (np.pi * h**2) * (1 - (d / h) ** 2) * (d < h),
    "Gaussian": lambda d, h: np.exp(-(d**2) / (2 * h**2)) / (2 * np.pi * h**2 * (1 - np.exp(-8))) * (d < 4 * h),
}


def naive(points, grid, bandwidth, name):
    x, y = np.meshgrid(grid.column_centres(), grid.row_centres())
    total = np.zeros(grid.shape)
    for (px, py), weight in zip(points.xy, points.weight):
        total += weight * TEXTBOOK[name](np.hypot(x - px, y - py), bandwidth)
    return total


def scattered(n, seed, size=2000.0):
    rng = np.random.default_rng(seed)
    return Points(rng.uniform(0, size, (n, 2)), rng.uniform(0, 50, n))


@pytest.mark.parametrize("kernel", KERNELS, ids=NAMES)
def test_every_kernel_integrates_to_one(kernel):
    u = (np.arange(200_000) + 0.5) / 200_000 * kernel.reach
    area = np.sum(kernel(u**2) * 2 * np.pi * u) * kernel.reach / 200_000
    assert area == pytest.approx(1, abs=1e-6)  # midpoint rule, step 5e-6


@pytest.mark.parametrize("kernel", KERNELS, ids=NAMES)
def test_exact_is_the_naive_sum_where_kernels_are_cut_off(kernel):
    points = scattered(60, 1)
    grid = Grid(200, 1900, 50, 30, 25)
    ours = kernel_density(points, Smoothing(grid, 310, kernel, EXACT)).values
    expected = naive(points, grid, 310, kernel.name)
    assert np.abs(ours - expected).max() <= ROUNDING * expected.max()


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    n=st.integers(1, 40),
    cells=st.floats(1, 15),
    kernel=st.sampled_from(KERNELS),
)
def test_exact_is_the_naive_sum_on_any_input(seed, n, cells, kernel):
    points = scattered(n, seed, 600)
    grid = grid_over((100, 50, 500, 620), 40)
    expected = naive(points, grid, cells * 40, kernel.name)
    ours = kernel_density(points, Smoothing(grid, cells * 40, kernel, EXACT)).values
    if (np.abs(ours.sum() - expected.sum()) > 1e-9 * expected.sum()).any():  # whole: scaled to the total
        expected *= points.total / (expected.sum() * 40**2)
    assert np.abs(ours - expected).max() <= 1e-9 * max(expected.max(), 1e-300)


@pytest.mark.parametrize("cells", [5, 10, 20, 40])
@pytest.mark.parametrize("kernel", KERNELS, ids=NAMES)
def test_fast_stays_within_its_stated_error_at_a_single_point(kernel, cells):
    rng = np.random.default_rng(cells)
    for offset in rng.uniform(0, 1, (5, 2)):
        point = Points((1000 + offset * 400 / cells)[None, :], np.array([1.0]))
        grid = Grid(200, 1800, 400 / cells, 4 * cells, 4 * cells)
        expected = naive(point, grid, 400, kernel.name)
        error = np.abs(kernel_density(point, Smoothing(grid, 400, kernel, FAST)).values - expected).max()
        peak = TEXTBOOK[kernel.name](0.0, 400)
        # 5 cells: scaling the sampled kernel to its total adds up to 2 %, less at more cells
        assert error <= (kernel.binning_error(400, 400 / cells) + 0.5 / cells**2) * peak


@pytest.mark.parametrize("method", [EXACT, FAST], ids=["exact", "fast"])
@pytest.mark.parametrize("kernel", KERNELS, ids=NAMES)
def test_the_cells_hold_the_total_where_no_kernel_is_cut_off(kernel, method):
    points = scattered(50, 5)
    grid = grid_over((0, 0, 2000, 2000), 40, kernel.reach * 300)
    assert kernel_density(points, Smoothing(grid, 300, kernel, method)).total == pytest.approx(points.total, rel=1e-9)


def test_scaling_to_the_total_moves_a_smooth_surface_by_less_than_a_ten_thousandth():
    points = scattered(50, 6)
    grid = grid_over((0, 0, 2000, 2000), 40, 400)
    expected = naive(points, grid, 400, "quartic")
    ours = kernel_density(points, Smoothing(grid, 400, QUARTIC, EXACT)).values
    assert np.abs(ours - expected).max() <= 1e-5 * expected.max()


@pytest.mark.parametrize("method", [EXACT, FAST], ids=["exact", "fast"])
def test_cells_outside_every_kernel_are_exactly_zero(method):
    points = Points(np.array([[1000.0, 1000.0], [1100.0, 900.0]]), np.array([1e6, 1e-3]))
    grid = grid_over((0, 0, 3000, 3000), 20)
    values = kernel_density(points, Smoothing(grid, 250, QUARTIC, method)).values
    x, y = np.meshgrid(grid.column_centres(), grid.row_centres())
    away = np.min([np.hypot(x - px, y - py) for px, py in points.xy], axis=0) > 250 + 2 * 20
    assert (values[away] == 0).all()
    assert (values >= 0).all()


def test_surfaces_add_up():
    one, two = scattered(20, 7), scattered(30, 8)
    both = Points(np.vstack([one.xy, two.xy]), np.append(one.weight, two.weight))
    grid = Grid(300, 1500, 30, 30, 40)
    parts = [kernel_density(each, Smoothing(grid, 300, TRIANGULAR, EXACT)).values for each in (one, two)]
    np.testing.assert_allclose(
        kernel_density(both, Smoothing(grid, 300, TRIANGULAR, EXACT)).values, sum(parts), rtol=1e-12
    )


def test_moving_points_by_whole_cells_moves_the_surface():
    points, grid = scattered(20, 9), Grid(0, 2000, 40, 50, 50)
    moved = Points(points.xy + np.array([80, -120]), points.weight)
    values = kernel_density(points, Smoothing(grid, 200, QUARTIC, EXACT)).values
    shifted = kernel_density(moved, Smoothing(Grid(80, 1880, 40, 50, 50), 200, QUARTIC, EXACT)).values
    np.testing.assert_allclose(shifted, values, rtol=1e-9, atol=1e-15)


def test_a_quarter_turn_turns_the_surface():
    points, grid = scattered(20, 10), Grid(0, 2000, 40, 50, 50)
    turned = Points(np.column_stack([2000 - points.xy[:, 1], points.xy[:, 0]]), points.weight)
    values = kernel_density(points, Smoothing(grid, 200, QUARTIC, EXACT)).values
    ours = kernel_density(turned, Smoothing(grid, 200, QUARTIC, EXACT)).values
    np.testing.assert_allclose(ours, np.rot90(values), rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize("method", [EXACT, FAST], ids=["exact", "fast"])
@pytest.mark.parametrize("kernel", [QUARTIC, UNIFORM, GAUSSIAN], ids=["quartic", "uniform", "Gaussian"])
def test_edge_correction_keeps_the_mass_in_the_study_area(kernel, method):
    points = scattered(80, 11)
    grid = grid_over((0, 0, 2000, 2000), 25)
    x, y = np.meshgrid(grid.column_centres(), grid.row_centres())
    inside = (x - 1000) ** 2 + (y - 1000) ** 2 < 900**2
    kept = np.hypot(*(points.xy - 1000).T) < 880
    held = Points(points.xy[kept], points.weight[kept])
    surface = kernel_density(held, Smoothing(grid, 200, kernel, method, StudyCells(inside, edge_correction=True)))
    assert surface.total == pytest.approx(held.total, rel=1e-9)
    assert np.isnan(surface.values[~inside]).all()


def test_edge_correction_changes_nothing_far_from_the_edge():
    points = Points(np.array([[1000.0, 1000.0]]), np.array([5.0]))
    grid = grid_over((0, 0, 2000, 2000), 25)
    plain = kernel_density(points, Smoothing(grid, 200, QUARTIC, EXACT)).values
    window = StudyCells(np.ones(grid.shape, bool), edge_correction=True)
    corrected = kernel_density(points, Smoothing(grid, 200, QUARTIC, EXACT, window)).values
    np.testing.assert_allclose(corrected, plain, rtol=1e-9, atol=1e-18)


def test_a_surface_larger_than_memory_is_refused_with_the_estimate():
    with pytest.raises(PlanError, match=r"100,000 by 100,000 cells: about 75 GB of memory"):
        kernel_density(scattered(3, 1), Smoothing(Grid(0, 0, 1, 100_000, 100_000), 400, QUARTIC))


@pytest.mark.parametrize("bandwidth", [0, -5, np.nan, np.inf])
def test_a_bandwidth_that_is_no_length_is_refused(bandwidth):
    with pytest.raises(PlanError, match="bandwidth"):
        kernel_density(scattered(3, 1), Smoothing(Grid(0, 0, 10, 10, 10), bandwidth, QUARTIC))


OF_50_M = Grid(0, 2000, 50, 40, 40)


@pytest.mark.parametrize("widths", [[20.0, 300.0], [300.0, 20.0], [20.0, 300.0, 400.0]], ids=str)
def test_one_of_several_kernels_narrower_than_a_cell_is_refused(widths):
    # the rule of chosen_method: it may hold no cell's centre, and points of several widths are not counted by cells
    with pytest.raises(PlanError, match="bandwidth of 20 m is smaller than a cell of 50 m"):
        chosen_method(Smoothing(OF_50_M, np.array(widths), QUARTIC), 2)


@pytest.mark.parametrize(
    ("kernel", "count", "expected"),
    [(TRIWEIGHT, 100_000, EXACT), (TRIWEIGHT, 10**7, FAST), (GAUSSIAN, 1_000, EXACT), (GAUSSIAN, 100_000, FAST)],
    ids=["row by row", "too many rows", "cell by cell", "too many cells"],
)
def test_automatic_is_exact_where_that_takes_seconds(kernel, count, expected):
    # fifty million steps are a second or so; of 20 cells, a triweight has 41 rows a point: 4 and 410 million; and a
    # Gaussian, which reaches four times as far, 161 by 161 cells: 26 and 2,600 million
    assert chosen_method(Smoothing(OF_50_M, 1000, kernel), count) == expected


def test_few_points_or_many_fast_and_exact_are_what_is_asked_for():
    for asked in (EXACT, FAST):
        assert {chosen_method(Smoothing(OF_50_M, 2000, TRIWEIGHT, asked), count) for count in (1, 10**9)} == {asked}


@pytest.mark.parametrize(("kernel", "said"), [(QUARTIC, 0), (GAUSSIAN, 1)])
def test_sums_that_take_long_are_spoken_of(kernel, said):
    # 500 kernels: of a quartic some 81 rows each, of a Gaussian all of some 300² cells
    heard = []
    with heard_by(heard.append):
        tiled_density(scattered(500, 1), Smoothing(grid_over((0, 0, 2000, 2000), 10), 400, kernel, EXACT))
    assert len(heard) == said
    assert all(line.startswith("500 kernels of up to 3") for line in heard)
