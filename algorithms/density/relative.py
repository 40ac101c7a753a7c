"""Where is one kind of activity more than its usual share of another?

The log ratio of two densities of one bandwidth (Kelsall & Diggle 1995),

    ρ(s) = ln [(λ1(s) / W1 + δ) / (λ0(s) / W0 + δ)],

with λ1, λ0 the kernel densities of numerator and denominator and W1, W0 their totals: 0 where the numerator has its
average share, ln 2 where it has twice that. Surfaces are (rows, cols); places are ``Points`` in metres.

References
----------
Kelsall, J. E. & Diggle, P. J. (1995). Non-parametric estimation of spatial variation in relative risk. Statistics in
Medicine 14: 2335-2342.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..ground.arrays import Floats
from ..ground.errors import PlanError
from ..ground.grid import Grid, grid_over
from ..ground.points import Points
from ..ground.progress import Progress, no_progress, part
from ..ground.rings import Edges
from ..ground.zones import M2_PER_HA
from .coverage import spread
from .kernels import QUARTIC, Kernel
from .surface import AUTOMATIC, FAST, kernel_density

FLOOR = 1.0  # per hectare
_LEAST = 0.01  # of the floor: what stands for nothing, so that an empty numerator has a logarithm


class Relative(NamedTuple):
    """``values`` (rows, cols) natural logarithms, NaN where the denominator is below the floor; share W1 / W0."""

    values: Floats
    grid: Grid
    share: float


def relative_density(
    numerator: Points,
    denominator: Points,
    bandwidth: float,
    cell: float,
    kernel: Kernel = QUARTIC,
    floor: float = FLOOR,
    progress: Progress = no_progress,
) -> Relative:
    """Return the log ratio of two densities, over all places of both and a bandwidth around them.

    Parameters
    ----------
    numerator, denominator : places with two weights
    bandwidth, cell : metres
    floor : denominator per hectare; where there is less, the ratio rests on next to nothing and the cell is NaN.
        δ is a hundredth of it, as a share of W0, which moves a ratio of 1/10 or more by at most 10 %

    Raises
    ------
    PlanError
        If a weight is 0 everywhere, the floor is not positive, or no cell reaches it.
    """
    xy = np.concatenate([numerator.xy, denominator.xy])
    grid = grid_over((*xy.min(axis=0), *xy.max(axis=0)), cell, kernel.reach * bandwidth)
    return _ratio(numerator, denominator, grid, bandwidth, kernel, AUTOMATIC, floor, progress)


def relative_density_of_zones(
    edges: Edges,
    numerator: Floats,
    denominator: Floats,
    bandwidth: float,
    cell: float,
    kernel: Kernel = QUARTIC,
    floor: float = FLOOR,
    progress: Progress = no_progress,
) -> Relative:
    """Return the log ratio of two weights (n,) of zones, each spread evenly over its zone and counted by cells.

    The rest is as in ``relative_density``.
    """
    x, y = edges.lines[:, [0, 2]], edges.lines[:, [1, 3]]
    grid = grid_over((x.min(), y.min(), x.max(), y.max()), cell, kernel.reach * bandwidth)
    top, bottom = (_in_cells(edges, each, grid) for each in (numerator, denominator))
    progress(0.1)
    return _ratio(top, bottom, grid, bandwidth, kernel, FAST, floor, part(progress, 0.1, 1.0))


def log_ratio(numerator: Floats, denominator: Floats, totals: tuple[float, float], floor: float) -> Floats:
    """Return ρ of two surfaces (rows, cols), NaN where the denominator is below ``floor``; all per m²."""
    least = _LEAST * floor / totals[1]
    ratio = (numerator / totals[0] + least) / (denominator / totals[1] + least)
    return np.where(denominator >= floor, np.log(ratio), np.nan)


def _ratio(
    top: Points,
    bottom: Points,
    grid: Grid,
    bandwidth: float,
    kernel: Kernel,
    method: int,
    floor: float,
    progress: Progress,
) -> Relative:
    _require(top.total > 0, "NUMERATOR is 0 everywhere, so it has no share. Choose a field with positive numbers.")
    _require(
        bottom.total > 0, "DENOMINATOR is 0 everywhere: nothing to hold the numerator against. Choose another field."
    )
    _require(floor > 0, f"FLOOR is {floor:g}; it must be more than 0.")
    surfaces = [
        kernel_density(each, grid, bandwidth, kernel, method, progress=part(progress, start, start + 0.5))
        for each, start in ((top, 0.0), (bottom, 0.5))
    ]
    peak = surfaces[1].peak * M2_PER_HA
    _require(
        peak >= floor,
        f"The density of DENOMINATOR is at most {peak:.3g} per hectare, below the FLOOR of {floor:g}. "
        "Give a lower FLOOR, or a smaller BANDWIDTH.",
    )
    values = log_ratio(surfaces[0].values, surfaces[1].values, (top.total, bottom.total), floor / M2_PER_HA)
    return Relative(values, grid, top.total / bottom.total)


def _in_cells(edges: Edges, weight: Floats, grid: Grid) -> Points:
    """Return the weight of zones by cells, as points at the cells' middles."""
    per_area = np.divide(weight, edges.area, out=np.zeros(len(weight)), where=edges.area > 0)
    mass = spread(edges.lines, per_area[edges.owner], grid)
    row, column = np.nonzero(mass)
    return Points(np.column_stack([grid.column_centres()[column], grid.row_centres()[row]]), mass[row, column])


def _require(fine: bool, otherwise: str) -> None:
    if not fine:
        raise PlanError(otherwise)
