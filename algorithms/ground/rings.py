"""The edges of polygons, out of well-known binary.

An edge is (x0, y0, x1, y1); the inside lies on its left, whatever direction the ring was drawn in.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from .arrays import Floats, Ints

_POLYGON, _MULTIPOLYGON = 3, 6


class Edges(NamedTuple):
    """``lines`` (m, 4); ``owner`` (m,) the position of the polygon each belongs to; ``area`` (n,) of each polygon."""

    lines: Floats
    owner: Ints
    area: Floats


def polygon_edges(shapes: Iterable[bytes]) -> Edges:
    """Return all edges of 2-D polygons and multipolygons in little-endian WKB.

    Raises
    ------
    ValueError
        If a shape is of another type: the caller flattens curves and drops Z and M first.

    Examples
    --------
    >>> square = struct.pack("<BIII10d", 1, 3, 1, 5, 0, 0, 2, 0, 2, 2, 0, 2, 0, 0)  # one ring of five places
    >>> edges = polygon_edges([square])
    >>> edges.lines[0].tolist(), len(edges.lines), edges.area.tolist()
    ([0.0, 0.0, 2.0, 0.0], 4, [4.0])
    """
    polygons = [_edges(shape) for shape in shapes]
    lines = np.vstack([np.empty((0, 4)), *polygons])
    owner = np.repeat(np.arange(len(polygons)), [len(polygon) for polygon in polygons])
    return Edges(lines, owner, np.array([signed_area(polygon) for polygon in polygons]))


def ring_edges(places: Floats) -> Floats:
    """Return the edges (k - 1, 4) of a closed ring (k, 2), the way it runs."""
    return np.hstack([places[:-1], places[1:]])


def signed_area(lines: Floats) -> float:
    """Return the area that edges (m, 4) enclose, in the square of their unit; below 0 if they run right round.

    Examples
    --------
    >>> signed_area(ring_edges(np.array([(0.0, 0.0), (3.0, 0.0), (3.0, 2.0), (0.0, 2.0), (0.0, 0.0)])))
    6.0
    """
    if not len(lines):
        return 0.0
    x0, y0, x1, y1 = (lines - np.tile(lines[0, :2], 2)).T  # near the origin no digits are lost
    return float(np.sum(x0 * y1 - x1 * y0) / 2)


def _edges(shape: bytes) -> Floats:
    sides = []
    for polygon in _polygons(shape):
        for ring, points in enumerate(polygon):
            side = ring_edges(points)
            if (signed_area(side) < 0) == (ring == 0):  # shells run left round, holes right round
                side = side[:, [2, 3, 0, 1]]
            sides.append(side)
    return np.vstack(sides) if sides else np.empty((0, 4))


def _polygons(shape: bytes) -> Iterator[list[Floats]]:
    kind, count = struct.unpack_from("<II", shape, 1)
    if kind == _POLYGON:
        yield _rings(shape, 0)[0]
    elif kind == _MULTIPOLYGON:
        at = 9
        for _ in range(count):
            rings, at = _rings(shape, at)
            yield rings
    else:
        raise ValueError(f"WKB type {kind} is not a 2-D polygon")


def _rings(shape: bytes, at: int) -> tuple[list[Floats], int]:
    (count,) = struct.unpack_from("<I", shape, at + 5)
    at += 9
    rings = []
    for _ in range(count):
        (points,) = struct.unpack_from("<I", shape, at)
        rings.append(np.frombuffer(shape, "<f8", 2 * points, at + 4).reshape(-1, 2))
        at += 4 + 16 * points
    return rings, at
