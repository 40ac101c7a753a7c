"""How much activity is where: the tool ``kerneldensity``."""

from __future__ import annotations

from ...frame.groups import DENSITY
from ...frame.tool import Spec, Tool
from ..density_surfaces import planning, surface_input, surface_parameters, surface_request, write_surface


class KernelDensity(Tool):
    """Smooth jobs into a surface.

    How much activity is where? Spreads every workplace's or zone's jobs over its surroundings and adds them up, so
    that a map shows jobs per hectare free of zone boundaries. The surface holds the total, and may be of any size
    the disk has room for.

    Example: zones with the field jobs, bandwidth 400 m, in metres.

    How to read the result: 10 jobs per hectare is a suburb with shops, 25 the edge of an employment centre
    (Giuliano & Small 1991: 10 jobs an acre), 100 and more a city centre. A wider bandwidth shows regions, a
    narrower one streets. Next: Centres from a density surface.
    """

    def spec(self):
        return Spec(
            "kerneldensity",
            "Kernel density",
            DENSITY,
            surface_parameters(),
            example=dict(INPUT="zones", WEIGHT="jobs", BANDWIDTH=800, CELL_SIZE=200),
            tags=("heatmap", "KDE", "jobs per hectare", "surface", "smoothing"),
            needs=("scipy",),
        )

    def compute(self, given, run):
        from ....algorithms.density.surface import surface_of_points, surface_of_zones

        request = surface_request(given, run)
        make = surface_of_points if given.input.is_points else surface_of_zones
        answer = make(*surface_input(given, run), request, planning(run))
        run.tell(
            f"Bandwidth {request.bandwidth:,.0f} m ({request.kernel.name}), cells of {request.cell:g} m. {answer.how}"
        )
        return write_surface(given, answer, run)
