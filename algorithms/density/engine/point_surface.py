"""The density of points on a grid that is known: the way it is computed, and the total it is scaled to.

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

import numpy as np

from ...ground.arrays import Floats
from ...ground.errors import PlanError
from ...ground.points import Points
from ...ground.progress import Progress, no_progress, part
from ...ground.sizes import Size, require
from .blocks import Buckets
from .exact import ExactSurface
from .fast import FastSurface
from .smoothing import AUTOMATIC, EXACT, FAST, Smoothing
from .tiles import PointSurface, Surface

Bounds = tuple[float, float, float, float]  # west, south, east, north

FAST_WITHIN = 0.0005  # of the peak: the error that the fast method may have
_AT_ONE_POINT = 0.0004  # the same at a single point: where several meet, errors meet too
_SOON = 5e7  # terms or row ends that take a second or so


def kernel_density(points: Points, smoothing: Smoothing, progress: Progress = no_progress) -> Surface:
    """Return the density of weighted points on a grid, in memory; see ``tiled_density``.

    Raises
    ------
    PlanError
        If a bandwidth is not positive, the grid is larger than memory, or the kernels are too narrow for
        the exact method.
    """
    return tiled_density(points, smoothing, part(progress, 0.0, 0.3)).collected(part(progress, 0.3, 1.0))


def tiled_density(points: Points, smoothing: Smoothing, progress: Progress = no_progress) -> PointSurface:
    """Return the density of weighted points on a grid of any size, not yet computed.

    Raises
    ------
    PlanError
        If a bandwidth is not positive, or the kernels are too narrow for the exact method.
    """
    widths, area = smoothing.widths, smoothing.area
    if not ((widths > 0) & np.isfinite(widths)).all():
        raise PlanError(f"The bandwidth is {widths.min():g} m; it must be more than 0.")
    is_exact = chosen_method(smoothing, len(points)) == EXACT
    if is_exact:
        require(_kernels(smoothing, len(points)))
    way = ExactSurface if is_exact else FastSurface
    buckets = Buckets(points, smoothing.grid, smoothing.cells, part(progress, 0.0, 0.3))
    surface: PointSurface = way(buckets, smoothing)
    if area is not None and area.edge_correction:
        surface.keep_inside(area, part(progress, 0.3, 1.0))
    elif _holds(points, smoothing):
        surface.hold_total(part(progress, 0.3, 1.0))
    return surface


def chosen_method(smoothing: Smoothing, count: int) -> int:
    """Return the way to compute: a kernel narrower than a cell may hold no cell's centre, and its weight is lost.

    Raises
    ------
    PlanError
        If the exact method is asked for with kernels narrower than a cell.
    """
    grid, kernel, asked, widths = smoothing.grid, smoothing.kernel, smoothing.method, smoothing.widths
    least = float(widths.min())
    if kernel.reach * least < grid.cell:
        if asked == EXACT or len(widths) > 1:
            raise PlanError(
                f"The bandwidth of {least:g} m is smaller than a cell of {grid.cell:g} m, so that points between the "
                "cells' middles would be lost. Give smaller cells, a wider bandwidth, or another METHOD."
            )
        return FAST
    if asked == EXACT or len(widths) > 1 or kernel.binning_error(least, grid.cell) > _AT_ONE_POINT:
        return EXACT
    return EXACT if asked == AUTOMATIC and _kernels(smoothing, count).steps <= _SOON else FAST


def _kernels(smoothing: Smoothing, count: int) -> Size:
    """Return how large the sum of all kernels is, in terms or row ends."""
    kernel = smoothing.kernel
    across = 2 * kernel.reach * float(smoothing.widths.max()) / smoothing.grid.cell + 1
    steps = count * (across if kernel.power is not None else across**2)
    return Size(f"{count:,} kernels of up to {across:,.0f} cells across, summed exactly", steps, lambda times: "")


def _holds(points: Points, smoothing: Smoothing) -> bool:
    """Whether there is weight, and no kernel crosses the grid's edge."""
    xy = points.xy if points.weight.all() else points.xy[points.weight > 0]
    if not len(xy):
        return False
    grid = smoothing.grid
    away = smoothing.kernel.reach * float(smoothing.widths.max()) - 1e-9 * grid.cell
    west, south, east, north = bounds_of(xy)
    across = west - away >= grid.west and east + away <= grid.east
    return across and south - away >= grid.south and north + away <= grid.north


def bounds_of(xy: Floats) -> Bounds:
    """Return west, south, east and north of places (n, 2); by columns, forty times as fast as along the first axis."""
    x, y = xy[:, 0], xy[:, 1]
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())
