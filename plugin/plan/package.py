"""The plan's GeoPackage: layers with their styles, the project inside, one whole file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple, Optional

from qgis.core import QgsLayerMetadata, QgsVectorLayer

from ...algorithms.files.vector import close_geopackage, write_columns
from ...algorithms.report.link_facts import PlanCommuting
from ...algorithms.report.losses import Loss
from ..fields import field_names, name_fields
from ..frame.part import Part
from ..frame.publishing import require_stored
from ..layers.parts import pack
from .chapters import PlanLayer, plan_layers
from .project import write_project

RUN_COLUMNS = ("tool", "time", "parameters", "inputs", "agora", "qgis", "gdal", "numpy", "left_out")
"""The columns of ``agora_runs``."""


class Plan(NamedTuple):
    """What a plan is made of: its ``parts`` by layer name, cut from ``all_zones`` zones.

    ``commuting`` is what its maker knows of the flows besides its layers, None where there are none.
    """

    title: str
    parts: dict[str, Part]
    runs: list[dict[str, str]]
    modelled: bool
    source: str
    left_out: tuple[Loss, ...] = ()
    all_zones: int = 0
    commuting: Optional[PlanCommuting] = None

    @property
    def is_part(self) -> bool:
        """Whether the plan area holds some of the zones only."""
        return len(self.parts["zones"]) < self.all_zones

    @property
    def note(self) -> str:
        """Return what stands below every map: source, date, what is modelled, what the centres are not."""
        flows = " Commuting is modelled, not observed." if self.modelled else ""
        centres = " Analytical centres are not policy boundaries." if "centres" in self.parts else ""
        return f"Source: {self.source}. Made with Agora on {self.runs[-1]['time'][:10]}.{flows}{centres}"

    @property
    def known(self) -> str:
        """Return what neither layers nor runs hold, as JSON: with it the plan can be published again."""
        held = ("title", "parts", "runs", "modelled")
        known = {name: value for name, value in self._asdict().items() if name not in held}
        return json.dumps({**known, "observed": not self.modelled})

    @property
    def lineage(self) -> list[str]:
        """Return the steps that made the plan, a line each."""
        return [f"{run['time']} {run['tool']} (Agora {run['agora']}): {run['parameters']}" for run in self.runs]

    @property
    def layers(self) -> list[PlanLayer]:
        """Return the layers that the plan has, from the top of the map down, each called what it is."""
        always = ("agora_runs", "ground")
        there = [layer for layer in plan_layers() if layer.name in self.parts or layer.name in always]
        return [layer.without_field() if self._lacks(layer) else layer for layer in there]

    def _lacks(self, layer: PlanLayer) -> bool:
        return bool(layer.field) and self.parts[layer.name].fields.indexOf(layer.field) < 0

    def layer_title(self, layer: PlanLayer) -> str:
        """Return a layer's title; says "modelled" where its numbers were not observed."""
        return f"{layer.title} (modelled)" if self.modelled and layer.is_modelled else layer.title


def write_package(path: Path, plan: Plan) -> None:
    """Write the plan as one GeoPackage that opens from any folder."""
    packed = [layer for layer in plan.layers if layer.name in plan.parts]
    for layer in sorted(packed, key=lambda layer: layer.kind != "raster"):  # GDAL wants the surface first
        pack(path, layer.name, plan.parts[layer.name], layer.title)
    write_columns(path, "agora_runs", {column: [run[column] for run in plan.runs] for column in RUN_COLUMNS})
    for layer in packed:
        if layer.is_vector:
            _describe(path, layer, plan)
    titled = [(layer, plan.layer_title(layer)) for layer in plan.layers]
    write_project(path, plan.title, plan.note, titled, plan.known)
    close_geopackage(path)


def _describe(path: Path, what: PlanLayer, plan: Plan) -> None:
    """Give a layer its style, field aliases and metadata, inside the file."""
    layer = QgsVectorLayer(f"{path}|layername={what.name}", what.name, "ogr")
    what.style(layer)
    name_fields(layer, field_names(plan.parts[what.name].fields))
    metadata = QgsLayerMetadata()
    metadata.setTitle(plan.layer_title(what))
    metadata.setAbstract(what.abstract)
    metadata.setRights([f"Source: {plan.source}"])
    metadata.setLicenses([f"That of the source, {plan.source}"])
    metadata.setHistory(plan.lineage)
    layer.setMetadata(metadata)
    require_stored(layer.saveDefaultMetadata())
    require_stored(layer.saveStyleToDatabase(what.name, plan.layer_title(what), True, ""))
