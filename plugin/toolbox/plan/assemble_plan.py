"""One plan out of results made one by one: the tool ``assembleplan``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ....algorithms.ground.errors import PlanError
from ...frame.groups import PLAN
from ...frame.layer_parameters import Layer
from ...frame.outputs import FileOutput
from ...frame.parameters import Switch, Text
from ...frame.tool import Spec, Tool
from ...plan.assembly import layer_parameters
from .. import common_parameters as common

_ZONES = "Zones, best with their roles (Functional roles); empty: PLAN is published again."


class _PlanOutput(FileOutput):
    """The plan to write; without zones, the path of one that is there and stays as it is."""

    def read(self, tool, values, context, given):
        return super().read(tool, values, context, given) if given.zones else Path(self.file(tool, values, context))


class AssemblePlan(Tool):
    """Pack results into a plan, or publish a plan again.

    What do we adopt and publish, when results were made one by one? Packs them into the same GeoPackage, map and
    report as Spatial plan does. With PLAN alone, a plan that is there, it makes map and report again from its layers
    as they are now, such as with names of centres changed in their table, and leaves the plan as it is.

    Example: the zones of Functional roles, the centres of Centres by cut-off, a density surface.

    How to read the result: as that of Spatial plan. Results of different runs may rest on different inputs:
    agora_runs shows what each was made from. Say whether the flows were observed or modelled.
    """

    def spec(self):
        plan, *pages = common.plan_files()
        return Spec(
            "assembleplan",
            "Assemble a plan",
            PLAN,
            (
                Layer("ZONES", "Zones", _ZONES, optional=True),
                replace(common.jobs(), optional=True, with_layer=True),
                *layer_parameters(),
                Switch("MODELLED", "Flows are modelled", "Said wherever they show.", default=True),
                Text("YEAR", "Year of the data", "Stated in the report.", optional=True),
                Text("TITLE", "Title", "Empty: the name of the plan area, or of the zones.", optional=True),
                Layer(
                    "STUDY_AREA", "Plan area", "Limits what is shown; empty: all zones.", optional=True, in_degrees=True
                ),
                _PlanOutput(**vars(plan)),
                *pages,
            ),
            example=dict(ZONES="roles", JOBS="jobs", CENTRES="centres"),
            tags=("package", "publish", "adopt"),
            in_main_thread=True,
        )

    def compute(self, given, run):
        from ...plan.assembly import assembled, given_layers
        from ...plan.publishing import load_when_done, publish_plan

        if given.zones is None:
            return self._publish_again(given, run)
        if len(given_layers(given)) == 1:
            raise PlanError("Only ZONES are given; a plan takes at least one result more, such as CENTRES or DENSITY.")
        plan = assembled(given, run)
        publish_plan(plan, given, run)
        load_when_done(given.plan, run.context)
        return {}

    def _publish_again(self, given, run):
        from ...plan.assembly import given_layers
        from ...plan.edition import publish_again

        if given_layers(given) or given.study_area or given.title or given.year:
            raise PlanError("ZONES: choose zones. Without them PLAN, a plan that is there, is published as it is.")
        publish_again(given, run)
        return {"PLAN": str(given.plan)}
