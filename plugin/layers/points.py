"""Point layers to ``Points``."""

from __future__ import annotations

from collections import Counter

import numpy as np
from qgis.core import QgsCoordinateReferenceSystem, QgsFeature

from ...algorithms.files.arrow import point_columns
from ...algorithms.ground.arrays import Floats
from ...algorithms.ground.errors import PlanError
from ...algorithms.ground.points import Points
from ...algorithms.ground.progress import part, watched
from ..crs import metres_per_unit
from ..frame.run import Run
from ..frame.source import Source
from ..geometry import FURTHEST, is_off_earth
from .values import LARGEST, Amounts, require_room, warn_if_stretched, why_unusable

_BYTES_EACH = 300.0  # of a point, read one by one


def read_points(source: Source, weight: str, run: Run, crs: QgsCoordinateReferenceSystem | None = None) -> Points:
    """Return the places and weights of a point layer, in metres of ``crs`` (default: its own).

    A feature of several points shares its weight among them. Features without a place or a weight are
    left out and counted. Plain file layers are read as one stream, all others feature by feature.

    Raises
    ------
    PlanError
        If a weight is negative or infinite, or nothing usable is left.
    """
    return read_points_by(source, (weight,), run, crs)[0]


def read_points_by(
    source: Source, weights: tuple[str, ...], run: Run, crs: QgsCoordinateReferenceSystem | None = None
) -> tuple[Points, ...]:
    """Return the same places once for each weight; a feature without one of them is left out of all.

    The rest is as in ``read_points``.
    """
    warn_if_stretched(source, run)
    require_room(source, _BYTES_EACH)
    crs = crs or source.crs
    columns = _from_file(source, weights, run) if crs == source.crs else None
    if columns is None:
        columns = _from_features(source, weights, run, crs)
    xy, *amounts = columns
    if not len(xy):
        raise PlanError(f"{source.key}: {source.name} has no usable point among its {len(source):,} features.")
    run.record(source.name, crs.authid(), len(source), *columns)
    metres = metres_per_unit(crs)
    xy = xy if metres == 1 else xy * metres
    return tuple(Points(xy, each) for each in amounts)


def _from_file(source: Source, weights: tuple[str, ...], run: Run) -> list[Floats] | None:
    """Return places and amounts of a plain file read as an Arrow stream, None where it is not that simple."""
    for each in filter(None, weights):
        source.numeric(each)
    read = [point_columns(source.file, source.file_layer, each, run) if source.file else None for each in weights]
    if any(each is None for each in read):
        return None
    columns = [read[0][0], *(amounts for _, amounts in read)]
    fit = np.isfinite(columns[0]).all(axis=1)
    if (np.abs(columns[0][fit]) * source.metres > FURTHEST).any():
        return None  # the iterator names the feature at fault
    left_out = {"no geometry": int((~fit).sum())}
    for name, amounts in zip(weights, columns[1:]):
        missing = np.isnan(amounts) & fit
        left_out[f"{name} is no number"] = int(missing.sum())
        fit &= ~missing
    if any(left_out.values()):
        columns = [each[fit] for each in columns]
    if any(len(each) and not (each.min() >= 0 and each.max() <= LARGEST) for each in columns[1:]):
        return None  # the iterator names the feature at fault
    run.skip(left_out, len(fit), source.name)
    return columns


def _from_features(
    source: Source, weights: tuple[str, ...], run: Run, crs: QgsCoordinateReferenceSystem
) -> list[Floats]:
    amounts = {each: Amounts(source, each) for each in weights if each}
    metres = metres_per_unit(crs)
    skipped: Counter[str] = Counter()
    places: list[tuple[float, float]] = []
    values: list[list[float]] = []
    rows = source.rows([each.at for each in amounts.values()], crs)
    for feature in watched(rows, len(source), part(run, 0.0, 0.05)):
        parts = places_of(feature, metres, skipped)
        row = _row([amounts.get(each) for each in weights], feature, len(parts)) if parts else None
        if row is None:
            continue
        places += parts
        values += [row] * len(parts)
    unfit = sum((each.unfit for each in amounts.values()), Counter())
    run.skip({**skipped, **unfit}, len(source), source.name)
    columns = np.array(values, dtype=float).reshape(-1, len(weights)).T.copy()
    return [np.array(places, dtype=float).reshape(-1, 2), *columns]


def _row(amounts: list[Amounts | None], feature: QgsFeature, parts: int) -> list[float] | None:
    """Return a part's share of each amount, None where one is missing; without a weight each part counts 1."""
    row = []
    for each in amounts:
        amount = each.read(feature) if each else float(parts)
        if np.isnan(amount):
            return None
        row.append(amount / parts)
    return row


def places_of(feature: QgsFeature, metres: float, skipped: Counter[str]) -> list[tuple[float, float]]:
    """Return the places of a feature, in map units; counts why where there are none."""
    geometry = feature.geometry()
    if geometry.isNull() or geometry.isEmpty():
        skipped["no geometry"] += 1
        return []
    places = [(each.x(), each.y()) for each in geometry.vertices()]
    if not np.isfinite(places).all() or is_off_earth(geometry, metres):
        skipped[why_unusable(feature, metres, "coordinates are not numbers")] += 1
        return []
    return places
