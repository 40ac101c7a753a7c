"""What needs GEOS: valid shapes, contiguity, dissolving, shares of overlap. Lengths and areas in map units."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from qgis.core import (
    QgsFeature,
    QgsGeometry,
    QgsLineString,
    QgsPointXY,
    QgsRectangle,
    QgsSpatialIndex,
    QgsWkbTypes,
)

from ..algorithms.density.zone_density import Pieces
from ..algorithms.ground.arrays import Floats, Ints
from ..algorithms.ground.progress import Progress, no_progress, part, watched
from ..algorithms.ground.sizes import Size, all_pairs, require

FURTHEST = 1e8
"""Metres from an origin: no CRS has a place on Earth beyond (its girth is 4e7 m, and zones count to 64e6)."""
_BYTES = 8.0  # of a number
_ASKED = 200  # shapes, of which it is known how many others their boxes touch
_STEPS_PER_PAIR = 100  # a test of two shapes takes as long as so many cells
_BYTES_PER_PAIR = 120.0  # two numbers in a list
_ON_TOP = "Zones that lie on top of each other all touch: is the layer one of several years or levels? Filter it."


def flat_polygon(geometry: QgsGeometry, metres: float) -> tuple[QgsGeometry | None, bool]:
    """Return a valid two-dimensional multipolygon without curves, and whether it had to be repaired.

    None where nothing with an area is left on Earth; ``metres`` are those in a map unit.
    """
    if geometry.isNull() or geometry.isEmpty() or not _is_finite(geometry.boundingBox()):
        return None, False
    if is_off_earth(geometry, metres):
        return None, False
    shape = QgsGeometry(geometry)
    if QgsWkbTypes.isCurvedType(shape.wkbType()):  # by its type: convertToStraightSegment leaves what has no arc
        shape = QgsGeometry(shape.constGet().segmentize())
    shape.get().dropZValue()
    shape.get().dropMValue()
    broken = not shape.isGeosValid()
    if broken:
        shape = shape.makeValid()
    shape.convertToMultiType()
    polygons = QgsWkbTypes.GeometryType.PolygonGeometry
    if shape.type() != polygons:
        parts = [each for each in shape.asGeometryCollection() if each.type() == polygons]
        shape = QgsGeometry.collectGeometry(parts) if parts else QgsGeometry()
    if shape.isNull() or shape.area() <= 0:
        return None, False
    return shape, broken


def is_off_earth(geometry: QgsGeometry, metres: float) -> bool:
    """Whether a shape reaches where no place on Earth is, as a stray coordinate does; ``metres`` as above."""
    sides = np.array(_sides(geometry))
    return bool(np.isfinite(sides).all() and (np.abs(sides) * metres > FURTHEST).any())


def contiguous(shapes: Sequence[QgsGeometry], rook: bool = False, progress: Progress = no_progress) -> Ints:
    """Return the pairs (m, 2), first < second, of shapes that touch or overlap.

    Queen contiguity: a common point is enough; rook: the common boundary must have a length.

    Raises
    ------
    PlanError
        If so many lie on top of each other that their pairs do not fit the memory.
    """
    require(_touching(shapes))
    index = QgsSpatialIndex()
    indexing, progress = part(progress, 0.0, 0.4), part(progress, 0.4, 1.0)
    for at, shape in enumerate(watched(shapes, len(shapes), indexing)):
        feature = QgsFeature(at)
        feature.setGeometry(shape)
        index.addFeature(feature)
    pairs = []
    for at, shape in enumerate(watched(shapes, len(shapes), progress)):
        engine = QgsGeometry.createGeometryEngine(shape.constGet())
        engine.prepareGeometry()
        near = (each for each in index.intersects(shape.boundingBox()) if each > at)
        pairs += [(at, other) for other in sorted(near) if engine.intersects(shapes[other].constGet())]
    if rook:
        pairs = [(a, b) for a, b in pairs if _share_an_edge(shapes[a], shapes[b])]
    return np.array(pairs, dtype=np.intp).reshape(-1, 2)


def _touching(shapes: Sequence[QgsGeometry]) -> Size:
    """Return how many pairs of shapes have boxes that touch, told from some hundred of them against all."""
    boxes = np.array([_sides(shape) for shape in shapes]).reshape(-1, 4)
    some = boxes[:: max(len(boxes) // _ASKED, 1), None]
    near = (some[..., :2] <= boxes[:, 2:]).all(axis=-1) & (some[..., 2:] >= boxes[:, :2]).all(axis=-1)
    count = int(near.mean() * len(boxes) ** 2 / 2) if len(boxes) else 0
    what = f"About {count:,} pairs of {len(shapes):,} zones that touch"
    return Size(what, count * _STEPS_PER_PAIR, lambda times: _ON_TOP, count * _BYTES_PER_PAIR)


def _sides(shape: QgsGeometry) -> tuple[float, float, float, float]:
    """Return west, south, east, north."""
    box = shape.boundingBox()
    return box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()


def dissolved(shapes: Sequence[QgsGeometry], label: Ints) -> dict[int, QgsGeometry]:
    """Return one multipolygon for each label of at least 0: the union of the shapes that carry it."""
    members: dict[int, list[QgsGeometry]] = {}
    for shape, each in zip(shapes, label.tolist()):
        if each >= 0:
            members.setdefault(each, []).append(shape)
    unions = {each: QgsGeometry.unaryUnion(parts) for each, parts in members.items()}
    for union in unions.values():
        union.convertToMultiType()
    return unions


def area_shares(
    shapes: Sequence[QgsGeometry], areas: Sequence[QgsGeometry], progress: Progress = no_progress
) -> Floats:
    """Return the share of each shape that lies in each area, (len(shapes), len(areas)), 0 to 1.

    Raises
    ------
    PlanError
        If there are more pairs of both than fit the memory.
    """
    require(all_pairs(len(shapes), per_pair=_BYTES, centres=len(areas)))
    shares = np.zeros((len(shapes), len(areas)))
    for column, area in enumerate(areas):
        engine = QgsGeometry.createGeometryEngine(area.constGet())
        engine.prepareGeometry()
        box = area.boundingBox()
        progress(column / len(areas))
        for row, shape in enumerate(shapes):
            if box.intersects(shape.boundingBox()) and engine.intersects(shape.constGet()):
                shares[row, column] = shape.intersection(area).area() / shape.area()
    return shares


def pieces(shapes: Sequence[QgsGeometry], areas: Sequence[QgsGeometry], progress: Progress = no_progress) -> Pieces:
    """Return which part of each shape lies in which area: (m,) positions of both, and the share of the shape, 0 to 1.

    A polygon has a share for each area that it reaches into; a point of several is shared out evenly among its
    places, each to the first area that holds it.
    """
    found: list[tuple[int, int, float]] = []
    index, members = _parts_index(shapes, part(progress, 0.0, 0.4))
    progress = part(progress, 0.4, 1.0)
    taken: set[int] = set()
    for at, area in enumerate(areas):
        engine = QgsGeometry.createGeometryEngine(area.constGet())
        engine.prepareGeometry()
        near = sorted(index.intersects(area.boundingBox()))
        for member in watched(near, len(near), part(progress, at / len(areas), (at + 1) / len(areas))):
            owner, one, whole = members[member]
            if member in taken or not engine.intersects(one.constGet()):
                continue
            within = engine.contains(one.constGet()) or not one.area()
            share = 1.0 if within else one.intersection(area).area() / one.area()
            if share:  # neighbours that touch have none
                found.append((owner, at, whole * share))
            if within:
                taken.add(member)
    owner, at, share = zip(*sorted(found)) if found else ((), (), ())
    return Pieces(np.array(owner, dtype=np.intp), np.array(at, dtype=np.intp), np.array(share, dtype=float))


def distances(shapes: Sequence[QgsGeometry], areas: Sequence[QgsGeometry], progress: Progress = no_progress) -> Floats:
    """Return how far each shape's middle lies from the nearest area, (n,); infinite without areas."""
    if not areas:
        return np.full(len(shapes), np.inf)
    together = QgsGeometry.collectGeometry(list(areas))
    found = np.empty(len(shapes))
    for at, shape in enumerate(watched(shapes, len(shapes), progress)):
        found[at] = shape.pointOnSurface().distance(together)
    return found


