"""How much activity is where: kernel density surfaces.

    density(s) = sum over i of  w_i k(|s - x_i| / h) / h²

Points are ``Points`` (xy in metres); a surface is (rows, cols) on its ``Grid`` in metres, in weight per m².
Its cells hold the total weight wherever no kernel is cut off by the grid.

References
----------
Bailey, T. C. & Gatrell, A. C. (1995). Interactive Spatial Data Analysis, section 3.4.
Jones, M. C. (1993). Simple boundary correction for kernel density estimation. Stat. Comput. 3: 135-146.
Diggle, P. J. (2010). Nonparametric methods, in Handbook of Spatial Statistics, section 18.5.
"""

from __future__ import annotations

from typing import NamedTuple, Optional

import numpy as np

from ..ground.arrays import Bools, Floats
from ..ground.errors import PlanError
from ..ground.grid import Grid
from ..ground.points import Points
from ..ground.progress import Progress, no_progress
from ..ground.workers import memory
from .direct import direct_sum
from .kernels import QUARTIC, Kernel
from .smoothing import binned, padded, smoothed

AUTOMATIC, EXACT, FAST = range(3)
FAST_WITHIN = 0.0025  # of the peak: the error up to which the automatic choice is fast
_BYTES_PER_CELL = 64  # the mass, the surface and their transforms, all in doubles


class Surface(NamedTuple):
    """``values`` (rows, cols) per m², NaN outside the window."""

    values: Floats
    grid: Grid
    method: int

    @property
    def total(self) -> float:
        """The weight that the cells hold."""
        return float(np.nansum(self.values)) * self.grid.cell**2

    @property
    def peak(self) -> float:
        """The highest density, per m²."""
        return float(np.nanmax(self.values))


class Window(NamedTuple):
    """A study area: ``inside`` (rows, cols) on the surface's grid; with ``edge_correction`` it keeps all mass."""

    inside: Bools
    edge_correction: bool = False


def kernel_density(
    points: Points,
    grid: Grid,
    bandwidth: float,
    kernel: Kernel = QUARTIC,
    method: int = AUTOMATIC,
    window: Optional[Window] = None,
    scheduler: str = "",
    progress: Progress = no_progress,
) -> Surface:
    """Return the density of weighted points on a grid.

    Parameters
    ----------
    points : xy in metres
    grid : in metres
    bandwidth : metres; the standard deviation where the kernel is Gaussian
    kernel : one of ``KERNELS``
    method : ``EXACT`` sums the kernels at every cell's centre; ``FAST`` shares each point among its four
        nearest cell centres and convolves; ``AUTOMATIC`` is fast where that costs at most 0.25 % of the peak,
        and where kernels are so narrow that they could fall between the cells' centres
    window : cells outside become NaN. With edge correction each point's weight goes wholly to the inside
        (Jones-Diggle); points outside then must have been left out
    scheduler : address of a Dask cluster for the exact method

    Raises
    ------
    PlanError
        If the bandwidth is not positive, the grid is larger than memory, or the kernels are too narrow for
        the exact method.
    """
    require_room(grid, bandwidth, kernel)
    method = _method(method, grid, bandwidth, kernel)
    spread = points
    if window and window.edge_correction:
        share = _share_inside(window, grid, bandwidth, kernel)
        spread = Points(points.xy, points.weight / _at_points(share, points, grid))
    if method == EXACT:
        values = direct_sum(spread, grid, bandwidth, kernel, scheduler, progress)
    else:
        wide = padded(grid, kernel.reach * bandwidth)
        values = smoothed(binned(spread, wide), wide, grid, bandwidth, kernel, progress)
    reach = kernel.reach * bandwidth
    whole = _holds(points.xy[points.weight > 0], grid, reach)
    return _surface(values, grid, method, points.total, whole, window)


