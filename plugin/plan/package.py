"""The plan's GeoPackage: layers with their styles, the project inside, one whole file."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from qgis.core import QgsLayerMetadata, QgsVectorLayer

from ...algorithms.files.raster import add_raster
from ...algorithms.files.vector import close_geopackage, copy_layer, write_columns
from ..styles import apply_style, field_names, name_fields
from .contents import LAYERS, MODELLED, PlanLayer
from .project import write_project


class Plan(NamedTuple):
    """What a plan is made of: ``files`` of its parts by layer name, each as the tools wrote them."""

    title: str
    files: dict[str, Path]
    runs: list[dict[str, str]]
    modelled: bool
    source: str
    left_out: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        """Return what stands below every map: source, date, what is modelled, what the centres are not."""
        flows = "Commuting is modelled, not observed. " if self.modelled else ""
        return (
            f"Source: {self.source}. Made with Agora on {self.runs[-1]['time'][:10]}. {flows}"
            "Analytical centres are not policy boundaries."
        )

    @property
    def lineage(self) -> list[str]:
        """Return the steps that made the plan, a line each."""
        return [f"{each['time']} {each['tool']} (Agora {each['agora']}): {each['parameters']}" for each in self.runs]

    def layer_title(self, layer: PlanLayer) -> str:
        """Return a layer's title; says "modelled" where its numbers were not observed."""
        return f"{layer.title} (modelled)" if self.modelled and layer.name in MODELLED else layer.title


def write_package(path: Path, plan: Plan) -> None:
    """Write the plan as one GeoPackage that opens from any folder."""
    if "density" in plan.files:
        add_raster(plan.files["density"], path, "density", "Jobs per hectare")
    present = [each for each in LAYERS if each.name in plan.files or each.kind == "view of zones"]
    for layer in present:
        if layer.kind in ("vector", "table") and layer.name in plan.files:
            copy_layer(plan.files[layer.name], plan.files[layer.name].stem, path, layer.name)
    write_columns(path, "agora_runs", {key: [run[key] for run in plan.runs] for key in plan.runs[0]})
    for layer in present:
        if layer.kind == "vector":
            _describe(QgsVectorLayer(f"{path}|layername={layer.name}", layer.name, "ogr"), layer, plan)
    titled = [(each, plan.layer_title(each)) for each in (*present, LAYERS[-1])]
    write_project(path, plan.title, plan.note, titled)
    close_geopackage(path)


def _describe(layer: QgsVectorLayer, what: PlanLayer, plan: Plan) -> None:
    """Give a layer its style, field aliases and metadata, inside the file."""
    apply_style(layer, what.style)
    name_fields(layer, field_names(QgsVectorLayer(str(plan.files[what.name]), what.name, "ogr")))
    metadata = QgsLayerMetadata()
    metadata.setTitle(plan.layer_title(what))
    metadata.setAbstract(what.abstract)
    metadata.setRights([f"Source: {plan.source}"])
    metadata.setLicenses([f"That of the source, {plan.source}"])
    metadata.setHistory(plan.lineage)
    layer.setMetadata(metadata)
    layer.saveDefaultMetadata()
    layer.saveStyleToDatabase(what.name, plan.layer_title(what), True, "")
