"""Where one kind of activity has more than its usual share: the tool ``relativedensity``."""

from __future__ import annotations

from ....algorithms.files.raster import UNIT, Raster
from ...frame.groups import DENSITY
from ...frame.layer_parameters import Distance, Field, Layer
from ...frame.outputs import RasterOutput
from ...frame.parameters import Number
from ...frame.tool import Spec, Tool
from ...layers.points import read_points_by
from ...layers.surfaces import default_cell
from ...layers.zones import read_zones
from ...styles import raster
from ..density_surfaces import kernel

_BANDWIDTH = 800.0  # m: a ratio needs more smoothing than a density
_UNIT = "natural logarithm of the share over its average"

_INPUT = "Points, or polygons whose jobs lie evenly over their area."
_REACH = (
    "How far a job reaches, in units of the layer; one for both. Empty: 800 m, as a ratio needs more smoothing than a "
    "density."
)
_FLOOR = (
    "Per hectare of the denominator; no data where there is less. 1 job per hectare is where the open country begins, "
    "and where a density map turns clear."
)
_PARAMETERS = (
    Layer("INPUT", "Workplaces or zones", _INPUT, kind="points or polygons"),
    Field("NUMERATOR", "Jobs of one kind", "Such as those of a sector.", parent="INPUT", numeric=True),
    Field("DENOMINATOR", "Held against", "Such as all jobs.", parent="INPUT", numeric=True),
    Distance("BANDWIDTH", "Bandwidth", _REACH, parent="INPUT"),
    Distance("CELL_SIZE", "Cell size", "Empty: a tenth of the bandwidth, within 5 to 100 m.", parent="INPUT"),
    kernel(),
    Number("FLOOR", "Least to hold against", _FLOOR, default=1.0),
    RasterOutput("OUTPUT", "Relative density", "A GeoTIFF of natural logarithms.", style=raster.relative),
)


class RelativeDensity(Tool):
    """Hold the density of one kind of jobs against that of another.

    Where is a sector more than its usual share? Smooths two kinds of jobs alike and maps the logarithm of their
    ratio, each as a share of its total (Kelsall & Diggle 1995).

    Example: zones with the fields finprof and jobs, bandwidth 800 m, in metres.

    How to read the result: 0 is the average share of the whole layer, 0.69 (the logarithm of 2) twice that, -0.69
    half of it; exp of a cell is the factor. No data where there is less than FLOOR to hold against. A ratio says
    nothing of size: read it beside the density. Next: Location quotients, zone by zone.
    """

    def spec(self):
        return Spec(
            "relativedensity",
            "Relative density",
            DENSITY,
            _PARAMETERS,
            example=dict(INPUT="zones", NUMERATOR="finprof", DENOMINATOR="jobs", BANDWIDTH=800, CELL_SIZE=200),
            tags=("relative risk", "log ratio", "share", "concentration", "specialisation", "Kelsall Diggle"),
            needs=("scipy",),
        )

    def compute(self, given, run):
        from ....algorithms.density.kernels import KERNELS
        from ....algorithms.density.relative import relative_density, relative_density_of_zones
        from ....algorithms.density.surface import Request
        from ....algorithms.ground.progress import part

        source, bandwidth = given.input, given.bandwidth or _BANDWIDTH
        cell = given.cell_size or default_cell(bandwidth)
        fields = given.numerator, given.denominator
        request = Request(bandwidth, cell, KERNELS[given.kernel])
        how = request, given.floor, part(run, 0.1, 0.9)
        if source.is_points:
            found = relative_density(*read_points_by(source, fields, run), *how)
        else:
            zones = read_zones(source, run, numbers=fields)
            found = relative_density_of_zones(
                zones.edges(part(run, 0.05, 0.1)), *(zones.columns[each] for each in fields), *how
            )
        run.tell(
            f"Bandwidth {bandwidth:,.0f} m ({request.kernel.name}), cells of {cell:g} m, "
            f"floor {given.floor:g} per hectare."
        )
        run.tell(f"On average there are {found.share:.3g} {given.numerator} to each of {given.denominator}.")
        grid = found.grid.scaled(1 / source.metres)
        made = Raster(found.values, grid, source.crs.toWkt(), {UNIT: _UNIT})
        given.output.write_raster(made, part(run, 0.9, 1.0))
        return {}
