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


class RelativeDensity(Tool):
    """Hold the density of one kind of jobs against that of another."""

    def spec(self):
        return Spec(
            name="relativedensity",
            title=self.tr("Relative density"),
            group=DENSITY,
            help=self.tr(
                "Where is a sector more than its usual share? Smooths two kinds of jobs alike and maps the logarithm of their "
                "ratio, each as a share of its total (Kelsall & Diggle 1995)."
                "\n\nExample: zones with the fields finprof and jobs, bandwidth 800 m, in metres."
                "\n\nHow to read the result: 0 is the average share of the whole layer, 0.69 (the logarithm of 2) twice that, "
                "-0.69 half of it; exp of a cell is the factor. No data where there is less than FLOOR to hold against. A ratio "
                "says nothing of size: read it beside the density. Next: Location quotients, zone by zone."
            ),
            parameters=(
                Layer("INPUT", self.tr("Workplaces or zones"),
                      self.tr("Points, or polygons whose jobs lie evenly over their area."), kind="points or polygons"),
                Field("NUMERATOR", self.tr("Jobs of one kind"), self.tr("Such as those of a sector."), parent="INPUT",
                      numeric=True),
                Field("DENOMINATOR", self.tr("Held against"), self.tr("Such as all jobs."), parent="INPUT", numeric=True),
                Distance("BANDWIDTH", self.tr("Bandwidth"),
                         self.tr("How far a job reaches, in units of the layer; one for both. Empty: 800 m, as a ratio needs "
                                 "more smoothing than a density."), parent="INPUT"),
                Distance("CELL_SIZE", self.tr("Cell size"),
                         self.tr("Empty: a tenth of the bandwidth, within 5 to 100 m."), parent="INPUT"),
                kernel(),
                Number("FLOOR", self.tr("Least to hold against"),
                       self.tr("Per hectare of the denominator; no data where there is less. 1 job per hectare is where the "
                               "open country begins, and where a density map turns clear."), default=1.0),
                RasterOutput("OUTPUT", self.tr("Relative density"), self.tr("A GeoTIFF of natural logarithms."), style=raster.relative),
            ),
            example={"INPUT": "zones", "NUMERATOR": "finprof", "DENOMINATOR": "jobs", "BANDWIDTH": 800, "CELL_SIZE": 200},
            tags=("relative risk", "log ratio", "share", "concentration", "specialisation", "Kelsall Diggle"),
            needs=("scipy",),
        )  # fmt: skip

    def compute(self, given, run):
        from ....algorithms.density.kernels import KERNELS
        from ....algorithms.density.relative import relative_density, relative_density_of_zones
        from ....algorithms.density.surface import Request

        source, bandwidth = given.input, given.bandwidth or _BANDWIDTH
        cell = given.cell_size or default_cell(bandwidth)
        fields = given.numerator, given.denominator
        request = Request(bandwidth, cell, KERNELS[given.kernel])
        how = request, given.floor, run
        if source.is_points:
            found = relative_density(*read_points_by(source, fields, run), *how)
        else:
            zones = read_zones(source, run, numbers=fields)
            found = relative_density_of_zones(zones.edges(), *(zones.columns[each] for each in fields), *how)
        run.tell(
            f"Bandwidth {bandwidth:,.0f} m ({request.kernel.name}), cells of {cell:g} m, floor {given.floor:g} per hectare."
        )
        run.tell(f"On average there are {found.share:.3g} {given.numerator} to each of {given.denominator}.")
        grid = found.grid.scaled(1 / source.metres)
        given.output.write_raster(Raster(found.values, grid, source.crs.toWkt(), {UNIT: _UNIT}))
        return {}
