"""One plan out of results made one by one: the tool ``assembleplan``."""

from __future__ import annotations

import tempfile
from pathlib import Path

from ....algorithms.ground.errors import PlanError
from ...frame.groups import PLAN
from ...frame.layer_parameters import Field, Layer, RasterLayer
from ...frame.parameters import Switch, Text
from ...frame.tool import Spec, Tool
from .. import common_parameters as common

_PARTS = {
    "CENTRES": "centres",
    "ZONES": "zones",
    "DESIRE_LINES": "desire_lines",
    "KEY_DIAGRAM": "key_diagram",
    "COMMUTING": "commuting",
    "OPPORTUNITIES": "opportunities",
    "ROLE_LINKS": "role_links",
    "FLOWS": "flows",
}


class AssemblePlan(Tool):
    """Pack results into a plan."""

    def spec(self):
        return Spec(
            name="assembleplan",
            title=self.tr("Assemble a plan"),
            group=PLAN,
            help=self.tr(
                "What do we adopt and publish, when results were made one by one? Packs them into the same GeoPackage, map and "
                "report as Spatial plan does."
                "\n\nExample: the zones of Functional roles, the centres of Centres by cut-off, a density surface."
                "\n\nHow to read the result: as that of Spatial plan. Results of different runs may rest on different inputs: "
                "agora_runs shows what each was made from. Say whether the flows were observed or modelled."
            ),
            parameters=(
                Layer("ZONES", self.tr("Zones"), self.tr("Zones, best with their roles (Functional roles).")),
                Field("JOBS", self.tr("Jobs"), self.tr("Jobs in each zone."), parent="ZONES", numeric=True),
                Layer("CENTRES", self.tr("Centres"), self.tr("Of one of the Centres tools."), optional=True),
                RasterLayer("DENSITY", self.tr("Density surface"), self.tr("Of Kernel density."), optional=True),
                Layer("DESIRE_LINES", self.tr("Desire lines"), self.tr("Of Desire lines."), optional=True, kind="lines"),
                Layer("KEY_DIAGRAM", self.tr("Links between role areas"), self.tr("Of Links between roles."),
                      optional=True, kind="lines"),
                Layer("COMMUTING", self.tr("Commuting summary"), self.tr("Of Commuting summary, with zones."), optional=True),
                Layer("ROLE_LINKS", self.tr("Links between roles"), self.tr("The table of Links between roles."),
                      optional=True, kind="table"),
                Layer("FLOWS", self.tr("Flows"), self.tr("A table of flows."), optional=True, kind="table"),
                Switch("MODELLED", self.tr("Flows are modelled"), self.tr("Said wherever they show."), default=True),
                Layer("OPPORTUNITIES", self.tr("Sites"), self.tr("Polygons with room for jobs."), optional=True),
                Text("YEAR", self.tr("Year of the data"), self.tr("Stated in the report."), optional=True),
                Text("TITLE", self.tr("Title"), self.tr("Empty: the name of the zones."), optional=True),
                Layer("STUDY_AREA", self.tr("Plan area"), self.tr("Limits what is shown; empty: all zones."),
                      optional=True, in_degrees=True),
                *common.plan_files(),
            ),
            example={"ZONES": "roles", "JOBS": "jobs", "CENTRES": "centres"},
            tags=("package", "publish", "adopt"),
            in_main_thread=True,
        )  # fmt: skip

    def compute(self, given, run):
        from ...plan.assembly import assembled
        from ...plan.publishing import load_when_done, publish_plan

        given_parts = {name: given[key] for key, name in _PARTS.items() if given[key]}
        if len(given_parts) == 1 and given.density is None:
            raise PlanError("Only ZONES are given; a plan takes at least one result more, such as CENTRES or DENSITY.")
        with tempfile.TemporaryDirectory(prefix="agora-") as folder:
            plan = assembled(given, given_parts, run, Path(folder))
            publish_plan(plan, given, run)
        load_when_done(given.plan.final, plan, run.context)
        return {}
