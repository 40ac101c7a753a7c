"""The kernel sum, term by term: what every faster way is held against.

Costs n (2r + 1)² for n points and a reach of r cells. Surfaces are (rows, cols), in weight per m².
"""

from __future__ import annotations

from functools import partial

import numpy as np

from ..ground.arrays import Floats, Ints
from ..ground.grid import Grid
from ..ground.points import Points
from ..ground.progress import Progress, no_progress
from ..ground.workers import workers
from .kernels import Kernel

_BAND_CELLS = 1_000_000  # cells in a task's band of rows
_TERMS_AT_ONCE = 1_000_000


def direct_sum(
    points: Points,
    grid: Grid,
    bandwidth: float,
    kernel: Kernel,
    scheduler: str = "",
    progress: Progress = no_progress,
) -> Floats:
    """Return the sum of the kernels at every cell's centre, (rows, cols), in weight per m².

    The grid is cut into bands of rows, each an independent task that takes the points in the order given,
    so the result has the same bits whoever computes it.
    """
    bands = _bands(grid)
    near = [_within(points, grid, band, kernel.reach * bandwidth) for band in bands]
    values = np.empty(grid.shape)
    with workers(scheduler) as pool:
        task = partial(_band_sum, grid=grid, bandwidth=bandwidth, kernel=kernel)
        # the loop alone holds the results, so that leaving it early drops work while the pool is still there;
        # they stand before the bands, so that the last one is seen to be the last
        for part, band in zip(pool.map(task, near, bands), bands):
            values[band.start : band.stop] = part
            progress(band.stop / grid.rows)
    return values


def _bands(grid: Grid) -> list[range]:
    """Return the rows of each band."""
    height = max(_BAND_CELLS // grid.cols, 1)
    return [range(top, min(top + height, grid.rows)) for top in range(0, grid.rows, height)]


def _within(points: Points, grid: Grid, band: range, reach: float) -> Points:
    """Return the points whose kernel touches the band."""
    x, y = points.xy.T
    low, high = grid.north - band.stop * grid.cell - reach, grid.north - band.start * grid.cell + reach
    near = (y > low) & (y < high) & (x > grid.west - reach) & (x < grid.east + reach) & (points.weight > 0)
    return Points(points.xy[near], points.weight[near])


def _band_sum(points: Points, band: range, grid: Grid, bandwidth: float, kernel: Kernel) -> Floats:
    reach = int(np.ceil(kernel.reach * bandwidth / grid.cell))
    at_once = max(_TERMS_AT_ONCE // (2 * reach + 1) ** 2, 1)
    flat = np.zeros(len(band) * grid.cols)
    cells = np.arange(len(flat))
    for start in range(0, len(points), at_once):
        some = Points(points.xy[start : start + at_once], points.weight[start : start + at_once])
        place, terms = _terms(some, band, grid, bandwidth, kernel, reach)
        # what is there comes first: terms are added one by one in their order, however they are parcelled out
        flat = np.bincount(np.append(cells, place), np.append(flat, terms), len(flat)).astype(np.float64, copy=False)
    return flat.reshape(len(band), grid.cols)


def _terms(
    points: Points, band: range, grid: Grid, bandwidth: float, kernel: Kernel, reach: int
) -> tuple[Ints, Floats]:
    """Return the cell in the band and the value of every term of the sum; places are reckoned in the whole grid."""
    dx, column = _steps((points.xy[:, 0] - grid.west) / grid.cell - 0.5, reach)
    dy, row = _steps((grid.north - points.xy[:, 1]) / grid.cell - 0.5, reach)
    squared = (dy[:, :, None] ** 2 + dx[:, None, :] ** 2) * (grid.cell / bandwidth) ** 2
    terms = kernel(squared) * (points.weight / bandwidth**2)[:, None, None]
    place = (row[:, :, None] - band.start) * grid.cols + column[:, None, :]
    inside = ((row >= band.start) & (row < band.stop))[:, :, None]
    inside = inside & ((column >= 0) & (column < grid.cols))[:, None, :]
    return place[inside], terms[inside]


def _steps(position: Floats, reach: int) -> tuple[Floats, Ints]:
    """Return how far, in cells, the cell centres within reach lie along one axis, and their positions."""
    cell = np.rint(position).astype(np.intp)[:, None] + np.arange(-reach, reach + 1)
    return cell - position[:, None], cell
