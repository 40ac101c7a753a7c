"""How much activity is where: kernel density surfaces.

    density(s) = sum over i of  w_i k(|s - x_i| / h) / h²

Points are ``Points`` (xy in metres); a surface is (rows, cols) on its ``Grid`` in metres, in weight per m².
Its cells hold the total weight wherever no kernel is cut off by the grid. A surface of any size is computed
tile by tile, as it is asked for.

References
----------
Bailey, T. C. & Gatrell, A. C. (1995). Interactive Spatial Data Analysis, section 3.4.
Jones, M. C. (1993). Simple boundary correction for kernel density estimation. Stat. Comput. 3: 135-146.
Diggle, P. J. (2010). Nonparametric methods, in Handbook of Spatial Statistics, section 18.5.
"""

from __future__ import annotations

from typing import Optional

import numpy as np

from ..ground.arrays import Floats
from ..ground.errors import PlanError
from ..ground.grid import Grid
from ..ground.points import Points
from ..ground.progress import Progress, no_progress, part
from . import exact, fast
from .blocks import Buckets
from .kernels import QUARTIC, Kernel
from .tiles import Surface, TiledSurface, require_memory
from .window import StudyArea, Window

AUTOMATIC, EXACT, FAST = range(3)
FAST_WITHIN = 0.0005  # of the peak: the error that the fast method may have
_AT_ONE_POINT = 0.0004  # the same at a single point: where several meet, errors meet too
_SOON = 5e7  # terms or row ends that take a second or so

__all__ = ["AUTOMATIC", "EXACT", "FAST", "Surface", "Window", "kernel_density", "tiled_density"]


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
    """Return the density of weighted points on a grid, in memory; see ``tiled_density``.

    Raises
    ------
    PlanError
        If the bandwidth is not positive, the grid is larger than memory, or the kernels are too narrow for
        the exact method.
    """
    require_memory(grid)
    tiled = tiled_density(points, grid, bandwidth, kernel, method, window, scheduler, part(progress, 0.0, 0.3))
    return tiled.collected(part(progress, 0.3, 1.0))


def tiled_density(
    points: Points,
    grid: Grid,
    bandwidth: float | Floats,
    kernel: Kernel = QUARTIC,
    method: int = AUTOMATIC,
    window: Optional[StudyArea] = None,
    scheduler: str = "",
    progress: Progress = no_progress,
) -> TiledSurface:
    """Return the density of weighted points on a grid of any size.

    Parameters
    ----------
    points : xy in metres
    grid : in metres
    bandwidth : metres; the standard deviation where the kernel is Gaussian. (n,) for one of each point
    kernel : one of ``KERNELS``
    method : ``EXACT`` sums the kernels at every cell's centre; ``FAST`` counts by cells and convolves where that
        costs at most 0.05 % of the peak, and is exact else; ``AUTOMATIC`` is exact where that takes seconds.
        Kernels so narrow that they could fall between the cells' centres are always counted by cells
    window : cells outside become NaN. With edge correction each point's weight goes wholly to the inside
        (Jones-Diggle); points outside then must have been left out
    scheduler : address of a Dask cluster

    Raises
    ------
    PlanError
        If a bandwidth is not positive, or the kernels are too narrow for the exact method.
    """
    widths = np.atleast_1d(np.asarray(bandwidth, dtype=np.float64))
    if not ((widths > 0) & np.isfinite(widths)).all():
        raise PlanError(f"The bandwidth is {widths.min():g} m; it must be more than 0.")
    chosen = chosen_method(method, grid, widths, kernel, len(points))
    buckets = Buckets(points, grid, widths / grid.cell, part(progress, 0.0, 0.3))
    plan = exact.Plan if chosen == EXACT else fast.Plan
    work = plan(buckets, grid, widths, kernel, window, scheduler)
    if window is not None and window.edge_correction:
        work.keep_inside(part(progress, 0.3, 1.0))
    elif holds(
        points.xy if points.weight.all() else points.xy[points.weight > 0], grid, kernel.reach * float(widths.max())
    ):
        work.hold_total(part(progress, 0.3, 1.0))
    return TiledSurface(grid, chosen, work, scheduler)


def chosen_method(asked: int, grid: Grid, widths: Floats, kernel: Kernel, count: int) -> int:
    """Return the way to compute: a kernel narrower than a cell may hold no cell's centre, and its weight is lost.

    Raises
    ------
    PlanError
        If the exact method is asked for with kernels narrower than a cell.
    """
    least, most = float(widths.min()), float(widths.max())
    if kernel.reach * least < grid.cell:
        if asked == EXACT or len(widths) > 1:
            raise PlanError(
                f"The bandwidth of {least:g} m is smaller than a cell of {grid.cell:g} m, so that points between the "
                "cells' middles would be lost. Give smaller cells, a wider bandwidth, or another METHOD."
            )
        return FAST
    if asked == EXACT or len(widths) > 1 or kernel.binning_error(least, grid.cell) > _AT_ONE_POINT:
        return EXACT
    across = 2 * kernel.reach * most / grid.cell + 1
    steps = count * (across if kernel.power is not None else across**2)
    return EXACT if asked == AUTOMATIC and steps <= _SOON else FAST


def holds(xy: Floats, grid: Grid, reach: float) -> bool:
    """Whether no kernel of that reach around the places (n, 2) crosses the grid's edge."""
    if not len(xy):
        return False
    away = reach - 1e-9 * grid.cell
    west, south, east, north = (
        xy[:, 0].min() - away,
        xy[:, 1].min() - away,
        xy[:, 0].max() + away,
        xy[:, 1].max() + away,
    )
    return bool(west >= grid.west and east <= grid.east and south >= grid.south and north <= grid.north)
