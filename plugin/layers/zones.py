"""Polygon layers to zones and their numbers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from qgis.core import QgsCoordinateReferenceSystem, QgsFeature, QgsGeometry

from ...algorithms.ground.arrays import Bools, Floats
from ...algorithms.ground.errors import PlanError
from ...algorithms.ground.progress import Progress, no_progress, part, watched
from ...algorithms.ground.rings import Edges, polygon_edges
from ...algorithms.ground.zones import Zones
from ...algorithms.report.losses import Loss
from ..crs import metres_per_unit
from ..frame.part import PartSource
from ..frame.run import Run
from ..frame.source import Source
from ..geometry import flat_polygon
from .values import Amounts, require_room, text_id, warn_if_stretched, why_unusable

_BYTES_EACH = 3000.0  # measured, of a zone of four corners


class ZoneTable(NamedTuple):
    """Zones as read: ``columns`` (n,) by field, NaN already counted and set to 0; ``features`` as in the layer."""

    zones: Zones
    columns: dict[str, Floats]
    features: list[QgsFeature]
    source: Source

    @property
    def geometries(self) -> list[QgsGeometry]:
        """Valid flat multipolygons, in map units."""
        return [each.geometry() for each in self.features]

    def taken(self, chosen: Bools) -> ZoneTable:
        """Return some of the zones, by a truth value for each."""
        at = np.flatnonzero(chosen)
        zones = Zones(tuple(self.zones.ids[each] for each in at), self.zones.area[at], self.zones.centroid[at])
        columns = {field: column[at] for field, column in self.columns.items()}
        return ZoneTable(zones, columns, [self.features[each] for each in at], self.source)

    def stacked(self, fields: tuple[str, ...]) -> Floats:
        """Return the columns of several fields side by side, (n, len(fields))."""
        return np.column_stack([self.columns[each] for each in fields]) if fields else np.empty((len(self.zones), 0))

    def names(self) -> npt.NDArray[np.object_]:
        """Return the zone ids, (n,), to be taken by position."""
        return np.array(self.zones.ids, dtype=object)

    def weights(self, field: str) -> Floats:
        """Return a column, or 1 for each zone where no field is given, (n,)."""
        return self.columns[field] if field else np.ones(len(self.zones))

    def edges(self, progress: Progress = no_progress) -> Edges:
        """Return the edges of all zones, in metres."""
        return _edges(self.geometries, self.source.metres, progress)


def read_zones(
    source: Source,
    run: Run,
    zone_id: str = "",
    numbers: tuple[str, ...] = (),
    crs: QgsCoordinateReferenceSystem | None = None,
    progress: Progress | None = None,
    unit: str = "",
) -> ZoneTable:
    """Return the zones of a polygon layer with the numeric fields asked for.

    Zones without an area or an id are left out and counted, and so is what the first of the numbers holds in them,
    in ``unit``, default the name of its field; self-crossing ones are made valid and counted; a missing number
    counts as 0 and is said. Ids are the feature numbers where no field is given. Reading is
    the first twentieth of the run, where no ``progress`` says otherwise.

    Raises
    ------
    PlanError
        If an id stands twice, a number is negative or infinite, or no zone is left.
    """
    warn_if_stretched(source, run)
    require_room(source, _BYTES_EACH)
    progress = progress or part(run, 0.0, 0.05)
    at = source.position(zone_id) if zone_id else -1
    amounts = [Amounts(source, field) for field in numbers]
    skipped: dict[str, list[float]] = defaultdict(list)
    is_valid = isinstance(source, PartSource) and source.part.are_valid
    metres = metres_per_unit(crs or source.crs)
    repaired = 0
    rows: list[list[float]] = []
    places: list[tuple[float, float, float]] = []
    features: list[QgsFeature] = []
    ids: list[str] = []
    for feature in watched(source.rows(list(range(len(source.fields))), crs), len(source), progress):
        shape, was_broken = (feature.geometry(), False) if is_valid else flat_polygon(feature.geometry(), metres)
        name = text_id(feature[at]) if zone_id else str(feature.id())
        if shape is None or not name:
            reason = why_unusable(feature, metres, "no area") if shape is None else f"{zone_id} is empty"
            skipped[reason].append(amounts[0].held(feature) if amounts else 0.0)
            continue
        repaired += was_broken
        rows.append([each.read(feature) for each in amounts])
        middle = shape.centroid().asPoint()
        places.append((shape.area(), middle.x(), middle.y()))
        feature.setGeometry(shape)
        features.append(feature)
        ids.append(name)
    values = np.nan_to_num(np.array(rows, dtype=float).reshape(len(features), len(amounts)), nan=0.0)
    _leave_out(skipped, float(values[:, 0].sum()) if amounts else 0.0, unit or "".join(numbers[:1]), source, run)
    _require_distinct(ids, source, zone_id)
    _tell_repairs(repaired, amounts, source, run)
    area, x, y = np.array(places).T
    zones = Zones(tuple(ids), area * metres**2, np.column_stack([x, y]) * metres)
    run.record(source.name, source.crs.authid(), len(source), zones.centroid, zones.area, values, np.array(ids))
    return ZoneTable(zones, dict(zip(numbers, values.T)), features, source)


def read_polygons(source: Source, crs: QgsCoordinateReferenceSystem, run: Run) -> list[QgsGeometry]:
    """Return the polygons of a layer in ``crs``, valid and flat; counts those without an area.

    Raises
    ------
    PlanError
        If none has an area.
    """
    require_room(source, _BYTES_EACH)
    kept: list[QgsGeometry] = []
    skipped: Counter[str] = Counter()
    metres = metres_per_unit(crs)
    for feature in source.rows([], crs):
        shape, _ = flat_polygon(feature.geometry(), metres)
        if shape is None:
            skipped[why_unusable(feature, metres, "no area")] += 1
        else:
            kept.append(shape)
    run.skip(skipped, len(source), source.name)
    if not kept:
        raise PlanError(f"{source.key}: {source.name} has no polygon with an area.")
    return kept


def read_outline(source: Source, like: Source, run: Run) -> Floats:
    """Return the edges (m, 4) of all polygons of a layer, in metres of the CRS of ``like``."""
    lines = _edges(read_polygons(source, like.crs, run), like.metres).lines
    run.record(source.name, source.crs.authid(), len(source), lines)
    return lines


def _leave_out(skipped: dict[str, list[float]], kept: float, unit: str, source: Source, run: Run) -> None:
    """Count the zones left out by reason; ``skipped`` has what each of them held, ``kept`` is what the others hold."""
    whole = kept + sum(map(sum, skipped.values()))
    for reason, held in skipped.items():
        run.leave_out(Loss(reason, len(held), len(source), source.name, sum(held), whole, unit))


def _edges(shapes: list[QgsGeometry], metres: float, progress: Progress = no_progress) -> Edges:
    edges = polygon_edges(_wkb(shapes, progress))
    return Edges(edges.lines * metres, edges.owner, edges.area * metres**2)


def _wkb(shapes: list[QgsGeometry], progress: Progress) -> Iterator[bytes]:
    for shape in watched(shapes, len(shapes), progress):
        yield bytes(shape.asWkb().data())


def _require_distinct(ids: list[str], source: Source, zone_id: str) -> None:
    if not ids:
        raise PlanError(f"{source.key}: {source.name} has no usable zone among its {len(source):,} features.")
    twice = [each for each, count in Counter(ids).items() if count > 1]
    if twice:
        raise PlanError(
            f"{source.key}: {len(twice):,} values of {zone_id} stand more than once in {source.name} "
            f"({', '.join(twice[:5])}). Dissolve by {zone_id} first, or choose a field that is unique."
        )


def _tell_repairs(repaired: int, amounts: list[Amounts], source: Source, run: Run) -> None:
    if repaired:
        run.warn(f"{repaired:,} of {len(source):,} zones of {source.name} crossed themselves and were made valid.")
    tell_unfit(amounts, source, run, "zones")


def tell_unfit(amounts: list[Amounts], source: Source, run: Run, what: str) -> None:
    """Say how many amounts were missing, and that they count as 0; ``what`` the features are."""
    for each in amounts:
        for reason, count in each.unfit.items():
            run.warn(f"{count:,} of {len(source):,} {what} of {source.name}: {reason}, counted as 0.")