def inside(shapes: Sequence[QgsGeometry], area: QgsGeometry) -> list[bool]:
    """Return of each shape whether any part of it lies in an area, (n,)."""
    engine = QgsGeometry.createGeometryEngine(area.constGet())
    engine.prepareGeometry()
    return [engine.intersects(shape.constGet()) for shape in shapes]


def polygon(rings: Sequence[Floats], scale: float = 1.0) -> QgsGeometry:
    """Return a multipolygon of one shell and its holes, each (k, 2), in units of ``scale`` map units."""
    made = [[QgsPointXY(x, y) for x, y in (ring * scale).tolist()] for ring in rings]
    return QgsGeometry.fromMultiPolygonXY([made])


def line(path: Floats) -> QgsGeometry:
    """Return a line through places (k, 2)."""
    return QgsGeometry(QgsLineString(path[:, 0].tolist(), path[:, 1].tolist()))


def point(place: Floats) -> QgsGeometry:
    """Return a point at (x, y)."""
    return QgsGeometry.fromPointXY(QgsPointXY(*place.tolist()))


def _is_finite(box: QgsRectangle) -> bool:
    return bool(np.isfinite([box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()]).all())


def _parts_index(
    shapes: Sequence[QgsGeometry], progress: Progress
) -> tuple[QgsSpatialIndex, list[tuple[int, QgsGeometry, float]]]:
    """Return an index of polygons and of the single places of points, and of each its shape and its share of it."""
    members: list[tuple[int, QgsGeometry, float]] = []
    index = QgsSpatialIndex()
    for owner, shape in enumerate(watched(shapes, len(shapes), progress)):
        places = shape.asGeometryCollection() if shape.type() == QgsWkbTypes.GeometryType.PointGeometry else [shape]
        for one in places:
            feature = QgsFeature(len(members))
            feature.setGeometry(one)
            index.addFeature(feature)
            members.append((owner, one, 1 / len(places)))
    return index, members


def _share_an_edge(one: QgsGeometry, other: QgsGeometry) -> bool:
    common = one.intersection(other)
    return common.length() > 0 or common.area() > 0
