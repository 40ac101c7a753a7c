"""How density falls with distance from the centre: the tool ``densitygradient``."""

from __future__ import annotations

import numpy as np

from ....algorithms.ground.errors import PlanError
from ...frame.groups import DENSITY
from ...frame.layer_parameters import Place
from ...frame.outputs import FileOutput, VectorOutput
from ...frame.parameters import Choice, NumberResult
from ...frame.tool import Spec, Tool
from ...layers.sinks import write_table
from ...layers.zones import read_zones
from .. import common_parameters as common

_CENTRE = "Empty: the peak of the jobs' density, smoothed over 800 m; the log says where it lies."
_MODEL = (
    "OLS lets every zone with jobs count alike and leaves out those without. Poisson counts all zones, and large "
    "numbers of jobs for more."
)
_PARAMETERS = (
    common.zones()[0],
    common.jobs(),
    Place("CENTRE", "Centre", _CENTRE, optional=True, parent="ZONES"),
    Choice("MODEL", "Model", _MODEL, options=("OLS on logs", "Poisson")),
    VectorOutput("OUTPUT", "Density by distance", "A table: a row for each ring around the centre.", kind="table"),
    FileOutput("CHART", "Chart", "An HTML page: jobs per hectare by distance.", optional=True, filter="HTML (*.html)"),
    NumberResult("D0", "Jobs per hectare at the centre", ""),
    NumberResult("GRADIENT", "Fall of density per km", ""),
    NumberResult("R2", "Share explained", ""),
    NumberResult("SE", "Standard error of the gradient", ""),
)


class DensityGradient(Tool):
    """Fit the fall of density from the centre.

    How does density fall with distance from the centre? Fits ln D = ln D0 - gamma x (Clark 1951) to the jobs per
    hectare of zones, and adds up rings around the centre.

    Example: zones with the field jobs; the centre is found.

    How to read the result: GRADIENT 0.1 means that density falls by a tenth with every km, 0.2 twice as fast: a
    compact region has a high D0 and a steep gradient, a sprawling one is flat. R2 is low in regions of several
    centres: there, dens_ha well above fit_ha in a ring shows where the others lie. SE is the standard error of the
    gradient; zones side by side are alike, so the true one is larger. Next: Kernel density, Centres by a cut-off.
    """

    def spec(self):
        return Spec(
            "densitygradient",
            "Density gradient",
            DENSITY,
            _PARAMETERS,
            example=dict(ZONES="zones", JOBS="jobs"),
            tags=("Clark", "monocentric", "sprawl", "negative exponential", "distance"),
            needs=("scipy",),
        )

    def compute(self, given, run):
        from ....algorithms.density.gradient import density_gradient, distance_bands

        table = read_zones(given.zones, run, numbers=(given.jobs,))
        jobs, hectares = table.columns[given.jobs], table.zones.hectares
        centre = given.centre or self._peak(given, table, jobs, run)
        run(0.8)
        distance = np.hypot(*(table.zones.centroid - centre).T) / 1000
        found = density_gradient(jobs, hectares, distance, given.model)
        self._tell(given, found, run)
        bands = distance_bands(jobs, hectares, distance, found)
        columns = {
            "from_km": bands.start,
            "to_km": bands.end,
            "zones": bands.zones.astype(int),
            "jobs": bands.jobs,
            "area_ha": bands.hectares,
            "dens_ha": bands.density,
            "fit_ha": bands.fitted,
        }
        write_table(given.output, columns)
        if given.chart.wanted:
            self._draw(given, (distance, jobs / hectares, bands, found), run)
        return {"D0": found.d0, "GRADIENT": found.gradient, "R2": found.r2, "SE": found.se}

    def _peak(self, given, table, jobs, run):
        from ....algorithms.density.peak import densest_place
        from ....algorithms.ground.progress import part

        if not jobs.any():
            raise PlanError(f"JOBS: no zone of {given.zones.name} has any {given.jobs}. Is it the right field?")
        peak = densest_place(table.edges(part(run, 0.05, 0.3)), jobs, part(run, 0.3, 0.8))
        x, y = peak.place / table.source.metres
        run.tell(
            f"Centre: {x:.0f}, {y:.0f} ({given.zones.crs.authid()}), the peak of jobs smoothed over 800 m "
            f"(quartic kernel, cells of {peak.cell:.0f} m): {1e4 * peak.density:,.1f} jobs per hectare."
        )
        return peak.place

    def _tell(self, given, found, run):
        from ....algorithms.density.gradient import OLS

        zones, used = len(found.used), np.count_nonzero(found.used)
        if given.model == OLS:
            run.tell(f"OLS on the logarithms of {used:,} zones, each counting alike; R2 is that of the logarithms.")
        else:
            run.tell(
                f"Poisson on {zones:,} zones, their hectares as exposure; R2 is the share of deviance explained, "
                "SE is widened by the dispersion (quasi-Poisson)."
            )
        if given.model == OLS and used < zones:
            run.warn(
                f"{zones - used:,} of {zones:,} zones have no jobs, so no logarithm: left out. Poisson counts them."
            )
        gradient = f"gradient {found.gradient:.4g} per km (SE {found.se:.2g}), R2 {found.r2:.3f}"
        run.tell(f"D0 {found.d0:,.4g} jobs per hectare, {gradient}.")
        if found.gradient <= 0:
            run.warn("Density does not fall with distance from this centre. Is it the right place?")

    def _draw(self, given, drawn, run):
        from ....algorithms.report.charts.density_gradient import density_gradient
        from ...styles.appearance import LOOK
        from ...styles.chart_page import write_chart

        chart = density_gradient(*drawn, LOOK, "observed")
        write_chart(given.chart.staged, "Density gradient", chart, run)
