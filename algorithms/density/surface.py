"""How much activity is where: the density of points, or of zones whose weight lies evenly over their area.

A ``Request`` says what is asked for; the surface is on a grid of its own, per m², and is computed when its tiles are
asked for. What it adds up to is told by ``engine.point_surface``.
"""

from __future__ import annotations

from typing import NamedTuple, Optional

import numpy as np

from ..ground.arrays import Bools, Floats
from ..ground.errors import PlanError
from ..ground.grid import Grid, grid_over
from ..ground.points import Points
from ..ground.progress import Progress, no_progress
from ..ground.rings import Edges
from ..ground.sizes import Size, cells_of, larger_cells, refuse_larger, require
from .engine.convolution import reach_in_cells
from .engine.fast import ZoneSurface
from .engine.point_surface import Bounds, bounds_of, tiled_density
from .engine.polygons import EvenZones, StudyOutline
from .engine.smoothing import AUTOMATIC, FAST, Kernel, Smoothing
from .engine.tiles import TiledSurface
from .kernels import QUARTIC

_BYTES_ON_DISK = 4 * 4 / 3  # float32 and its overviews, if nothing could be compressed
_BYTES_IN_A_TRANSFORM = 64  # for each cell of a tile and what lies around it
_TILE = 3072  # cells along an edge, at most
_LONGEST = 2**31 - 1  # cells along an edge that a GeoTIFF can have


