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
    """
    found = [_edges(shape) for shape in shapes]
    lines = np.vstack([np.empty((0, 4)), *found])
    owner = np.repeat(np.arange(len(found)), [len(each) for each in found])
    return Edges(lines, owner, np.array([_signed_area(each) for each in found]))


def _edges(shape: bytes) -> Floats:
    sides = []
    for polygon in _polygons(shape):
        for ring, points in enumerate(polygon):
            side = np.hstack([points[:-1], points[1:]])
            if (_signed_area(side) < 0) == (ring == 0):  # shells run left round, holes right round
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


def _signed_area(lines: Floats) -> float:
    if not len(lines):
        return 0.0
    x0, y0, x1, y1 = (lines - np.tile(lines[0, :2], 2)).T  # near the origin no digits are lost
    return float(np.sum(x0 * y1 - x1 * y0) / 2)
