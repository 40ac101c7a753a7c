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
from ..ground.grid import Grid
from ..ground.points import Points
from ..ground.progress import Progress, no_progress, part
from ..ground.rings import Edges
from ..ground.zones import M2_PER_HA
from .engine.polygons import cell_points
from .engine.smoothing import FAST
from .engine.tiles import Surface
from .surface import Request, grid_around, points_on_grid

FLOOR = 1.0  # per hectare
_HELD = 150.0  # bytes of a cell, measured: zones as points, two surfaces, and what their ratio takes
_LEAST = 0.01  # of the floor: what stands for nothing, so that an empty numerator has a logarithm


class Relative(NamedTuple):
    """``values`` (rows, cols) natural logarithms, NaN where the denominator is below the floor; share W1 / W0."""

    values: Floats
    grid: Grid
    share: float


def relative_density(
    numerator: Points, denominator: Points, request: Request, floor: float = FLOOR, progress: Progress = no_progress
) -> Relative:
    """Return the log ratio of two densities, over all places of both and a bandwidth around them.

    Parameters
    ----------
    numerator, denominator : places with two weights
    request : how both are smoothed, onto which cells
    floor : denominator per hectare; where there is less, the ratio rests on next to nothing and the cell is NaN.
        δ is a hundredth of it, as a share of W0, which moves a ratio of 1/10 or more by at most 10 %

    Raises
    ------
    PlanError
        If a weight is 0 everywhere, the floor is not positive, or no cell reaches it.

    Examples
    --------
    All of 30 jobs of one kind lie in the first of two places, with half of 60 jobs: twice their average share there.

    >>> xy = np.array([[0.0, 0.0], [1000.0, 0.0]])
    >>> finance, jobs = Points(xy, np.array([30.0, 0.0])), Points(xy, np.array([30.0, 30.0]))
    >>> found = relative_density(finance, jobs, Request(bandwidth=200.0, cell=20.0), floor=0.1)
    >>> found.share, round(float(np.exp(np.nanmax(found.values))), 2)
    (0.5, 2.0)
    """
    grid = grid_around(np.concatenate([numerator.xy, denominator.xy]), request._replace(held=_HELD))
    return _ratio(numerator, denominator, grid, request, floor, progress)


def relative_density_of_zones(
    edges: Edges,
    numerator: Floats,
    denominator: Floats,
    request: Request,
    floor: float = FLOOR,
    progress: Progress = no_progress,
) -> Relative:
    """Return the log ratio of two weights (n,) of zones, each spread evenly over its zone and counted by cells.

    The rest is as in ``relative_density``.

    Examples
    --------
    One zone has the average share of itself, whatever its weights: the logarithm is 0 wherever it is told.

    >>> corners = np.array([[0.0, 0.0], [1000.0, 0.0], [1000.0, 1000.0], [0.0, 1000.0]])
    >>> square = Edges(np.hstack([corners, np.roll(corners, -1, axis=0)]), np.zeros(4, int), np.array([1e6]))
    >>> found = relative_density_of_zones(square, np.array([50.0]), np.array([500.0]), Request(200.0, 50.0))
    >>> found.share, bool(np.nanmax(np.abs(found.values)) < 1e-6)
    (0.1, True)
    """
    grid = grid_around(edges.lines.reshape(-1, 2), request._replace(held=_HELD))
    top = cell_points(edges, numerator, grid, part(progress, 0.0, 0.1))
    bottom = cell_points(edges, denominator, grid, part(progress, 0.1, 0.2))
    return _ratio(top, bottom, grid, request._replace(method=FAST), floor, part(progress, 0.2, 1.0))


def log_ratio(numerator: Floats, denominator: Floats, totals: tuple[float, float], floor: float) -> Floats:
    """Return ρ of two surfaces (rows, cols), NaN where the denominator is below ``floor``; all per m².

    Examples
    --------
    A fifth of all there is of one kind and a tenth of the other is twice the share; below the floor nothing is told.

    >>> ratios = log_ratio(np.array([2.0, 2.0]), np.array([1.0, 0.1]), (10.0, 10.0), floor=0.5)
    >>> np.exp(ratios).round(2).tolist()
    [2.0, nan]
    """
    least = _LEAST * floor / totals[1]
    ratio = (numerator / totals[0] + least) / (denominator / totals[1] + least)
    return np.where(denominator >= floor, np.log(ratio), np.nan)


def _ratio(top: Points, bottom: Points, grid: Grid, request: Request, floor: float, progress: Progress) -> Relative:
    _require(top.total > 0, "NUMERATOR is 0 everywhere, so it has no share. Choose a field with positive numbers.")
    _require(
        bottom.total > 0, "DENOMINATOR is 0 everywhere: nothing to hold the numerator against. Choose another field."
    )
    _require(floor > 0, f"FLOOR is {floor:g}; it must be more than 0.")
    above, whole = _surface(top, grid, request, part(progress, 0.0, 0.5))
    below, held = _surface(bottom, grid, request, part(progress, 0.5, 1.0))
    peak = below.peak * M2_PER_HA
    _require(
        peak >= floor,
        f"The density of DENOMINATOR is at most {peak:.3g} per hectare, below the FLOOR of {floor:g}. "
        "Give a lower FLOOR, or a smaller BANDWIDTH.",
    )
    values = log_ratio(above.values, below.values, (whole, held), floor / M2_PER_HA)
    return Relative(values, grid, whole / held)


def _surface(points: Points, grid: Grid, request: Request, progress: Progress) -> tuple[Surface, float]:
    """Return the surface in memory and the weight it was made from."""
    answer = points_on_grid(points, grid, request, part(progress, 0.0, 0.3))
    return answer.surface.collected(part(progress, 0.3, 1.0)), answer.weight


def _require(fine: bool, otherwise: str) -> None:
    if not fine:
        raise PlanError(otherwise)
