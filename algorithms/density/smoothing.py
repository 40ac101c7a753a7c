"""The fast way to a surface: weight counted by cells, then spread by one convolution.

Cells outside every kernel are exactly 0. Grids of one call are aligned and share one cell size.
"""

from __future__ import annotations

import numpy as np

from ..ground.arrays import Floats
from ..ground.grid import Grid
from ..ground.points import Points
from ..ground.progress import Progress, no_progress
from ..ground.workers import cores
from .kernels import Kernel


def padded(grid: Grid, reach: float) -> Grid:
    """Return the grid with as many more cells on every side as a kernel of that reach can cross."""
    more = int(np.ceil(reach / grid.cell)) + 1
    return Grid(
        grid.west - more * grid.cell, grid.north + more * grid.cell, grid.cell,
        grid.rows + 2 * more, grid.cols + 2 * more,
    )  # fmt: skip


def binned(points: Points, grid: Grid) -> Floats:
    """Return the weight by cell, (rows, cols), each point shared bilinearly among four cell centres.

    Sharing keeps the total and the mean place, so the error is of second order in the cell size. Points
    beyond the outermost cell centres are left out.
    """
    column = (points.xy[:, 0] - grid.west) / grid.cell - 0.5
    row = (grid.north - points.xy[:, 1]) / grid.cell - 0.5
    inside = (column >= 0) & (column < grid.cols - 1) & (row >= 0) & (row < grid.rows - 1)
    column, row, weight = column[inside], row[inside], points.weight[inside]
    left, top = np.floor(column), np.floor(row)
    right_share, low_share = column - left, row - top
    place = (top * grid.cols + left).astype(np.intp)
    flat = np.zeros(grid.rows * grid.cols)
    for step, share in (
        (0, (1 - right_share) * (1 - low_share)),
        (1, right_share * (1 - low_share)),
        (grid.cols, (1 - right_share) * low_share),
        (grid.cols + 1, right_share * low_share),
    ):
        flat += np.bincount(place + step, weight * share, len(flat))
    return flat.reshape(grid.shape)


def smoothed(
    mass: Floats,
    mass_grid: Grid,
    grid: Grid,
    bandwidth: float,
    kernel: Kernel,
    progress: Progress = no_progress,
) -> Floats:
    """Return the density on ``grid``, (rows, cols) per m², of mass by the cells of ``mass_grid``.

    The kernel is sampled at cell centres and scaled so that its cells sum to 1, so mass is kept whatever
    the cell size.
    """
    from scipy import fft

    stamp = _stamp(bandwidth / grid.cell, kernel)
    reach = len(stamp) // 2
    top = round((mass_grid.north - grid.north) / grid.cell)
    left = round((grid.west - mass_grid.west) / grid.cell)
    rows = max(mass_grid.rows, top + grid.rows) + 2 * reach + max(-top, 0)
    cols = max(mass_grid.cols, left + grid.cols) + 2 * reach + max(-left, 0)
    size = fft.next_fast_len(rows, True), fft.next_fast_len(cols, True)
    progress(0.05)
    spectrum = fft.rfft2(mass, size, workers=cores())
    progress(0.4)
    spectrum *= fft.rfft2(stamp, size, workers=cores())
    progress(0.7)
    full = fft.irfft2(spectrum, size, workers=cores(), overwrite_x=True)
    progress(0.95)
    rows_wanted = np.arange(top + reach, top + reach + grid.rows) % size[0]
    cols_wanted = np.arange(left + reach, left + reach + grid.cols) % size[1]
    values: Floats = full[np.ix_(rows_wanted, cols_wanted)]
    values[values < _noise(mass, stamp, size)] = 0.0
    values /= grid.cell**2
    return values


def _stamp(cells: float, kernel: Kernel) -> Floats:
    """Return the kernel on cells, (2r + 1, 2r + 1), summing to 1; ``cells`` in a bandwidth."""
    reach = int(np.ceil(kernel.reach * cells))
    away = (np.arange(-reach, reach + 1) / cells) ** 2
    values = kernel(away[:, None] + away)
    return np.asarray(values / values.sum())


def _noise(mass: Floats, stamp: Floats, size: tuple[int, int]) -> float:
    """Return what rounding in the transforms can leave where nothing is."""
    spread = float(np.linalg.norm(mass) * np.linalg.norm(stamp))
    return 4 * float(np.finfo(np.float64).eps) * spread * float(np.log2(size[0] * size[1]))
