"""Arrays to features."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Union

from qgis.core import QgsCoordinateReferenceSystem, QgsFeature, QgsFields, QgsGeometry, QgsWkbTypes

from ...algorithms.ground.progress import Progress, part, watched
from ..fields import as_qgis, declared, distinct
from ..frame.rows import plain_values, table_rows
from ..frame.run import Run
from ..frame.target import Target
from .buildings import BuildingTable
from .zones import ZoneTable

MULTIPOLYGON = QgsWkbTypes.Type.MultiPolygon
LINESTRING = QgsWkbTypes.Type.LineString
POINT = QgsWkbTypes.Type.Point
MULTIPOINT = QgsWkbTypes.Type.MultiPoint


Read = Union[ZoneTable, BuildingTable]
"""What was read with all attributes, to be written again with more."""
Columns = Mapping[str, Sequence[Any]]
"""What is written: a column (n,) for each field by its name in ``plugin.fields``, NaN as NULL."""


def write_table(target: Target, columns: Columns) -> None:
    """Write columns, which may be coded, side by side; raises KeyError or ValueError as ``fields.declared`` does."""
    fields = as_qgis(declared(columns))
    if target.wanted:
        target.write_columns(fields, columns)


def write_layer(
    target: Target,
    columns: Columns,
    shapes: Iterable[QgsGeometry],
    kind: QgsWkbTypes.Type,
    crs: QgsCoordinateReferenceSystem,
) -> None:
    """Write columns side by side with a shape for each row, as ``write_table`` does."""
    shapes = list(shapes)
    fields = as_qgis(declared(columns, len(shapes)))
    if target.wanted:
        target.write(fields, _with_shapes(table_rows(fields, columns), shapes), crs, kind)


def write_zones(target: Target, table: ZoneTable, columns: Columns, run: Run) -> None:
    """Write the zones with their own attributes and new columns after them.

    A field of the layer that has the name of a new one gives way, and the log says so.
    """
    _write_features(target, table, columns, run, table.source.crs, MULTIPOLYGON, part(run, 0.9, 1.0))
    if target.part is not None:
        target.part.are_valid = True


def write_buildings(target: Target, table: BuildingTable, columns: Columns, run: Run, progress: Progress) -> None:
    """Write buildings as ``write_zones`` does zones."""
    several = QgsWkbTypes.isMultiType(table.source.kind)
    kind = (MULTIPOINT if several else POINT) if table.source.is_points else MULTIPOLYGON
    _write_features(target, table, columns, run, table.crs, kind, progress)


def _write_features(
    target: Target,
    table: Read,
    columns: Columns,
    run: Run,
    crs: QgsCoordinateReferenceSystem,
    kind: QgsWkbTypes.Type,
    progress: Progress,
) -> None:
    new = as_qgis(declared(columns, len(table.features)))
    if not target.wanted:
        return
    names = {field.name().lower() for field in new}
    kept = [at for at in carried(table) if table.source.fields[at].name().lower() not in names]
    replaced = [field.name() for field in table.source.fields if field.name().lower() in names]
    if replaced:
        run.tell(f"Fields of {table.source.name} replaced by the result: {', '.join(replaced)}.")
    fields = QgsFields()
    for field in (*(table.source.fields[at] for at in kept), *new):
        fields.append(field)
    fields = _renamed(fields, run)
    rows = zip(*map(plain_values, columns.values()))
    features = _with_more(table, fields, kept, rows)
    target.write(fields, watched(features, len(table.features), progress), crs, kind)


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


def _with_more(table: Read, fields: QgsFields, kept: list[int], rows: Iterable[tuple]) -> Iterator[QgsFeature]:
    """Yield the features read with the kept ones of their attributes, and a row of new ones behind them."""
    for old, row in zip(table.features, rows):
        attributes = old.attributes()
        feature = QgsFeature(fields)
        feature.setAttributes([attributes[at] for at in kept] + list(row))
        feature.setGeometry(old.geometry())
        yield feature


def _with_shapes(rows: Iterable[QgsFeature], shapes: Iterable[QgsGeometry]) -> Iterator[QgsFeature]:
    for feature, shape in zip(rows, shapes):
        feature.setGeometry(shape)
        yield feature
