"""A surface whose bandwidth follows the density: narrow where much is, wide where little is.

    h_i = h0 (f(x_i) / g)^(-1/2), within h0 / 2 and 2 h0

with f a pilot density at the points and g its geometric mean there. A point of weight w counts as w points
of weight 1, in the pilot and in the mean, so that points may be split and merged.

References
----------
Abramson, I. S. (1982). On bandwidth variation in kernel estimates: a square root law. Ann. Stat. 10: 1217-1223.
Davies, T. M., Marshall, J. C. & Hazelton, M. L. (2018). Tutorial on kernel estimation of continuous spatial
relative risk. Stat. Med. 37: 1191-1221, section 2.2.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..ground.arrays import Floats, Ints
from ..ground.grid import grid_over
from ..ground.points import Points
from ..ground.progress import Progress, no_progress, part
from ..ground.rings import Edges
from ..ground.sizes import at_least, cells_of, require
from .engine.blocks import Buckets, LocalPoints
from .engine.convolution import at_points
from .engine.exact import ExactSurface
from .engine.point_surface import bounds_of
from .engine.polygons import cell_points
from .engine.smoothing import Smoothing
from .engine.tiles import results
from .surface import Answer, Request, grid_around, points_on_grid

NARROWEST, WIDEST = 0.5, 2.0  # bandwidths
_PILOT_CELLS = 20  # in a bandwidth (Gaussian: 10): reading between them is off by 0.5 % at most, a bandwidth by half
_BESIDE = 1e-6  # of a cell
_PILOT_BYTES = 1e-3  # of a cell: of its blocks alone, as each is read and let go
_COUNTING = 230.0  # bytes of a cell of a zone, measured: as a point with a bandwidth, sorted and taken


def adaptive_surface(points: Points, request: Request, pilot: float, progress: Progress = no_progress) -> Answer:
    """Return the density of points, each with a bandwidth of its own around the request's.

    Parameters
    ----------
    pilot : bandwidth of the pilot density, metres

    Raises
    ------
    PlanError
        As for ``surface.surface_of_points``; a bandwidth must not be less than two cells.

    Examples
    --------
    Nine jobs in one place and one far off: 400 (9 / 9^0.9)^(-1/2) m, and at most twice the bandwidth.

    >>> points = Points(np.array([[0.0, 0.0], [5000.0, 0.0]]), np.array([9.0, 1.0]))
    >>> answer = adaptive_surface(points, Request(bandwidth=400.0, cell=40.0), pilot=400.0)
    >>> print(answer.how)
    Bandwidths from 358 to 800 m. Exact: the kernel sum at every cell's middle.
    """
    widest = request._replace(bandwidth=WIDEST * request.bandwidth)  # what the grid has to hold
    grid = grid_around(points.xy, widest)
    density = pilot_density(points, request._replace(bandwidth=pilot), part(progress, 0.0, 0.5))
    widths = abramson_bandwidths(density, points.weight, request.bandwidth)
    answer = points_on_grid(points, grid, widest, part(progress, 0.5, 1.0), widths)
    low, high = widths.min(), widths.max()
    return answer._replace(how=f"Bandwidths from {low:,.0f} to {high:,.0f} m. {answer.how}")


def abramson_bandwidths(density: Floats, weight: Floats, bandwidth: float) -> Floats:
    """Return h0 (f / g)^(-1/2), within h0 / 2 and 2 h0, (n,), in metres.

    Parameters
    ----------
    density : (n,) the pilot f at the points, per m²
    weight : (n,) g = exp(sum w ln f / sum w)
    bandwidth : h0, metres

    Examples
    --------
    Four times as dense as the geometric mean: half the bandwidth.

    >>> abramson_bandwidths(np.array([1.0, 4.0, 16.0]), np.ones(3), bandwidth=100.0).round(6).tolist()
    [200.0, 100.0, 50.0]
    """
    counts = (weight > 0) & (density > 0)
    if not counts.any():
        return np.full(len(weight), bandwidth)
    logs = np.log(density, out=np.zeros(len(density)), where=counts)
    ratio = np.exp(-(logs - np.average(logs, weights=weight * counts)) / 2)
    return np.asarray(bandwidth * np.where(counts, np.clip(ratio, NARROWEST, WIDEST), 1.0))


def pilot_density(points: Points, request: Request, progress: Progress = no_progress) -> Floats:
    """Return the density at the points themselves, (n,) per m²: computed on fine cells and read between them.

    Of the request count the bandwidth, the kernel and the scheduler; the cells are as fine as the reading needs.

    Examples
    --------
    Twice as many jobs in one place are twice the pilot, near 3/pi h² for each; the two places are out of reach.

    >>> points = Points(np.array([[0.0, 0.0], [5000.0, 0.0]]), np.array([10.0, 20.0]))
    >>> pilot = pilot_density(points, Request(bandwidth=400.0, cell=40.0))
    >>> (pilot / (3 / np.pi / 400**2)).round(1).tolist()
    [10.0, 20.0]
    """
    west, south, east, north = bounds_of(points.xy)
    cells = _PILOT_CELLS / request.kernel.reach**0.5
    cell = request.bandwidth / cells
    # a point on the far edge would lie in no cell
    grid = grid_over((west, south - _BESIDE * cell, east + _BESIDE * cell, north), cell)
    size = cells_of(grid, "A pilot surface", in_memory=_PILOT_BYTES)
    require(size._replace(remedy=lambda times: _wider(request.bandwidth, times)))
    buckets = Buckets(points, grid, np.full(1, cells), part(progress, 0.0, 0.2))
    surface = ExactSurface(buckets, Smoothing(grid, request.bandwidth, request.kernel))
    density = np.zeros(len(points))
    # one more cell on every side, to read between them
    calls = (
        (_read, (buckets.within(block).moved(1.0, 1.0), *surface.call(block.wider(1)))) for block in surface.blocks
    )
    for number, there in results(calls, len(surface.blocks), request.scheduler, part(progress, 0.2, 1.0)):
        density[number] = there
    return density


def points_of_zones(edges: Edges, weight: Floats, cell: float, progress: Progress = no_progress) -> Points:
    """Return zones whose weight lies evenly over their area as points, one in the middle of each cell.

    Zones without any weight are their extent's two corners, so that their surface has its place.

    Raises
    ------
    PlanError
        If the cells do not fit the memory.

    Examples
    --------
    >>> corners = np.array([[0.0, 0.0], [100.0, 0.0], [100.0, 50.0], [0.0, 50.0]])
    >>> zone = Edges(np.hstack([corners, np.roll(corners, -1, axis=0)]), np.zeros(4, int), np.array([5000.0]))
    >>> points = points_of_zones(zone, np.array([8.0]), cell=50.0)
    >>> points.xy.tolist(), points.weight.tolist()
    ([[25.0, 25.0], [75.0, 25.0]], [4.0, 4.0])
    """
    west, south, east, north = bounds = bounds_of(edges.lines.reshape(-1, 2))
    if not weight.any():
        return Points(np.array([[west, south], [east, north]]), np.zeros(2))
    grid = grid_over(bounds, cell)
    require(cells_of(grid, "A grid of zones", in_memory=_COUNTING))
    return cell_points(edges, weight, grid, progress)


def _wider(bandwidth: float, times: float) -> str:
    return f"Give a pilot bandwidth of {at_least(bandwidth * times**0.5)} m or more, or a smaller area."


def _read(points: LocalPoints, make: Any, arguments: tuple[Any, ...]) -> tuple[Ints, Floats]:
    if not len(points):
        return points.number, np.zeros(0)
    return points.number, at_points(make(*arguments), points, plain=True)
