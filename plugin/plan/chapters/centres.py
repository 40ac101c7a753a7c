"""Where are the centres? Their boundaries, ranked by jobs."""

from __future__ import annotations

from typing import Any, Optional

from ....algorithms.report.contents import Figure, Section, Table
from ....algorithms.report.facts import centre_totals, first_centre
from ....algorithms.report.sentences import CLASSIFIED, ESTIMATED
from ...frame.groups import CENTRES
from ...layers.names import Counted, named_areas
from ...styles import palette, vector
from .chapter import Chapter, Cut, PlanLayer, Step, Theme

THRESHOLD = 25.0  # jobs per ha at the edge of a centre
LEAST_SHARE = 0.0025  # of all jobs, for a centre of the plan
_CONTOUR = 1
_ON_A_SURFACE = ("contour", "volume contour")  # the others choose zones
_MOST_ROWS = 20


class Centres(Chapter):
    """Centres by the method that was chosen."""

    group = CENTRES
    layers = (
        PlanLayer(
            "centres",
            "Centres",
            "Analytical centres, ranked by jobs; not policy boundaries.",
            vector.centres,
            10,
            cut=Cut.AND_COUNTED,
            taken_as=("Centres", "Of one of the Centres tools."),
        ),
    )
    themes = (Theme("Centres", "Where the centres are", ("plan_area", "centres", "density", "ground"), "centres"),)
    steps = (
        Step("densitycentres", "Contour at 25 jobs per hectare.", "Giuliano & Small (1991)"),
        Step("cutoffcentres", "Dense zones that adjoin.", "Giuliano & Small (1991)"),
    )

    def make(self, draft) -> None:
        """Find the centres, on the surface or among the zones."""
        least = LEAST_SHARE * float(draft.jobs.sum())
        if draft.given.centre_method == _CONTOUR:
            inputs = {"DENSITY": draft.parts["density"], "THRESHOLD": THRESHOLD, "MIN_JOBS": least}
            draft.step("densitycentres", inputs, OUTPUT="centres")
        else:
            inputs = {"ZONES": draft.zones, "JOBS": draft.given.jobs, "MIN_JOBS": least}
            draft.step("cutoffcentres", inputs, OUTPUT="centres")
        _name(draft.parts["centres"], draft)

    def section(self, book) -> Optional[Section]:
        """List the centres by jobs."""
        from ....algorithms.report.charts.centre_bars import centre_bars

        centres = book.rows("centres", by="rank")
        if not centres:
            return None
        basis = ESTIMATED if centres[0]["method"] in _ON_A_SURFACE else CLASSIFIED
        columns = ([centre[key] for centre in centres] for key in ("name", "jobs", "dens_ha"))
        chart = centre_bars(*columns, palette.DENSITY, book.look, basis)
        header = ("Centre", "Jobs", "% of all jobs", "Area (ha)", "Jobs per ha", "Highest jobs per ha")
        rows = [_row(centre, book.jobs.sum()) for centre in centres[:_MOST_ROWS]]
        words = f"Centres were found by the method “{centres[0]['method']}”{_named(centres, book.plan)}."
        return Section(
            self.group.question,
            self.group.title,
            basis,
            [words],
            book.map("Centres", basis),
            [Figure(chart)],
            [Table("The centres by jobs", basis, header, rows)],
        )

    def facts(self, book) -> dict[str, Any]:
        """Return what the centres hold, and the first of them, where centres were looked for."""
        if not book.has("centres", "jobs"):
            return {}
        centres = book.rows("centres", by="rank")
        names, held, land = ([centre[key] for centre in centres] for key in ("name", "jobs", "area_ha"))
        totals = centre_totals(held, land, book.jobs, book.hectares)
        return {"centres": totals, "first": first_centre(names, held, land, book.jobs)}


def _name(centres, draft) -> None:
    """Call centres by what the user has: places, or the zones that hold their jobs."""
    shapes = [centre.geometry() for centre in centres.features]
    zones = Counted(draft.table, draft.jobs, draft.crs)
    names = named_areas(shapes, centres.column("name"), zones, draft.given, draft.run)
    for centre, name in zip(centres.features, names):
        centre["name"] = name


def _row(centre, all_jobs: float) -> list[Any]:
    numbers = (centre[key] for key in ("area_ha", "dens_ha", "peak_ha"))
    return [centre["name"], centre["jobs"], 100 * centre["jobs"] / all_jobs, *numbers]


def _named(centres, plan) -> str:
    """Say where names come from, which only those by rank tell."""
    if any(centre["name"] != f"Centre {centre['centre_id']}" for centre in centres):
        return ""
    return " and are named by their rank" + (" in the whole region" if plan.is_part else "")
