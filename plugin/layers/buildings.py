"""Building layers, points or polygons, to shapes and weights."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import numpy as np
from qgis.core import QgsCoordinateReferenceSystem, QgsFeature, QgsGeometry

from ...algorithms.ground.arrays import Floats
from ...algorithms.ground.errors import PlanError
from ...algorithms.ground.progress import Progress, watched
from ..crs import metres_per_unit
from ..frame.run import Run
from ..frame.source import Source
from ..geometry import is_off_earth
from .values import Amounts, require_room, why_unusable
from .zones import read_zones, tell_unfit

_BYTES_EACH = 2000.0  # of a feature kept with its attributes


class BuildingTable(NamedTuple):
    """Buildings as read: ``weight`` (b,), ``hectares`` (b,) of footprint, NaN for points; shapes are in ``crs``."""

    weight: Floats
    hectares: Floats
    features: list[QgsFeature]
    source: Source
    crs: QgsCoordinateReferenceSystem

    @property
    def geometries(self) -> list[QgsGeometry]:
        """Points, or valid flat multipolygons, in map units."""
        return [each.geometry() for each in self.features]


def read_buildings(
    source: Source, weight: str, run: Run, crs: QgsCoordinateReferenceSystem, progress: Progress
) -> BuildingTable:
    """Return buildings in ``crs``; without a weight polygons weigh their footprint and points 1 each.

    Buildings without geometry are left out and counted; a missing weight counts as 0 and is said.

    Raises
    ------
    PlanError
        If a weight is negative or infinite, or no building is left.
    """
    if source.is_points:
        return _read_points(source, weight, run, crs, progress)
    table = read_zones(source, run, numbers=(weight,) if weight else (), crs=crs, progress=progress)
    weights = table.columns[weight] if weight else table.zones.area
    return BuildingTable(weights, table.zones.hectares, table.features, source, crs)


def _read_points(
    source: Source, weight: str, run: Run, crs: QgsCoordinateReferenceSystem, progress: Progress
) -> BuildingTable:
    require_room(source, _BYTES_EACH)
    amounts = Amounts(source, weight) if weight else None
    metres = metres_per_unit(crs)
    skipped: Counter[str] = Counter()
    features: list[QgsFeature] = []
    weights: list[float] = []
    for feature in watched(source.rows(list(range(len(source.fields))), crs), len(source), progress):
        shape = _flat_point(feature.geometry(), metres)
        if shape is None:
            skipped[why_unusable(feature, metres, "no place")] += 1
            continue
        weights.append(amounts.read(feature) if amounts else 1.0)
        feature.setGeometry(shape)
        features.append(feature)
    run.skip(skipped, len(source), source.name)
    tell_unfit([amounts] if amounts else [], source, run, "buildings")
    if not features:
        raise PlanError(f"{source.key}: {source.name} has no usable point among its {len(source):,} features.")
    found = np.nan_to_num(np.array(weights), nan=0.0)
    places = np.array([shape.centroid().asPoint() for shape in (each.geometry() for each in features)])
    run.record(source.name, source.crs.authid(), len(source), places, found)
    return BuildingTable(found, np.full(len(found), np.nan), features, source, crs)


def _flat_point(geometry: QgsGeometry, metres: float) -> QgsGeometry | None:
    """Return two-dimensional points, None where there is none or a coordinate is no number."""
    if geometry.isNull() or geometry.isEmpty():
        return None
    shape = QgsGeometry(geometry)
    shape.get().dropZValue()
    shape.get().dropMValue()
    finite = all(np.isfinite((each.x(), each.y())).all() for each in shape.vertices())
    return shape if finite and not is_off_earth(shape, metres) else None
