"""The same plan once more, from its own record: the tool ``rerunplan``."""

from __future__ import annotations

from dataclasses import replace

from ...frame.groups import PLAN
from ...frame.layer_parameters import Layer
from ...frame.parameters import File
from ...frame.tool import Spec, Tool
from ...plan.assembly import layer_parameters
from .. import common_parameters as common


class RerunPlan(Tool):
    """Make a plan again and hold what it reads against what was read then.

    Does this plan rest on what it says it rests on? Makes a plan again with the parameters in its table agora_runs,
    and refuses where any step read other numbers than the fingerprints there say.

    Example: a plan, and the zones it was made from.

    How to read the result: a plan that is written has the same pixels and features as the first. The record holds
    the names of layers, not where they are: give each layer again. Map and report are not made again. Next: Spatial
    plan, for a new edition.
    """

    def spec(self):
        return Spec(
            "rerunplan",
            "Make a plan again",
            PLAN,
            (
                File("EARLIER", "Earlier plan", "The GeoPackage of a plan.", filter="GeoPackage (*.gpkg)"),
                Layer("ZONES", "Zones", "The zones it was made from.", in_degrees=True),
                Layer("SITES", "Sites", "Where it was made with sites.", optional=True, in_degrees=True),
                Layer("PLACES", "Places", "Where they name its centres.", True, kind="points", in_degrees=True),
                Layer("STUDY_AREA", "Plan area", "Where it was made with one.", optional=True, in_degrees=True),
                *(replace(each, advanced=each.key != "FLOWS") for each in layer_parameters()),
                common.plan_files()[0],
            ),
            example=dict(EARLIER="plan", ZONES="zones"),
            tags=("reproduce", "repeat", "provenance", "fingerprint"),
            in_main_thread=True,
        )

    def compute(self, given, run):
        from ...plan.publishing import load_when_done
        from ...plan.rerun import rerun

        layers = {key: each.chosen for key, each in given.values.items() if getattr(each, "chosen", None) is not None}
        rerun(given.earlier, layers, given.plan.staged, run.feedback)
        load_when_done(given.plan, run.context)
        run.tell(f"Every step read what it read when {given.earlier.name} was made.")
        return {}
