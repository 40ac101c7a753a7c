"""Arrays to features."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from qgis.core import NULL, QgsCoordinateReferenceSystem, QgsFeature, QgsFields, QgsGeometry, QgsWkbTypes

from ..fields import Field, as_qgis
from ..toolbox.outputs import Target
from ..toolbox.run import Run
from .zones import ZoneTable

MULTIPOLYGON = QgsWkbTypes.Type.MultiPolygon
LINESTRING = QgsWkbTypes.Type.LineString
POINT = QgsWkbTypes.Type.Point
TABLE = QgsWkbTypes.Type.NoGeometry


def write_table(
    target: Target,
    fields: tuple[Field, ...],
    columns: Sequence[Sequence[Any]],
    geometries: Iterable[QgsGeometry] | None = None,
    kind: QgsWkbTypes.Type = TABLE,
    crs: QgsCoordinateReferenceSystem | None = None,
) -> None:
    """Write columns side by side, each (n,) in the order of ``fields``, NaN as NULL; with geometries a layer."""
    if target.wanted:
        declared = as_qgis(fields)
        target.write(declared, _features(declared, columns, geometries), crs, kind)


def write_zones(
    target: Target, table: ZoneTable, fields: tuple[Field, ...], columns: Sequence[Sequence[Any]], run: Run
) -> None:
    """Write the zones with their own attributes and new columns after them.

    A field of the layer that has the name of a new one gives way, and the log says so.
    """
    if not target.wanted:
        return
    new = {each.name.lower() for each in fields}
    kept = [at for at, each in enumerate(table.source.fields) if each.name().lower() not in new]
    declared = QgsFields()
    for at in kept:
        if table.source.fields[at].name().lower() != "fid":  # the writer makes its own
            declared.append(table.source.fields[at])
    kept = [at for at in kept if table.source.fields[at].name().lower() != "fid"]
    replaced = [each.name() for each in table.source.fields if each.name().lower() in new]
    if replaced:
        run.tell(f"Fields of {table.source.name} replaced by the result: {', '.join(replaced)}.")
    for each in as_qgis(fields):
        declared.append(each)
    rows = zip(*[_plain(column) for column in columns])
    target.write(declared, _zone_features(table, declared, kept, rows), table.source.crs, MULTIPOLYGON)


def _zone_features(table: ZoneTable, declared: QgsFields, kept: list[int], rows) -> Iterator[QgsFeature]:
    for zone, row in zip(table.features, rows):
        attributes = zone.attributes()
        feature = QgsFeature(declared)
        feature.setAttributes([attributes[at] for at in kept] + list(row))
        feature.setGeometry(zone.geometry())
        yield feature


def _features(declared: QgsFields, columns, geometries) -> Iterator[QgsFeature]:
    shapes = iter(geometries) if geometries is not None else None
    for row in zip(*[_plain(column) for column in columns]):
        feature = QgsFeature(declared)
        feature.setAttributes(list(row))
        if shapes is not None:
            feature.setGeometry(next(shapes))
        yield feature


def _plain(column: Sequence[Any]) -> list[Any]:
    """Return plain Python values, NULL for NaN and for text or counts that are missing (None)."""
    values = np.asarray(column)
    if values.dtype.kind == "f":
        return [NULL if value != value else value for value in values.tolist()]
    return [NULL if value is None else value for value in values.tolist()]
