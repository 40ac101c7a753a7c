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
from . import exact
from .blocks import Buckets, Near
from .coverage import spread
from .kernels import Kernel
from .polygons import Parts
from .request import Answer, Request, surface_of_points
from .smoothing import at_points
from .tiles import require_memory, results

NARROWEST, WIDEST = 0.5, 2.0  # bandwidths
_PILOT_CELLS = 20  # in a bandwidth (Gaussian: 10): reading between them is off by 0.5 % at most, a bandwidth by half


def adaptive_surface(points: Points, request: Request, pilot: float, progress: Progress = no_progress) -> Answer:
    """Return the density of points, each with a bandwidth of its own around the request's.

    Parameters
    ----------
    pilot : bandwidth of the pilot density, metres

    Raises
    ------
    PlanError
        As for ``request.surface_of_points``; a bandwidth must not be less than two cells.
    """
    density = pilot_density(points, pilot, request.kernel, request.scheduler, part(progress, 0.0, 0.5))
    widths = abramson_bandwidths(density, points.weight, request.bandwidth)
    widest = request._replace(bandwidth=WIDEST * request.bandwidth)  # what the grid has to hold
    answer = surface_of_points(points, widest, part(progress, 0.5, 1.0), widths)
    low, high = widths.min(), widths.max()
    return answer._replace(how=f"Bandwidths from {low:,.0f} to {high:,.0f} m. {answer.how}")


def abramson_bandwidths(density: Floats, weight: Floats, bandwidth: float) -> Floats:
    """Return h0 (f / g)^(-1/2), within h0 / 2 and 2 h0, (n,), in metres.

    Parameters
    ----------
    density : (n,) the pilot f at the points, per m²
    weight : (n,) g = exp(sum w ln f / sum w)
    bandwidth : h0, metres
    """
    counts = (weight > 0) & (density > 0)
    if not counts.any():
        return np.full(len(weight), bandwidth)
    logs = np.log(density, out=np.zeros(len(density)), where=counts)
    ratio = np.exp(-(logs - np.average(logs, weights=weight * counts)) / 2)
    return np.asarray(bandwidth * np.where(counts, np.clip(ratio, NARROWEST, WIDEST), 1.0))


def pilot_density(
    points: Points, bandwidth: float, kernel: Kernel, scheduler: str = "", progress: Progress = no_progress
) -> Floats:
    """Return the density at the points themselves, (n,) per m²: computed on fine cells and read between them."""
    low, high = points.xy.min(axis=0), points.xy.max(axis=0)
    cells = _PILOT_CELLS / kernel.reach**0.5
    grid = grid_over((low[0], low[1], high[0], high[1]), bandwidth / cells)
    buckets = Buckets(points, grid, np.full(1, cells), part(progress, 0.0, 0.2))
    plan = exact.Plan(buckets, grid, np.full(1, bandwidth), kernel, None, scheduler)
    found = np.zeros(len(points))
    # one more cell on every side, to read between them
    tasks = ((_read, (buckets.within(each).moved(1.0), *plan.task(each.wider(1)))) for each in plan.frames)
    for number, some in results(tasks, len(plan.frames), scheduler, part(progress, 0.2, 1.0)):
        found[number] = some
    return found


def points_of_zones(edges: Edges, weight: Floats, cell: float) -> Points:
    """Return zones whose weight lies evenly over their area as points, one in the middle of each cell.

    Raises
    ------
    PlanError
        If the cells do not fit the memory.
    """
    x, y = edges.lines[:, [0, 2]], edges.lines[:, [1, 3]]
    grid = grid_over((x.min(), y.min(), x.max(), y.max()), cell)
    require_memory(grid)
    mass = spread(*Parts(edges, weight).near(grid), grid)
    row, col = np.nonzero(mass if mass.any() else mass == 0)  # a surface of 0 has its cells too
    return Points(np.column_stack([grid.column_centres()[col], grid.row_centres()[row]]), mass[row, col])


def _read(near: Near, make: Any, given: tuple[Any, ...]) -> tuple[Ints, Floats]:
    if not len(near):
        return near.number, np.zeros(0)
    return near.number, at_points(make(*given), near, plain=True)