def mass_density(
    mass: Floats,
    mass_grid: Grid,
    grid: Grid,
    bandwidth: float,
    kernel: Kernel = QUARTIC,
    window: Optional[Window] = None,
    progress: Progress = no_progress,
) -> Surface:
    """Return the density on ``grid`` of weight already counted by the cells of ``mass_grid``.

    The two grids are aligned and have one cell size; with edge correction they are the same. The rest is
    as in ``kernel_density``.
    """
    require_room(mass_grid, bandwidth, kernel)
    spread = mass
    if window and window.edge_correction:
        mass = mass * window.inside
        spread = mass / np.maximum(_share_inside(window, grid, bandwidth, kernel), np.finfo(float).tiny)
    values = smoothed(spread, mass_grid, grid, bandwidth, kernel, progress)
    whole = _holds(_used_centres(mass, mass_grid), grid, kernel.reach * bandwidth)
    return _surface(values, grid, FAST, float(mass.sum()), whole, window)


def require_room(grid: Grid, bandwidth: float, kernel: Kernel) -> None:
    """Refuse a surface that cannot be made.

    Raises
    ------
    PlanError
        If the bandwidth is not positive and finite, or the surface needs over half of the memory.
    """
    if not (bandwidth > 0 and np.isfinite(bandwidth)):
        raise PlanError(f"The bandwidth is {bandwidth:g} m; it must be more than 0.")
    margin = 2 * kernel.reach * bandwidth / grid.cell
    needed = _BYTES_PER_CELL * (grid.rows + margin) * (grid.cols + margin)
    if needed > memory() / 2:
        raise PlanError(
            f"A surface of {grid.cols:,} by {grid.rows:,} cells needs about {needed / 2**30:,.0f} GB of memory; "
            f"this machine has {memory() / 2**30:,.0f} GB. Give larger cells or a smaller extent."
        )


def _method(asked: int, grid: Grid, bandwidth: float, kernel: Kernel) -> int:
    """Return the way to compute: a kernel narrower than a cell may hold no cell's centre, and its weight is lost."""
    narrow = kernel.reach * bandwidth < grid.cell
    if asked == EXACT and narrow:
        raise PlanError(
            f"The bandwidth of {bandwidth:g} m is smaller than a cell of {grid.cell:g} m, so that points between the "
            "cells' middles would be lost. Give smaller cells, a wider bandwidth, or another METHOD."
        )
    if asked == AUTOMATIC:
        return FAST if narrow or kernel.binning_error(bandwidth, grid.cell) <= FAST_WITHIN else EXACT
    return asked


def _surface(values: Floats, grid: Grid, method: int, total: float, whole: bool, window: Optional[Window]) -> Surface:
    """Hold the total: sampling a kernel at cell centres loses or adds up to 4e-5 of it (quartic, ten cells)."""
    held = values[window.inside] if window and window.edge_correction else values
    if held.any() and (whole or (window and window.edge_correction)):
        values *= total / (float(held.sum()) * grid.cell**2)
    if window:
        values[~window.inside] = np.nan
    return Surface(values, grid, method)


def _holds(xy: Floats, grid: Grid, reach: float) -> bool:
    """Whether no kernel of that reach around the places (n, 2) crosses the grid's edge."""
    if not len(xy):
        return False
    slack = 1e-9 * grid.cell
    west, south = xy.min(axis=0) - reach + slack
    east, north = xy.max(axis=0) + reach - slack
    return bool(west >= grid.west and east <= grid.east and south >= grid.south and north <= grid.north)


def _used_centres(mass: Floats, grid: Grid) -> Floats:
    """Return the middles of the outermost rows and columns that hold mass, as places (m, 2)."""
    cols, rows = np.flatnonzero(mass.any(axis=0)), np.flatnonzero(mass.any(axis=1))
    if not len(cols):
        return np.empty((0, 2))
    return np.column_stack([grid.column_centres()[cols[[0, -1]]], grid.row_centres()[rows[[0, -1]]]])


def _share_inside(window: Window, grid: Grid, bandwidth: float, kernel: Kernel) -> Floats:
    """Return the share of a kernel at every cell that falls inside the window, (rows, cols)."""
    return smoothed(window.inside * grid.cell**2, grid, grid, bandwidth, kernel)


def _at_points(values: Floats, points: Points, grid: Grid) -> Floats:
    """Return the values at points, (n,), bilinear between cell centres."""
    from scipy.ndimage import map_coordinates

    column = (points.xy[:, 0] - grid.west) / grid.cell - 0.5
    row = (grid.north - points.xy[:, 1]) / grid.cell - 0.5
    found = map_coordinates(values, [row, column], order=1, mode="nearest")
    return np.asarray(np.maximum(found, np.finfo(np.float64).tiny))
