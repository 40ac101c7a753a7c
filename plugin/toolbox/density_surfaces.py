"""What the tools that make a density surface share: their parameters, and how the surface is written."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from ...algorithms.files.raster import UNIT, Layout
from ...algorithms.ground.progress import part
from ..frame.layer_parameters import Distance, Extent, Field, Layer
from ..frame.outputs import RasterOutput
from ..frame.parameters import Choice, Given, NumberResult, Parameter, Switch, Text
from ..frame.run import Run
from ..layers.points import read_points
from ..layers.surfaces import BANDWIDTH, default_cell
from ..layers.zones import read_outline, read_zones
from ..styles import raster

_INPUT = "Points, or polygons whose weight lies evenly over their area."
_BANDWIDTH = "How far a job reaches, in units of the layer. Empty: 400 m, a walk of five minutes."
_KERNEL = "How a job's weight falls with distance. For the Gaussian the bandwidth is the standard deviation."
_KERNELS = ("Quartic", "Triangular", "Uniform", "Triweight", "Epanechnikov", "Gaussian")
_STUDY_AREA = "Polygons; cells outside get no data. The density is computed from all features."
_EDGE_CORRECTION = "Jones-Diggle edge correction: features outside are left out, and no weight leaks over the edge."
_METHOD = (
    "Exact sums every kernel. Fast counts by cells and convolves, within 0.05 % of the peak; where it cannot hold that "
    "it is exact. Automatic is exact where that takes seconds. The log says which."
)
_SCHEDULER = "Address of a Dask cluster that computes the tiles; empty: this machine."
_UNITS = ("per hectare", "per square kilometre", "per square map unit")
_PER = (10_000.0, 1_000_000.0)  # m² in a hectare, in a square kilometre
_READING, _PLANNING, _WRITING = 0.1, 0.3, 0.9  # shares of the progress at which these end


def kernel() -> Parameter:
    """Return ``KERNEL``."""
    return Choice("KERNEL", "Kernel", _KERNEL, options=_KERNELS)


def surface_parameters(*own: Parameter) -> tuple[Parameter, ...]:
    """Return the parameters of a surface; a tool's own stand behind the bandwidth."""
    return (
        Layer("INPUT", "Workplaces or zones", _INPUT, kind="points or polygons"),
        Field("WEIGHT", "Jobs", "What each feature counts; empty: 1 each.", True, parent="INPUT", numeric=True),
        Distance("BANDWIDTH", "Bandwidth", _BANDWIDTH, parent="INPUT"),
        *own,
        Distance("CELL_SIZE", "Cell size", "Empty: a tenth of the bandwidth, within 5 to 100 m.", parent="INPUT"),
        kernel(),
        Layer("STUDY_AREA", "Study area", _STUDY_AREA, optional=True, in_degrees=True),
        Switch("EDGE_CORRECTION", "Keep all weight inside the study area", _EDGE_CORRECTION),
        Extent("EXTENT", "Extent", "Empty: the layer and a bandwidth around it.", optional=True, parent="INPUT"),
        Choice("UNITS", "Units", "What the surface counts by.", options=_UNITS),
        Choice("METHOD", "Method", _METHOD, advanced=True, options=("Automatic", "Exact", "Fast")),
        Text("SCHEDULER", "Dask scheduler", _SCHEDULER, optional=True, advanced=True),
        RasterOutput("OUTPUT", "Density", "A GeoTIFF.", style=raster.density),
        NumberResult("TOTAL_WEIGHT", "Weight of all features", ""),
        NumberResult("RASTER_TOTAL", "Weight that the surface holds", ""),
        NumberResult("PEAK", "Highest density", ""),
    )


def surface_request(given: Given, run: Run) -> Any:
    """Return the request for a surface as the user made it."""
    from ...algorithms.density.kernels import KERNELS
    from ...algorithms.density.surface import Request

    bandwidth = given.bandwidth or BANDWIDTH
    return Request(
        bandwidth,
        given.cell_size or default_cell(bandwidth),
        KERNELS[given.kernel],
        given.method,
        given.extent,
        given.scheduler,
        read_outline(given.study_area, given.input, run) if given.study_area else None,
        given.edge_correction,
        given.output.room,
    )


def surface_input(given: Given, run: Run) -> tuple[Any, ...]:
    """Return the points, or the edges and weights of zones, that the surface is made from."""
    if given.input.is_points:
        return (read_points(given.input, given.weight, run),)
    zones = read_zones(given.input, run, numbers=(given.weight,) if given.weight else ())
    return zones.edges(part(run, 0.05, _READING)), zones.weights(given.weight)


def planning(run: Run):
    """Return the progress of what comes between reading and the first tile."""
    return part(run, _READING, _PLANNING)


def write_surface(given: Given, answer: Any, run: Run) -> dict[str, float]:
    """Write the surface tile by tile; return its numbers."""
    from ...algorithms.density.engine.tiles import Tally

    source, surface = given.input, answer.surface
    run.skip({"outside the study area": answer.outside}, len(source), source.name)
    per = (*_PER, source.metres**2)[given.units]
    tally = Tally(surface.grid)
    layout = Layout(surface.grid.scaled(1 / source.metres), source.crs.toWkt(), {UNIT: _UNITS[given.units]})
    with closing(surface.tiles(part(run, _PLANNING, _WRITING))) as tiles:
        scaled = ((each.block.top, each.block.left, _times(each.values, per)) for each in tally.counted(tiles))
        given.output.write_tiles(layout, scaled, part(run, _WRITING, 1.0))
    run.tell(f"Weight {answer.weight:,.2f}; the surface holds {tally.total:,.2f}.")
    if not tally.peak:
        run.warn(f"The surface is 0 everywhere: {_why_empty(given, answer.weight)}")
    return {"TOTAL_WEIGHT": answer.weight, "RASTER_TOTAL": tally.total, "PEAK": tally.peak * per}


def _times(values: Any, factor: float) -> Any:
    values *= factor  # in place: the tile is nobody else's
    return values


def _why_empty(given: Given, weight: float) -> str:
    if not weight:
        return f"no feature of {given.input.name} has any {given.weight}."
    return f"no feature of {given.input.name} reaches a cell. Check EXTENT, STUDY_AREA and CELL_SIZE."
