"""The kernel sum, term by term: what every faster way is held against.

Costs n (2r + 1)² for n points and a reach of r cells. Surfaces are (rows, cols), in weight per m².
"""

from __future__ import annotations

from functools import partial

import numpy as np

from ..ground.arrays import Floats
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
    near = (_within(points, band, kernel.reach * bandwidth) for band in bands)
    values = np.empty(grid.shape)
    row = 0
    with workers(scheduler) as pool:
        for made in pool.map(partial(_band_sum, bandwidth=bandwidth, kernel=kernel), near, bands):
            values[row : row + len(made)] = made
            row += len(made)
            progress(row / grid.rows)
    return values


def _bands(grid: Grid) -> list[Grid]:
    height = max(_BAND_CELLS // grid.cols, 1)
    return [
        Grid(grid.west, grid.north - top * grid.cell, grid.cell, min(height, grid.rows - top), grid.cols)
        for top in range(0, grid.rows, height)
    ]


def _within(points: Points, band: Grid, reach: float) -> Points:
    """Return the points whose kernel touches the band."""
    x, y = points.xy.T
    near = (y > band.south - reach) & (y < band.north + reach)
    near &= (x > band.west - reach) & (x < band.east + reach) & (points.weight > 0)
    return Points(points.xy[near], points.weight[near])


def _band_sum(points: Points, band: Grid, bandwidth: float, kernel: Kernel) -> Floats:
    reach = int(np.ceil(kernel.reach * bandwidth / band.cell))
    at_once = max(_TERMS_AT_ONCE // (2 * reach + 1) ** 2, 1)
    flat = np.zeros(band.rows * band.cols)
    for start in range(0, len(points), at_once):
        some = Points(points.xy[start : start + at_once], points.weight[start : start + at_once])
        place, terms = _terms(some, band, bandwidth, kernel, reach)
        flat += np.bincount(place, terms, len(flat))
    return flat.reshape(band.shape)


def _terms(points: Points, band: Grid, bandwidth: float, kernel: Kernel, reach: int) -> tuple[Floats, Floats]:
    """Return the flat cell and the value of every term of the sum whose cell lies in the band."""
    dx, column = _steps((points.xy[:, 0] - band.west) / band.cell - 0.5, reach)
    dy, row = _steps((band.north - points.xy[:, 1]) / band.cell - 0.5, reach)
    squared = (dy[:, :, None] ** 2 + dx[:, None, :] ** 2) * (band.cell / bandwidth) ** 2
    terms = kernel(squared) * (points.weight / bandwidth**2)[:, None, None]
    place = row[:, :, None] * band.cols + column[:, None, :]
    inside = ((row >= 0) & (row < band.rows))[:, :, None] & ((column >= 0) & (column < band.cols))[:, None, :]
    return place[inside], terms[inside]


def _steps(position: Floats, reach: int) -> tuple[Floats, Floats]:
    """Return how far, in cells, the cell centres within reach lie along one axis, and their positions."""
    cell = np.rint(position).astype(np.intp)[:, None] + np.arange(-reach, reach + 1)
    return cell - position[:, None], cell
