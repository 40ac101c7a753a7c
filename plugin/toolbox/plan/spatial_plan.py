"""From zones to a layered spatial plan: the tool ``spatialplan``."""

from __future__ import annotations

from ....algorithms.ground.errors import PlanError
from ...crs import utm_zone
from ...frame.groups import PLAN
from ...frame.layer_parameters import Distance, Field, Layer
from ...frame.parameters import Choice, Number, Text
from ...frame.tool import Spec, Tool
from ...layers.zones import read_zones
from .. import common_parameters as common

_CONSENSUS = 0

_MEAN_COST = "For modelled flows: an assumption, to be replaced by what is known here; at most what the zones allow."
_CENTRE_METHOD = ("Consensus of methods (not yet available)", "Contour of the density", "Cut-off of zones")
_PARAMETERS = (
    *common.zones(in_degrees=True),
    common.jobs(),
    common.sectors(optional=True),
    *common.sector_groups(optional=True),
    *common.residents(),
    *common.flows(optional=True),
    Number("MEAN_COST", "Mean commute (km)", _MEAN_COST, default=12.0),
    Layer("SITES", "Sites", "Polygons with room for jobs.", optional=True, in_degrees=True),
    Field(
        "SITE_JOBS", "Room in jobs", "Jobs that each site has room for.", optional=True, parent="SITES", numeric=True
    ),
    *common.names(),
    Text("YEAR", "Year of the data", "Stated in the report.", optional=True),
    Text("TITLE", "Title", "Empty: the name of the plan area, or of the zones.", optional=True),
    Layer(
        "STUDY_AREA",
        "Plan area",
        "Limits what is shown and told; all zones are computed with.",
        optional=True,
        in_degrees=True,
    ),
    Distance("BANDWIDTH", "Bandwidth", "Of the density; empty: 400 m.", parent="ZONES"),
    Distance(
        "CELL_SIZE", "Cell size", "Empty: a tenth of the bandwidth, but at most 10 million cells.", parent="ZONES"
    ),
    Choice("CENTRE_METHOD", "Centres by", "How centres are found.", default=1, options=_CENTRE_METHOD),
    *common.plan_files(),
)


class SpatialPlan(Tool):
    """Chain the tools into one plan.

    What do we adopt and publish? One run makes a layered plan of a local economy: where jobs are dense, where the
    centres are, what each zone does for the whole, and how the parts depend on each other. All of it is one
    GeoPackage with styled layers and a QGIS project inside.

    Example: zones with jobs, population and four groups of sectors.

    How to read the result: open the project “plan” in the GeoPackage and step through its map themes. Without a
    table of flows, commuting is modelled, and every layer that shows it says so. Analytical centres are not policy
    boundaries. agora_runs lists every step with its parameters.
    """

    def spec(self):
        return Spec(
            "spatialplan",
            "Spatial plan",
            PLAN,
            _PARAMETERS,
            example=dict(
                ZONES="zones",
                ZONE_ID="zone_id",
                JOBS="jobs",
                POPULATION="pop",
                **common.EXAMPLE_GROUPS,
                TITLE="San Francisco Bay Area",
            ),
            tags=("masterplan", "local economy", "local plan", "evidence base"),
            needs=("scipy",),
            in_main_thread=True,
        )

    def compute(self, given, run):
        from ...plan.draft import Draft
        from ...plan.jobs import refuse_what_are_no_jobs
        from ...plan.publishing import load_when_done, publish_plan

        if given.centre_method == _CONSENSUS:
            raise PlanError("CENTRE_METHOD 0, consensus, is not available yet. Choose 1 (contour) or 2 (cut-off).")
        zones = given.zones
        crs = zones.crs
        if crs.isGeographic():
            crs = utm_zone(crs, zones.extent, f"ZONES: {zones.name}")
            run.tell(f"{zones.name} is in degrees; the plan is in {crs.authid()} ({crs.description()}).")
        people = tuple(each for each in (given.residents, given.population) if each)
        table = read_zones(zones, run, given.zone_id, (given.jobs, *people), crs, unit="jobs")
        refuse_what_are_no_jobs(given, table)
        plan = Draft(given, table, crs, run).make()
        publish_plan(plan, given, run)
        load_when_done(given.plan, run.context)
        return {}
