"""Where the centres are among zones: the tool ``cutoffcentres``."""

from __future__ import annotations

import numpy as np

from ...frame.groups import CENTRES
from ...frame.layer_parameters import Layer, Place
from ...frame.outputs import VectorOutput
from ...frame.parameters import Choice, Number
from ...frame.tool import Spec, Tool
from ...geometry import contiguous, dissolved
from ...layers.sinks import MULTIPOLYGON, write_layer, write_zones
from ...layers.zones import read_zones
from ...styles import vector
from .. import common_parameters as common

_METHODS = ("cut-off", "cut-off, exponential decline", "cut-off, gradient decline")

_DENSITY_RULE = ("The value below", "Mean of the zones", "Mean and one standard deviation")
_ZONE_JOBS_RULE = ("None", "The value below", "Mean of the zones", "Mean and one standard deviation")
_MIN_ZONES = "1 lets a single zone be a centre."
_CONTIGUITY = ("at a point (queen)", "along an edge (rook)")
_DECLINE = "Whether cut-offs fall with the distance from the main centre."
_DECLINES = ("None", "Exponential, at the rate below", "As density does (its gradient)")
_DECLINE_RATE = "For the exponential decline; ln 2 / 40 = 0.0173 halves the cut-offs every 40 km."
_THETA = "Multiplies the rate; empty: 1 for exponential, 0.5 for the gradient; 0 is no decline."
_OUTPUT_ZONES = "The zones with centre_id, empty outside."
_PARAMETERS = (
    Layer("ZONES", "Zones", "Polygons with jobs."),
    common.jobs(),
    Choice("DENSITY_RULE", "Density cut-off", "Where the density cut-off comes from.", options=_DENSITY_RULE),
    Number("MIN_DENSITY", "Least density (jobs per hectare)", "24.71 is 10 jobs an acre.", default=24.71),
    Choice("ZONE_JOBS_RULE", "Jobs cut-off of a zone", "Where it comes from.", options=_ZONE_JOBS_RULE, advanced=True),
    Number("MIN_ZONE_JOBS", "Least jobs in a zone", "For the rule above.", default=0.0, advanced=True),
    Number("MIN_JOBS", "Least jobs in a centre", "The sum over its zones.", default=10_000.0),
    Number("MIN_ZONES", "Least zones in a centre", _MIN_ZONES, default=1, minimum=1, whole=True, advanced=True),
    Choice("CONTIGUITY", "Zones adjoin", "Whether a common corner is enough.", options=_CONTIGUITY, advanced=True),
    Choice("DECLINE", "Decline with distance", _DECLINE, options=_DECLINES, advanced=True),
    Place("CENTRE", "Main centre", "Empty: the densest zone.", optional=True, advanced=True, parent="ZONES"),
    Number("DECLINE_RATE", "Rate of decline (per km)", _DECLINE_RATE, optional=True, advanced=True),
    Number("THETA", "Share of the decline", _THETA, optional=True, advanced=True),
    VectorOutput("OUTPUT", "Centres", "Polygons ranked by jobs.", style=vector.centres),
    VectorOutput("OUTPUT_ZONES", "Zones with their centre", _OUTPUT_ZONES, optional=True, style=vector.zones_by_centre),
)


class CutoffCentres(Tool):
    """Group dense zones that adjoin.

    Where are the centres? Joins zones that are dense, adjoin each other and together hold many jobs (Giuliano &
    Small 1991). Optionally the cut-offs fall with the distance from the main centre (Ban, Arnott & Macdonald 2017).

    Example: zones with the field jobs, 24.71 jobs per hectare (10 an acre), 10,000 jobs in a centre.

    How to read the result: centres are ranked by jobs; n_units is the number of zones, threshold the lowest density
    let in. A centre with few zones and one high peak may be a single campus. For a medium city 25 jobs per hectare
    and 5,000 jobs, for a large one 50 and 20,000 are useful presets, not standards. Analytical centres are not
    policy boundaries. Next: Functional roles.
    """

    def spec(self):
        return Spec(
            "cutoffcentres",
            "Centres by cut-off",
            CENTRES,
            _PARAMETERS,
            example=dict(ZONES="zones", JOBS="jobs"),
            tags=("Giuliano", "Small", "subcentre", "employment centre", "threshold"),
            needs=("scipy",),
        )

    def compute(self, given, run):
        from ....algorithms.centres.cutoff import Cutoffs, cutoff, cutoff_centres
        from ....algorithms.ground.progress import part

        table = read_zones(given.zones, run, numbers=(given.jobs,))
        jobs, hectares = table.columns[given.jobs], table.zones.hectares
        run(0.3)
        neighbours = contiguous(table.geometries, given.contiguity == 1, part(run, 0.3, 0.7))
        run(0.7)
        density = cutoff(jobs / hectares, given.density_rule, given.min_density)
        zone_jobs = cutoff(jobs, given.zone_jobs_rule - 1, given.min_zone_jobs) if given.zone_jobs_rule else 0.0
        run.tell(f"A zone takes {density:,.4g} jobs per hectare and {zone_jobs:,.0f} jobs.")
        cutoffs = Cutoffs(density, given.min_jobs, zone_jobs, given.min_zones)
        decline = self._decline(given, jobs / hectares, table.zones.centroid, run)
        centres, zone = cutoff_centres(jobs, hectares, neighbours, cutoffs, decline)
        shapes = dissolved(table.geometries, zone)
        columns = centres.columns(_METHODS[given.decline])
        in_order = [shapes[centre] for centre in range(len(centres))]
        write_layer(given.output, columns, in_order, MULTIPOLYGON, given.zones.crs)
        write_zones(given.output_zones, table, {"centre_id": centres.ids(zone)}, run)
        return {}

    def _decline(self, given, density, centroids, run):
        from ....algorithms.centres.cutoff import NO_DECLINE, declining

        if given.decline == NO_DECLINE:
            return None
        centre = centroids[np.argmax(density)] if given.centre is None else np.array(given.centre)
        km = np.hypot(*(centroids - centre).T) / 1000
        decline = declining(given.decline, density, km, given.decline_rate, given.theta)
        run.tell(f"Cut-offs fall by {100 * decline.rate * decline.theta:.3g} % a km from {centre.round()}.")
        return decline
