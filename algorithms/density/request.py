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
from ..ground.workers import memory
from .fast import ZonePlan
from .kernels import QUARTIC, Kernel
from .polygons import Parts
from .smoothing import reach_in_cells
from .surface import AUTOMATIC, FAST, tiled_density
from .tiles import TiledSurface
from .window import Outline

Bounds = tuple[float, float, float, float]  # west, south, east, north

_BYTES_ON_DISK = 4 * 4 / 3  # float32 and its overviews, if nothing could be compressed
_BYTES_IN_A_TRANSFORM = 64  # for each cell of a tile and what lies around it
_LONGEST = 2**31 - 1  # cells along an edge that a GeoTIFF can have


class Request(NamedTuple):
    """A surface as asked for; lengths in metres, ``study_area`` the edges (m, 4) of its polygons.

    ``room`` is how many bytes may be written, None where nothing is.
    """

    bandwidth: float
    cell: float
    kernel: Kernel = QUARTIC
    method: int = AUTOMATIC
    extent: Optional[Bounds] = None
    scheduler: str = ""
    study_area: Optional[Floats] = None
    edge_correction: bool = False
    room: Optional[int] = None


class Answer(NamedTuple):
    """The surface, the weight it was made from, how in words, and how many points lay outside the study area."""

    surface: TiledSurface
    weight: float
    how: str
    outside: int = 0


def surface_of_points(
    points: Points, request: Request, progress: Progress = no_progress, widths: Optional[Floats] = None
) -> Answer:
    """Return the density of points; see ``surface.tiled_density``.

    ``widths`` (n,) gives each point a bandwidth of its own, of which none is above the request's.

    Raises
    ------
    PlanError
        If no point lies in a study area that is to keep all weight, or the surface is too large.
    """
    grid = grid_of_points(points, request)
    window = study_area(request, grid)
    used = points
    if window and window.edge_correction:
        inside = _inside(points, window, grid)
        used = Points(points.xy[inside], points.weight[inside])
        widths = None if widths is None else widths[inside]
        if not len(used):
            raise PlanError("No point lies in the study area. Are both layers in the right place?")
    bandwidth: float | Floats = request.bandwidth if widths is None else widths
    surface = tiled_density(used, grid, bandwidth, request.kernel, request.method, window, request.scheduler, progress)
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
    window = study_area(request, grid)
    plan = ZonePlan(Parts(edges, weight), grid, request.bandwidth, request.kernel, window)
    used = float(weight.sum())
    if window and window.edge_correction:
        used = plan.weight_inside(request.scheduler, part(progress, 0.0, 1.0))
        if weight.any() and not used:
            raise PlanError("No zone with weight reaches into the study area. Are both layers in the right place?")
    surface = TiledSurface(grid, FAST, plan, request.scheduler)
    return Answer(surface, used, "Zones are counted by cells exactly, then smoothed.")


def grid_of_points(points: Points, request: Request) -> Grid:
    """Return the grid of a surface of points; raises PlanError where it is too large."""
    x, y = points.xy[:, 0], points.xy[:, 1]
    return _grid(request, (x.min(), y.min(), x.max(), y.max()))


def _grid(request: Request, bounds: Bounds) -> Grid:
    if not (request.bandwidth > 0 and np.isfinite(request.bandwidth)):
        raise PlanError(f"The bandwidth is {request.bandwidth:g} m; it must be more than 0.")
    reach = request.kernel.reach * request.bandwidth
    if request.extent is not None:
        grid = grid_over(request.extent, request.cell)
    elif request.study_area is not None and len(request.study_area):
        x, y = request.study_area[:, [0, 2]], request.study_area[:, [1, 3]]
        grid = grid_over((x.min(), y.min(), x.max(), y.max()), request.cell)
    else:
        grid = grid_over(bounds, request.cell, reach)
    _require_room(grid, request)
    return grid


def _require_room(grid: Grid, request: Request) -> None:
    """Refuse a surface that cannot be made.

    Raises
    ------
    PlanError
        With the estimate, if it does not fit the disk, or a kernel not the memory.
    """
    size, remedy = f"{grid.cols:,} by {grid.rows:,} cells", "Give larger cells or a smaller extent"
    needed = _BYTES_ON_DISK * grid.rows * grid.cols
    if max(grid.rows, grid.cols) > _LONGEST or (request.room is not None and needed > request.room):
        raise PlanError(
            f"A surface of {size} needs about {needed / 2**30:,.0f} GB of disk; there "
            f"{'is' if request.room is None else f'are {request.room / 2**30:,.1f} GB'} free. {remedy}."
        )
    around = 2 * reach_in_cells(request.bandwidth / grid.cell, request.kernel)
    spread = _BYTES_IN_A_TRANSFORM * (min(grid.rows, 4096) + around) * (min(grid.cols, 4096) + around)
    if spread > memory() / 2:
        raise PlanError(
            f"A kernel of {around:,} cells across needs about {spread / 2**30:,.0f} GB of memory; this machine has "
            f"{memory() / 2**30:,.0f} GB. Give larger cells or a narrower bandwidth."
        )


def study_area(request: Request, grid: Grid) -> Optional[Outline]:
    """Return the window of the study area.

    Raises
    ------
    PlanError
        If none is given and it is needed, or no cell lies in it.
    """
    if request.study_area is None:
        if request.edge_correction:
            raise PlanError("EDGE_CORRECTION keeps the weight inside a study area; give a STUDY_AREA too.")
        return None
    outline = Outline(request.study_area, grid, request.edge_correction)
    if not outline.holds_a_cell():
        raise PlanError("The study area covers no cell of the surface. Give smaller cells, or check its place.")
    return outline


def _how(surface: TiledSurface, request: Request) -> str:
    if surface.method != FAST:
        return "Exact: the kernel sum at every cell's middle."
    if request.kernel.reach * request.bandwidth < request.cell:
        return "Fast: kernels narrower than a cell are counted by cells."
    error = 100 * request.kernel.binning_error(request.bandwidth, request.cell)
    return f"Fast: within {error:.2g} % of the peak of a single point."


def _inside(points: Points, window: Outline, grid: Grid) -> Bools:
    """Return which points lie in a cell of the window, (n,)."""
    column = np.floor((points.xy[:, 0] - grid.west) / grid.cell).astype(np.intp)
    row = np.floor((grid.north - points.xy[:, 1]) / grid.cell).astype(np.intp)
    return window.holds(row, column)
