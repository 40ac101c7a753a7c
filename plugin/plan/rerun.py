"""The same plan once more, from its own record: proof that a plan rests on what it says it rests on."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from qgis.core import QgsApplication, QgsProcessingFeedback

from ...algorithms.files.arrow import table_columns
from ...algorithms.ground.errors import Cancelled, PlanError

_LAYERS = ("source", "vector", "raster")  # kinds of parameters that take a layer
_COLUMNS = ("tool", "parameters", "inputs")  # that every version of Agora has written
_PLAN, _PAGES = "PLAN", ("MAP", "REPORT")


def rerun(
    plan: str | Path,
    layers: dict[str, Any],
    again: str | Path,
    feedback: QgsProcessingFeedback | None = None,
) -> None:
    """Make a plan again from the last row of its table ``agora_runs``.

    Parameters
    ----------
    plan : the GeoPackage
    layers : the input layers by parameter key, as for ``processing.run``; the record holds their file names only
    again : the GeoPackage to write; it is written only if every step read what it read then

    Raises
    ------
    PlanError
        If a layer is missing, or any step read other numbers than the record's fingerprints say.
    """
    import processing

    recorded = recorded_runs(plan)
    tool, given = recorded[-1]["tool"], json.loads(recorded[-1]["parameters"])
    kinds = _kinds(tool)
    settings = {key: value for key, value in given.items() if key in kinds and key not in _PAGES}
    _require_layers(kinds, settings, layers)
    with tempfile.TemporaryDirectory(prefix=".agora-", dir=Path(again).resolve().parent) as folder:
        made = Path(folder) / Path(again).name
        processing.run(tool, {**settings, **layers, _PLAN: str(made)}, feedback=feedback, is_child_algorithm=True)
        if feedback and feedback.isCanceled():
            raise Cancelled
        _require_same_inputs(recorded, recorded_runs(made))
        shutil.move(made, again)


def recorded_runs(plan: str | Path, names: tuple[str, ...] = _COLUMNS) -> list[dict[str, str]]:
    """Return columns of a plan's table ``agora_runs``, a row for each step; the last is the plan itself."""
    columns = table_columns(str(plan), "agora_runs", names)
    if not columns:
        raise PlanError(f"{plan} holds no table agora_runs: it is no plan of Agora.")
    return [dict(zip(names, row)) for row in zip(*columns)]


def _kinds(tool: str) -> dict[str, str]:
    """Return the kinds of the tool's parameters by key; a key that it does not have was never read."""
    algorithm = QgsApplication.processingRegistry().algorithmById(tool)
    return {each.name(): each.type() for each in algorithm.parameterDefinitions()}


def _require_layers(kinds: dict[str, str], settings: dict[str, Any], layers: dict[str, Any]) -> None:
    needed = {key for key, value in settings.items() if value and kinds[key] in _LAYERS}
    missing = sorted(needed - set(layers))
    if missing:
        raise PlanError(f"The plan was made with {', '.join(missing)}; give these layers again.")


def _require_same_inputs(then: list[dict[str, str]], now: list[dict[str, str]]) -> None:
    if [each["tool"] for each in then] != [each["tool"] for each in now]:
        raise PlanError("This run took other steps than the plan: the version of Agora or an input is another.")
    for old, new in zip(then, now):
        for before, after in zip(json.loads(old["inputs"]), json.loads(new["inputs"])):
            if any(before[key] != after[key] for key in ("features", "crs", "fingerprint")):
                raise PlanError(
                    f"{old['tool']} read another {before['name']} than the plan did: {after['features']:,} features in "
                    f"{after['crs']}, then {before['features']:,} in {before['crs']}, or other numbers in them."
                )
