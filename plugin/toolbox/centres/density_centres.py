"""Where the centres are on a density surface: the tool ``densitycentres``."""

from __future__ import annotations

from ...frame.groups import CENTRES
from ...frame.layer_parameters import RasterLayer
from ...frame.outputs import VectorOutput
from ...frame.parameters import Choice, Number
from ...frame.tool import Spec, Tool
from ...geometry import polygon
from ...layers.sinks import MULTIPOLYGON, write_layer
from ...layers.surfaces import read_surface
from ...styles import vector

BY_THRESHOLD, BY_SHARE = range(2)
_METHODS = ("contour", "volume contour")

_RULE = ("Density at least the threshold", "Smallest area that holds a share of all jobs")
_GROW_TO = "A lower threshold that centres found above the first one reach out to; empty: none."
_PARAMETERS = (
    RasterLayer("DENSITY", "Density surface", "A raster in jobs per hectare, such as Kernel density makes."),
    Choice("RULE", "Rule", "What makes the boundary.", options=_RULE),
    Number("THRESHOLD", "Threshold (jobs per hectare)", "For the first rule.", default=25.0),
    Number("SHARE", "Share of all jobs (%)", "For the second rule.", default=50.0, maximum=100.0),
    Number("GROW_TO", "Grow to (jobs per hectare)", _GROW_TO, optional=True, advanced=True),
    Number("MIN_JOBS", "Least jobs", "Smaller centres are left out.", default=0.0),
    Number("MIN_AREA", "Least area (ha)", "Smaller centres are left out.", default=1.0),
    Number("MIN_HOLE", "Least gap (ha)", "Smaller gaps inside a centre are filled.", default=1.0, advanced=True),
    VectorOutput("OUTPUT", "Centres", "Polygons ranked by jobs.", style=vector.centres),
)


class DensityCentres(Tool):
    """Cut centres from a density surface.

    Where are the centres? Draws a boundary around every place where a density surface (jobs per hectare) stands at
    or above a threshold, or around the smallest area that holds a share of all jobs.

    Example: a surface made with a bandwidth of 800 m, threshold 25 jobs per hectare, at least 5,000 jobs.

    How to read the result: centres are ranked by jobs; rank 1 is the main centre. dens_ha is the mean density
    inside, peak_ha its highest cell; share_jobs is the part of all jobs on the surface. 25 jobs per hectare is the
    customary edge of an employment centre (10 jobs an acre, Giuliano & Small 1991). Analytical centres are not
    policy boundaries. Next: Functional roles.
    """

    def spec(self):
        return Spec(
            "densitycentres",
            "Centres from a density surface",
            CENTRES,
            _PARAMETERS,
            example=dict(DENSITY="density", MIN_JOBS=5000),
            tags=("contour", "employment centre", "boundary", "percent volume contour"),
            needs=("scipy",),
        )

    def compute(self, given, run):
        from ....algorithms.centres.contour import Rule, density_centres, share_threshold
        from ....algorithms.centres.outline import outlines
        from ....algorithms.ground.progress import part

        raster = read_surface(given.density, run)
        by_share = given.rule == BY_SHARE
        threshold = share_threshold(raster.values, given.share / 100) if by_share else given.threshold
        grow_to = threshold if given.grow_to is None else given.grow_to
        rule = Rule(threshold, grow_to, given.min_jobs, given.min_area, given.min_hole)
        run.tell(f"Centres begin at {threshold:,.4g} jobs per hectare and reach out to {rule.lowest:,.4g}.")
        run(0.2)
        in_metres = raster.grid.scaled(given.density.metres)
        centres, cell = density_centres(raster.values, in_metres, rule, part(run, 0.2, 0.6))
        run(0.6)
        shapes = [polygon(rings) for rings in outlines(cell, raster.values, rule.lowest, raster.grid)]
        write_layer(given.output, centres.columns(_METHODS[given.rule]), shapes, MULTIPOLYGON, given.density.crs)
        return {}
