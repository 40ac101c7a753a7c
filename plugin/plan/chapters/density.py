"""How much activity is where? The surface of jobs, and how few hectares hold them."""

from __future__ import annotations

import math
from typing import Any

from ....algorithms.report.contents import Figure, Section
from ....algorithms.report.facts import job_densities
from ....algorithms.report.sentences import ESTIMATED, OBSERVED
from ...crs import metres_per_unit
from ...frame.groups import DENSITY
from ...layers.surfaces import BANDWIDTH, default_cell
from ...styles import raster
from .chapter import Chapter, PlanLayer, Step, Theme

MOST_CELLS = 10_000_000


class Density(Chapter):
    """Kernel density of jobs."""

    group = DENSITY
    layers = (
        PlanLayer(
            "density",
            "Jobs per hectare",
            "Kernel density in jobs per hectare.",
            raster.density,
            70,
            "raster",
            taken_as=("Density surface", "Of Kernel density."),
        ),
    )
    themes = (Theme("Density", "Where the jobs are: jobs per hectare", ("plan_area", "density", "ground"), "density"),)
    steps = (
        Step(
            "kerneldensity",
            "Kernel density of jobs spread over zones; the surface holds the total.",
            "Bailey & Gatrell (1995), 3.4",
        ),
    )

    def make(self, draft) -> None:
        """Smooth the jobs of all zones into a surface."""
        bandwidth = draft.given.bandwidth or BANDWIDTH
        unit = metres_per_unit(draft.crs)
        lengths = {"BANDWIDTH": bandwidth / unit, "CELL_SIZE": _cell(draft, bandwidth) / unit}
        draft.step("kerneldensity", {"INPUT": draft.zones, "WEIGHT": draft.given.jobs, **lengths}, OUTPUT="density")

    def section(self, book) -> Section:
        """Tell how concentrated jobs are."""
        from ....algorithms.report.charts.lorenz import lorenz

        chart = lorenz(book.jobs, book.hectares, book.look, OBSERVED)
        basis = ESTIMATED if "density" in book.plan.parts else OBSERVED
        drawn = book.map("Density", ESTIMATED)
        return Section(self.group.question, self.group.title, basis, _words(book), drawn, [Figure(chart)])

    def facts(self, book) -> dict[str, Any]:
        """Return the density of the average hectare and around the average job."""
        return {"densities": job_densities(book.jobs, book.hectares)}


def _words(book) -> list[str]:
    """Say what the surface is, where there is one, and what edge centres on it have."""
    if "density" not in book.plan.parts:
        return []
    smoothed = (
        "Each zone's jobs are spread over its land and smoothed, so that places can be compared whatever the size"
    )
    by_contour = any(centre.get("method") == "contour" for centre in book.rows("centres"))
    edge = " 25 jobs per hectare is the customary edge of an employment centre." if by_contour else ""
    return [f"{smoothed} of the zones.{edge}"]


def _cell(draft, bandwidth: float) -> float:
    """Return the cell size asked for, or the smallest that keeps the surface at ten million cells, in metres."""
    if draft.given.cell_size:
        return float(draft.given.cell_size)
    zones = draft.table.zones
    low, high = zones.centroid.min(axis=0), zones.centroid.max(axis=0)
    width, height = high - low + 2 * bandwidth + 2 * math.sqrt(zones.area.max())
    smallest = math.ceil(math.sqrt(width * height / MOST_CELLS) / 5) * 5.0
    return max(default_cell(bandwidth), smallest)
