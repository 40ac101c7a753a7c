"""Both methods against a naive kernel sum, on more than 300 random requests, and far from the origin."""

import numpy as np
import pytest

from agora.algorithms.density.engine import exact
from agora.algorithms.density.engine.point_surface import FAST_WITHIN, kernel_density
from agora.algorithms.density.engine.smoothing import EXACT, FAST, Smoothing
from agora.algorithms.density.kernels import GAUSSIAN, KERNELS, QUARTIC, TRIWEIGHT, UNIFORM
from agora.algorithms.ground.grid import Grid, grid_over
from agora.algorithms.ground.points import Points

EXACT_WITHIN = 1e-6  # of the peak
SEEDS = range(60)  # for each of six kernels: 360 requests
NAMES = [kernel.name for kernel in KERNELS]

# Silverman 1986; Wand & Jones 1995: squared distance in bandwidths to density, for a bandwidth of 1
TEXTBOOK = {
    "quartic": lambda s: 3 / np.pi * (1 - s) ** 2 * (s < 1),
    "triangular": lambda s: 3 / np.pi * (1 - np.sqrt(s)) * (s < 1),
    "uniform": lambda s: 1 / np.pi * (s < 1),
    "triweight": lambda s: 4 / np.pi * (1 - s) ** 3 * (s < 1),
    "Epanechnikov": lambda s: 2 / np.pi * (1 - s) * (s < 1),
    "Gaussian": lambda s: np.exp(-s / 2) / (2 * np.pi * (1 - np.exp(-8))) * (s < 16),
}


def naive(points, grid, bandwidth, name):
    """The sum at every cell's middle, point by point."""
    x, y = grid.column_centres(), grid.row_centres()
    values, reach = np.zeros(grid.shape), 4 * bandwidth if name == "Gaussian" else bandwidth
    for (px, py), weight in zip(points.xy, points.weight):
        rows = np.flatnonzero(np.abs(y - py) <= reach)
        cols = np.flatnonzero(np.abs(x - px) <= reach)
        if len(rows) and len(cols):
            squared = ((y[rows] - py)[:, None] ** 2 + (x[cols] - px) ** 2) / bandwidth**2
            values[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1] += weight * TEXTBOOK[name](squared) / bandwidth**2
    return values


def request(kernel, seed, least):
    """Points of every kind, a bandwidth of at least so many cells, and a grid that holds or cuts the kernels."""
    rng = np.random.default_rng([KERNELS.index(kernel), seed])
    cell = 10 ** rng.uniform(-1, 2)
    bandwidth = cell * least * 10 ** rng.uniform(0, 0.5)
    count = int(rng.choice([1, 2, 10, 60]))
    corner = rng.uniform(-1e5, 1e5, 2).round(1)
    xy = rng.uniform(0, 60 * cell, (count, 2))
    if rng.uniform() < 0.3:
        xy = np.floor(xy / cell) * cell + rng.choice([0.0, 0.5]) * cell  # on corners or middles of cells
    if rng.uniform() < 0.3:
        xy = xy[rng.integers(0, count, count)]  # some twice
    weight = 10 ** rng.uniform(-3, 4, count) if rng.uniform() < 0.5 else np.ones(count)
    whole = rng.uniform() < 0.5
    reach = kernel.reach * bandwidth + cell if whole else 0.0
    low = np.floor(corner / cell) * cell
    grid = grid_over((*low, *(low + 60 * cell)), cell, reach)
    if not whole:
        grid = Grid(grid.west + 5 * cell, grid.north - 3 * cell, cell, 40, 50)
    return Points(xy + low, weight), grid, bandwidth


def is_whole(points, grid, reach):
    (west, south), (east, north) = points.xy.min(axis=0), points.xy.max(axis=0)
    slack = 1e-9 * grid.cell
    return (
        west - reach >= grid.west - slack and east + reach <= grid.east + slack
        and south - reach >= grid.south - slack and north + reach <= grid.north + slack
    )  # fmt: skip


def expected(points, grid, bandwidth, kernel):
    """The naive sum, scaled to the total where no kernel is cut off."""
    values = naive(points, grid, bandwidth, kernel.name)
    whole = is_whole(points, grid, kernel.reach * bandwidth)
    return values * points.total / (values.sum() * grid.cell**2) if whole else values


def peak(points, grid, bandwidth, kernel):
    """The highest value of the surface, on the grid or beyond it."""
    beyond = int(np.ceil(60 + bandwidth / grid.cell))
    wide = Grid(grid.west - beyond * grid.cell, grid.north + beyond * grid.cell, grid.cell,
                grid.rows + 2 * beyond, grid.cols + 2 * beyond)  # fmt: skip
    return naive(points, wide, bandwidth, kernel.name).max()


