"""One plan out of results made one by one: the tool ``assembleplan``."""

from __future__ import annotations

from ....algorithms.ground.errors import PlanError
from ...frame.groups import PLAN
from ...frame.layer_parameters import Field, Layer
from ...frame.parameters import Switch, Text
from ...frame.tool import Spec, Tool
from ...plan.assembly import layer_parameters
from .. import common_parameters as common


class AssemblePlan(Tool):
    """Pack results into a plan.

    What do we adopt and publish, when results were made one by one? Packs them into the same GeoPackage, map and
    report as Spatial plan does.

    Example: the zones of Functional roles, the centres of Centres by cut-off, a density surface.

    How to read the result: as that of Spatial plan. Results of different runs may rest on different inputs:
    agora_runs shows what each was made from. Say whether the flows were observed or modelled.
    """

    def spec(self):
        return Spec(
            "assembleplan",
            "Assemble a plan",
            PLAN,
            (
                Layer("ZONES", "Zones", "Zones, best with their roles (Functional roles)."),
                Field("JOBS", "Jobs", "Jobs in each zone.", parent="ZONES", numeric=True),
                *layer_parameters(),
                Switch("MODELLED", "Flows are modelled", "Said wherever they show.", default=True),
                Text("YEAR", "Year of the data", "Stated in the report.", optional=True),
                Text("TITLE", "Title", "Empty: the name of the plan area, or of the zones.", optional=True),
                Layer(
                    "STUDY_AREA", "Plan area", "Limits what is shown; empty: all zones.", optional=True, in_degrees=True
                ),
                *common.plan_files(),
            ),
            example=dict(ZONES="roles", JOBS="jobs", CENTRES="centres"),
            tags=("package", "publish", "adopt"),
            in_main_thread=True,
        )

    def compute(self, given, run):
        from ...plan.assembly import assembled, given_layers
        from ...plan.publishing import load_when_done, publish_plan

        if len(given_layers(given)) == 1:
            raise PlanError("Only ZONES are given; a plan takes at least one result more, such as CENTRES or DENSITY.")
        plan = assembled(given, run)
        publish_plan(plan, given, run)
        load_when_done(given.plan, run.context)
        return {}
