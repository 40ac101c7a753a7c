"""Gives a result what travels with it: its style and the record of what made it."""

from __future__ import annotations

from qgis.core import QgsMapLayer, QgsRasterLayer, QgsVectorLayer

from ...algorithms.files.raster import tag_raster
from ...algorithms.files.vector import close_geopackage, layer_names, tag_layer
from ...algorithms.ground.errors import PlanError
from ..fields import name_fields
from .outputs import RasterOutput, VectorOutput
from .target import Target


def publish(target: Target, record: dict[str, str]) -> None:
    """Store style and record with a result: in its file, or beside it where the format has no place for them."""
    if target.part is not None:
        target.part.record = record
    elif target.server is not None:
        target.server.record = record
    elif target.staged is None:
        _say_what_made(target.layer, record)
    elif target.staged.exists() and isinstance(target.output, RasterOutput):
        tag_raster(target.staged, record)
        _style_beside(QgsRasterLayer(str(target.staged), "style"), target)
    elif target.staged.exists() and isinstance(target.output, VectorOutput):
        _publish_vector(target, record)


def require_stored(answer: str | tuple[str, bool]) -> None:
    """Raise PlanError where QGIS answers that it could not store a style or metadata: with a message, or No."""
    problem, is_stored = answer if isinstance(answer, tuple) else (answer, not answer)
    if not is_stored:
        raise PlanError(f"Its style or metadata could not be stored: {problem} Is the disk full?")


def _publish_vector(target: Target, record: dict[str, str]) -> None:
    path = target.staged
    layer = QgsVectorLayer(str(path), path.stem, "ogr")
    name_fields(layer, target.aliases)
    if path.suffix.lower() != ".gpkg":
        if layer.isSpatial():
            _style_beside(layer, target)
        _say_what_made(layer, record)
        require_stored(layer.saveNamedMetadata(str(path.with_suffix(".qmd"))))
        return
    [name] = layer_names(path)
    if target.output.style:
        target.output.style(layer)
    require_stored(layer.saveStyleToDatabase(name, target.output.label, True, ""))
    del layer
    tag_layer(path, name, record)
    close_geopackage(path)


def _style_beside(layer: QgsMapLayer, target: Target) -> None:
    if target.output.style:
        target.output.style(layer)
        require_stored(layer.saveNamedStyle(str(target.staged.with_suffix(".qml"))))


def _say_what_made(layer: QgsMapLayer | None, record: dict[str, str]) -> None:
    """Write the record into a layer's metadata, as its history."""
    if layer is not None:
        metadata = layer.metadata()
        metadata.setHistory([f"{name}: {value}" for name, value in record.items()])
        layer.setMetadata(metadata)