def on_a_rim(points, grid, bandwidth):
    """Where a kernel that is cut off sharply may count a cell or not, by the last digit of a distance."""
    x, y = np.meshgrid(grid.column_centres(), grid.row_centres())
    away = [np.hypot(x - px, y - py) / bandwidth for px, py in points.xy]
    return np.min([np.abs(each - 1) for each in away], axis=0) < 1e-9


@pytest.mark.parametrize("kernel", KERNELS, ids=NAMES)
@pytest.mark.parametrize("by_rows", [True, False], ids=["rows", "as chosen"])
def test_exact_is_the_naive_sum(kernel, by_rows, monkeypatch):
    if by_rows:  # small grids are summed term by term otherwise
        monkeypatch.setattr(exact, "_CELL", 0.0)
        monkeypatch.setattr(exact, "_END", 0.0)
    for seed in SEEDS:
        points, grid, bandwidth = request(kernel, seed, 1.5)
        found = kernel_density(points, Smoothing(grid, bandwidth, kernel, EXACT)).values
        wanted = expected(points, grid, bandwidth, kernel)
        wrong = np.abs(found - wanted) > EXACT_WITHIN * wanted.max()
        if kernel is UNIFORM:
            wrong &= ~on_a_rim(points, grid, bandwidth)
        assert not wrong.any(), seed


@pytest.mark.parametrize("kernel", KERNELS, ids=NAMES)
def test_fast_is_within_a_twentieth_of_a_per_cent_of_the_peak(kernel):
    counted = 0
    for seed in SEEDS:
        points, grid, bandwidth = request(kernel, seed, 5 if seed % 2 else 8 if kernel is GAUSSIAN else 25)
        surface = kernel_density(points, Smoothing(grid, bandwidth, kernel, FAST))
        counted += surface.method == FAST
        wanted = expected(points, grid, bandwidth, kernel)
        wrong = np.abs(surface.values - wanted) > FAST_WITHIN * peak(points, grid, bandwidth, kernel)
        if kernel is UNIFORM:
            wrong &= ~on_a_rim(points, grid, bandwidth)
        assert not wrong.any(), seed
        if is_whole(points, grid, kernel.reach * bandwidth):
            assert surface.total == pytest.approx(points.total, rel=1e-9)
    smooth = {"quartic": 10, "triweight": 20, "Gaussian": 40}
    assert counted >= smooth.get(kernel.name, 0)


@pytest.mark.parametrize("cells", [5, 8.3, 20, 36, 50])
@pytest.mark.parametrize("kernel", [each for each in KERNELS if each.binning_error(50, 1) < FAST_WITHIN],
                         ids=lambda kernel: kernel.name)  # fmt: skip
def test_the_stated_error_of_a_single_point_is_kept(kernel, cells):
    if (
        kernel_density(Points(np.zeros((1, 2)), np.ones(1)), Smoothing(Grid(0, 9, 1, 9, 9), cells, kernel, FAST)).method
        == EXACT
    ):
        pytest.skip("summed exactly")
    rng = np.random.default_rng(3)
    half = int(kernel.reach * cells) + 3
    grid = Grid(-half, half, 1, 2 * half, 2 * half)
    for x, y in [(0, 0), (0.5, 0.5), (0.5, 0), *rng.uniform(0, 1, (8, 2))]:
        point = Points(np.array([[x, y]]), np.ones(1))
        error = np.abs(
            kernel_density(point, Smoothing(grid, cells, kernel, FAST)).values - naive(point, grid, cells, kernel.name)
        )
        assert error.max() <= kernel.binning_error(cells, 1) * kernel.height / cells**2


@pytest.mark.parametrize("kernel", [QUARTIC, TRIWEIGHT], ids=["quartic", "triweight"])
@pytest.mark.parametrize("along", [0, 1], ids=["rows", "columns"])
def test_exact_stays_exact_over_4000_bandwidths(kernel, along):
    rng = np.random.default_rng(7)
    bandwidth = 5.3
    long = int(4000 * bandwidth)
    rows, cols = (12, long) if along else (long, 12)
    xy = rng.uniform(0, 1, (30_000, 2)) * (cols, rows)
    points = Points(xy + np.array([4e5, 5e6]), 10 ** rng.uniform(-2, 2, len(xy)))
    grid = Grid(4e5, 5e6 + rows, 1, rows, cols)
    wanted = naive(points, grid, bandwidth, kernel.name)
    found = kernel_density(points, Smoothing(grid, bandwidth, kernel, EXACT)).values
    assert np.abs(found - wanted).max() <= EXACT_WITHIN * wanted.max()
    assert (found[wanted == 0] == 0).all()
