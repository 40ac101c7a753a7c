"""How much activity is where: the tool ``kerneldensity``."""

from __future__ import annotations

from ....algorithms.files.raster import UNIT, Raster
from ...layers.points import read_points
from ...layers.zones import read_outline, read_zones
from ..base import DENSITY, Spec, Tool
from ..outputs import RasterOutput
from ..parameters import Choice, Distance, Extent, Field, Layer, NumberResult, Switch, Text

_BANDWIDTH = 400.0  # m: a walk of five minutes
_UNITS = ("per hectare", "per square kilometre", "per square map unit")
_PER = (10_000.0, 1_000_000.0)  # m² in a hectare, in a square kilometre


class KernelDensity(Tool):
    """Smooth jobs into a surface."""

    def spec(self):
        return Spec(
            name="kerneldensity",
            title=self.tr("Kernel density"),
            group=DENSITY,
            help=self.tr(
                "How much activity is where? Spreads every workplace's or zone's jobs over its surroundings and adds "
                "them up, so that a map shows jobs per hectare free of zone boundaries. The surface holds the total."
                "\n\nExample: zones with the field jobs, bandwidth 400 m, in metres."
                "\n\nHow to read the result: 10 jobs per hectare is a suburb with shops, 25 the edge of an "
                "employment centre (Giuliano & Small 1991: 10 jobs an acre), 100 and more a city centre. A wider "
                "bandwidth shows regions, a narrower one streets. Next: Centres from a density surface."
            ),
            parameters=(
                Layer("INPUT", self.tr("Workplaces or zones"),
                      self.tr("Points, or polygons whose weight lies evenly over their area."), kind="points or polygons"),
                Field("WEIGHT", self.tr("Jobs"), self.tr("What each feature counts; empty: 1 each."),
                      optional=True, parent="INPUT", numeric=True),
                Distance("BANDWIDTH", self.tr("Bandwidth"),
                         self.tr("How far a job reaches, in units of the layer. Empty: 400 m, a walk of five minutes."),
                         parent="INPUT"),
                Distance("CELL_SIZE", self.tr("Cell size"),
                         self.tr("Empty: a tenth of the bandwidth, within 5 to 100 m."), parent="INPUT"),
                Choice("KERNEL", self.tr("Kernel"),
                       self.tr("How a job's weight falls with distance. For the Gaussian the bandwidth is the standard deviation."),
                       options=("Quartic", "Triangular", "Uniform", "Triweight", "Epanechnikov", "Gaussian")),
                Layer("STUDY_AREA", self.tr("Study area"),
                      self.tr("Polygons; cells outside get no data. The density is computed from all features."), optional=True),
                Switch("EDGE_CORRECTION", self.tr("Keep all weight inside the study area"),
                       self.tr("Jones-Diggle edge correction: features outside are left out, and no weight leaks over the edge.")),
                Extent("EXTENT", self.tr("Extent"), self.tr("Empty: the layer and a bandwidth around it."),
                       optional=True, parent="INPUT"),
                Choice("UNITS", self.tr("Units"), self.tr("What the surface counts by."),
                       options=_UNITS),
                Choice("METHOD", self.tr("Method"),
                       self.tr("Exact sums every kernel; fast bins and convolves. Automatic is fast where that costs at "
                               "most 0.25 % of the peak; the log says so."),
                       advanced=True, options=("Automatic", "Exact", "Fast")),
                Text("SCHEDULER", self.tr("Dask scheduler"),
                     self.tr("Address of a Dask cluster for the exact method; empty: this machine."),
                     optional=True, advanced=True),
                RasterOutput("OUTPUT", self.tr("Density"), self.tr("A GeoTIFF."), style="density"),
                NumberResult("TOTAL_WEIGHT", self.tr("Weight of all features"), ""),
                NumberResult("RASTER_TOTAL", self.tr("Weight that the surface holds"), ""),
                NumberResult("PEAK", self.tr("Highest density"), ""),
            ),
            example={"INPUT": "zones", "WEIGHT": "jobs", "BANDWIDTH": 800, "CELL_SIZE": 200},
            tags=("heatmap", "KDE", "jobs per hectare", "surface", "smoothing"),
            needs=("scipy",),
        )  # fmt: skip

    def compute(self, given, run):
        from ....algorithms.density.kernels import KERNELS
        from ....algorithms.density.request import Request, surface_of_points, surface_of_zones

        source, bandwidth = given.input, given.bandwidth or _BANDWIDTH
        cell = given.cell_size or min(max(bandwidth / 10, 5.0), 100.0)
        study_area = read_outline(given.study_area, source, run) if given.study_area else None
        request = Request(
            bandwidth, cell, KERNELS[given.kernel], given.method, given.extent, given.scheduler, study_area,
            given.edge_correction,
        )  # fmt: skip
        if source.is_points:
            answer = surface_of_points(read_points(source, given.weight, run), request, run)
        else:
            zones = read_zones(source, run, numbers=(given.weight,) if given.weight else ())
            answer = surface_of_zones(zones.edges(), zones.weights(given.weight), request, run)
        run.skip({"outside the study area": answer.outside}, len(source), source.name)
        surface, per = answer.surface, (*_PER, source.metres**2)[given.units]
        run.tell(f"Bandwidth {bandwidth:,.0f} m ({request.kernel.name}), cells of {cell:g} m. {answer.how}")
        run.tell(f"Weight {answer.weight:,.2f}; the surface holds {surface.total:,.2f}.")
        if not surface.peak:
            run.warn(f"The surface is 0 everywhere: {self._why_empty(given, answer.weight)}")
        grid, tags = surface.grid.scaled(1 / source.metres), {UNIT: _UNITS[given.units]}
        given.output.write_raster(Raster(surface.values * per, grid, source.crs.toWkt(), tags))
        return {"TOTAL_WEIGHT": answer.weight, "RASTER_TOTAL": surface.total, "PEAK": surface.peak * per}

    def _why_empty(self, given, weight):
        if not weight:
            return f"no feature of {given.input.name} has any {given.weight}."
        return f"no feature of {given.input.name} reaches a cell. Check EXTENT, STUDY_AREA and CELL_SIZE."
