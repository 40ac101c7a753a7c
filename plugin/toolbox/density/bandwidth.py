"""How far a job should reach: the tool ``bandwidth``."""

from __future__ import annotations

import math

from ....algorithms.ground.points import Points
from ...frame.groups import DENSITY
from ...frame.layer_parameters import Field, Layer
from ...frame.outputs import VectorOutput
from ...frame.parameters import NumberResult
from ...frame.tool import Spec, Tool
from ...layers.points import read_points
from ...layers.sinks import write_table
from ...layers.zones import read_zones
from ..density_surfaces import kernel

_KEYS = ("NORMAL_REFERENCE", "SCOTT", "LIKELIHOOD_CV", "CRONIE_LIESHOUT")

_WEIGHT = "How many jobs each feature is; empty: 1 each. Those with 0 do not count."
_PARAMETERS = (
    Layer(
        "INPUT", "Workplaces or zones", "Points, or polygons, which count at their middle.", kind="points or polygons"
    ),
    Field("WEIGHT", "Jobs", _WEIGHT, optional=True, parent="INPUT", numeric=True),
    kernel(),
    VectorOutput("OUTPUT", "Bandwidths", "A table: a row for each selector.", kind="table"),
    NumberResult("NORMAL_REFERENCE", "Normal reference, bandwidth of the kernel (m)", ""),
    NumberResult("SCOTT", "Scott, bandwidth of the kernel (m)", ""),
    NumberResult("LIKELIHOOD_CV", "Likelihood cross-validation, bandwidth of the kernel (m)", ""),
    NumberResult("CRONIE_LIESHOUT", "Cronie and van Lieshout, bandwidth of the kernel (m)", ""),
)


class Bandwidth(Tool):
    """Choose the bandwidth of a density surface from the points themselves.

    How far should a job reach? Four ways to choose the bandwidth of a density surface from the points themselves:
    the normal reference rule (ArcGIS's default), Scott's rule, likelihood cross-validation, and Cronie & van
    Lieshout (2018).

    Example: zones with the field jobs; each counts at its middle.

    How to read the result: all four are bandwidths of one kernel, in metres; take one as BANDWIDTH of Kernel density
    with the same KERNEL. Likelihood cross-validation follows clusters, unless many jobs lie alone; Cronie & van
    Lieshout is stable, and far wider where jobs crowd into a small part of a region; the two rules suppose one
    bell-shaped city. The middles of zones tell how zones lie to each other, not how jobs lie within them: no answer
    is finer than the zones are. Where the question has a length of its own (a walk of 400 m), take that: surfaces
    then compare from town to town. Next: Kernel density.
    """

    def spec(self):
        return Spec(
            "bandwidth",
            "Bandwidth selection",
            DENSITY,
            _PARAMETERS,
            example=dict(INPUT="zones", WEIGHT="jobs"),
            tags=("search radius", "KDE", "heatmap", "smoothing", "cross-validation", "Silverman", "Scott"),
            needs=("scipy",),
        )

    def compute(self, given, run):
        from ....algorithms.density.bandwidth import Chosen, bandwidths
        from ....algorithms.density.kernels import KERNELS

        chosen = KERNELS[given.kernel]
        choices = bandwidths(self._points(given, run), run, chosen)
        write_table(given.output, {name: [getattr(each, name) for each in choices] for name in Chosen._fields})
        for each in choices:
            if not math.isnan(each.sigma):
                run.tell(f"{each.selector}: {each.radius:,.0f} m, bandwidth of the {chosen.name} kernel.")
            else:
                run.warn(f"{each.selector}: {each.note}")
        return {key: None if math.isnan(each.radius) else each.radius for key, each in zip(_KEYS, choices)}

    def _points(self, given, run):
        if given.input.is_points:
            return read_points(given.input, given.weight, run)
        table = read_zones(given.input, run, numbers=(given.weight,) if given.weight else ())
        return Points(table.zones.centroid, table.weights(given.weight))
