"""Arrays to features."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Union

import numpy as np
from qgis.core import NULL, QgsCoordinateReferenceSystem, QgsFeature, QgsFields, QgsGeometry, QgsWkbTypes

from ...algorithms.ground.progress import Progress, part
from ..fields import Field, as_qgis, distinct
from ..toolbox.outputs import Target
from ..toolbox.run import Run
from .buildings import BuildingTable
from .zones import ZoneTable

MULTIPOLYGON = QgsWkbTypes.Type.MultiPolygon
LINESTRING = QgsWkbTypes.Type.LineString
POINT = QgsWkbTypes.Type.Point
MULTIPOINT = QgsWkbTypes.Type.MultiPoint
TABLE = QgsWkbTypes.Type.NoGeometry
_EVERY = 500  # features between two looks at the Cancel button


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


Read = Union[ZoneTable, BuildingTable]
"""What was read with all attributes, to be written again with more."""


def write_zones(
    target: Target, table: ZoneTable, fields: tuple[Field, ...], columns: Sequence[Sequence[Any]], run: Run
) -> None:
    """Write the zones with their own attributes and new columns after them.

    A field of the layer that has the name of a new one gives way, and the log says so.
    """
    _write_features(target, table, fields, columns, run, table.source.crs, MULTIPOLYGON, part(run, 0.9, 1.0))


def write_buildings(
    target: Target, table: BuildingTable, fields: tuple[Field, ...], columns: Sequence[Sequence[Any]], run: Run,
    progress: Progress,
) -> None:  # fmt: skip
    """Write buildings as ``write_zones`` does zones."""
    several = QgsWkbTypes.isMultiType(table.source.features.wkbType())
    kind = (MULTIPOINT if several else POINT) if table.source.is_points else MULTIPOLYGON
    _write_features(target, table, fields, columns, run, table.crs, kind, progress)


def _write_features(
    target: Target, table: Read, fields: tuple[Field, ...], columns: Sequence[Sequence[Any]],
    run: Run, crs: QgsCoordinateReferenceSystem, kind: QgsWkbTypes.Type, progress: Progress,
) -> None:  # fmt: skip
    if not target.wanted:
        return
    new = {each.name.lower() for each in fields}
    kept = [at for at in carried(table) if table.source.fields[at].name().lower() not in new]
    replaced = [each.name() for each in table.source.fields if each.name().lower() in new]
    if replaced:
        run.tell(f"Fields of {table.source.name} replaced by the result: {', '.join(replaced)}.")
    declared = QgsFields()
    for each in (*(table.source.fields[at] for at in kept), *as_qgis(fields)):
        declared.append(each)
    declared = _renamed(declared, run)
    rows = zip(*[_plain(column) for column in columns])
    features = _zone_features(table, declared, kept, rows)
    target.write(declared, _watched(features, len(table.features), progress), crs, kind)


def carried(table: Read) -> list[int]:
    """Return the positions of the zones' own fields that a file can carry.

    All but a ``fid`` that a GeoPackage cannot take for the numbers of its rows: it makes its own then.
    """
    names = [each.name().lower() for each in table.source.fields]
    return [at for at, name in enumerate(names) if name != "fid" or _are_numbers(table, at)]


def _are_numbers(table: Read, at: int) -> bool:
    numbers = [each[at] for each in table.features]
    return all(isinstance(each, int) for each in numbers) and len(set(numbers)) == len(numbers)


def _renamed(fields: QgsFields, run: Run) -> QgsFields:
    made = distinct(fields)
    told = [f"{old.name()} is now {new.name()}" for old, new in zip(fields, made) if old.name() != new.name()]
    if told:
        run.warn(f"Fields renamed, so that any file can hold them side by side: {', '.join(told)}.")
    return made


def _watched(features: Iterator[QgsFeature], count: int, progress: Progress) -> Iterator[QgsFeature]:
    """Yield the features; says how far it is, and lets the user stop."""
    for seen, feature in enumerate(features):
        if seen % _EVERY == 0:
            progress(seen / count)
        yield feature
    progress(1.0)


def _zone_features(table: Read, declared: QgsFields, kept: list[int], rows) -> Iterator[QgsFeature]:
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
