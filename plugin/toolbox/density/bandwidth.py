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

_KEYS = ("NORMAL_REFERENCE", "SCOTT", "LIKELIHOOD_CV", "CRONIE_LIESHOUT")

_WEIGHT = "What each feature counts; empty: 1 each. Those with 0 do not count."
_PARAMETERS = (
    Layer(
        "INPUT", "Workplaces or zones", "Points, or polygons, which count at their middle.", kind="points or polygons"
    ),
    Field("WEIGHT", "Jobs", _WEIGHT, optional=True, parent="INPUT", numeric=True),
    VectorOutput("OUTPUT", "Bandwidths", "A table: a row for each selector.", kind="table"),
    NumberResult("NORMAL_REFERENCE", "Normal reference, radius of a quartic kernel (m)", ""),
    NumberResult("SCOTT", "Scott, standard deviation of a Gaussian kernel (m)", ""),
    NumberResult("LIKELIHOOD_CV", "Likelihood cross-validation, standard deviation of a Gaussian kernel (m)", ""),
    NumberResult("CRONIE_LIESHOUT", "Cronie and van Lieshout, standard deviation of a Gaussian kernel (m)", ""),
)


class Bandwidth(Tool):
    """Choose the bandwidth of a density surface from the points themselves.

    How far should a job reach? Four ways to choose the bandwidth of a density surface from the points themselves:
    the normal reference rule (ArcGIS's default), Scott's rule, likelihood cross-validation, and Cronie & van
    Lieshout (2018).

    Example: zones with the field jobs; each counts at its middle.

    How to read the result: take quartic from the table as BANDWIDTH of Kernel density (its kernel is quartic unless
    changed), or sigma for a Gaussian kernel: the two smooth alike. Likelihood cross-validation follows clusters,
    unless some places lie alone; Cronie & van Lieshout is stable, and far wider where jobs crowd into a small part
    of a region; the two rules suppose one bell-shaped city. Where the question has a length of its own (a walk of
    400 m), take that: surfaces then compare from town to town. Next: Kernel density.
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

        choices = bandwidths(self._points(given, run), run)
        write_table(given.output, {name: [getattr(each, name) for each in choices] for name in Chosen._fields})
        for each in choices:
            if not math.isnan(each.sigma):
                run.tell(
                    f"{each.selector}: {each.quartic:,.0f} m for a quartic kernel, {each.sigma:,.0f} m for a Gaussian."
                )
            else:
                run.warn(f"{each.selector}: {each.note}")
        reference, *others = choices
        numbers = [reference.quartic, *(each.sigma for each in others)]
        return {key: None if math.isnan(number) else number for key, number in zip(_KEYS, numbers)}

    def _points(self, given, run):
        if given.input.is_points:
            return read_points(given.input, given.weight, run)
        table = read_zones(given.input, run, numbers=(given.weight,) if given.weight else ())
        return Points(table.zones.centroid, table.weights(given.weight))
