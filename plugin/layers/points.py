"""Point layers to ``Points``."""

from __future__ import annotations

from collections import Counter

import numpy as np
from qgis.core import QgsCoordinateReferenceSystem, QgsFeature

from ...algorithms.files.gdal_twin import point_columns
from ...algorithms.ground.errors import PlanError
from ...algorithms.ground.points import Points
from ..crs import metres_per_unit
from ..toolbox.run import Run
from .source import LARGEST, Amounts, Source, warn_if_stretched

_EVERY = 2000  # features between two looks at the Cancel button


def read_points(source: Source, weight: str, run: Run, crs: QgsCoordinateReferenceSystem | None = None) -> Points:
    """Return the places and weights of a point layer, in metres of ``crs`` (default: its own).

    A feature of several points shares its weight among them. Features without a place or a weight are
    left out and counted. Plain file layers are read as one stream, all others feature by feature.

    Raises
    ------
    PlanError
        If a weight is negative or infinite, or nothing usable is left.
    """
    warn_if_stretched(source, run)
    crs = crs or source.crs
    points = _from_file(source, weight, run) if crs == source.crs else None
    if points is None:
        points = _from_features(source, weight, run, crs)
    if not len(points):
        raise PlanError(f"{source.key}: {source.name} has no usable point among its {len(source):,} features.")
    run.record(source.name, crs.authid(), len(source), points.xy, points.weight)
    metres = metres_per_unit(crs)
    return points if metres == 1 else Points(points.xy * metres, points.weight)


def _from_file(source: Source, weight: str, run: Run) -> Points | None:
    """Return the points of a plain file read as an Arrow stream, None where it is not that simple."""
    if weight:
        source.numeric(weight)
    columns = point_columns(source.file, source.file_layer, weight, run) if source.file else None
    if columns is None:
        return None
    xy, amounts = columns
    placed = np.isfinite(xy[:, 0]) & np.isfinite(xy[:, 1])
    fit = placed & ~np.isnan(amounts)
    unplaced, unfit = int((~placed).sum()), int((~fit).sum())
    if unfit:
        xy, amounts = xy[fit], amounts[fit]
    if len(amounts) and not (amounts.min() >= 0 and amounts.max() <= LARGEST):
        return None  # the iterator names the feature at fault
    run.skip({"no geometry": unplaced, f"{weight} is no number": unfit - unplaced}, len(fit), source.name)
    return Points(xy, amounts)


def _from_features(source: Source, weight: str, run: Run, crs: QgsCoordinateReferenceSystem) -> Points:
    amounts = Amounts(source, weight) if weight else None
    skipped: Counter[str] = Counter()
    places: list[tuple[float, float]] = []
    weights: list[float] = []
    for seen, feature in enumerate(source.rows([amounts.at] if amounts else [], crs)):
        if seen % _EVERY == 0:
            run(0.0)
        parts = _parts(feature, skipped)
        amount = amounts.read(feature) if amounts and parts else float(len(parts))
        if np.isnan(amount):
            continue
        places += parts
        weights += [amount / len(parts)] * len(parts) if parts else []
    run.skip({**skipped, **(amounts.unfit if amounts else {})}, len(source), source.name)
    return Points(np.array(places, dtype=float).reshape(-1, 2), np.array(weights, dtype=float))


def _parts(feature: QgsFeature, skipped: Counter[str]) -> list[tuple[float, float]]:
    """Return the places of a feature; counts why where there are none."""
    geometry = feature.geometry()
    if geometry.isNull() or geometry.isEmpty():
        skipped["no geometry"] += 1
        return []
    places = [(each.x(), each.y()) for each in geometry.vertices()]
    if not np.isfinite(places).all():
        skipped["coordinates are not numbers"] += 1
        return []
    return places
