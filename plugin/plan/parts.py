"""Parts of a plan that no tool makes: zones made ready, the plan area, sites, and what is cut to the plan area."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
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

from ...algorithms.ground.errors import PlanError
from ..compat import field
from ..fields import distinct
from ..frame.run import Run
from ..frame.source import Source
from ..geometry import flat_polygon
from ..layers.sinks import carried
from ..layers.zones import ZoneTable

WORKERS = "agora_work"
"""The field of working residents in zones made ready."""


def ready_zones(
    file: Path, table: ZoneTable, workers: Iterable[float] | None, crs: QgsCoordinateReferenceSystem
) -> None:
    """Write the zones as read: repaired, in the plan's CRS, with working residents where they are known.

    Raises
    ------
    PlanError
        If two fields of the zones cannot stand in one GeoPackage.
    """
    fields = QgsFields()
    kept = carried(table)
    for at in kept:
        fields.append(table.source.fields[at])
    _refuse_alike(fields, table.source)
    if workers is not None:
        fields.append(field(WORKERS, float))
    extra = [[each] for each in workers] if workers is not None else [[]] * len(table.features)
    rows = (
        ([zone.attributes()[at] for at in kept] + more, zone.geometry()) for zone, more in zip(table.features, extra)
    )
    _write(file, fields, rows, crs)


def plan_area(file: Path, title: str, shape: QgsGeometry, crs: QgsCoordinateReferenceSystem) -> None:
    """Write the plan's area as one polygon with its title."""
    fields = QgsFields()
    fields.append(field("title", str))
    shape.convertToMultiType()
    _write(file, fields, [([title], shape)], crs)


def polygons(source: Source, crs: QgsCoordinateReferenceSystem, run: Run) -> list[QgsGeometry]:
    """Return the polygons of a layer in the plan's CRS, repaired; counts those without an area.

    Raises
    ------
    PlanError
        If none has an area.
    """
    found = [flat_polygon(each.geometry())[0] for each in source.rows([], crs)]
    shapes = [each for each in found if each is not None]
    run.skip({"no area": len(found) - len(shapes)}, len(found), source.name)
    if not shapes:
        raise PlanError(f"{source.key}: {source.name} has no polygon with an area.")
    return shapes


def record_shapes(source: Source, shapes: Iterable[QgsGeometry], run: Run) -> None:
    """Note a layer of which only the shapes count, for the provenance."""
    run.record(source.name, source.crs.authid(), len(source), *(_bytes(each) for each in shapes))


def copied(file: Path, source: Source, crs: QgsCoordinateReferenceSystem, run: Run) -> None:
    """Write a layer, or a table, in the plan's CRS; notes what was read, for the provenance."""
    fields = QgsFields(source.fields)
    if fields.indexOf("fid") >= 0:
        fields.remove(fields.indexOf("fid"))
    kept = [source.position(each.name()) for each in fields]
    everything = list(range(len(source.fields)))
    mark = hashlib.sha256()

    def rows() -> Iterator[tuple[list, QgsGeometry]]:
        for each in source.rows(everything, crs):
            attributes = [each.attributes()[at] for at in kept]
            mark.update(repr(attributes).encode())
            mark.update(_bytes(each.geometry()))
            yield attributes, _multi(each.geometry())

    _write(file, fields, rows(), crs, QgsWkbTypes.multiType(QgsWkbTypes.flatType(source.features.wkbType())))
    run.record(source.name, source.crs.authid(), len(source), np.frombuffer(mark.digest(), np.uint8))


def cut_to(file: Path, area: QgsGeometry, by_middle: bool) -> None:
    """Take out of a file what lies outside an area: features whose middle, or every part, is outside."""
    layer = QgsVectorLayer(str(file), file.stem, "ogr")
    engine = QgsGeometry.createGeometryEngine(area.constGet())
    engine.prepareGeometry()
    outside = []
    for feature in layer.getFeatures():
        shape = feature.geometry().pointOnSurface() if by_middle else feature.geometry()
        if not engine.intersects(shape.constGet()):
            outside.append(feature.id())
    layer.dataProvider().deleteFeatures(outside)


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


def _write(
    file: Path,
    fields: QgsFields,
    rows: Iterable[tuple[list, QgsGeometry]],
    crs: QgsCoordinateReferenceSystem,
    kind: QgsWkbTypes.Type = QgsWkbTypes.Type.MultiPolygon,
) -> None:
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName, options.layerName = "GPKG", file.stem
    fields = distinct(fields)
    writer = QgsVectorFileWriter.create(str(file), fields, kind, crs, QgsCoordinateTransformContext(), options)
    for attributes, shape in rows:
        feature = QgsFeature(fields)
        feature.setAttributes(attributes)
        feature.setGeometry(shape)
        writer.addFeature(feature)
    problem = writer.errorMessage() if writer.hasError() != QgsVectorFileWriter.WriterError.NoError else ""
    del writer
    if problem:
        raise PlanError(f"{file.stem} could not be written: {problem} Is the disk full?")
