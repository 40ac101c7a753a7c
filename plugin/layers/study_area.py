"""A study area, and which zones it holds: those with their middle inside."""

from __future__ import annotations

import numpy as np
from qgis.core import QgsCoordinateReferenceSystem, QgsGeometry

from ...algorithms.ground.arrays import Bools
from ...algorithms.ground.errors import PlanError
from ..frame.run import Run
from ..frame.source import Source
from ..geometry import inside
from .zones import ZoneTable, read_polygons


def read_study_area(source: Source, crs: QgsCoordinateReferenceSystem, run: Run) -> QgsGeometry:
    """Return all polygons of a layer as one, in ``crs``; only their shapes are noted for the provenance."""
    shapes = read_polygons(source, crs, run)
    marks = (np.frombuffer(bytes(shape.asWkb().data()), np.uint8) for shape in shapes)
    run.record(source.name, source.crs.authid(), len(source), *marks)
    return united(shapes)


def united(shapes: list[QgsGeometry]) -> QgsGeometry:
    """Return shapes as one multipolygon."""
    whole = QgsGeometry.unaryUnion(shapes)
    whole.convertToMultiType()
    return whole


def zones_inside(table: ZoneTable, area: QgsGeometry, source: Source) -> Bools:
    """Return which zones have their middle, a place inside the zone, in the area of a layer, (n,).

    Raises
    ------
    PlanError
        If none has.
    """
    middles = [shape.pointOnSurface() for shape in table.geometries]
    chosen = np.array(inside(middles, area), dtype=np.bool_)
    if not chosen.any():
        raise PlanError(
            f"{source.key}: no zone of {table.source.name} has its middle in {source.name}. "
            "Are both layers in the right place?"
        )
    return chosen
