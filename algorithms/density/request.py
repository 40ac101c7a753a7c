"""From what a planner asks for to a surface: which grid, which window, points or zones."""

from __future__ import annotations

from typing import NamedTuple, Optional

import numpy as np

from ..ground.arrays import Bools, Floats
from ..ground.errors import PlanError
from ..ground.grid import Grid, grid_over
from ..ground.points import Points
from ..ground.progress import Progress, no_progress, part
from ..ground.rings import Edges
from .coverage import covered, spread
from .kernels import QUARTIC, Kernel
from .smoothing import padded
from .surface import AUTOMATIC, FAST, Surface, Window, kernel_density, mass_density, require_room

Bounds = tuple[float, float, float, float]  # west, south, east, north


class Request(NamedTuple):
    """A surface as asked for; lengths in metres, ``study_area`` the edges (m, 4) of its polygons."""

    bandwidth: float
    cell: float
    kernel: Kernel = QUARTIC
    method: int = AUTOMATIC
    extent: Optional[Bounds] = None
    scheduler: str = ""
    study_area: Optional[Floats] = None
    edge_correction: bool = False


class Answer(NamedTuple):
    """The surface, the weight it was made from, how in words, and how many points lay outside the study area."""

    surface: Surface
    weight: float
    how: str
    outside: int = 0


def surface_of_points(points: Points, request: Request, progress: Progress = no_progress) -> Answer:
    """Return the density of points; see ``surface.kernel_density``.

    Raises
    ------
    PlanError
        If no point lies in a study area that is to keep all weight, or the surface is too large.
    """
    low, high = points.xy.min(axis=0), points.xy.max(axis=0)
    grid = _grid(request, (low[0], low[1], high[0], high[1]))
    window = _window(request, grid)
    used = points
    if window and window.edge_correction:
        inside = _inside(points, window, grid)
        used = Points(points.xy[inside], points.weight[inside])
        if not len(used):
            raise PlanError("No point lies in the study area. Are both layers in the right place?")
    surface = kernel_density(
        used, grid, request.bandwidth, request.kernel, request.method, window, request.scheduler, progress
    )
    return Answer(surface, used.total, _how(surface, request), len(points) - len(used))


def surface_of_zones(edges: Edges, weight: Floats, request: Request, progress: Progress = no_progress) -> Answer:
    """Return the density of zones (n) whose weight (n,) lies evenly over their area.

    Each zone's weight is first counted by cells, exactly; then the cells are smoothed. With edge correction
    the answer's weight is what lies in the study area.

    Raises
    ------
    PlanError
        If no zone reaches into a study area that is to keep all weight, or the surface is too large.
    """
    x, y = edges.lines[:, [0, 2]], edges.lines[:, [1, 3]]
    grid = _grid(request, (x.min(), y.min(), x.max(), y.max()))
    window = _window(request, grid)
    reach = request.kernel.reach * request.bandwidth
    around = grid if window and window.edge_correction else padded(grid, reach)
    per_area = np.divide(weight, edges.area, out=np.zeros(len(weight)), where=edges.area > 0)
    mass = spread(edges.lines, per_area[edges.owner], around)
    used = weight
    if window and window.edge_correction:
        used = mass[window.inside]
        if weight.any() and not used.any():
            raise PlanError("No zone with weight reaches into the study area. Are both layers in the right place?")
    progress(0.2)
    surface = mass_density(mass, around, grid, request.bandwidth, request.kernel, window, part(progress, 0.2, 1.0))
    how = "Zones are counted by cells exactly, then smoothed."
    return Answer(surface, float(used.sum()), how)


def _grid(request: Request, bounds: Bounds) -> Grid:
    reach = request.kernel.reach * request.bandwidth
    if request.extent is not None:
        grid = grid_over(request.extent, request.cell)
    elif request.study_area is not None and len(request.study_area):
        x, y = request.study_area[:, [0, 2]], request.study_area[:, [1, 3]]
        grid = grid_over((x.min(), y.min(), x.max(), y.max()), request.cell)
    else:
        grid = grid_over(bounds, request.cell, reach)
    require_room(grid, request.bandwidth, request.kernel)
    return grid


def _how(surface: Surface, request: Request) -> str:
    if surface.method != FAST:
        return "Exact: the kernel sum at every cell's middle."
    error = 100 * request.kernel.binning_error(request.bandwidth, request.cell)
    return f"Fast: within {error:.2g} % of the peak of a single point."


def _window(request: Request, grid: Grid) -> Optional[Window]:
    """Return the window of the study area.

    Raises
    ------
    PlanError
        If no cell lies in it.
    """
    if request.study_area is None:
        if request.edge_correction:
            raise PlanError("EDGE_CORRECTION keeps the weight inside a study area; give a STUDY_AREA too.")
        return None
    inside = covered(request.study_area, grid)
    if not inside.any():
        raise PlanError("The study area covers no cell of the surface. Give smaller cells, or check its place.")
    return Window(inside, request.edge_correction)


def _inside(points: Points, window: Window, grid: Grid) -> Bools:
    """Return which points lie in a cell of the window, (n,)."""
    column = np.floor((points.xy[:, 0] - grid.west) / grid.cell).astype(np.intp)
    row = np.floor((grid.north - points.xy[:, 1]) / grid.cell).astype(np.intp)
    on_grid = (column >= 0) & (column < grid.cols) & (row >= 0) & (row < grid.rows)
    found = np.zeros(len(points), dtype=bool)
    found[on_grid] = window.inside[row[on_grid], column[on_grid]]
    return found
