"""Parts of a plan: made of what was read, cut to the plan area, and packed into its GeoPackage."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransformContext,
    QgsFeature,
    QgsFields,
    QgsGeometry,
    QgsVectorFileWriter,
    QgsVectorLayer,
    QgsWkbTypes,
)

from ...algorithms.files.raster import add_surface
from ...algorithms.files.vector import require_rows, tag_layer, write_columns
from ...algorithms.ground.coded import plain
from ...algorithms.ground.errors import PlanError
from ..fields import as_qgis, declared, distinct, without_aliases
from ..frame.part import Part
from ..frame.rows import table_rows
from ..frame.run import Run
from ..frame.source import Source
from .sinks import MULTIPOLYGON, Columns, carried
from .zones import ZoneTable

WORKERS = "agora_work"
"""The field of working residents in zones made ready."""


def ready_zones(
    name: str, table: ZoneTable, workers: Sequence[float] | None, crs: QgsCoordinateReferenceSystem
) -> Part:
    """Return the zones as read, in the plan's CRS, with working residents where they are known.

    Raises
    ------
    PlanError
        If two fields of the zones cannot stand in one GeoPackage.
    """
    kept = carried(table)
    fields = QgsFields()
    for at in kept:
        fields.append(table.source.fields[at])
    _refuse_alike(fields, table.source)
    new = {WORKERS: workers} if workers is not None else {}
    for field in as_qgis(declared(new)):
        fields.append(field)
    more = zip(*new.values()) if new else [()] * len(table.features)
    features = []
    for zone, row in zip(table.features, more):
        attributes = zone.attributes()
        features.append(_feature(fields, [attributes[at] for at in kept] + list(row), zone.geometry()))
    return Part(name, are_valid=True).take(fields, features, crs, MULTIPOLYGON)


def layer_part(name: str, columns: Columns, shapes: Sequence[QgsGeometry], crs: QgsCoordinateReferenceSystem) -> Part:
    """Return polygons with columns of the vocabulary side by side."""
    fields = as_qgis(declared(columns, len(shapes)))
    features = list(table_rows(fields, columns))
    for feature, shape in zip(features, shapes):
        feature.setGeometry(shape)
    return Part(name).take(fields, features, crs, MULTIPOLYGON)


def copied(source: Source, name: str, crs: QgsCoordinateReferenceSystem, run: Run) -> Part:
    """Return a layer, or a table, in the plan's CRS; notes what was read, for the provenance."""
    kept = [at for at, field in enumerate(source.fields) if field.name() != "fid"]
    fields = QgsFields()
    for at in kept:
        fields.append(source.fields[at])
    mark, features = hashlib.sha256(), []
    for feature in source.rows(list(range(len(source.fields))), crs):
        attributes = [feature.attributes()[at] for at in kept]
        mark.update(repr(attributes).encode())
        mark.update(_bytes(feature.geometry()))
        features.append(_feature(fields, attributes, _multi(feature.geometry())))
    run.record(source.name, source.crs.authid(), len(source), np.frombuffer(mark.digest(), np.uint8))
    return Part(name).take(fields, features, crs, QgsWkbTypes.multiType(QgsWkbTypes.flatType(source.kind)))


def stored(path: Path, name: str) -> Part | None:
    """Return a layer or table of a GeoPackage, None where it has none of that name."""
    layer = QgsVectorLayer(f"{path}|layername={name}", name, "ogr")
    if not layer.isValid():
        return None
    return Part(name).take(layer.fields(), layer.getFeatures(), layer.crs(), layer.wkbType())


def pack(path: Path, name: str, part: Part, title: str) -> None:
    """Add a part to a GeoPackage under a name, with the record of what made it; makes the file where there is none.

    Raises
    ------
    PlanError
        If it cannot be written, as when the disk is full.
    """
    if part.raster is not None:
        surface = part.raster._replace(tags={**part.raster.tags, **part.record})
        add_surface(surface, path, name, title)
        return
    if part.columns is not None:
        write_columns(path, name, {field: plain(column) for field, column in part.columns.items()})
    else:
        _write_features(path, name, part)
    if part.record:
        tag_layer(path, name, part.record)


def _write_features(path: Path, name: str, part: Part) -> None:
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName, options.layerName = "GPKG", name
    if path.exists():
        options.actionOnExistingFile = QgsVectorFileWriter.ActionOnExistingFile.CreateOrOverwriteLayer
    fields = distinct(without_aliases(part.fields))
    context = QgsCoordinateTransformContext()
    writer = QgsVectorFileWriter.create(str(path), fields, part.kind, part.crs, context, options)
    for feature in part.features:
        writer.addFeature(feature)
    problem = writer.errorMessage() if writer.hasError() != QgsVectorFileWriter.WriterError.NoError else ""
    del writer
    if problem:
        raise PlanError(f"{name} could not be written: {problem} Is the disk full?")
    require_rows(path, name, len(part))


def _feature(fields: QgsFields, attributes: list, shape: QgsGeometry) -> QgsFeature:
    feature = QgsFeature(fields)
    feature.setAttributes(attributes)
    feature.setGeometry(shape)
    return feature


def _refuse_alike(fields: QgsFields, source: Source) -> None:
    for old, new in zip(fields, distinct(fields)):
        if old.name() != new.name():
            raise PlanError(
                f"{source.key}: a GeoPackage cannot hold the field {old.name()} of {source.name}, for another one "
                "differs in case only, or the geometry is called that. Rename it."
            )


def _bytes(shape: QgsGeometry) -> npt.NDArray[np.uint8]:
    return np.frombuffer(bytes(shape.asWkb().data()), np.uint8)


def _multi(shape: QgsGeometry) -> QgsGeometry:
    shape.convertToMultiType()
    return shape
