"""How much activity is where, sharp in the centre and calm outside: the tool ``adaptivedensity``."""

from __future__ import annotations

from ...frame.groups import DENSITY
from ...frame.layer_parameters import Distance
from ...frame.tool import Spec, Tool
from ..density_surfaces import planning, surface_input, surface_parameters, surface_request, write_surface

_FIRST = "Of the first surface, which tells dense from sparse. Empty: the bandwidth."
_PILOT = Distance("PILOT_BANDWIDTH", "Pilot bandwidth", _FIRST, parent="INPUT", advanced=True)


class AdaptiveDensity(Tool):
    """Smooth jobs into a surface, by a bandwidth that follows the density.

    How much activity is where, without blurring the centre or inventing peaks outside? Each job's bandwidth is half
    to twice the one given: narrow where jobs are dense, wide where they are few (Abramson 1982). The surface holds
    the total.

    Example: zones with the field jobs, bandwidth 800 m, in metres.

    How to read the result: as Kernel density, in jobs per hectare; peaks stand higher and narrower than there, and
    lone workplaces lower, so do not compare it with a surface of one bandwidth. Next: Centres from a density
    surface.
    """

    def spec(self):
        return Spec(
            "adaptivedensity",
            "Adaptive density",
            DENSITY,
            surface_parameters(_PILOT),
            example=dict(INPUT="zones", WEIGHT="jobs", BANDWIDTH=800, CELL_SIZE=200),
            tags=("heatmap", "KDE", "Abramson", "variable bandwidth", "surface"),
            needs=("scipy",),
        )

    def compute(self, given, run):
        from ....algorithms.density.adaptive import adaptive_surface, points_of_zones
        from ....algorithms.ground.progress import part

        request = surface_request(given, run)
        read = surface_input(given, run)
        counting, smoothing = part(planning(run), 0.0, 0.2), part(planning(run), 0.2, 1.0)
        points = read[0] if given.input.is_points else points_of_zones(*read, request.cell, counting)
        answer = adaptive_surface(points, request, given.pilot_bandwidth or request.bandwidth, smoothing)
        run.tell(f"{request.kernel.name}, cells of {request.cell:g} m. {answer.how}")
        return write_surface(given, answer._replace(outside=answer.outside if given.input.is_points else 0), run)