class Request(NamedTuple):
    """A surface as asked for; lengths in metres, ``study_area`` the edges (m, 4) of its polygons.

    ``room`` is how many bytes may be written, None where nothing is; ``held`` how many are kept in memory for a cell.
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
    held: float = 0.0


class Answer(NamedTuple):
    """The surface, the weight it was made from, how in words, and how many points lay outside the study area."""

    surface: TiledSurface
    weight: float
    how: str
    outside: int = 0


def surface_of_points(
    points: Points, request: Request, progress: Progress = no_progress, widths: Optional[Floats] = None
) -> Answer:
    """Return the density of points.

    ``widths`` (n,) gives each point a bandwidth of its own, of which none is above the request's.

    Raises
    ------
    PlanError
        If no point lies in a study area that is to keep all weight, or the surface is too large.

    Examples
    --------
    Ten jobs in one place: the surface holds them, and its peak is near 3/pi h² of them, 0.0095 h² in jobs per m².

    >>> answer = surface_of_points(Points(np.array([[1005.0, 2005.0]]), np.array([10.0])), Request(100.0, 10.0))
    >>> surface = answer.surface.collected()
    >>> surface.values.shape, round(surface.total, 6), round(surface.peak / (10 * 3 / np.pi / 100**2), 3)
    ((21, 21), 10.0, 1.0)
    """
    return points_on_grid(points, grid_around(points.xy, request), request, progress, widths)


def points_on_grid(
    points: Points,
    grid: Grid,
    request: Request,
    progress: Progress = no_progress,
    widths: Optional[Floats] = None,
) -> Answer:
    """Return the density of points on a grid that is known already; the rest is as in ``surface_of_points``.

    Examples
    --------
    The right half of a kernel is cut off with the grid, and with it half of ten jobs.

    >>> half = Grid(west=-100.0, north=100.0, cell=10.0, rows=20, cols=10)
    >>> answer = points_on_grid(Points(np.zeros((1, 2)), np.array([10.0])), half, Request(100.0, 10.0))
    >>> round(answer.surface.collected().total, 3)
    5.0
    """
    area = _study_area(request, grid)
    used = points
    if area and area.edge_correction:
        inside = _inside(points, area)
        used = Points(points.xy[inside], points.weight[inside])
        widths = None if widths is None else widths[inside]
        if not len(used):
            raise PlanError("No point lies in the study area. Are both layers in the right place?")
    bandwidth: float | Floats = request.bandwidth if widths is None else widths
    smoothing = Smoothing(grid, bandwidth, request.kernel, request.method, area, request.scheduler)
    surface = tiled_density(used, smoothing, progress)
    return Answer(surface, used.total, _how(surface, request), len(points) - len(used))


def surface_of_zones(edges: Edges, weight: Floats, request: Request, progress: Progress = no_progress) -> Answer:
    """Return the density of zones (n) whose weight (n,) lies evenly over their area.

    Each zone's weight is first counted by cells, exactly; then the cells are smoothed. With edge correction
    the answer's weight is what lies in the study area.

    Raises
    ------
    PlanError
        If no zone reaches into a study area that is to keep all weight, or the surface is too large.

    Examples
    --------
    A square kilometre of 500 jobs: in its middle, away from the edge, there are 5 jobs a hectare.

    >>> corners = np.array([[0.0, 0.0], [1000.0, 0.0], [1000.0, 1000.0], [0.0, 1000.0]])
    >>> square = Edges(np.hstack([corners, np.roll(corners, -1, axis=0)]), np.zeros(4, int), np.array([1e6]))
    >>> surface = surface_of_zones(square, np.array([500.0]), Request(200.0, 50.0)).surface.collected()
    >>> round(surface.total, 6), round(surface.peak * 10_000, 6)
    (500.0, 5.0)
    """
    grid = grid_around(edges.lines.reshape(-1, 2), request)
    area = _study_area(request, grid)
    zones = EvenZones(edges, weight)
    surface = ZoneSurface(zones, Smoothing(grid, request.bandwidth, request.kernel, FAST, area, request.scheduler))
    used = float(weight.sum())
    if area and area.edge_correction:
        used = surface.weight_inside(area, progress)
        if weight.any() and not used:
            raise PlanError("No zone with weight reaches into the study area. Are both layers in the right place?")
    return Answer(surface, used, "Zones are counted by cells exactly, then smoothed.")


def grid_around(xy: Floats, request: Request) -> Grid:
    """Return the grid of a surface of what lies at the places (n, 2).

    Its extent is that of the request, else of its study area, else of the places and a kernel's reach around them.

    Raises
    ------
    PlanError
        If the bandwidth or the cell is no length, or the surface is too large.

    Examples
    --------
    >>> grid_around(np.array([[0.0, 0.0], [1000.0, 500.0]]), Request(bandwidth=100.0, cell=25.0))
    Grid(west=-100.0, north=600.0, cell=25.0, rows=28, cols=48)
    """
    if not (request.bandwidth > 0 and np.isfinite(request.bandwidth)):
        raise PlanError(f"The bandwidth is {request.bandwidth:g} m; it must be more than 0.")
    if request.extent is not None:
        grid = grid_over(request.extent, request.cell)
    elif request.study_area is not None and len(request.study_area):
        grid = grid_over(bounds_of(request.study_area.reshape(-1, 2)), request.cell)
    else:
        grid = grid_over(bounds_of(xy), request.cell, request.kernel.reach * request.bandwidth)
    _require_room(grid, request)
    return grid


def _require_room(grid: Grid, request: Request) -> None:
    """Refuse a surface that cannot be made; raises PlanError with its size, and with the cells that would do."""
    longest = max(grid.rows, grid.cols)
    on_disk = 0.0 if request.room is None else _BYTES_ON_DISK
    surface = cells_of(grid, in_memory=request.held, on_disk=on_disk)
    if longest > _LONGEST:
        raise PlanError(
            f"{surface.what}: at most {_LONGEST:,} fit an edge. {surface.remedy((longest / _LONGEST) ** 2)}"
        )
    kernel = _kernel(grid, request)
    refuse_larger(surface, request.room)
    refuse_larger(kernel)
    require(surface._replace(memory=surface.memory + kernel.memory), request.room)


def _kernel(grid: Grid, request: Request) -> Size:
    """Return the size of the transforms of a tile and of what a kernel reaches around it."""
    around = 2 * reach_in_cells(request.bandwidth / grid.cell, request.kernel)
    needed = _BYTES_IN_A_TRANSFORM * (min(grid.rows, _TILE) + around) * (min(grid.cols, _TILE) + around)

    def remedy(times: float) -> str:
        """Say which cells fit where the tile is so many times too large."""
        fits = max((needed / times / _BYTES_IN_A_TRANSFORM) ** 0.5 - _TILE, 1.0)
        return larger_cells(grid.cell, (around / fits) ** 2, "a narrower bandwidth")

    return Size(f"A kernel of {around:,} cells across", 0.0, remedy, needed)


def _study_area(request: Request, grid: Grid) -> Optional[StudyOutline]:
    """Return the study area on a grid.

    Raises
    ------
    PlanError
        If none is given and it is needed, or no cell lies in it.
    """
    if request.study_area is None:
        if request.edge_correction:
            raise PlanError("EDGE_CORRECTION keeps the weight inside a study area; give a STUDY_AREA too.")
        return None
    outline = StudyOutline(request.study_area, grid, request.edge_correction)
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


def _inside(points: Points, area: StudyOutline) -> Bools:
    """Return which points lie in a cell of the study area, (n,)."""
    grid = area.grid
    column = np.floor((points.xy[:, 0] - grid.west) / grid.cell).astype(np.intp)
    row = np.floor((grid.north - points.xy[:, 1]) / grid.cell).astype(np.intp)
    return area.holds(row, column)
