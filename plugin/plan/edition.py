"""A plan published again: map and report from its layers as they are now, the plan itself left as it is."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from qgis.core import QgsProject

from ...algorithms.files.vector import copy_geopackage, layer_names
from ...algorithms.ground.errors import PlanError
from ...algorithms.report.link_facts import EdgeCommuting, Modelled, PlanCommuting
from ...algorithms.report.losses import Loss
from ..frame.parameters import Given
from ..frame.part import Part
from ..frame.run import Run
from ..layers.centres import number_nameless
from ..layers.parts import stored
from .chapters import plan_layers
from .own_layers import plan_layer
from .package import RUN_COLUMNS, Plan
from .project import known_of, opened_plan
from .publishing import draw_and_tell
from .rerun import recorded_runs

_WITH_ROWS = ("polygons", "lines", "points", "table")
_NOT_TOLD = ("flows", "agora_runs")  # they may be long, and other tables tell of them


def publish_again(given: Given, run: Run) -> None:
    """Write map and report of the plan at ``given.plan``; where neither is wanted, both beside it.

    The layers are read from a copy, so that a plan that is open in QGIS, and being edited there, stays untouched.

    Raises
    ------
    PlanError
        If there is no plan, or one whose layers do not open.
    """
    path: Path = given.plan
    if not path.is_file():
        raise PlanError(f"ZONES are not given, and PLAN, {path}, is no plan that is there. Choose one or the other.")
    if not (given.map.wanted or given.report.wanted):
        given.map.want(path.with_suffix(".pdf"))
        given.report.want(path.with_suffix(".html"))
    with tempfile.TemporaryDirectory(prefix=".agora-") as folder:
        copy = Path(folder) / path.name
        copy_geopackage(path, copy)
        runs = recorded_runs(copy, RUN_COLUMNS)
        with opened_plan(copy) as project:
            _require_layers(project, path)
            number_nameless(plan_layer(project, "centres"))
            plan = _read(copy, project, runs)
            project.setTitle(plan.title)
            made_with = json.loads(runs[-1]["parameters"])
            told = {"JOBS": made_with["JOBS"], "YEAR": made_with.get("YEAR") or ""}
            draw_and_tell(project, plan, Given({**given.values, **told}), run)


def _require_layers(project: QgsProject, path: Path) -> None:
    broken = sorted(layer.name() for layer in project.mapLayers().values() if not layer.isValid())
    if broken:
        raise PlanError(f"{path}: its layer {broken[0]} does not open.")


def _read(path: Path, project: QgsProject, runs: list[dict[str, str]]) -> Plan:
    """Return the plan in a file, as whoever made it had it."""
    names = [layer.name for layer in plan_layers() if layer.kind in _WITH_ROWS and layer.name not in _NOT_TOLD]
    parts = {name: part for name in names if (part := stored(path, name)) is not None}
    surfaces = {layer.name for layer in plan_layers() if layer.kind == "raster"} & set(layer_names(path))
    parts.update({name: Part(name) for name in surfaces})  # of which a report only tells that they are there
    [title] = parts["plan_area"].column("title")
    return Plan(title or project.title(), parts, runs, **_known(project, path))


def _known(project: QgsProject, path: Path) -> dict:
    """Return the fields of the plan that its project keeps."""
    text = known_of(project)
    if not text:
        raise PlanError(f"{path.name} was made before plans could be published again. Make it again.")
    known = json.loads(text)
    modelled = not known.pop("observed")
    commuting = _commuting(known.pop("commuting"))
    return {
        **known,
        "left_out": tuple(Loss(*lost) for lost in known["left_out"]),
        "modelled": modelled,
        "commuting": commuting,
    }


def _commuting(known: list | None) -> PlanCommuting | None:
    if known is None:
        return None
    people, edge, modelled, doubts = known
    return PlanCommuting(people, edge and EdgeCommuting(*edge), modelled and Modelled(*modelled), tuple(doubts))
