"""The steps of a plan: each runs a tool by its id, as a model does, and notes what made its result."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import QgsProcessingMultiStepFeedback

from ...algorithms.files.raster import read_raster
from ...algorithms.files.vector import layer_tags
from ..frame.run import Run

RUN_COLUMNS = ("tool", "time", "parameters", "inputs", "agora", "qgis", "gdal", "numpy")
"""The columns of ``agora_runs``."""


class Steps:
    """Runs tools one after another; ``files`` collects the parts of the plan by layer name."""

    def __init__(self, run: Run, folder: Path, count: int):
        self._run, self._folder, self._done = run, folder, 0
        self._feedback = QgsProcessingMultiStepFeedback(count, run.feedback)
        self.files: dict[str, Path] = {}
        self.runs: list[dict[str, str]] = []

    def step(self, tool: str, inputs: dict[str, Any], outputs: dict[str, str]) -> dict[str, Any]:
        """Run ``agora:<tool>``; ``outputs`` maps its output keys to names of plan layers."""
        import processing  # on the path only once QGIS has started its plugins

        self._feedback.setCurrentStep(self._done)
        self._run.tell(f"Step {self._done + 1}: {tool}")
        suffix = ".tif" if tool == "kerneldensity" else ".gpkg"
        files = {key: self._folder / f"{name}{suffix}" for key, name in outputs.items()}
        given = {**inputs, **{key: str(file) for key, file in files.items()}}
        results = processing.run(
            f"agora:{tool}",
            given,
            context=self._run.context,
            feedback=self._feedback,
            is_child_algorithm=True,
        )
        self._run.check()
        self._done += 1
        self.files.update({name: files[key] for key, name in outputs.items()})
        self.runs.append(_record(next(iter(files.values()))))
        return results


def _record(file: Path) -> dict[str, str]:
    tags = read_raster(file).tags if file.suffix == ".tif" else layer_tags(file, file.stem)
    return {column: tags[column] for column in RUN_COLUMNS}
