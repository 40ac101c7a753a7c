"""Where the centres are around places that are known: the tool ``policycircle``."""

from __future__ import annotations

import numpy as np

from ....algorithms.ground.errors import PlanError
from ...frame.groups import CENTRES
from ...frame.layer_parameters import Distance, Field, Layer
from ...frame.outputs import VectorOutput
from ...frame.parameters import Choice, Number
from ...frame.tool import Spec, Tool
from ...geometry import area_shares, dissolved, polygon
from ...layers.points import read_points
from ...layers.sinks import MULTIPOLYGON, write_layer, write_zones
from ...layers.zones import read_zones
from ...styles import vector

_METHOD = "policy circle"
_JOBS = "Jobs in each zone; empty: centres keep the order of the points."
_CENTRE_POINTS = "The middle of each centre, such as a town hall; of polygons the centroid."
_PRESETS = (
    "The radius below",
    "London: 2 miles (3,218.7 m)",
    "Large: 0.8 miles (1,287.5 m)",
    "Medium or small: 0.5 miles (804.7 m)",
)
_OVERLAP = "How much of a zone's area must lie in the circle; at 0 any part will do."
_OUTPUT_ZONES = "The zones with centre_id, empty outside."
_PARAMETERS = (
    Layer("ZONES", "Zones", "Polygons, with jobs where they are to be counted."),
    Field("JOBS", "Jobs", _JOBS, parent="ZONES", numeric=True, optional=True),
    Layer("CENTRE_POINTS", "Centre points", _CENTRE_POINTS, kind="points or polygons", in_degrees=True),
    Choice("PRESET", "Size of the city", "Which radius.", options=_PRESETS),
    Distance("RADIUS", "Radius", "Without a preset; empty: 804.7 m.", parent="ZONES", optional=True),
    Number("OVERLAP", "Least overlap (%)", _OVERLAP, default=50.0, maximum=100.0, advanced=True),
    VectorOutput("OUTPUT", "Centres", "Polygons ranked by jobs.", style=vector.centres),
    VectorOutput("OUTPUT_ZONES", "Zones with their centre", _OUTPUT_ZONES, optional=True, style=vector.zones_by_centre),
)


class PolicyCircle(Tool):
    """Make centres of the zones around points.

    Where are the centres? Takes the zones that lie with at least half of their area within a radius of a centre
    point: the definition of city centres that Centre for Cities uses (2 miles in London, 0.8 in large cities, 0.5 in
    medium and small ones).

    Example: zones with the field jobs, a point on the town hall, preset 2 (large city, 1,287.5 m).

    How to read the result: centres are ranked by jobs; n_units is the number of zones, threshold the density of the
    emptiest one that the circle let in. A circle is the same everywhere, so it compares cities and years well, and says
    nothing of where the density ends: if threshold is far below 25 jobs per hectare the circle takes in more than the
    centre, and Centres by cut-off shows the rest. Next: Functional roles.
    """

    def spec(self):
        return Spec(
            "policycircle",
            "Centres as policy circles",
            CENTRES,
            _PARAMETERS,
            example=dict(ZONES="zones", JOBS="jobs", CENTRE_POINTS="centres", PRESET=2),
            tags=("Centre for Cities", "radius", "city centre", "buffer", "half a mile"),
        )

    def compute(self, given, run):
        from ....algorithms.centres.policy_circle import circle_of_zone, policy_circles
        from ....algorithms.ground.progress import part

        table = read_zones(given.zones, run, numbers=(given.jobs,) if given.jobs else ())
        places = self._places(given, run)
        run(0.3)
        shares = area_shares(table.geometries, self._circles(given, places, run), part(run, 0.3, 0.7))
        run(0.7)
        circle = circle_of_zone(shares, table.zones.centroid, places, given.overlap / 100)
        jobs = table.columns[given.jobs] if given.jobs else np.full(len(circle), np.nan)
        if not jobs.any():
            raise PlanError(f"JOBS: no zone of {given.zones.name} has any {given.jobs}. Is it the right field?")
        centres, zone = policy_circles(jobs, table.zones.hectares, circle)
        if len(centres) < len(places):
            run.warn(f"{len(places) - len(centres):,} of {len(places):,} circles hold no zone and are no centres.")
        shapes = dissolved(table.geometries, zone)
        in_order = [shapes[centre] for centre in range(len(centres))]
        write_layer(given.output, centres.columns(_METHOD), in_order, MULTIPOLYGON, given.zones.crs)
        write_zones(given.output_zones, table, {"centre_id": centres.ids(zone)}, run)
        return {}

    def _places(self, given, run):
        """Return the middles of the circles, (k, 2), in metres of the zones' CRS."""
        middles, crs = given.centre_points, given.zones.crs
        if middles.is_points:
            return read_points(middles, "", run, crs).xy
        return read_zones(middles, run, crs=crs).zones.centroid

    def _circles(self, given, places, run):
        from ....algorithms.centres.policy_circle import DEFAULT_RADIUS, RADII, circle

        radius = RADII.get(given.preset, given.radius or DEFAULT_RADIUS)
        run.tell(f"{len(places):,} circles of {radius:,.1f} m.")
        return [polygon([circle(place, radius)], 1 / given.zones.metres) for place in places]
